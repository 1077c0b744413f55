// Figure "Sheet": ten steps of an unknown optimiser, and the rules that take just these.
import { drawAxis, element, keepDrawn, labelEnds, presets } from "./parts.js";
import { d3 } from "./vendor/d3.js";

/** @import { Render, Svg } from "./parts.js" */
/** @typedef {{ name: string, symptom?: string, line?: string }} Rule */
/** @typedef {{ rules: Rule[], theta: (number | null)[] }} Row */
/**
 * @typedef {object} Sheet
 * @property {[number, number][]} gradients
 * @property {[number, number]} start
 * @property {number} alpha
 * @property {number} near
 * @property {Row[]} rows
 */

const NUMBER = /(?<![\w.])[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|nan|inf(?:inity)?)(?!\w)/gi;

/**
 * All numbers of a text, whatever stands around them; null for what is infinite or none.
 * @param {string} text
 */
export function numbersIn(text) {
  const signs = text.replaceAll("−", "-").match(NUMBER) ?? [];
  return signs.map(Number).map((x) => (Number.isFinite(x) ? x : null));
}

/**
 * The row of the table that has these weights, or undefined.
 * @param {Sheet} sheet
 * @param {(number | null)[]} theta
 */
export function rowOf({ rows, near }, theta) {
  const alike = (/** @type {number | null} */ x, /** @type {number | null} */ y) =>
    x === null || y === null ? x === y : Math.abs(x - y) <= near * (1 + Math.abs(x));
  return rows.find((row) => row.theta.every((x, i) => alike(x, theta[i])));
}

/**
 * What is said of pasted numbers.
 * @param {Sheet} sheet
 * @param {(number | null)[]} theta
 * @param {boolean} coarse whether they have fewer than six decimals
 * @returns {(Node | string)[][]} paragraphs
 */
function verdict(sheet, theta, coarse) {
  const wanted = sheet.rows[0].theta.length;
  if (theta.length !== wanted) {
    const found = theta.length ? `${theta.length} numbers so far` : "Nothing is pasted yet";
    return [[`${found}: the sheet takes ${wanted}, both weights after each of ten steps.`]];
  }
  const row = rowOf(sheet, theta);
  if (!row) {
    const adam = sheet.rows[0].theta;
    const first = adam.findIndex((x, i) => Math.abs((theta[i] ?? Infinity) - (x ?? 0)) > sheet.near);
    return [
      [
        `None of the ${sheet.rows.reduce((sum, { rules }) => sum + rules.length, 0)} rules that this page knows. `,
        `It leaves Adam at step ${Math.floor(first / 2) + 1}, weight ${(first % 2) + 1}: `,
        `${said(theta[first])}, where Adam has ${said(adam[first])}.`,
        coarse ? " But fewer than six decimals are too few to tell." : "",
      ],
    ];
  }
  const code = (/** @type {string} */ text) => element("code", {}, text);
  const list = (/** @type {Rule[]} */ rules) =>
    rules.flatMap(({ name }, i) => [i ? ", " : "", name.includes(" ") ? name : code(name)]);
  if (row === sheet.rows[0])
    return [
      [element("strong", {}, "Adam"), ", as far as ten steps of one array can show."],
      ["What they cannot tell from it: ", ...list(row.rules.slice(1)), "."],
    ];
  return row.rules
    .map(({ name, symptom, line }) => [
      element("strong", {}, name),
      symptom ? `. ${symptom} The line: ` : ".",
      ...(line ? [code(line.split("\n").join("; "))] : []),
    ])
    .concat(row.rules.length > 1 ? [["The sheet cannot tell these from each other."]] : []);
}

/** @param {number | null} x */
const said = (x) => (x === null ? "no number" : x.toFixed(6).replace("-", "−"));

/** @param {(number | null)[]} theta */
const lines = (theta) =>
  theta.map((x, i) => (x === null ? "nan" : x.toFixed(6)) + (i % 2 ? "\n" : "  ")).join("");

