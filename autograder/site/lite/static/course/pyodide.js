// JupyterLite's way to Python: the runtime, the lock file and the wheels of the book's live cells.
// A classic script, since JupyterLite's worker is one; it is told where it lies as `indexURL`.

/** Before matplotlib looks for fonts it gets the course's list of them; see browser/fonts.py. */
const FONTS = `
import sys

class Fonts:
    def find_spec(self, name, path=None, target=None):
        if name == "matplotlib.font_manager":
            sys.meta_path.remove(self)
            try:
                from autograder.site.browser.fonts import mend_font_list
                mend_font_list()
            except ImportError:
                pass

sys.meta_path.insert(0, Fonts())
`;

self.loadPyodide = async ({ indexURL, ...options }) => {
  const live = new URL("../../_static/live/", new URL(indexURL, self.location.href));
  const { lockWithOurWheels } = await import(new URL("lock.mjs", live).href);
  const response = await fetch(new URL("settings.json", live), { cache: "no-cache" });
  if (!response.ok) throw new Error(`This site's settings could not be loaded (${response.status}). Is there a network?`);
  const settings = await response.json();
  const runtime = new URL(settings.runtime, live).href;
  const official = await import(`${runtime}pyodide.mjs`);
  const { address } = await lockWithOurWheels(live.href);
  const pyodide = await official.loadPyodide({ ...options, indexURL: runtime, lockFileURL: address });
  pyodide.runPython(FONTS, { globals: pyodide.toPy({}) });
  return pyodide;
};
