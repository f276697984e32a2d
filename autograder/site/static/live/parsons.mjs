// Lines of a program, to be put in order with buttons or arrow keys.
import { element } from "./dom.mjs";
import { Question } from "./question.mjs";

const ARROWS = { ArrowUp: -1, ArrowDown: 1 };

export class Puzzle extends Question {
  constructor(block) {
    super(block);
    this.orders = JSON.parse(block.dataset.orders).map((order) => order.join());
    this.size = JSON.parse(block.dataset.orders)[0].length;
    this.pool = this.fieldset.querySelector(".parsons-lines");
    const [poolId, programId] = ["lines", "program"].map((part) => `${block.id}-${part}`);
    this.pool.before(this.heading(poolId, "Lines to choose from"));
    this.pool.setAttribute("aria-labelledby", poolId);
    this.program = element("ol", { class: "parsons-program", "aria-labelledby": programId });
    this.empty = element("p", { class: "live-note" }, "No line yet: add the first one.");
    this.bar.before(this.heading(programId, "Your program"), this.head(), this.program, this.empty);
    this.lines = [...this.pool.children].map((item) => this.line(item));
    this.bar.append(this.button("Check my program", () => this.check()));
    const help = element("p", { class: "live-small" },
      "Add a line with its button. In your program, the arrow keys move the line whose button has the focus.");
    this.pool.before(help);
    this.program.addEventListener("keydown", (event) => this.arrow(event));
    this.recall();
  }

  heading(id, text) {
    return element("p", { id, class: "parsons-heading" }, text);
  }

  /** The fixed first lines go where the program is made. */
  head() {
    return this.fieldset.querySelector(".parsons-head") ?? "";
  }

  line(item) {
    const code = item.querySelector("code").textContent.trim();
    const button = (sign, word, onclick) => element("button", { type: "button", class: "live-button", "aria-label": `${word}: ${code}`, title: word, onclick }, sign);
    const line = { item, key: item.dataset.line, code };
    line.add = button("Add", "Add", () => this.add(line));
    line.up = button("↑", "Move up", () => this.move(line, -1));
    line.down = button("↓", "Move down", () => this.move(line, 1));
    line.out = button("×", "Take out", () => this.takeOut(line));
    item.prepend(element("span", { class: "parsons-buttons" }, line.add, line.up, line.down, line.out));
    return line;
  }

  get chosen() {
    return [...this.program.children].map((item) => this.lines.find((line) => line.item === item));
  }

  // ---------------------------------------------------------------- moving lines

  add(line) {
    const next = this.lines.filter((one) => one.item.parentNode === this.pool && one !== line);
    const after = next.find((one) => this.lines.indexOf(one) > this.lines.indexOf(line)) ?? next[0];
    this.program.append(line.item);
    this.changed(`Line ${this.program.children.length} of your program.`);
    (after?.add ?? line.up).focus();
  }

  takeOut(line) {
    const beside = line.item.nextElementSibling ?? line.item.previousElementSibling;
    const neighbour = this.lines.find(({ item }) => item === beside);
    this.toPool(line);
    this.changed("Taken out of your program.");
    (neighbour?.out ?? line.add).focus();
  }

  toPool(line) {
    const later = this.lines.slice(this.lines.indexOf(line) + 1).find((one) => one.item.parentNode === this.pool);
    this.pool.insertBefore(line.item, later?.item ?? null);
  }

  move(line, by) {
    const focused = document.activeElement;
    const place = this.chosen.indexOf(line);
    const other = this.program.children[place + by];
    if (!other) return this.say("open", by < 0 ? "It is the first line already." : "It is the last line already.");
    if (by < 0) other.before(line.item);
    else other.after(line.item);
    this.changed(`Now line ${place + by + 1} of ${this.program.children.length}.`);
    return focused.focus();
  }

  arrow(event) {
    const by = ARROWS[event.key];
    const line = by && this.chosen.find(({ item }) => item.contains(event.target));
    if (!line || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.move(line, by);
  }

  changed(sentence) {
    this.empty.hidden = this.program.children.length > 0;
    this.quiet();
    this.say("open", sentence);
    this.keepProgram(false);
  }

  // ---------------------------------------------------------------- checking

  get keys() {
    return this.chosen.map(({ key }) => key);
  }

  keepProgram(checked) {
    const right = this.orders.includes(this.keys.join());
    if (this.kept?.done && !right) return;
    this.keep(this.keys, checked ? right : Boolean(this.kept?.done), checked);
  }

  check() {
    if (!this.keys.length) return this.say("open", "Add a line first.");
    this.keepProgram(true);
    return this.show();
  }

  show() {
    const { keys } = this;
    if (this.orders.includes(keys.join())) {
      this.say("right", "Right: the program is complete.");
      this.answers.hidden = false;
      return;
    }
    const extra = this.chosen.find(({ key }) => this.feedback.has(key));
    if (extra) {
      this.say("wrong", "One line doesn't belong here.", element("pre", {}, element("code", {}, extra.code)), this.words(extra.key));
      return;
    }
    const fits = this.fitting(keys);
    const missing = this.size - keys.length;
    if (fits === keys.length) this.say("wrong", `Right so far; ${missing} ${missing === 1 ? "line is" : "lines are"} missing.`);
    else this.say("wrong", `Line ${fits + 1} can't stand there: something has to come before it, or it belongs further down.`);
  }

  /** How many lines from the top stand as they do in some right order. */
  fitting(keys) {
    const shared = (order) => {
      const wanted = order.split(",");
      const first = keys.findIndex((key, i) => key !== wanted[i]);
      return first < 0 ? keys.length : first;
    };
    return Math.max(...this.orders.map(shared));
  }

  recall() {
    const choice = this.kept?.choice;
    if (!Array.isArray(choice)) return;
    const left = [...this.lines];
    for (const key of choice) {
      const place = left.findIndex((line) => line.key === key);
      if (place < 0) continue;
      this.program.append(left.splice(place, 1)[0].item);
    }
    this.empty.hidden = this.program.children.length > 0;
    if (this.kept.done) this.show();
  }
}
