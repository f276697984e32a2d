// What is kept in the reader's browser: which exercises are right, answers to questions, changed code.

const PREFIX = "gene-expression-course";
const PROGRESS = `${PREFIX}.progress`;
const ANSWERS = `${PREFIX}.answers`;
const CODE = `${PREFIX}.code.`;
const FORMAT = "gene-expression-course progress";
const STATUSES = new Set(["right", "wrong", "crashed", "not attempted"]);

const memory = new Map();
const listeners = new Set();
let trouble = "";

/** Be told of every change, and of trouble with storage (a sentence). */
export function watch(listener) {
  listeners.add(listener);
  if (trouble) listener(trouble);
}

function changed() {
  for (const listener of listeners) listener(trouble);
}

function complain(sentence) {
  if (sentence === trouble) return;
  trouble = sentence;
  changed();
}

function get(key) {
  if (memory.has(key)) return memory.get(key);
  try {
    return localStorage.getItem(key);
  } catch {
    complain("This browser forbids pages to keep anything, so your progress lasts until you leave this page. Export it to keep it.");
    return null;
  }
}

function put(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
    memory.delete(key);
  } catch {
    memory.set(key, value);
    complain("Your browser's storage is full or forbidden, so your progress lasts until you leave this page. Export it to keep it.");
  }
}

function read(key, valid) {
  const text = get(key);
  if (text === null) return {};
  try {
    const content = JSON.parse(text);
    if (valid(content)) return content;
  } catch {
    // Said below, as for content of another shape.
  }
  put(`${key}.unreadable`, text);
  put(key, null);
  complain("What was kept of your progress could not be understood. It is set aside in this browser, and progress starts anew.");
  return {};
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isRecord = (entry) =>
  isObject(entry) && STATUSES.has(entry.status) && Number.isFinite(entry.score) && Number.isFinite(entry.max);
const areRecords = (content) => isObject(content) && Object.values(content).every(isRecord);
const isAnswer = (entry) =>
  isObject(entry) && (typeof entry.choice === "string" || Array.isArray(entry.choice)) && typeof entry.done === "boolean";
const areAnswers = (content) => isObject(content) && Object.values(content).every(isAnswer);
const isCode = (content) => isObject(content) && Object.values(content).every((text) => typeof text === "string");

const FRESH = { status: "not attempted", score: 0, max: 0, hints: 0, tried: false };

/** All exercises that something is known of: name -> {status, score, max, hints, tried}. */
export function progress() {
  return read(PROGRESS, areRecords);
}

export function standing(name) {
  return { ...FRESH, ...progress()[name] };
}

/** Keep a verdict unless a better one is known. */
export function record({ exercise, status, score, max }) {
  const known = standing(exercise);
  const tried = known.tried || status !== "not attempted";
  const better = status === "right" || (known.status !== "right" && (score > known.score || known.status === "not attempted"));
  update(exercise, better ? { ...known, status, score, max, tried } : { ...known, tried });
}

/** Keep how many hints were taken. */
export function tookHints(name, hints) {
  update(name, { ...standing(name), hints });
}

function update(name, entry) {
  put(PROGRESS, JSON.stringify({ ...progress(), [name]: entry }));
  changed();
}

/** Under what a cell's code is kept: never in a cell that the course has changed since. */
export function keyOf({ exercise, n, source }) {
  if (exercise) return exercise;
  let hash = 0x811c9dc5;
  for (const unit of source) hash = Math.imul(hash ^ unit.codePointAt(0), 0x01000193) >>> 0;
  return `${n}:${hash.toString(36)}`;
}

/** The reader's answers to questions: id -> {choice, done, tries}. */
export function answers() {
  return read(ANSWERS, areAnswers);
}

export function keepAnswer(id, entry) {
  const { [id]: _, ...others } = answers();
  put(ANSWERS, JSON.stringify(entry ? { ...others, [id]: entry } : others));
  changed();
}

/** The code that the reader changed on a page: key of the cell -> text. */
export function codeOf(page) {
  return read(CODE + page, isCode);
}

export function keepCode(page, key, text) {
  const code = codeOf(page);
  if (text === null) delete code[key];
  else code[key] = text;
  put(CODE + page, Object.keys(code).length ? JSON.stringify(code) : null);
}

function pages() {
  const keys = new Set(memory.keys());
  try {
    for (let i = 0; i < localStorage.length; i += 1) keys.add(localStorage.key(i));
  } catch {
    // Forbidden: what there is, is in memory.
  }
  return [...keys]
    .filter((key) => key.startsWith(CODE) && !key.endsWith(".unreadable") && get(key) !== null)
    .map((key) => key.slice(CODE.length));
}

/** Everything, to be saved as a file. */
export function exported() {
  const code = Object.fromEntries(pages().map((page) => [page, codeOf(page)]));
  return { format: FORMAT, version: 1, exercises: progress(), answers: answers(), code };
}

/** Take in a file's text; returns a sentence when it is not one of ours, and changes nothing then. */
export function importText(text) {
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    return "This file is damaged or not a progress file of this course. Nothing was changed.";
  }
  if (!isObject(content) || content.format !== FORMAT || content.version !== 1)
    return "This is not a progress file of this course. Nothing was changed.";
  const given = content.answers ?? {};
  if (!areRecords(content.exercises) || !areAnswers(given) || !isObject(content.code) || !Object.values(content.code).every(isCode))
    return "This progress file is damaged. Nothing was changed.";
  const exercises = { ...progress() };
  for (const [name, entry] of Object.entries(content.exercises)) {
    if (!exercises[name] || entry.score >= exercises[name].score) exercises[name] = entry;
  }
  put(PROGRESS, JSON.stringify(exercises));
  const merged = { ...answers() };
  for (const [id, entry] of Object.entries(given)) if (entry.done || !merged[id]?.done) merged[id] = entry;
  put(ANSWERS, JSON.stringify(merged));
  for (const [page, code] of Object.entries(content.code)) put(CODE + page, JSON.stringify({ ...codeOf(page), ...code }));
  changed();
  return "";
}

/** Put everything back to a state that `exported` gave. */
export function restore(state) {
  startAgain();
  put(PROGRESS, JSON.stringify(state.exercises));
  put(ANSWERS, JSON.stringify(state.answers));
  for (const [page, code] of Object.entries(state.code)) put(CODE + page, JSON.stringify(code));
  changed();
}

export function startAgain() {
  for (const page of pages()) put(CODE + page, null);
  put(PROGRESS, null);
  put(ANSWERS, null);
  changed();
}
