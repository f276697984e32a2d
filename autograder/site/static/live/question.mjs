// What all questions of a page have in common.
import { element } from "./dom.mjs";
import * as store from "./store.mjs";

let trouble = "";
store.watch((sentence) => (trouble = sentence));

/** What a question of any kind has: what is asked, a row of buttons, and a place for what is said. */
export class Question {
  constructor(block) {
    this.block = block;
    this.id = block.dataset.question;
    this.fieldset = block.querySelector("fieldset");
    this.answers = block.querySelector(".question-answers");
    this.feedback = new Map();
    for (const one of this.answers.querySelectorAll(".question-feedback")) this.feedback.set(one.dataset.answer, one);
    this.bar = element("div", { class: "live-bar" });
    this.verdict = element("div", { class: "question-verdict", role: "status", "aria-live": "polite" });
    this.fieldset.append(this.bar, this.verdict);
    this.quiet();
  }

  get kept() {
    return store.answers()[this.id];
  }

  keep(choice, done, isTry = true) {
    const tries = (this.kept?.tries ?? 0) + (isTry ? 1 : 0);
    store.keepAnswer(this.id, { choice, done, tries });
  }

  button(text, onclick) {
    return element("button", { type: "button", class: "live-button live-check", onclick }, text);
  }

  /** Say a word and what an answer shows; the status region is read out. */
  say(state, word, ...more) {
    this.block.dataset.state = state;
    const mark = { right: "✓ ", wrong: "✗ " }[state] ?? "";
    this.verdict.replaceChildren(
      element("p", {}, element("span", { "aria-hidden": "true" }, mark), element("strong", {}, word)), ...more);
    if (trouble) this.verdict.append(element("p", { class: "live-note" }, trouble));
  }

  quiet() {
    delete this.block.dataset.state;
    this.verdict.replaceChildren();
    this.answers.hidden = true;
  }

  /** The course's words on an answer, to be shown here too. */
  words(key) {
    const copy = this.feedback.get(key).querySelector(".question-said").cloneNode(true);
    for (const one of copy.querySelectorAll("[id]")) one.removeAttribute("id");
    return copy;
  }

  isRight(key) {
    return "right" in this.feedback.get(key).dataset;
  }
}
