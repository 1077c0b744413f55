// Figure "Who wins": one set of runs, tuned over so many passes and judged after so many.
import { drawAxis, followPlace, keepDrawn, labelEnds, lay, show, slider } from "./parts.js";
import { compare, endLog, mean } from "./intervals.js";
import { d3 } from "./vendor/d3.js";

/** @import { Model, Render, Svg } from "./parts.js" */
/** @typedef {ReturnType<typeof readRuns>} Rules */
/** @typedef {ReturnType<typeof lookAt>} Look */
/** @typedef {ReturnType<typeof drawMap>} Frame */

const WHO_KEYS = ["tuned", "judged", "seed"];
/** @type {Record<string, string>} */
const LOOKS = { Adam: "fine", AdaGrad: "raw", RMSProp: "bound", "SGD-Nesterov": "point" };
const lookOf = (/** @type {string} */ name) => LOOKS[name] ?? "ink";
const shortly = (/** @type {string} */ name) => name.split("-")[0];
const labelOf = (/** @type {{ name: string, alpha: number }} */ { name, alpha }) =>
  `${shortly(name)}, ${show(alpha)}`;
const passes = (/** @type {number} */ n) => `${n} pass${n === 1 ? "" : "es"}`;

/**
 * The runs as numbers: of each rule its step sizes, with costs seed by seed.
 * @param {Record<string, [number, string[]][]>} runs
 */
export function readRuns(runs) {
  const numbers = (/** @type {string} */ text) => (text ? text.split(" ").map(Number) : []);
  return Object.entries(runs).map(([name, grid]) => ({
    name,
    grid: grid.map(([alpha, texts]) => ({ alpha, seeds: texts.map(numbers) })),
  }));
}

/**
 * The rules by their place, tuned over `tuned` passes at `seed`, judged after `judged` at the others;
 * and how far the second is behind.
 * @param {Rules} rules
 * @param {Record<number, number>} student
 * @param {number} tuned
 * @param {number} judged
 * @param {number} seed
 */
export function lookAt(rules, student, tuned, judged, seed) {
  const racers = rules.map(({ name, grid }) => {
    const ends = grid.map(({ seeds }) => endLog(seeds[seed], tuned));
    const { alpha, seeds } = grid[ends.indexOf(Math.min(...ends))];
    const runs = seeds.filter((_, k) => k !== seed);
    const logs = runs.map((costs) => endLog(costs, judged));
    return { name, alpha, runs, logs, sum: logs.reduce((sum, log) => sum + log, 0) };
  });
  racers.sort((one, other) => one.sum - other.sum);
  const behind = compare(racers[1].logs, racers[0].logs, student);
  return { racers, behind, sure: behind.low > 1 };
}

/** @type {Render} */
export function render({ model, el }) {
  el.classList.add("live-widget");
  const rules = readRuns(model.get("runs"));
  /** @type {number[]} */
  const horizons = model.get("horizons");
  const horizon = {
    min: 0,
    max: horizons.length - 1,
    step: 1,
    toTrait: (/** @type {number} */ x) => horizons[x],
    toSlider: (/** @type {number} */ n) => horizons.indexOf(n),
  };
  const last = rules[0].grid[0].seeds.length - 1;
  const controls = [
    slider(model, "tuned", "Passes at tuning", horizon),
    slider(model, "judged", "Passes at judging", horizon),
    slider(model, "seed", "Seed to tune on", { min: 0, max: last, step: 1, toTrait: Number, toSlider: Number }),
  ];
  const { picture, words } = lay(el, controls);
  /** @type {Frame | undefined} */
  let frame;
  return keepDrawn(model, WHO_KEYS, picture, (width) => {
    for (const { update } of controls) update();
    const [tuned, judged, seed] = WHO_KEYS.map((key) => model.get(key));
    if (frame?.width !== width || frame.seed !== seed) {
      const looks = horizons.map((p) =>
        horizons.map((q) => lookAt(rules, model.get("student"), p, q, seed)),
      );
      frame = drawMap(width, seed, horizons, looks);
      picture.replaceChildren(/** @type {Node} */ (frame.svg.node()));
      takeFields(frame, model, horizons);
    }
    const [row, column] = [horizons.indexOf(tuned), horizons.indexOf(judged)];
    const here = frame.looks[row][column];
    words.textContent = `${tellRace(here, tuned, judged)} ${tally(frame.looks.flat())}`;
    frame.svg.attr("aria-label", `Who wins, by passes at tuning and at judging; and the race. ${words.textContent}`);
    const { mark, x, y, size } = frame;
    mark.attr("transform", `translate(${x(column)},${y(row) - size})`);
    mark.attr("aria-valuenow", row * horizons.length + column);
    mark.attr("aria-valuetext", `tuned over ${passes(tuned)}, judged after ${judged}`);
    drawRace(frame, here, tuned, judged);
  });
}

