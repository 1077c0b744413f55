// Exercises in the page, judged by the tables of adamtext.teach.exercises, in their words.
import { formula } from "./formula.js";
import { element } from "./parts.js";

/**
 * What an answer is held to, as adamtext.teach.exercises writes it into the page.
 * @typedef {{ kind: "number", answer: number[], rel: number, mistakes: [number[], string][] }} NumberTable
 * @typedef {{ kind: "formula", names: string[], cases: number[][], answer: number[], rel: number,
 *   mistakes: [number[], string][] }} FormulaTable
 * @typedef {{ kind: "choice", words: string[], answer: string, mistakes: [string, string][] }} ChoiceTable
 * @typedef {NumberTable | FormulaTable | ChoiceTable} Table
 */
/** @typedef {{ right: boolean | null, words: string }} Verdict `right` is null for no answer */
/** @typedef {[fields: HTMLElement[], read: () => string]} Field */

/**
 * Whether all numbers are as wanted, to within `rel` of their size.
 * @param {number[]} given
 * @param {number[]} wanted
 * @param {number} rel
 */
const near = (given, wanted, rel, abs = 1e-12) =>
  given.every((x, k) => Math.abs(x - wanted[k]) <= abs + rel * Math.abs(wanted[k]));

/**
 * @param {Verdict["right"]} right
 * @param {string} words
 * @returns {Verdict}
 */
const verdict = (right, words) => ({ right, words });
const RIGHT = verdict(true, "right.");
const wrong = (/** @type {string} */ words) => verdict(false, `not yet. ${words}`);
const UNANSWERED = verdict(null, "not answered yet.");

/**
 * @param {NumberTable} table
 * @param {string} text
 */
function number({ answer, rel, mistakes }, text) {
  const words = text.trim().replaceAll("−", "-").split(/[\s;,]+/).filter(Boolean);
  if (!words.length) return UNANSWERED;
  const given = words.map(Number);
  if (given.some((x) => !Number.isFinite(x)) || given.length !== answer.length) {
    const count = answer.length === 1 ? "one number" : `${answer.length} numbers`;
    return verdict(null, `${count}, please, such as 0.25 or 2.5e-3.`);
  }
  if (near(given, answer, rel)) return RIGHT;
  for (const [mistaken, why] of mistakes) if (near(given, mistaken, rel)) return wrong(why);
  const turned = given.map((x) => -x);
  if (near(turned, answer, rel)) return wrong("The size is right; the sign is not.");
  return wrong(`It is compared to within ${rel} of its size.`);
}

/**
 * @param {FormulaTable} table
 * @param {string} text
 */
function asFormula({ names, cases, answer, rel, mistakes }, text) {
  if (!text.trim()) return UNANSWERED;
  let given;
  try {
    const read = formula(text, names);
    given = cases.map((values) => read(...values));
  } catch (error) {
    return verdict(null, `${/** @type {Error} */ (error).message} A formula of ${names.join(", ")}, please.`);
  }
  const at = given.findIndex((x, k) => !near([x], [answer[k]], rel, 1e-8));
  if (at < 0) return RIGHT;
  for (const [mistaken, why] of mistakes) if (near(given, mistaken, rel, 1e-8)) return wrong(why);
  const value = Number.isFinite(given[at]) ? Number(given[at].toPrecision(6)) : "no number";
  return wrong(`It goes wrong at (${cases[at].join(", ")}), where yours gives ${value}.`);
}

/**
 * @param {ChoiceTable} table
 * @param {string} word
 */
function asChoice({ answer, mistakes }, word) {
  if (!word) return UNANSWERED;
  return word === answer ? RIGHT : wrong(new Map(mistakes).get(word) ?? "");
}

/**
 * Whether what was typed or chosen is right, and what there is to say.
 * @param {Table} table
 * @param {string} answer
 */
export function judged(table, answer) {
  if (table.kind === "number") return number(table, answer);
  return table.kind === "formula" ? asFormula(table, answer) : asChoice(table, answer);
}

/** @param {NumberTable | FormulaTable} table */
function wanted(table) {
  if (table.kind === "formula") return `, a formula of ${table.names.join(", ")}`;
  return table.answer.length === 1 ? "" : `, ${table.answer.length} numbers`;
}

/**
 * @param {NumberTable | FormulaTable} table
 * @param {string} id
 * @param {string} name
 * @returns {Field}
 */
function typed(table, id, name) {
  const input = element("input", { id, type: "text", autocomplete: "off" });
  if (table.kind === "number") {
    input.setAttribute("inputmode", "decimal");
    input.size = 12;
  } else {
    for (const key of ["autocapitalize", "spellcheck"]) input.setAttribute(key, "off");
    input.size = 36;
  }
  const label = element("label", { for: id }, `Your answer to ${name}${wanted(table)}`);
  return [[label, input], () => input.value];
}

/**
 * @param {ChoiceTable} table
 * @param {string} id
 * @param {string} name
 * @returns {Field}
 */
function chosen(table, id, name) {
  const radios = table.words.map((value) => element("input", { type: "radio", name: id, value }));
  const labels = radios.map((radio) => element("label", {}, radio, radio.value));
  const field = element("fieldset", {}, element("legend", {}, `Your answer to ${name}`), ...labels);
  return [[field], () => radios.find((radio) => radio.checked)?.value ?? ""];
}

export function upgradeExercises() {
  /** @type {NodeListOf<HTMLElement>} */
  const hosts = document.querySelectorAll(".exercise-input[data-table]");
  for (const host of hosts) {
    const { table: written = "", exercise, name = "" } = host.dataset;
    /** @type {Table} */
    const table = JSON.parse(written);
    const id = `answer-${exercise}`;
    const [fields, read] = table.kind === "choice" ? chosen(table, id, name) : typed(table, id, name);
    const said = element("output", table.kind === "choice" ? {} : { for: id });
    const form = element("form", {}, ...fields, element("button", {}, "Check"), said);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { right, words } = judged(table, read());
      said.textContent = words[0].toUpperCase() + words.slice(1);
      said.dataset.right = String(right);
    });
    host.replaceChildren(form);
  }
}
