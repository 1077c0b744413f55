// When a card comes back (FSRS, by ts-fsrs), and the reader's progress, as adamtext.teach.schedule
// has them: the same grades at the same times give the same days.
import { tsFsrs } from "./vendor/ts-fsrs.js";

/** @typedef {"again" | "hard" | "good" | "easy"} Grade */
/**
 * What is kept of a card: times as ISO 8601, FSRS's stability in days and difficulty from 1 to 10.
 * @typedef {object} Memory
 * @property {string} due
 * @property {string} last
 * @property {number} stability
 * @property {number} difficulty
 * @property {number} state
 * @property {number} step
 * @property {number} reps
 * @property {number} lapses
 */
/** @typedef {Record<string, Memory>} Progress by the cards' ids */

export const FORMAT = "adam-cards 1";
/** @type {Grade[]} */
export const GRADES = ["again", "hard", "good", "easy"];
const LARGEST = 4_000_000; // bytes of a file of progress
export const DAY = 86_400_000; // milliseconds
const scheduler = tsFsrs.fsrs({ enable_fuzz: false });

/**
 * What is remembered of a card after an answer; `memory` is undefined for a new card.
 * @param {Memory | undefined} memory
 * @param {Grade} how
 * @param {Date} now
 * @returns {Memory}
 */
export function grade(memory, how, now) {
  const card = tsFsrs.createEmptyCard(now);
  if (memory) {
    Object.assign(card, {
      due: new Date(memory.due),
      last_review: new Date(memory.last),
      stability: memory.stability,
      difficulty: memory.difficulty,
      state: memory.state,
      learning_steps: memory.step,
      reps: memory.reps,
      lapses: memory.lapses,
      scheduled_days: Math.round((Date.parse(memory.due) - Date.parse(memory.last)) / DAY),
    });
  }
  const { card: next } = scheduler.next(card, now, GRADES.indexOf(how) + 1);
  return {
    due: next.due.toISOString(),
    last: now.toISOString(),
    stability: next.stability,
    difficulty: next.difficulty,
    state: next.state,
    step: next.learning_steps,
    reps: next.reps,
    lapses: next.lapses,
  };
}

/**
 * Those of the cards that are due, longest due first; then, if `fresh`, the new ones.
 * @param {string[]} ids
 * @param {Progress} progress
 * @param {Date} now
 */
export function due(ids, progress, now, fresh = true) {
  const at = (/** @type {string} */ id) => Date.parse(progress[id].due);
  const old = ids.filter((id) => id in progress && at(id) <= now.getTime());
  old.sort((a, b) => at(a) - at(b));
  return fresh ? [...old, ...ids.filter((id) => !(id in progress))] : old;
}

/**
 * How many of the cards come due on each of the next `days` days; what is late counts today.
 * @param {string[]} ids
 * @param {Progress} progress
 * @param {Date} now
 * @param {number} days
 * @returns {number[]}
 */
export function forecast(ids, progress, now, days) {
  const counts = new Array(days).fill(0);
  for (const id of ids) {
    if (!(id in progress)) continue;
    const day = Math.max(0, Math.floor((Date.parse(progress[id].due) - now.getTime()) / DAY));
    if (day < days) counts[day] += 1;
  }
  return counts;
}

/** @param {Progress} progress */
export function written(progress) {
  return JSON.stringify({ format: FORMAT, cards: progress }, null, 0) + "\n";
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/**
 * @param {any} entry
 * @returns {entry is Memory}
 */
function isMemory(entry) {
  const whole = (/** @type {any} */ x) => Number.isInteger(x) && x >= 0 && x < 1e6;
  return (
    entry !== null && typeof entry === "object" && !Array.isArray(entry) &&
    ["due", "last"].every((key) => TIME.test(entry[key]) && Number.isFinite(Date.parse(entry[key]))) &&
    ["due", "last"].every((key) => entry[key].slice(0, 4) >= "2000" && entry[key].slice(0, 4) <= "9000") &&
    ["state", "step", "reps", "lapses"].every((key) => whole(entry[key])) &&
    entry.state >= 1 && entry.state <= 3 &&
    entry.stability > 0 && entry.stability < 1e6 && entry.difficulty >= 1 && entry.difficulty <= 10
  );
}

/**
 * The progress in a text that `written` or Python wrote; an Error says what is wrong with others.
 * @param {string} text
 */
export function parsed(text) {
  if (text.length > LARGEST) throw new Error(`It is longer than ${LARGEST} signs.`);
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error("It is no JSON.");
  }
  if (content?.format !== FORMAT) throw new Error(`Its format is not "${FORMAT}".`);
  const cards = content.cards;
  if (cards === null || typeof cards !== "object" || Array.isArray(cards))
    throw new Error("It has no cards.");
  /** @type {Progress} */
  const progress = Object.create(null);
  for (const [id, entry] of Object.entries(cards)) {
    if (!/^[a-z0-9-]{1,80}$/.test(id) || !isMemory(entry))
      throw new Error(`Its card ${id.slice(0, 80)} is damaged.`);
    const { due, last, stability, difficulty, state, step, reps, lapses } = entry;
    progress[id] = { due, last, stability, difficulty, state, step, reps, lapses };
  }
  return progress;
}
