// The reader's progress on the landing page: a bar, a file to save it to, and "start again".
import { announce, element } from "./dom.mjs";
import * as store from "./store.mjs";

/** The panel and how to bring it up to date. */
export function progressPanel(course) {
  const all = course.lessons.flatMap(({ exercises }) => exercises.map(([name]) => name));
  const bar = element("progress", { max: all.length, value: 0, "aria-labelledby": "live-progress-words" });
  const words = element("p", { id: "live-progress-words" });
  const asked = new Set(course.lessons.flatMap(({ questions }) => questions ?? []));
  const answered = element("p", { id: "live-answered-words", hidden: asked.size === 0 });
  const message = element("p", { class: "live-note", role: "status" });
  const say = (text, ...more) => message.replaceChildren(text, ...more);

  const undoable = (done, state) => {
    const undo = element("button", { type: "button", class: "live-button", onclick: () => {
      store.restore(state);
      say("Everything is as it was before.");
    } }, "Undo");
    say(`${done} `, undo);
  };

  const chooser = element("input", { type: "file", accept: ".json,application/json", class: "live-hidden", tabindex: "-1", "aria-label": "Progress file", onchange: async () => {
    const [file] = chooser.files;
    chooser.value = "";
    if (!file) return;
    const before = store.exported();
    const trouble = file.size > 20e6 ? "This file is too large to be a progress file. Nothing was changed." : store.importText(await file.text());
    if (trouble) say(trouble);
    else undoable("Your progress was imported.", before);
  } });

  const button = (text, onclick) => element("button", { type: "button", class: "live-button", onclick }, text);
  const panel = element("section", { class: "live-panel", "aria-labelledby": "live-panel-title" },
    element("p", { id: "live-panel-title", class: "live-panel-title", role: "heading", "aria-level": "2" }, "Your progress"),
    bar, words, answered,
    element("div", { class: "live-bar" },
      button("Save to a file", save),
      button("Import a file", () => chooser.click()),
      button("Start again", () => {
        const before = store.exported();
        store.startAgain();
        undoable("Your progress, your answers and your code were removed.", before);
      }),
      chooser),
    message,
    element("p", { class: "live-small" }, "Your answers and your progress stay in this browser; nothing is sent anywhere."));

  return {
    element: panel,
    update(trouble) {
      const known = store.progress();
      const right = all.filter((name) => known[name]?.status === "right").length;
      bar.value = right;
      words.textContent = `${right} of ${all.length} exercises right`;
      const done = Object.entries(store.answers()).filter(([id, entry]) => entry.done && asked.has(id)).length;
      answered.textContent = `${done} of ${asked.size} quick questions answered`;
      if (trouble) say(trouble);
    },
  };
}

function save() {
  const text = JSON.stringify(store.exported(), null, 1);
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = element("a", { href: address, download: "gene-expression-progress.json" });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  announce("Your progress was saved to a file.");
}