/**
 * @param {Look} look
 * @param {number} tuned
 * @param {number} judged
 */
function tellRace({ racers, behind: { ratio, low, high }, sure }, tuned, judged) {
  const [first, second] = racers;
  const seeds = `${first.logs.length} seeds: ${show(low)} to ${show(high)}`;
  const alphas = racers.map(({ name, alpha }) => `${show(alpha)} for ${name}`).join(", ");
  const when =
    tuned === judged
      ? `Tuned (α = ${alphas}) and judged over ${passes(tuned)}, as it should be`
      : `Tuned over ${passes(tuned)} (α = ${alphas}), judged after ${judged}`;
  const by = `of ${show(ratio)} over ${second.name}`;
  return sure
    ? `${when}: ${first.name} wins, by a factor ${by} (${seeds}).`
    : `${when}: undecided. ${first.name} is ahead by a factor ${by}, and its interval includes 1 (${seeds}).`;
}

/**
 * How many fields each rule wins.
 * @param {Look[]} looks
 */
function tally(looks) {
  const names = [...new Set(looks.flatMap(({ racers }) => racers.map(({ name }) => name)))].sort();
  const counts = names.map((name) => {
    const own = looks.filter(({ racers }) => racers[0].name === name);
    const sure = own.filter((look) => look.sure).length;
    return `${name} ${own.length}${own.length ? ` (${sure} for sure)` : ""}`;
  });
  return `Of the ${looks.length} fields each wins: ${counts.join(", ")}.`;
}

/**
 * The map of all fields at a seed, with what stays beside it while one looks about.
 * @param {number} width
 * @param {number} seed
 * @param {number[]} horizons
 * @param {Look[][]} looks
 */
