// Compiled modules, kept in the reader's browser from one visit to the next. All of it may fail: then
// imports take as long as at a first visit.

const STORE = "gene-expression-course.bytecode";
const ENOUGH = 50; // newly compiled modules that are worth keeping

export class Bytecode {
  #python = null;
  #kept = 0;

  /** `fingerprint` stands for the versions of all packages. */
  constructor(fingerprint) {
    this.address = new URL(`bytecode-${fingerprint}.zip`, import.meta.url).href;
  }

  /**
   * What an earlier visit has kept, or what the site brings along (`shipped`, an address), asked for
   * while Python itself loads.
   */
  async load(shipped) {
    const kept = await this.#fromStore().catch(() => null);
    if (kept || !shipped) return kept;
    const response = await fetch(shipped).catch(() => null);
    return response?.ok ? response.arrayBuffer() : null;
  }

  async #fromStore() {
    const kept = await (await caches.open(STORE)).match(this.address);
    return kept ? kept.arrayBuffer() : null;
  }

  /** Begin with what was kept; `python` is the module autograder.site.browser.bytecode. */
  begin(python, archive) {
    this.#python = python;
    python.keep();
    try {
      if (archive) this.#kept = python.restore(new Uint8Array(archive));
    } catch {
      // What was kept is of no use.
    }
  }

  /** Keep what has been compiled since, if it is worth it. */
  async save() {
    try {
      const now = this.#python.count();
      if (now < this.#kept + ENOUGH) return;
      this.#kept = now;
      const packed = this.#python.packed();
      const bytes = packed.toJs();
      packed.destroy();
      const store = await caches.open(STORE);
      await store.put(this.address, new Response(bytes));
      for (const old of await store.keys()) if (old.url !== this.address) await store.delete(old);
    } catch {
      // Storage is full or forbidden.
    }
  }
}
