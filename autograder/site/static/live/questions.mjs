// The quizzes and predictions of a page. Only pages with questions load this.
import { element } from "./dom.mjs";
import { Question } from "./question.mjs";
import * as store from "./store.mjs";

class Choice extends Question {
  constructor(block) {
    super(block);
    this.radios = [...this.fieldset.querySelectorAll("input[type=radio]")];
    this.fieldset.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.type !== "radio") return;
      event.preventDefault(); // or the button that gets the focus would be pressed, too
      this.answer();
    });
  }

  get chosen() {
    return this.radios.find((radio) => radio.checked)?.value;
  }

  /** Put back what was answered before, unless the course has changed that answer since. */
  recall() {
    const radio = this.radios.find(({ value }) => value === this.kept?.choice);
    for (const one of this.radios) one.checked = one === radio;
    if (radio) this.show(radio.value);
  }
}

class Quiz extends Choice {
  constructor(block) {
    super(block);
    this.bar.append(this.button("Check my answer", () => this.answer()));
    this.fieldset.addEventListener("change", () => this.quiet());
    this.recall();
  }

  answer() {
    const { chosen } = this;
    if (!chosen) return this.say("open", "Choose an answer first.");
    if (this.isRight(chosen) || !this.kept?.done) this.keep(chosen, this.isRight(chosen));
    return this.show(chosen);
  }

  show(key) {
    const right = this.isRight(key);
    this.say(right ? "right" : "wrong", right ? "Right." : "Not right yet.", this.words(key));
    this.answers.hidden = !right;
  }
}

/** An answer is given once; then the cell below shows its output. */
class Prediction extends Choice {
  constructor(block) {
    super(block);
    this.cell = predictedCell(block);
    this.commit = this.button("Commit my prediction", () => (this.kept ? this.anew() : this.answer()));
    this.bar.append(this.commit);
    this.cell?.append(element("p", { class: "live-note question-waits" }, "The output is shown once you have committed a prediction above."));
    this.wait(true);
    this.recall();
  }

  wait(waiting) {
    this.cell?.classList.toggle("question-hides", waiting);
    this.commit.textContent = waiting ? "Commit my prediction" : "Predict again";
    for (const radio of this.radios) radio.disabled = !waiting;
  }

  answer() {
    const { chosen } = this;
    if (!chosen) return this.say("open", "Choose an answer first; a guess will do.");
    this.keep(chosen, true);
    if (this.fieldset.contains(document.activeElement)) this.commit.focus();
    return this.show(chosen);
  }

  show(key) {
    const right = this.isRight(key);
    this.wait(false);
    for (const fold of this.cell?.querySelectorAll("details.below-input") ?? []) fold.open = true;
    this.say(right ? "right" : "wrong", right ? "As you predicted." : "It turns out otherwise.", this.words(key),
      element("p", {}, "The output is shown below."));
    this.answers.hidden = false;
  }

  anew() {
    store.keepAnswer(this.id, null);
    this.quiet();
    this.recall();
    this.wait(true);
  }
}

/** The cell whose output waits: the build has marked it. */
function predictedCell(block) {
  let next = block.nextElementSibling;
  while (next && !next.matches(".cell")) next = next.nextElementSibling;
  return next?.matches(".predicted") ? next : null;
}

const KINDS = { quiz: Quiz, predict: Prediction };
for (const block of document.querySelectorAll(".question")) {
  const Kind = KINDS[block.dataset.kind];
  if (Kind) new Kind(block);
}
const puzzles = document.querySelectorAll(".question-parsons");
if (puzzles.length) import("./parsons.mjs").then(({ Puzzle }) => puzzles.forEach((block) => new Puzzle(block)), () => {});