function drawMap(width, seed, horizons, looks) {
  const narrow = width < 560;
  const n = horizons.length;
  const size = Math.floor((narrow ? Math.min(width - 40, 320) : 244) / n);
  const [left, top, side] = [34, 40, n * size];
  const height = narrow ? top + side + 330 : top + side + 44;
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("role", "group");
  svg.attr("width", width).attr("height", height);
  const x = d3.scaleLinear([0, n], [left, left + side]);
  const y = d3.scaleLinear([0, n], [top + side, top]);
  const text = (/** @type {string} */ said, /** @type {number} */ at, /** @type {number} */ base) =>
    svg.append("text").attr("x", at).attr("y", base).text(said);
  text("Who wins?", 0, 14).attr("class", "live-title");
  text("↑ passes at tuning", 0, 32);
  text("passes at judging →", left + side, top + side + 38).attr("text-anchor", "end");
  horizons.forEach((horizon, k) => {
    text(String(horizon), x(k + 0.5), top + side + 18).attr("text-anchor", "middle");
    text(String(horizon), left - 7, y(k + 0.5) + 4).attr("text-anchor", "end");
  });
  /** @type {Record<string, [number, number][]>} */
  const fields = {};
  looks.forEach((line, row) =>
    line.forEach(({ racers, sure }, column) =>
      (fields[`${racers[0].name},${sure}`] ??= []).push([column, row]),
    ),
  );
  for (const [key, places] of Object.entries(fields)) {
    const [name, sure] = key.split(",");
    const d = places.map(([column, row]) => `M${x(column)},${y(row)}h${size}v${-size}h${-size}z`).join("");
    svg.append("path").attr("d", d).attr("class", `who-field who-${lookOf(name)}${sure === "true" ? "" : " who-pale"}`);
  }
  svg.append("path").attr("class", "who-even").attr("d", horizons.map((_, k) => `M${x(k)},${y(k)}h${size}v${-size}`).join(""));
  for (const name of new Set(Object.keys(fields).map((key) => key.split(",")[0]))) {
    const [column, row] = middleOf(fields[`${name},true`] ?? fields[`${name},false`]);
    text(shortly(name), x(column + 0.5), y(row + 0.5) + 4).attr("text-anchor", "middle").attr("class", "live-halo who-name");
  }
  const mark = svg.append("g").attr("class", "who-mark").attr("tabindex", 0).attr("role", "slider");
  mark.attr("aria-label", "Field of the map").attr("aria-valuemin", 0).attr("aria-valuemax", n * n - 1);
  mark.append("rect").attr("width", size).attr("height", size).attr("class", "who-frame");
  mark.append("circle").attr("cx", size / 2).attr("cy", size / 2).attr("r", 22).attr("class", "live-grip");
  const race = narrow
    ? { left: 0, top: top + side + 66, width, height: 264 }
    : { left: left + side + 26, top: 0, width: width - left - side - 26, height };
  return { svg, x, y, size, width, seed, looks, mark, ...drawPlane(svg, race, horizons, looks) };
}

/**
 * Of these fields the one that is nearest to their middle.
 * @param {[number, number][]} places
 */
function middleOf(places) {
  const middle = [0, 1].map((k) => mean(places.map((place) => place[k])));
  const far = (/** @type {number[]} */ [column, row]) => Math.hypot(column - middle[0], row - middle[1]);
  return [...places].sort((one, other) => far(one) - far(other))[0];
}

/**
 * Costs of a look over the winner's, seed by seed, and their means, pass by pass.
 * @param {Look} look
 */
function besideWinner({ racers }) {
  const [{ runs: best }] = racers;
  return racers.map(({ name, alpha, runs }) => {
    const both = runs.map((costs, k) => ({ costs, winner: best[k] }));
    const ratios = both
      .filter(({ costs, winner }) => costs.length && winner.length)
      .map(({ costs, winner }) => costs.map((cost, k) => cost / winner[k]));
    const middle = (ratios[0] ?? []).map((_, k) => Math.exp(mean(ratios.map((each) => Math.log(each[k])))));
    return { name, alpha, ratios, middle };
  });
}

/**
 * Axes for the race, wide enough for the means of all fields at this seed.
 * @param {Svg} svg
 * @param {{ left: number, top: number, width: number, height: number }} place
 * @param {number[]} horizons
 * @param {Look[][]} looks
 */
function drawPlane(svg, { left, top, width, height }, horizons, looks) {
  const low = top + height - 44;
  const differing = new Map(looks.flat().map((look) => [look.racers.map(labelOf).join(), look]));
  const races = [...differing.values()].flatMap(besideWinner);
  const right = left + width - 12 - 6.8 * Math.max(...races.map((race) => labelOf(race).length));
  const means = races.flatMap(({ middle }) => middle);
  const ends = [Math.min(...means) / 1.1, Math.max(...means) * 1.1];
  const time = d3.scaleLog([1, Math.max(...races.map(({ middle }) => middle.length))], [left + 38, right]);
  const cost = d3.scaleLog(ends, [low, top + 56]).clamp(true);
  const wide = ends[1] > 8 * ends[0];
  const levels = (wide ? [0.01, 0.1, 1, 10, 100] : [0.5, 0.7, 1, 1.4, 2, 3]).filter((x) => x > ends[0] && x < ends[1]);
  svg.append("text").attr("x", left).attr("y", top + 14).attr("class", "live-title").text("Cost, in units of the winner’s");
  drawAxis(svg, d3.axisLeft(cost).tickValues(levels).tickFormat(String), left + 38, 0);
  drawAxis(svg, d3.axisBottom(time).tickValues(horizons).tickFormat(String), 0, low);
  svg.append("text").attr("x", right + 16).attr("y", low + 18).text("passes");
  svg.append("text").attr("x", right + 6).attr("y", top + 49).text("rule, α");
  return { time, cost, low, high: top + 56, back: svg.append("g") };
}