/** @type {Render} */
export function render({ model, el }) {
  el.classList.add("live-widget");
  /** @type {Sheet} */
  const sheet = model.get("data");
  const example = (/** @type {string} */ wanted) =>
    lines(sheet.rows.find(({ rules }) => rules.some(({ name }) => name === wanted))?.theta ?? []);
  const pairs = sheet.gradients.map((pair) => `(${pair.join(", ")})`);
  const rows = [0, 3, 6, 8].map((from, i) => pairs.slice(from, [3, 6, 8, 10][i]).join(", "));
  const task =
    `start  (${sheet.start.join(", ")})\nα = ${sheet.alpha}, and Adam’s defaults\n` +
    `gradients, step by step\n${rows.join(",\n")}`;
  const input = element("textarea", { rows: 5, spellcheck: "false", "data-key": "pasted" });
  input.addEventListener("input", () => {
    model.set("pasted", input.value);
    model.save_changes();
  });
  const examples = presets(model, "Examples", [
    ["try: right", { pasted: example("Adam") }],
    ["try: no hats", { pasted: example("no_correction") }],
    ["try: betas swapped", { pasted: example("betas_swapped") }],
    ["try: ε inside the root", { pasted: example("eps_inside_root") }],
  ]);
  const label = element("label", { class: "sheet-label" }, "Both weights after each step", input);
  const form = element("div", { class: "live-controls sheet-form" });
  form.append(element("pre", { class: "sheet-task", tabindex: 0 }, task), label, examples.node);
  const picture = element("div", { class: "live-picture" });
  const words = element("div", { class: "live-words", "aria-live": "polite" });
  el.append(form, words, picture);
  return keepDrawn(model, ["pasted"], picture, (width) => {
    const pasted = model.get("pasted");
    if (input.value !== pasted) input.value = pasted;
    examples.update();
    const theta = numbersIn(pasted);
    const paragraphs = verdict(sheet, theta, !/\.\d{6}|e-/i.test(pasted));
    words.replaceChildren(...paragraphs.map((parts) => element("p", {}, ...parts)));
    picture.replaceChildren(drawSheet(width, sheet, theta, words.textContent ?? ""));
  });
}

/**
 * @param {number} width
 * @param {Sheet} sheet
 * @param {(number | null)[]} theta
 * @param {string} told
 */
function drawSheet(width, sheet, theta, told) {
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} 210`).attr("role", "img");
  svg.attr("width", width).attr("height", 210);
  svg.attr("aria-label", `Two weights over ten steps: Adam’s way, and that of yours. ${told}`);
  for (const k of [0, 1]) {
    const wide = width / 2 - 8;
    const path = (/** @type {(number | null)[]} */ numbers) => [
      sheet.start[k],
      ...numbers.filter((_, i) => i % 2 === k),
    ];
    drawWeight(svg, `weight ${k + 1}`, path(sheet.rows[0].theta), path(theta.slice(0, 20)), k * (wide + 16), wide);
  }
  return /** @type {Node} */ (svg.node());
}

/**
 * @param {Svg} svg
 * @param {string} title
 * @param {(number | null)[]} adam
 * @param {(number | null)[]} yours
 * @param {number} left
 * @param {number} width
 */
function drawWeight(svg, title, adam, yours, left, width) {
  const right = left + width - 44;
  const finite = /** @type {number[]} */ (
    [...adam, ...yours].filter((x) => x !== null && Math.abs(x) < 100)
  );
  const x = d3.scaleLinear([0, 10], [left + 44, right]);
  const y = d3.scaleLinear([Math.min(...finite), Math.max(...finite)], [166, 30]);
  svg.append("text").attr("x", left).attr("y", 14).attr("class", "live-title").text(title);
  drawAxis(svg, d3.axisLeft(y).ticks(4), left + 40, 0);
  drawAxis(svg, d3.axisBottom(x).ticks(5, "d"), 0, 172);
  svg.append("text").attr("x", right).attr("y", 206).attr("text-anchor", "end").text("step");
  const inside = (/** @type {number | null} */ height) => height !== null && Math.abs(height) < 100;
  const line = d3
    .line(/** @type {(height: number, i: number) => number} */ ((_, i) => x(i)), (height) => y(height))
    .defined(/** @type {any} */ (inside));
  const draw = (/** @type {any} */ heights, /** @type {string} */ look) =>
    svg.append("path").attr("d", line(heights)).attr("class", `live-line live-${look}`);
  draw(adam, "fine");
  const labels = [{ name: "Adam", look: "fine", y: y(adam[10] ?? 0) }];
  if (yours.length > 1) {
    draw(yours, "raw");
    const last = yours.findLast(inside);
    labels.push({ name: "yours", look: "raw", y: y(last ?? 0) });
  }
  labelEnds(svg, labels, right + 6, 30, 166);
}
