// Exercises in the page, judged by the tables of adamtext.teach.exercises, in their words.
import { formula } from "./formula.js";
import { element } from "./parts.js";

const near = (given, wanted, rel, abs = 1e-12) =>
  given.every((x, k) => Math.abs(x - wanted[k]) <= abs + rel * Math.abs(wanted[k]));

const verdict = (right, words) => ({ right, words });
const RIGHT = verdict(true, "right.");
const wrong = (words) => verdict(false, `not yet. ${words}`);
const UNANSWERED = verdict(null, "not answered yet.");

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

function asFormula({ names, cases, answer, rel, mistakes }, text) {
  if (!text.trim()) return UNANSWERED;
  let given;
  try {
    const read = formula(text, names);
    given = cases.map((values) => read(...values));
  } catch (error) {
    return verdict(null, `${error.message} A formula of ${names.join(", ")}, please.`);
  }
  const at = given.findIndex((x, k) => !near([x], [answer[k]], rel, 1e-8));
  if (at < 0) return RIGHT;
  for (const [mistaken, why] of mistakes) if (near(given, mistaken, rel, 1e-8)) return wrong(why);
  const value = Number.isFinite(given[at]) ? Number(given[at].toPrecision(6)) : "no number";
  return wrong(`It goes wrong at (${cases[at].join(", ")}), where yours gives ${value}.`);
}

function asChoice({ answer, mistakes }, word) {
  if (!word) return UNANSWERED;
  return word === answer ? RIGHT : wrong(new Map(mistakes).get(word));
}

const JUDGES = { number, formula: asFormula, choice: asChoice };

/** Whether what was typed or chosen is right, and what there is to say; `right` is null for no answer. */
export const judged = (table, answer) => JUDGES[table.kind](table, answer);

function wanted({ kind, answer, names }) {
  if (kind === "formula") return `, a formula of ${names.join(", ")}`;
  return answer.length === 1 ? "" : `, ${answer.length} numbers`;
}

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

function chosen(table, id, name) {
  const radios = table.words.map((value) => element("input", { type: "radio", name: id, value }));
  const labels = radios.map((radio) => element("label", {}, radio, radio.value));
  const field = element("fieldset", {}, element("legend", {}, `Your answer to ${name}`), ...labels);
  return [[field], () => radios.find((radio) => radio.checked)?.value];
}

export function upgradeExercises() {
  for (const host of document.querySelectorAll(".exercise-input[data-table]")) {
    const table = JSON.parse(host.dataset.table);
    const id = `answer-${host.dataset.exercise}`;
    const ask = table.kind === "choice" ? chosen : typed;
    const [fields, read] = ask(table, id, host.dataset.name);
    const said = element("output", table.kind === "choice" ? {} : { for: id });
    const form = element("form", {}, ...fields, element("button", {}, "Check"), said);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { right, words } = judged(table, read());
      said.textContent = words[0].toUpperCase() + words.slice(1);
      said.dataset.right = right;
    });
    host.replaceChildren(form);
  }
}