/**
 * The race of a field, with the step sizes that were chosen: in full as far as it is judged.
 * @param {Frame} frame
 * @param {Look} look
 * @param {number} tuned
 * @param {number} judged
 */
function drawRace({ time, cost, low, high, back }, look, tuned, judged) {
  back.selectAll("*").remove();
  const when = (/** @type {number} */ at, /** @type {string} */ said, /** @type {number} */ base) => {
    back.append("path").attr("d", `M${time(at)},${base + 5}V${low}`).attr("class", "weight-now");
    const label = back.append("text").attr("x", time(at)).attr("y", base).text(said);
    label.attr("text-anchor", at > 4 ? "end" : "start");
  };
  when(judged, "judged", high - 22);
  if (tuned !== judged) when(tuned, "tuned", high - 7);
  const line = d3.line(
    /** @type {(ratio: number, k: number) => number} */ ((_, k) => time(k + 1)),
    (ratio) => cost(ratio),
  );
  const path = (/** @type {number[][]} */ lines, /** @type {string} */ look) => {
    const d = lines.map((ratios) => line(/** @type {any} */ (ratios))).join("");
    back.append("path").attr("d", d).attr("class", `live-line who-line ${look}`);
  };
  const names = besideWinner(look).map(({ name, alpha, ratios, middle }) => {
    const colour = lookOf(name);
    const until = (/** @type {number[]} */ ratios) => ratios.slice(0, judged);
    path([...ratios, middle], `live-${colour} who-later`);
    path(ratios.map(until), `live-${colour} who-seed`);
    path([until(middle)], `live-${colour}`);
    const last = cost(middle[middle.length - 1] ?? 1);
    const dot = back.append("circle").attr("cx", time(judged)).attr("cy", cost(middle[judged - 1] ?? 1));
    dot.attr("r", 4.5).attr("class", `who-${colour}`);
    return { name: labelOf({ name, alpha }), look: colour, y: last };
  });
  labelEnds(/** @type {any} */ (back), names, time.range()[1] + 6, high + 8, low - 4);
}

/**
 * A field is chosen by a tap, a drag, and by arrow keys.
 * @param {Frame} frame
 * @param {Model} model
 * @param {number[]} horizons
 */
function takeFields({ svg, x, y, mark }, model, horizons) {
  const inside = (/** @type {number} */ k) => Math.min(Math.max(Math.floor(k), 0), horizons.length - 1);
  const choose = (/** @type {number} */ column, /** @type {number} */ row) => {
    model.set("judged", horizons[inside(column)]);
    model.set("tuned", horizons[inside(row)]);
    model.save_changes();
  };
  followPlace(svg, ".who-mark", (left, top) => {
    const [column, row] = [x.invert(left), y.invert(top)];
    const near = [column, row].every((k) => k > -0.5 && k < horizons.length + 0.5);
    if (!near) return;
    choose(column, row);
    mark.node()?.focus({ preventScroll: true });
  });
  mark.on("keydown", (/** @type {KeyboardEvent} */ event) => {
    const moves = /** @type {Record<string, [number, number]>} */ ({
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    });
    if (!moves[event.key]) return;
    event.preventDefault();
    const [right, up] = moves[event.key];
    choose(horizons.indexOf(model.get("judged")) + right, horizons.indexOf(model.get("tuned")) + up);
  });
}
