// Exercises in the page: a number is judged by the table of adamtext.teach.exercises, in its words.
import { element } from "./parts.js";

const near = (given, wanted, rel) =>
  given.every((x, k) => Math.abs(x - wanted[k]) <= 1e-12 + rel * Math.abs(wanted[k]));

/** Whether the numbers in `text` are right, and what there is to say; `right` is null for none. */
export function judged({ answer, rel, mistakes }, text) {
  const words = text.trim().replaceAll("−", "-").split(/[\s;,]+/).filter(Boolean);
  if (!words.length) return { right: null, words: "not answered yet." };
  const given = words.map(Number);
  if (given.some((x) => !Number.isFinite(x)) || given.length !== answer.length) {
    const count = answer.length === 1 ? "one number" : `${answer.length} numbers`;
    return { right: null, words: `${count}, please, such as 0.25 or 2.5e-3.` };
  }
  if (near(given, answer, rel)) return { right: true, words: "right." };
  for (const [wrong, why] of mistakes)
    if (near(given, wrong, rel)) return { right: false, words: `not yet. ${why}` };
  const turned = given.map((x) => -x);
  if (near(turned, answer, rel)) return { right: false, words: "not yet. The size is right; the sign is not." };
  return { right: false, words: `not yet. It is compared to within ${rel} of its size.` };
}

export function upgradeExercises() {
  for (const host of document.querySelectorAll(".exercise-input[data-table]")) {
    const table = JSON.parse(host.dataset.table);
    const said = element("output", { for: `answer-${host.dataset.exercise}` });
    const input = element("input", {
      id: `answer-${host.dataset.exercise}`, type: "text", inputmode: "decimal", autocomplete: "off", size: 12,
    });
    const label = element("label", { for: input.id }, `Your answer to ${host.dataset.name}`);
    const form = element("form", {}, label, input, element("button", {}, "Check"), said);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { right, words } = judged(table, input.value);
      said.textContent = words[0].toUpperCase() + words.slice(1);
      said.dataset.right = right;
    });
    host.replaceChildren(form);
  }
}
