// The page's side of the worker: starts it when it is first needed, watches it, and ends it.

const LIVE = new URL(".", import.meta.url);

/** Why nothing could be run: a sentence for the reader. */
export class RuntimeTrouble extends Error {}

/** The reader pressed Stop. */
export class Stopped extends Error {}

export class Runtime {
  #worker = null;
  #ready = null;
  #pending = new Map();
  #next = 0;
  #heard = 0;
  #watch = 0;
  #fail = () => {};

  /**
   * `onOutput(output)` hears of what cells show, `onNews(news)` of what is being loaded or run;
   * `known()` gives the reader's progress for Python's own `progress()`.
   */
  constructor({ onOutput, onNews, known }) {
    this.known = known;
    this.onOutput = onOutput;
    this.onNews = onNews;
  }

  get started() {
    return this.#worker !== null;
  }

  /**
   * Start Python if it isn't running; resolves when it is ready, fails with a sentence. The packages
   * that `code` imports are asked for at once.
   */
  start(code = "") {
    this.#ready ??= this.#start(code).catch((error) => {
      this.#end(error);
      throw error;
    });
    return this.#ready;
  }

  async run(request) {
    const imports = request.imports.map((name) => `import ${name}`);
    await this.start([...imports, ...request.steps.map(({ setup, source }) => setup ?? source)].join("\n"));
    return this.#ask({ type: "run", ...request });
  }

  async interact(widget, shown) {
    await this.start();
    return this.#ask({ type: "interact", widget, shown });
  }

  /** End the worker, whatever it does; what waits for it fails with `Stopped`. */
  stop() {
    this.#end(new Stopped("stopped"));
  }

  async #start(code) {
    requireBrowser();
    const settings = await this.#settings();
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      this.#worker = new Worker(new URL("worker.mjs", LIVE), { type: "module" });
      this.#worker.onmessage = ({ data }) => this.#receive(data, resolve, reject, settings);
      this.#worker.onerror = (event) => {
        event.preventDefault?.();
        reject(new RuntimeTrouble(`Python could not be started in this browser (${event.message ?? "its worker failed"}). A current Firefox, Chrome, Edge or Safari can.`));
      };
      this.#listenFor(settings, reject);
      this.#worker.postMessage({ type: "start", live: LIVE.href, settings, known: this.known(), code });
    });
  }

  async #settings() {
    try {
      const response = await fetch(new URL("settings.json", LIVE), { cache: "no-cache" });
      if (!response.ok) throw new Error(String(response.status));
      return await response.json();
    } catch (error) {
      throw new RuntimeTrouble(`This site's settings could not be loaded (${error.message}). Is there a network? Your code is kept.`);
    }
  }

  /** Fail loudly when the network says nothing for a long time. */
  #listenFor(settings, reject) {
    this.#heard = performance.now();
    clearInterval(this.#watch);
    this.#watch = setInterval(() => {
      if (performance.now() - this.#heard < settings.patience * 1000) return;
      clearInterval(this.#watch);
      reject(new RuntimeTrouble(`Python could not be loaded: nothing came from ${host(settings)} for ${settings.patience} seconds. Is there a network? Your code is kept; run the cell again to try again.`));
    }, 250);
  }

  #receive(data, resolve, reject, settings) {
    this.#heard = performance.now();
    const waiting = this.#pending.get(data.id);
    if (data.type === "output") this.onOutput(data.output);
    else if (data.type === "ready") {
      clearInterval(this.#watch);
      resolve();
    } else if (data.type === "done") {
      this.#pending.delete(data.id);
      waiting?.resolve(data);
    } else if (data.type === "failed" && data.during === "start") {
      reject(new RuntimeTrouble(`Python could not be loaded from ${host(settings)}: ${data.message}. Your code is kept; run the cell again to try again.`));
    } else if (data.type === "failed") {
      this.#pending.delete(data.id);
      waiting?.reject(new RuntimeTrouble(`Python itself stopped: ${data.message}. Start it again with Run; its variables are gone.`));
      this.#end(new Stopped("failed"));
    } else this.onNews(data);
  }

  #ask(message) {
    const id = ++this.#next;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ ...message, id });
    });
  }

  #end(reason) {
    clearInterval(this.#watch);
    this.#worker?.terminate();
    this.#worker = null;
    this.#ready = null;
    this.#fail(reason);
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const one of waiting) one.reject(reason);
  }
}

function host(settings) {
  return new URL(settings.runtime, LIVE).host || "this site";
}

function requireBrowser() {
  if (typeof WebAssembly === "object" && typeof Worker === "function" && typeof TransformStream === "function") return;
  throw new RuntimeTrouble("This browser is too old to run Python. A current Firefox, Chrome, Edge or Safari can; the lesson can be read in any.");
}
