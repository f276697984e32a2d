// The cells of one page: editing, running, checking. Loaded when a reader first asks for any of it.
import { announce, element } from "./dom.mjs";
import { OutputArea } from "./outputs.mjs";
import { Runtime, Stopped } from "./runtime.mjs";
import * as store from "./store.mjs";

const STATUS_WORDS = { right: "✓ right", wrong: "✗ not right yet", crashed: "! stopped with an error", "not attempted": "" };

export class Page {
  #record = null;
  #queue = Promise.resolve();
  #running = null;
  #ran = [];
  #shown = new Map();
  #clock = 0;
  #generation = 0;

  constructor(name, cells) {
    this.name = name;
    this.cells = cells;
    this.runtime = new Runtime({
      onOutput: (output) => this.#receive(output),
      onNews: (news) => this.#news(news),
      known: () => JSON.stringify(store.progress()),
    });
    const saved = store.codeOf(name);
    for (const cell of cells) {
      cell.key = store.keyOf(cell);
      cell.code = cell.source;
      cell.area = new OutputArea(cell.output, (widget, shown) => this.#interact(cell, widget, shown));
      if (saved[cell.key] !== undefined) this.#setCode(cell, saved[cell.key], false);
      if (cell.exercise) this.#mark(cell);
    }
  }

  // ---------------------------------------------------------------- editing

  async edit(cell) {
    if (cell.editor) return cell.editor.focus();
    cell.element.querySelector("details.above-input, details.hide")?.setAttribute("open", "");
    const holder = element("div", { class: "live-editor" });
    const options = {
      parent: holder,
      text: cell.code,
      label: `Code of ${cell.label}. Shift+Enter runs it; Escape, then Tab, leaves the editor.`,
      changed: (text) => this.#setCode(cell, text, true),
      run: () => (cell.exercise ? this.check(cell) : this.run(cell)),
    };
    // Sphinx and the theme have shortcuts of their own, such as "/", that must not reach an editor.
    holder.addEventListener("keydown", (event) => event.stopPropagation());
    try {
      const { makeEditor } = await import("./editor.mjs");
      if (cell.editor) return cell.editor.focus();
      cell.editor = makeEditor(options);
    } catch {
      cell.editor = plainEditor(options);
    }
    cell.input.after(holder);
    cell.input.hidden = true;
    cell.bar.querySelector(".live-edit")?.setAttribute("hidden", "");
    return cell.editor.focus();
  }

  reset(cell) {
    if (cell.editor) cell.editor.text = cell.source;
    this.#setCode(cell, cell.source, true);
    cell.area.clear();
    cell.output.hidden = true;
    for (const old of cell.staticOutputs) old.hidden = false;
    this.#say(cell, "Reset to the course's own code.");
  }

  #setCode(cell, text, keep) {
    cell.code = text;
    const changed = text !== cell.source;
    if (keep) store.keepCode(this.name, cell.key, changed ? text : null);
    if (!cell.editor) cell.input.querySelector("pre").textContent = `${text}\n`;
    if (changed && !cell.resetButton) {
      cell.resetButton = element("button", { type: "button", class: "live-button live-reset", onclick: () => this.reset(cell) },
        "Reset", element("span", { class: "live-hidden" }, ` ${cell.label}`));
      cell.status.before(cell.resetButton);
    } else if (!changed && cell.resetButton) {
      if (document.activeElement === cell.resetButton) cell.bar.querySelector("button")?.focus();
      cell.resetButton.remove();
      cell.resetButton = null;
    }
  }

  // ---------------------------------------------------------------- running

  run(cell) {
    return this.#enqueue(cell, async (record) => {
      const steps = [...this.#hiddenBefore(cell, record), this.#step(cell)];
      const result = await this.#execute([cell], steps, record);
      if (!result.ok && result.name && this.#notRunAbove(cell)) this.#offerAbove(cell, result.name);
    });
  }

