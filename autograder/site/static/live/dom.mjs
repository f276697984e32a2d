// Making elements, and saying something to those who listen rather than look.

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

let region = null;

/** Say a sentence through a screen reader. */
export function announce(sentence) {
  region ??= document.body.appendChild(element("div", { class: "live-hidden", role: "status", "aria-live": "polite" }));
  region.textContent = sentence;
}
