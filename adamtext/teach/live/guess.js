// Figure "Guess": the reader draws a curve, with mouse, finger or keys, before it is shown.
import { drawLine, drawPlot, drawTruth, filled, named, nameLines } from "./guess-plot.js";
import { place, said, truth, verdict } from "./guess-plot.js";
import { forgetGuess, guesses, keepGuess, watchGuesses } from "./guesses-kept.js";
import { element, holdFinger, keepDrawn } from "./parts.js";
import { d3 } from "./vendor/d3.js";

/** @import { Model, Render } from "./parts.js" */
/** @import { Curve, Plot } from "./guess-plot.js" */

/**
 * What is drawn so far. `shown` is null before the truth is, then "mine" with a guess or "alone".
 * @typedef {object} State
 * @property {(number | null)[]} heights
 * @property {"mine" | "alone" | null} shown
 * @property {number} chosen the mark that keys move
 */

/** @type {Render} */
export function render({ model, el }) {
  el.classList.add("live-widget", "guess");
  /** @type {Curve} */
  const curve = model.get("data");
  /** @type {State} */
  const state = { heights: curve.marks.map(() => null), shown: null, chosen: 0 };
  const picture = element("div", { class: "live-picture" });
  const show = element("button", { type: "button" });
  const words = element("p", { class: "live-words", role: "status" });
  const buttons = element("div", { class: "live-presets" }, show);
  if (model.get("all")) buttons.append(element("a", { href: model.get("all") }, "Where you were wrong"));
  const how = "Draw with the mouse or a finger; or choose a mark with ← and →, and move it with ↑ and ↓.";
  el.append(
    element("p", { class: "guess-question" }, element("b", {}, "Draw it before you see it. "), curve.question),
    element("p", { class: "guess-how" }, how),
    picture,
    buttons,
    words,
  );

  /** @param {number[] | undefined} heights */
  const take = (heights) => {
    const whole = heights?.length === curve.marks.length;
    if (whole) Object.assign(state, { heights: [...heights], shown: "mine" });
    else if (state.shown === "mine") restart();
  };
  const restart = () => Object.assign(state, { heights: curve.marks.map(() => null), shown: null });
  /** @param {number[]} heights */
  const keep = (heights) => {
    model.set("guess", heights);
    model.save_changes();
    if (heights.length) keepGuess(curve.name, heights);
    else forgetGuess(curve.name);
  };

  /** @type {ReturnType<typeof drawGuess> | undefined} */
  let drawn;
  let width = 0;
  const redraw = (wide = width, shown = state.shown) => {
    width = wide;
    const had = picture.contains(document.activeElement);
    drawn = drawGuess(curve, { ...state, shown }, width, (k, y) => {
      state.heights[k] = y;
      tell();
    }, (k) => (state.chosen = k));
    picture.replaceChildren(drawn.node);
    if (had) drawn.focus(state.chosen);
    tell();
  };
  const tell = () => {
    const some = state.heights.some((y) => y !== null);
    show.textContent = state.shown ? "Draw again" : some ? "Show me" : "Just show me";
    const mine = /** @type {number[]} */ (state.heights);
    const gap = state.shown === "mine" ? `${verdict(curve, mine)} ` : "";
    words.textContent = state.shown ? gap + curve.lesson : "";
  };
  show.addEventListener("click", () => {
    if (state.shown) {
      restart();
      keep([]);
    } else if (state.heights.some((y) => y !== null)) {
      const heights = filled(state.heights).map((y) => rounded(y, curve.step / 5));
      Object.assign(state, { heights, shown: "mine" });
      keep(heights);
    } else state.shown = "alone";
    redraw();
  });
  el.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && picture.contains(/** @type {Node} */ (event.target))) show.click();
  });

  const kept = () => guesses()[curve.name]?.heights;
  take(model.get("guess")?.length ? model.get("guess") : kept());
  const heard = () => {
    take(kept());
    redraw();
  };
  const undo = [keepDrawn(model, ["data"], picture, (wide) => redraw(wide)), watchGuesses(heard)];
  const print = () => redraw(width, state.shown ?? "alone"); // paper shows the truth
  const printed = () => redraw();
  addEventListener("beforeprint", print);
  addEventListener("afterprint", printed);
  undo.push(() => removeEventListener("beforeprint", print));
  undo.push(() => removeEventListener("afterprint", printed));
  return () => undo.forEach((each) => each());
}

