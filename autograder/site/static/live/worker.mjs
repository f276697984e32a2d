// The worker that runs Python: it loads Pyodide, runs the cells that the page sends, and reports.
// It is ended from outside when a reader presses Stop.
import { Bytecode } from "./bytecode.mjs";
import { filesFor, lockWithOurWheels } from "./lock.mjs";

let pyodide = null;
let kernel = null;
let bytecode = null;
let received = 0;
const load = { queue: Promise.resolve() };

const tell = (message) => self.postMessage(message);

const COURSE = "gene-expression-course";
const plainFetch = self.fetch.bind(self);
const begun = new Map();

/** Ask for a file now that Python will ask for later, so that the network need not wait for Python. */
function begin(url, integrity) {
  if (!begun.has(url)) begun.set(url, counted(url, integrity ? { integrity } : {}));
  begun.get(url).catch(() => {}); // who asks for the file hears of it
}

self.fetch = (input, init) => {
  const url = String(input.url ?? input);
  const answer = begun.get(url) ?? counted(input, init);
  begun.delete(url);
  return answer;
};

/** Every byte that arrives is counted, so that the page can show a real progress. */
async function counted(input, init) {
  const name = packageName(String(input.url ?? input));
  tell({ type: "fetch", name, received });
  const response = await plainFetch(input, init);
  // A browser keeps what it compiled from WebAssembly only with an answer of its own.
  if (!response.ok || !response.body || name.endsWith(".wasm")) return response;
  const count = new TransformStream({
    transform(chunk, controller) {
      received += chunk.byteLength;
      tell({ type: "fetch", name, received });
      controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(count), { status, statusText, headers });
}

function packageName(url) {
  const file = url.slice(url.lastIndexOf("/") + 1);
  return file.endsWith(".whl") ? file.split("-")[0].replaceAll("_", "-") : file;
}

async function start({ live, settings, known, code }) {
  const runtime = new URL(settings.runtime, live).href;
  tell({ type: "fetch", name: "pyodide.mjs", received });
  const official = import(runtime + "pyodide.mjs");
  const machine = import(runtime + "pyodide.asm.js").catch(() => {}); // then Pyodide itself asks again
  for (const file of ["pyodide.asm.wasm", "python_stdlib.zip"]) begin(runtime + file);
  const quiet = () => {};
  const [lock, { loadPyodide }] = await Promise.all([lockWithOurWheels(live), official, machine]);
  for (const { url, integrity } of filesFor(code, [COURSE], lock.packages, runtime)) begin(url, integrity);
  bytecode = new Bytecode(lock.fingerprint);
  const compiled = bytecode.load(settings.bytecode && new URL(settings.bytecode, live).href);
  pyodide = await loadPyodide({
    indexURL: runtime,
    lockFileURL: lock.address,
    stdout: quiet,
    stderr: quiet,
  });
  await install([COURSE]);
  tell({ type: "stage", name: "starting Python" });
  bytecode.begin(pyodide.pyimport("autograder.site.browser.bytecode"), await compiled);
  const { Kernel } = pyodide.pyimport("autograder.site.browser.kernel");
  kernel = Kernel((output) => {
    tell({ type: "output", output: output.toJs({ dict_converter: Object.fromEntries }) });
  });
  kernel.install(known);
}

async function install(names) {
  const failed = [];
  await pyodide.loadPackage(names, {
    messageCallback: () => {},
    errorCallback: (message) => failed.push(message),
  });
  if (failed.length) throw new Error(failed[0]);
}

/** Load the packages that the code imports; one that can't be had is Python's to complain of. */
async function installImports(code) {
  try {
    await pyodide.loadPackagesFromImports(code, { messageCallback() {}, errorCallback() {} });
  } catch {
    // A syntax error, or a package that is not there: running the cell says which.
  }
}

async function run({ id, imports, steps }) {
  if (imports?.length) await installImports(`import ${imports.join(", ")}`);
  let outcome = { ok: true, name: "" };
  const done = [];
  for (const step of steps) {
    if (step.forget) kernel.forget(step.forget);
    await installImports(step.setup ?? step.source);
    if (step.setup !== undefined) {
      kernel.add_missing(step.setup);
      continue;
    }
    tell({ type: "running", id, cell: step.cell });
    const result = kernel.run(step.cell, step.title, step.source, step.quiet ?? false);
    outcome = result.toJs({ dict_converter: Object.fromEntries });
    result.destroy();
    if (outcome.ok) done.push(step.cell);
    else if (!step.quiet) break;
    else outcome = { ok: true, name: "" };
  }
  tell({ type: "done", id, done, ...outcome });
  await bytecode.save();
}

const HANDLERS = {
  start: async (message) => {
    await start(message);
    tell({ type: "ready" });
  },
  run,
  interact: async ({ id, widget, shown }) => {
    const values = pyodide.toPy(shown);
    kernel.interact(widget, values);
    tell({ type: "done", id, ok: true, done: [] });
  },
};

self.onmessage = ({ data }) => {
  load.queue = load.queue.then(async () => {
    try {
      await HANDLERS[data.type](data);
    } catch (error) {
      tell({ type: "failed", id: data.id, during: data.type, message: String(error?.message ?? error) });
    }
  });
};
