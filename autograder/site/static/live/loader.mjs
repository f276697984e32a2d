// On every page: buttons for its cells, marks in the table of contents. The rest is loaded when it is
// needed; Python only when a reader first runs something.
import { element } from "./dom.mjs";
import * as store from "./store.mjs";

const root = new URL(document.documentElement.dataset.content_root ?? "./", location.href);

/** The name of this page, such as `chapters/anova/index`. */
function pageName() {
  const path = decodeURI(location.pathname).slice(decodeURI(root.pathname).length);
  return (path.endsWith("/") || path === "" ? `${path}index` : path).replace(/\.html$/, "");
}

// ---------------------------------------------------------------- cells

/** The page's cells in order: {n, element, exercise, check}. */
function findCells() {
  const cells = [];
  for (const found of document.querySelectorAll("article div.cell[class*='live-']")) {
    const n = Number(/(?:^|\s)live-(\d+)(?:\s|$)/.exec(found.className)?.[1]);
    const code = found.querySelector(":scope .cell_input pre");
    if (!Number.isInteger(n) || !code) continue;
    const source = code.textContent.replace(/\n$/, "");
    const called = found.classList.contains("tag_check") && /^\s*check\((\w+)\)\s*$/.exec(source);
    const before = cells.at(-1);
    if (called && before?.element.classList.contains("tag_exercise")) {
      before.exercise = called[1];
      before.checkCell = found;
    } else cells.push({ n, element: found, source, number: cells.length + 1 });
  }
  return cells;
}

let controller = null;

/** The part that edits and runs, loaded once. */
function control(cells) {
  controller ??= import("./page.mjs").then(({ Page }) => new Page(pageName(), cells));
  return controller;
}

function addButtons(cells) {
  for (const cell of cells) {
    const ask = (what) => () =>
      control(cells)
        .then((loaded) => loaded[what](cell))
        .catch((error) => (cell.status.textContent = `This could not be loaded (${error.message}). Is there a network?`));
    const label = cell.exercise ? `exercise ${cell.exercise}` : `cell ${cell.number}`;
    const button = (text, what) =>
      element("button", { type: "button", class: `live-button live-${what}`, onclick: ask(what) }, text,
        element("span", { class: "live-hidden" }, ` ${label}`));
    const buttons = cell.exercise
      ? [button("Check", "check"), button("Hint", "hint"), button("Solution", "solution"), button("Edit", "edit")]
      : [button("Run", "run"), button("Edit", "edit")];
    if (!cell.exercise && cell.number > 1) buttons.splice(1, 0, button("Run all above", "runAbove"));
    cell.status = element("span", { class: "live-status" });
    cell.bar = element("div", { class: "live-bar", role: "group", "aria-label": label }, ...buttons, cell.status);
    cell.label = label;
    cell.output = element("div", { class: "live-output cell_output", hidden: true });
    cell.input = cell.element.querySelector(".cell_input");
    cell.staticOutputs = [...cell.element.querySelectorAll(".cell_output")].map(withItsFold);
    cell.checkCell?.setAttribute("hidden", "");
    cell.element.classList.add("live-cell");
    if (cell.exercise) cell.element.dataset.exercise = cell.exercise;
    cell.element.append(cell.bar, cell.output);
    cell.input.addEventListener("click", (event) => {
      const selecting = !getSelection()?.isCollapsed;
      if (!selecting && !event.target.closest("button, .cm-editor")) ask("edit")();
    });
  }
}

/** An output that is folded away goes together with its fold. */
function withItsFold(output) {
  const fold = output.closest(".live-cell details, .cell details");
  return fold && !fold.querySelector(".cell_input") ? fold : output;
}

/** The way from this page to a notebook that has its cells as they are now. */
function addNotebookLink() {
  const address = new URL(`lite/open/index.html?page=${encodeURIComponent(pageName())}`, root);
  document.querySelector("article h1")?.after(element("p", { class: "live-notebook" },
    element("a", { href: address.href }, "Open as notebook"),
    " in the browser, with your changes."));
}

// ---------------------------------------------------------------- progress

function showMarks(course) {
  const known = store.progress();
  for (const lesson of course.lessons) {
    const right = lesson.exercises.filter(([name]) => known[name]?.status === "right").length;
    const of = lesson.exercises.length;
    const address = new URL(`${lesson.page}.html`, root).pathname;
    for (const link of document.querySelectorAll("nav.bd-links a.reference")) {
      if (new URL(link.href, location.href).pathname !== address) continue;
      link.querySelector(".live-mark")?.remove();
      if (!right) continue;
      const text = right === of ? "✓" : `${right}/${of}`;
      const words = right === of ? " all exercises right" : ` ${right} of ${of} exercises right`;
      link.append(element("span", { class: "live-mark" }, element("span", { "aria-hidden": "true" }, text),
        element("span", { class: "live-hidden" }, words)));
    }
  }
}

/** Trouble with what is kept, on a page without the panel that would say it. */
function sayOnPage(sentence) {
  const said = document.querySelector(".live-storage") ?? element("p", { class: "live-note live-storage", role: "status" });
  said.textContent = sentence;
  document.querySelector("article h1")?.after(said);
}

async function showProgress() {
  const response = await fetch(new URL("course.json", import.meta.url));
  if (!response.ok) return;
  const course = await response.json();
  const landing = pageName() === course.root;
  const panel = landing ? (await import("./progress.mjs")).progressPanel(course) : null;
  if (panel) document.querySelector("article h1")?.after(panel.element);
  store.watch((trouble) => {
    showMarks(course);
    if (panel) panel.update(trouble);
    else if (trouble) sayOnPage(trouble);
  });
  showMarks(course);
  panel?.update("");
}

/** Paper cannot be unfolded or scrolled: what is folded away is printed open, and every picture comes. */
function unfoldForPrinting() {
  let opened = [];
  addEventListener("beforeprint", () => {
    for (const picture of document.querySelectorAll("img[loading=lazy]")) picture.loading = "eager";
    opened = [...document.querySelectorAll("article details:not([open])")];
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => opened.forEach((fold) => (fold.open = false)));
}

unfoldForPrinting();
const cells = findCells();
addButtons(cells);
if (cells.length) addNotebookLink();
const known = store.progress();
if (cells.length && (Object.keys(store.codeOf(pageName())).length || cells.some((cell) => known[cell.exercise])))
  control(cells).catch(() => {});
showProgress().catch(() => {});