  runAbove(cell, thenThis = false) {
    return this.#enqueue(cell, (record) => {
      const above = this.cells.filter((other) => other.number < cell.number + (thenThis ? 1 : 0));
      return this.#execute(above, this.#stepsOf(above, record), record, cell);
    });
  }

  check(cell) {
    return this.#enqueue(cell, async (record) => {
      const name = cell.exercise;
      const { setup, needs } = record.exercises[name];
      const answered = this.cells.filter((other) => needs.includes(other.exercise) && other.code !== other.source);
      const steps = [
        { setup },
        ...answered.map((other) => ({ ...this.#step(other), quiet: true })),
        { ...this.#step(cell), forget: name },
        { ...this.#step(cell), source: `__import__("autograder").check("${name}")` },
      ];
      await this.#execute([cell], steps, record);
    });
  }

  async hint(cell) {
    await this.#withRecord(cell, (record) => {
      const { hints } = record.exercises[cell.exercise];
      const rung = Math.min(store.standing(cell.exercise).hints + 1, hints.length);
      store.tookHints(cell.exercise, rung);
      const shown = this.#shown.get(cell) ?? 0;
      this.#shown.set(cell, shown + 1);
      this.#reveal(cell);
      cell.area.note(hints[rung - 1] ?? "<p>There are no hints for this one: the task says all there is.</p>", "hint");
      announce(`Hint ${rung} of ${hints.length}`);
    });
  }

  solution(cell) {
    const { hints, tried } = store.standing(cell.exercise);
    return this.#withRecord(cell, (record) => {
      const of = record.exercises[cell.exercise].hints.length;
      if (!tried && hints < of) {
        this.#say(cell, `Try it first: check an attempt, or take ${of === 1 ? "the hint" : `all ${of} hints`}. Then the solution opens.`);
        return undefined;
      }
      return this.#enqueue(cell, (known) => {
        const source = `__import__("autograder").solution("${cell.exercise}", anyway=True)`;
        return this.#execute([cell], [{ ...this.#step(cell), source }], known, cell, true);
      });
    });
  }

  stop() {
    this.#generation += 1;
    this.runtime.stop();
  }

  #interact(cell, widget, shown) {
    if (!this.runtime.started) {
      this.#say(cell, "Python was restarted. Run the cell again to use its controls.");
      return Promise.resolve();
    }
    return this.runtime.interact(widget, shown);
  }

  /** One thing at a time; what was asked for before a Stop is dropped by it. */
  #enqueue(cell, work) {
    const generation = this.#generation;
    if (this.#running) this.#say(cell, "Waiting for the cell that runs…");
    this.#queue = this.#queue.then(() => {
      if (generation !== this.#generation) return this.#say(cell, "");
      return this.#withRecord(cell, work);
    });
    return this.#queue;
  }

  async #withRecord(cell, work) {
    try {
      this.#record ??= await fetchRecord(this.name);
      await work(this.#record);
    } catch (error) {
      this.#say(cell, "");
      this.#reveal(cell);
      cell.area.sentence(error.message, "trouble");
      announce(error.message);
    }
  }

  /** Run steps; `owner` is the cell beside whose buttons the progress and Stop are shown. */
  async #execute(cells, steps, record, owner = cells.at(-1), keepOutput = false) {
    for (const cell of keepOutput ? [] : cells) {
      cell.area.clear();
      this.#reveal(cell);
    }
    this.#begin(owner);
    try {
      const imports = this.runtime.started ? [] : record.imports;
      const result = await this.runtime.run({ imports, steps });
      this.#ran = [...this.#ran.filter((n) => !result.done.includes(n)), ...result.done];
      const silent = result.ok && !owner.output.hasChildNodes() && !keepOutput;
      this.#say(owner, silent ? "Done; there is nothing to show." : "");
      return result;
    } catch (error) {
      if (error instanceof Stopped) this.#afterStop(owner);
      this.#ran = [];
      if (!(error instanceof Stopped)) throw error;
      return { ok: true };
    } finally {
      this.#finish(owner);
    }
  }

  #step(cell) {
    return { cell: String(cell.n), title: `cell ${cell.exercise ?? cell.number}`, source: cell.code };
  }

  #hiddenStep({ n, source }) {
    return { cell: String(n), title: "cell not shown", source, quiet: true };
  }

  /** The cells that the page does not show directly before this one, unless they ran already. */
  #hiddenBefore(cell, record) {
    const place = record.cells.findIndex(({ n }) => n === cell.n);
    const steps = [];
    for (let i = place - 1; i >= 0 && record.cells[i].hidden; i -= 1) {
      if (!this.#ran.includes(String(record.cells[i].n))) steps.unshift(this.#hiddenStep(record.cells[i]));
    }
    return steps;
  }

  /** These cells and, among them, those that the page does not show. */
  #stepsOf(cells, record) {
    const shown = new Map(cells.map((cell) => [cell.n, cell]));
    const last = Math.max(-1, ...shown.keys());
    return record.cells
      .filter(({ n, hidden }) => n <= last && (hidden || shown.has(n)))
      .map((one) => (shown.has(one.n) ? this.#step(shown.get(one.n)) : this.#hiddenStep(one)));
  }

  #notRunAbove(cell) {
    return this.cells.some((other) => other.number < cell.number && !this.#ran.includes(String(other.n)));
  }

  #offerAbove(cell, name) {
    const again = element("button", { type: "button", class: "live-button", onclick: () => this.runAbove(cell, true) },
      "Run all above, then this cell");
    cell.area.sentence(`“${name}” comes from a cell further up that has not run. `, "offer", again);
  }

  #afterStop(cell) {
    const before = this.#ran;
    const again = before.length
      ? element("button", { type: "button", class: "live-button", onclick: () => this.#runAgain(cell, before) }, "Run the earlier cells again")
      : "";
    cell.area.sentence("Stopped. Python starts anew, and its variables are gone. Your code is kept. ", "stopped", again);
    announce("Stopped. Python starts anew, and its variables are gone.");
  }

  #runAgain(owner, keys) {
    return this.#enqueue(owner, (record) => {
      const wanted = new Set(keys);
      const cells = this.cells.filter((cell) => cell !== owner && wanted.has(String(cell.n)));
      const steps = record.cells
        .filter(({ n }) => wanted.has(String(n)) && n !== owner.n)
        .map((one) => {
          const cell = cells.find(({ n }) => n === one.n);
          return cell ? this.#step(cell) : this.#hiddenStep(one);
        });
      return this.#execute(cells, steps, record, owner);
    });
  }

  // ---------------------------------------------------------------- what is shown

  #receive(output) {
    const cell = this.cells.find(({ n }) => String(n) === output.cell);
    if (!cell) return;
    if (output.kind === "verdict") {
      store.record(output);
      this.#mark(cell);
      announce(`${output.exercise}: ${output.status}, ${output.score} of ${output.max} points`);
      return;
    }
    const alt = this.#record.cells.find(({ n }) => n === cell.n)?.alt;
    const asWritten = cell.code === cell.source && !output.into;
    cell.area.show(output, asWritten ? alt : undefined);
  }

  #reveal(cell) {
    for (const old of cell.staticOutputs) old.hidden = true;
    cell.output.hidden = false;
  }

  #mark(cell) {
    const { status } = store.standing(cell.exercise);
    cell.mark ??= cell.bar.appendChild(element("span", { class: "live-verdict" }));
    cell.mark.textContent = STATUS_WORDS[status];
    cell.mark.dataset.status = status;
  }

  #begin(cell) {
    this.#running = cell;
    const started = performance.now();
    cell.news = this.runtime.started ? "Running" : "Loading Python";
    announce(cell.news);
    const stop = element("button", { type: "button", class: "live-button live-stop", onclick: () => this.stop() },
      "Stop", element("span", { class: "live-hidden" }, ` ${cell.label}`));
    const words = element("span", { "aria-hidden": "true" });
    cell.status.replaceChildren(stop, element("progress", { class: "live-progress", "aria-label": `${cell.label} is running` }), words);
    const tick = () => {
      const seconds = Math.floor((performance.now() - started) / 1000);
      words.textContent = `${cell.news}, ${seconds} s`;
    };
    tick();
    this.#clock = setInterval(tick, 200);
  }

  #news(news) {
    const cell = this.#running;
    if (!cell) return;
    if (news.type === "fetch") {
      const megabytes = (news.received / 1e6).toFixed(1);
      cell.news = `Loading ${news.name}, ${megabytes} MB so far`;
    } else if (news.type === "stage") cell.news = news.name;
    else if (news.type === "running") cell.news = "Running";
  }

  #finish(cell) {
    clearInterval(this.#clock);
    this.#running = null;
    if (cell.status.querySelector("progress")) {
      const hadFocus = cell.status.contains(document.activeElement);
      cell.status.replaceChildren();
      if (hadFocus) cell.bar.querySelector("button")?.focus();
    }
  }

  #say(cell, sentence) {
    const hadFocus = cell.status.contains(document.activeElement);
    cell.status.textContent = sentence;
    if (hadFocus) cell.bar.querySelector("button")?.focus();
    if (sentence) announce(sentence);
  }
}

async function fetchRecord(name) {
  const address = new URL(`pages/${name}.json`, import.meta.url);
  const trouble = "This page's cells could not be loaded. Is there a network? Your code is kept.";
  const response = await fetch(address, { cache: "no-cache" }).catch(() => null);
  if (!response?.ok) throw new Error(trouble);
  return response.json();
}

/** Where the editor can't be loaded, a plain field does. */
function plainEditor({ parent, text, label, changed, run }) {
  const field = element("textarea", { class: "live-plain", "aria-label": label, spellcheck: "false", rows: text.split("\n").length + 1 });
  field.value = text;
  field.addEventListener("input", () => changed(field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.shiftKey || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    run();
  });
  parent.append(field);
  return {
    focus: () => field.focus(),
    get text() {
      return field.value;
    },
    set text(value) {
      field.value = value;
      changed(value);
    },
    destroy: () => field.remove(),
  };
}
