// Shows what a cell gives: text, tables, figures, errors, and the controls of `interact`.
import { element } from "./dom.mjs";

export class OutputArea {
  #areas = new Map();
  #stale = new Set();

  /** `interact(widget, shown)` calls an interactive function again; it resolves when that is done. */
  constructor(holder, interact) {
    this.holder = holder;
    this.interact = interact;
  }

  clear() {
    this.holder.replaceChildren();
    this.#areas.clear();
    this.#stale.clear();
  }

  show(output, alt) {
    const area = output.into ? this.#areas.get(output.into) : this.holder;
    if (!area) return;
    if (this.#stale.delete(output.into)) area.replaceChildren();
    if (output.kind === "text") showText(area, output);
    else if (output.kind === "value") area.append(scrolling("output text_plain", element("pre", {}, output.text)));
    else if (output.kind === "html") area.append(fromHtml(output.html));
    else if (output.kind === "image") area.append(picture(output.png, alt ?? output.alt));
    else if (output.kind === "error") area.append(scrolling("output live-error", element("pre", {}, output.text)));
    else if (output.kind === "cut") area.append(element("p", { class: "live-note" }, output.text));
    else if (output.kind === "interact") this.#showControls(area, output);
  }

  /** A card of the course, such as a hint; a new one takes the place of the last of its kind. */
  note(html, kind) {
    this.holder.querySelector(`:scope > [data-kind="${kind}"]`)?.remove();
    const card = fromHtml(html);
    card.dataset.kind = kind;
    this.holder.append(card);
  }

  sentence(text, kind, ...more) {
    this.holder.append(element("p", { class: `live-note live-${kind}` }, text, ...more));
  }

  #showControls(area, { widget, controls }) {
    const shown = Object.fromEntries(controls.map((control) => [control.name, control.value]));
    const answer = element("div", { class: "live-answer" });
    let busy = false;
    let waiting = false;
    const call = async () => {
      if (busy) {
        waiting = true;
        return;
      }
      busy = true;
      do {
        waiting = false;
        this.#stale.add(widget);
        await this.interact(widget, { ...shown }).catch(() => {});
        if (this.#stale.delete(widget)) answer.replaceChildren();
      } while (waiting);
      busy = false;
    };
    const fields = controls.map((control) => field(control, (value) => {
      shown[control.name] = value;
      call();
    }));
    area.append(element("fieldset", { class: "live-controls" }, element("legend", { class: "live-hidden" }, "Controls"), ...fields), answer);
    this.#areas.set(widget, answer);
  }
}

/** One control, as a form control of the browser with its label. */
function field(control, changed) {
  const label = (input, ...more) => element("label", {}, element("span", {}, control.label), input, ...more);
  if (control.kind === "select") {
    const options = control.options.map((text, i) => element("option", { value: i }, text));
    const select = element("select", { onchange: () => changed(Number(select.value)) }, ...options);
    select.value = control.value;
    return label(select);
  }
  if (control.kind === "checkbox") {
    const box = element("input", { type: "checkbox", checked: control.value, onchange: () => changed(box.checked) });
    return label(box);
  }
  if (control.kind === "range") {
    const readout = element("output", {}, readable(control, control.value));
    const slider = element("input", { type: "range", min: control.min, max: control.max, step: control.step });
    slider.value = control.value;
    const describe = () => slider.setAttribute("aria-valuetext", readout.textContent);
    slider.addEventListener("input", () => {
      readout.textContent = readable(control, Number(slider.value));
      describe();
      changed(Number(slider.value));
    });
    describe();
    return label(slider, readout);
  }
  const input = element("input", { type: control.kind === "number" ? "number" : "text", value: control.value, onchange: () => changed(input.value) });
  return label(input);
}

function readable({ base, step }, value) {
  if (base) return String(Number((base ** value).toPrecision(3)));
  return Number.isInteger(step) && Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

function showText(area, { stream, text }) {
  const last = area.lastElementChild;
  if (last?.dataset.stream === stream) {
    const pre = last.querySelector("pre");
    pre.append(text);
    if (pre.scrollHeight > pre.clientHeight) pre.tabIndex = 0;
    return;
  }
  const block = scrolling(`output stream ${stream === "stderr" ? "live-stderr" : ""}`, element("pre", {}, text));
  block.dataset.stream = stream;
  area.append(block);
}

/** What is wider or longer than its place scrolls in itself, also by keyboard. */
function scrolling(names, ...children) {
  const block = element("div", { class: names }, ...children);
  requestAnimationFrame(() => {
    for (const box of [block, ...block.querySelectorAll("pre")]) {
      if (box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight) continue;
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", "output");
    }
  });
  return block;
}

function fromHtml(html) {
  const block = scrolling("output text_html");
  block.innerHTML = html;
  return block;
}

function picture(png, alt) {
  return element("div", { class: "output image_png" }, element("img", { src: `data:image/png;base64,${png}`, alt }));
}
