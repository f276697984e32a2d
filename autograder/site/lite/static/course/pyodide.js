// JupyterLite's way to Python: the runtime, the lock file and the wheels of the book's live cells.
// A classic script, since JupyterLite's worker is one; it is told where it lies as `indexURL`.

/**
 * Before matplotlib looks for fonts it gets the course's list of them, and what only pages have is
 * replaced; see browser/notebook.py.
 */
const IMPORTS = `
import importlib.machinery, sys

class CourseImports:
    def find_spec(self, name, path=None, target=None):
        if name not in ("matplotlib.font_manager", "ipywidgets", "myst_nb"):
            return None
        try:
            from autograder.site.browser import notebook
        except ImportError:
            return None
        if name == "matplotlib.font_manager":
            notebook.mend_font_list()
            return None
        return importlib.machinery.ModuleSpec(name, self)

    def create_module(self, spec):
        from autograder.site.browser import notebook
        return notebook.stand_in(spec.name)

    def exec_module(self, module):
        pass

sys.meta_path.insert(0, CourseImports())
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
  pyodide.runPython(IMPORTS, { globals: pyodide.toPy({}) });
  return pyodide;
};