/**
 * A height on the grid of `step`, without the dirt of binary fractions.
 * @param {number} y
 * @param {number} step
 */
export function rounded(y, step) {
  return Number((Math.round(y / step) * step).toFixed(6)) + 0;
}

/**
 * The picture, and what moves in it.
 * @param {Curve} curve
 * @param {State} state
 * @param {number} width
 * @param {(k: number, y: number | null) => void} set
 * @param {(k: number) => void} choose
 */
function drawGuess(curve, state, width, set, choose) {
  const plot = drawPlot(curve, width, Math.round(Math.min(380, Math.max(270, width * 0.55))));
  const { svg, x, y, right, bottom } = plot;
  const heights = [...state.heights];
  const mine = state.shown === "mine" ? /** @type {number[]} */ (heights) : null;
  svg.attr("role", "group").attr("class", "guess-plane").classed("guess-shown", Boolean(state.shown));
  svg.attr("aria-label", `${curve.title}: ${curve.ylabel} over ${curve.xlabel}. ${mine ? verdict(curve, mine) : curve.question}`);
  const left = x(curve.marks[0]);
  const sheet = svg.append("rect").attr("class", "guess-sheet").attr("x", left - 14).attr("y", y.range()[1]);
  sheet.attr("width", right - left + 28).attr("height", bottom - y.range()[1]);
  if (state.shown) drawTruth(plot, curve, mine);
  const line = svg.append("path").attr("class", "live-line live-raw");
  let names = svg.append("g");
  const middle = (curve.ylim[0] + curve.ylim[1]) / 2;
  const handles = curve.marks.map((mark, k) => handle(plot, curve, mark, k));

  /** Move the line and its handles to where the heights are. */
  function update() {
    const set = heights.flatMap((each, k) => (each === null ? [] : [[x(curve.marks[k]), y(each)]]));
    line.attr("d", d3.line()(/** @type {[number, number][]} */ (set)));
    handles.forEach(({ group, tell }, k) => {
      group.attr("transform", `translate(${x(curve.marks[k])},${y(heights[k] ?? middle)})`);
      group.classed("guess-set", heights[k] !== null).attr("tabindex", k === state.chosen ? 0 : -1);
      tell(heights[k], Boolean(state.shown));
    });
    names.remove();
    const all = heights.every((each) => each !== null) ? /** @type {number[]} */ (heights) : null;
    names = nameLines(plot, named(curve, all, Boolean(state.shown)));
  }

  /** @param {number} k @param {number} height */
  function put(k, height) {
    const [low, high] = curve.ylim;
    heights[k] = rounded(Math.min(high, Math.max(low, height)), curve.step / 5);
    set(k, /** @type {number} */ (heights[k]));
  }

  /** @param {number} k */
  function focus(k) {
    state.chosen = k;
    choose(k);
    handles.forEach(({ group }, j) => group.attr("tabindex", j === k ? 0 : -1));
    handles[k].group.node()?.focus({ preventScroll: true });
  }

  /** @param {(number | null)[]} before */
  function putBack(before) {
    before.forEach((height, k) => set(k, (heights[k] = height)));
    update();
  }

  if (!state.shown) followHand(plot, curve, { put, update, putBack, heights });
  svg.on("keydown", (/** @type {KeyboardEvent} */ event) => {
    const k = handles.findIndex(({ group }) => group.node() === event.target);
    if (k < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const up = { ArrowUp: 1, ArrowDown: -1, PageUp: 5, PageDown: -5, Home: -1e9, End: 1e9 }[event.key];
    if (side === undefined && up === undefined) return;
    event.preventDefault();
    if (side) {
      const to = Math.min(handles.length - 1, Math.max(0, k + side));
      if (!state.shown && heights[to] === null && heights[k] !== null) put(to, heights[k]);
      focus(to);
    } else if (up && !state.shown) put(k, (heights[k] ?? middle) + up * curve.step);
    update();
  });
  // not on the SVG: with a listener to focus, Chromium would stop there, too
  handles.forEach(({ group }, k) => group.on("focus", () => k !== state.chosen && focus(k)));
  update();
  return { node: /** @type {SVGSVGElement} */ (svg.node()), focus };
}

/**
 * A mark that can be raised and lowered: for a screen reader, a slider that stands upright.
 * @param {Plot} plot
 * @param {Curve} curve
 * @param {number} mark
 * @param {number} k
 */
function handle({ svg }, curve, mark, k) {
  const group = svg.append("g").attr("class", "guess-handle").attr("role", "slider");
  group.attr("aria-orientation", "vertical").attr("aria-label", `Your guess ${place(curve, mark)}`);
  group.attr("aria-valuemin", curve.ylim[0]).attr("aria-valuemax", curve.ylim[1]);
  group.append("circle").attr("r", 18).attr("class", "guess-grip");
  group.append("circle").attr("r", 5).attr("class", "guess-dot guess-raw");
  /** @param {number | null} height @param {boolean} shown */
  const tell = (height, shown) => {
    const mine = height === null ? "not set" : said(height) + curve.unit;
    const is = shown ? `, it is ${said(truth(curve)[k])}${curve.unit}` : "";
    group.attr("aria-valuenow", height ?? (curve.ylim[0] + curve.ylim[1]) / 2);
    group.attr("aria-valuetext", mine + is).attr("aria-readonly", String(shown));
  };
  return { group, tell };
}

/**
 * A stroke sets every mark that it passes. A finger that moves up or down beside the handles
 * scrolls the page (touch-action: pan-y), and what it set before that was clear is put back; one that
 * moves sideways draws.
 * @param {Plot} plot
 * @param {Curve} curve
 * @param {{ put: (k: number, height: number) => void, update: () => void, heights: (number | null)[],
 *   putBack: (heights: (number | null)[]) => void }} drawing
 */
function followHand({ svg, x, y }, curve, { put, update, putBack, heights }) {
  holdFinger(svg, ".guess-handle");
  const canvas = /** @type {SVGSVGElement} */ (svg.node());
  const places = curve.marks.map((mark) => x(mark));
  /** @type {[number, number] | null} */
  let last = null;
  let moved = false;
  /** @type {(number | null)[]} */
  let before = [];
  /** @param {PointerEvent} event @returns {[number, number]} */
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  /** @param {[number, number]} to */
  const stroke = (to) => {
    const from = last ?? to;
    const near = places.map((at) => Math.abs(at - to[0]));
    put(near.indexOf(Math.min(...near)), y.invert(to[1]));
    places.forEach((at, k) => {
      const share = (at - from[0]) / (to[0] - from[0] || 1);
      if (share > 0 && share <= 1) put(k, y.invert(from[1] + share * (to[1] - from[1])));
    });
    last = to;
    update();
  };
  svg.on("pointerdown", (/** @type {PointerEvent} */ event) => {
    if (event.button || !(/** @type {Element} */ (event.target).closest(".guess-sheet, .guess-handle"))) return;
    canvas.setPointerCapture(event.pointerId);
    last = point(event);
    before = [...heights];
    moved = false;
    if (event.pointerType !== "touch") stroke(last);
  });
  svg.on("pointermove", (/** @type {PointerEvent} */ event) => {
    if (!last) return;
    moved = true;
    stroke(point(event));
  });
  svg.on("pointerup", (/** @type {PointerEvent} */ event) => {
    if (last && !moved) stroke(point(event));
    last = null;
  });
  svg.on("pointercancel", () => {
    last = null;
    putBack(before);
  });
}
