// Makes a notebook of a page with the reader's own code in it, puts it where JupyterLite keeps its
// files, in this browser, and opens it. Where that can't be, the notebook can be downloaded.
import { codeOf, keyOf } from "../../_static/live/store.mjs";

const SITE = new URL("../../", import.meta.url);
const STORAGE = "gene-expression-course notebooks"; // as in jupyter-lite.json
const FILES = "files";

const words = document.getElementById("words");
const choices = document.getElementById("choices");
const asked = new URLSearchParams(location.search);

/** What is asked for: `page=chapters/anova/index`, the page itself, or `lesson=anova`, its exercises. */
function wanted() {
  const page = asked.get("page");
  const lesson = asked.get("lesson");
  if (page && /^\w[\w/-]*$/.test(page)) {
    const name = page.replace(/\/index$/, "").split("/").at(-1);
    return { page, name: `${name}-lesson`, file: `../pages/${page}.ipynb` };
  }
  if (lesson && /^\w+$/.test(lesson)) return { page: `chapters/${lesson}/index`, name: lesson, file: `../files/${lesson}.ipynb` };
  return null;
}

async function open() {
  const { page, name, file } = wanted() ?? {};
  if (!page) return say("This address names no page of the book.");
  document.getElementById("back").href = new URL(`${page}.html`, SITE);
  const response = await fetch(new URL(file, import.meta.url), { cache: "no-cache" }).catch(() => null);
  if (!response?.ok) return say("The notebook could not be loaded. Is there a network? Your code is kept on the page.");
  const notebook = withEdits(await response.json(), codeOf(page));
  offerDownload(notebook, name);
  const app = await fetch(new URL("../notebooks/index.html", import.meta.url), { method: "HEAD" }).catch(() => null);
  if (!app?.ok) return say("This site was made without notebooks in the browser. You can download the notebook, with your own code in it, and open it in Jupyter.");
  try {
    return await keepAndGo(notebook, name);
  } catch (error) {
    return say(`This browser does not let pages keep notebooks (${error.message}). You can download the notebook, with your own code in it, and open it in Jupyter.`);
  }
}

/** The reader's code in place of the course's, and addresses inside the book made whole. */
function withEdits(notebook, code) {
  for (const cell of notebook.cells) {
    const source = [cell.source].flat().join("");
    if (cell.cell_type === "markdown") cell.source = source.replaceAll("](course-site:", `](${SITE.href}`);
    else cell.source = code[keyIn(cell, source)] ?? source;
  }
  return notebook;
}

function keyIn({ metadata }, source) {
  if (metadata.course) return keyOf({ ...metadata.course, source: source.replace(/\n$/, "") });
  return metadata.nbgrader?.solution ? metadata.nbgrader.grade_id : "";
}

async function keepAndGo(notebook, name) {
  const store = await openStorage();
  const same = (entry) => JSON.stringify(sources(entry.content)) === JSON.stringify(sources(notebook));
  let last = null;
  let number = 1;
  const path = () => (number === 1 ? `${name}.ipynb` : `${name}-${number}.ipynb`);
  for (let kept = await store.get(path()); kept; kept = await store.get(path())) {
    if (same(kept)) return go(path());
    last = path();
    number += 1;
  }
  const make = async () => {
    await store.put(path(), entryOf(notebook, path()));
    go(path());
  };
  if (!last) return make();
  say("You have a notebook of this page that differs from what is on the page now.");
  choices.prepend(
    button("Open it as I left it", () => go(last)),
    button("Make a new one from the page", () => make().catch((error) => say(`It could not be kept: ${error.message}.`))),
  );
  return undefined;
}

const sources = (notebook) => notebook?.cells?.map((cell) => [cell.source].flat().join(""));

/** Also told to a file manager that comes back here: the reader's Back goes to the book. */
function go(path) {
  location.replace(new URL(`../notebooks/index.html?path=${encodeURIComponent(path)}`, import.meta.url));
}

function entryOf(content, path) {
  const now = new Date().toISOString();
  const size = JSON.stringify(content).length;
  return { name: path, path, content, size, type: "notebook", format: "json", mimetype: "application/json", writable: true, created: now, last_modified: now };
}

/** JupyterLite's files, in the database that it uses itself; made if JupyterLite never ran. */
async function openStorage() {
  let database = await request(indexedDB.open(STORAGE));
  if (!database.objectStoreNames.contains(FILES)) {
    const next = database.version + 1;
    database.close();
    const opening = indexedDB.open(STORAGE, next);
    opening.onupgradeneeded = () => opening.result.createObjectStore(FILES);
    database = await request(opening);
  }
  const files = (mode) => database.transaction(FILES, mode).objectStore(FILES);
  return {
    get: (key) => request(files("readonly").get(key)),
    put: (key, value) => request(files("readwrite").put(value, key)),
  };
}

function request(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("another tab has it open; close it and try again"));
  });
}

function say(sentence) {
  words.textContent = sentence;
}

function button(text, onclick) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", onclick);
  return made;
}

function offerDownload(notebook, name) {
  const link = document.createElement("a");
  link.textContent = "Download the notebook";
  link.download = `${name}.ipynb`;
  link.href = URL.createObjectURL(new Blob([JSON.stringify(notebook, null, 1)], { type: "application/x-ipynb+json" }));
  choices.append(link);
}

open().catch((error) => say(`The notebook could not be made (${error.message}). Your code is kept on the page.`));
