// What the figures share: labelled controls, numbers in words, and a place to draw.

/**
 * What a figure has of its traits, in Jupyter as in the page.
 * @typedef {object} Model
 * @property {(key: string) => any} get
 * @property {(key: string, value: any) => void} set
 * @property {(event: string, watcher: () => void) => void} on
 * @property {(event: string, watcher: () => void) => void} off
 * @property {() => void} save_changes
 */
/** @typedef {(host: { model: Model, el: HTMLElement }) => (() => void) | void} Render */
/** @typedef {{ node: HTMLElement, update: () => void }} Control */
/** @typedef {import("d3-selection").Selection<SVGSVGElement, undefined, null, undefined>} Svg */

/**
 * beta from the position of its slider, log10(1 - beta); 1 - beta has two significant digits.
 * @param {number} x
 */
export function betaAt(x) {
  return Number((1 - Number((10 ** x).toPrecision(2))).toFixed(6));
}

/** @param {number} beta */
export function positionOf(beta) {
  return Math.log10(1 - beta);
}

/**
 * What a slider over powers of ten needs: positions are exponents, values have two significant digits.
 * @param {number} min
 * @param {number} max
 */
export function powers(min, max) {
  const toTrait = (/** @type {number} */ x) => Number((10 ** x).toPrecision(2));
  return { min, max, step: 0.05, toTrait, toSlider: Math.log10 };
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * A number to read: three significant digits, no power of ten where it can be helped.
 * @param {number} x
 */
export function show(x) {
  if (!Number.isFinite(x)) return "∞";
  if (x === 0) return "0";
  if (Math.abs(x) >= 1e5 || Math.abs(x) < 1e-3) {
    const [digits, power] = x.toExponential(1).split("e");
    const raised = [...String(Number(power))].map((sign) => RAISED[Number(sign)] ?? "⁻");
    return `${digits}·10${raised.join("")}`;
  }
  return String(Number(x.toPrecision(3)));
}

/**
 * A new element with these attributes and children.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, any>} attributes
 * @param {...(Node | string)} children
 */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/**
 * A slider for the trait `key`; `toTrait` and `toSlider` turn positions into values and back.
 * @param {Model} model
 * @param {string} key
 * @param {string} label
 * @param {{ min: number, max: number, step: number,
 *   toTrait: (x: number) => number, toSlider: (x: number) => number }} range
 * @param {(value: number) => string} say how the value is read
 * @returns {Control}
 */
export function slider(model, key, label, { min, max, step, toTrait, toSlider }, say = String) {
  const input = element("input", { type: "range", min, max, step, "data-key": key });
  const readout = element("span", { class: "live-value", "aria-hidden": "true" });
  const update = () => {
    const value = model.get(key);
    if (toTrait(Number(input.value)) !== value) input.value = String(toSlider(value));
    input.setAttribute("aria-valuetext", say(value));
    readout.textContent = say(value);
  };
  input.addEventListener("input", () => {
    model.set(key, toTrait(Number(input.value)));
    model.save_changes();
  });
  const node = element("label", { class: "live-slider" }, element("span", {}, label), readout, input);
  return { node, update };
}

/**
 * A list to choose the trait `key` from; `options` maps values to their names.
 * @param {Model} model
 * @param {string} key
 * @param {string} label
 * @param {Record<string, string>} options
 * @returns {Control}
 */
export function choice(model, key, label, options) {
  const input = element("select", { "data-key": key });
  for (const [value, name] of Object.entries(options))
    input.append(element("option", { value }, name));
  const update = () => (input.value = model.get(key));
  input.addEventListener("change", () => {
    model.set(key, input.value);
    model.save_changes();
  });
  const node = element("label", { class: "live-choice" }, element("span", {}, label), input);
  return { node, update };
}

/**
 * Buttons that set several traits at once; the one that holds now is marked as pressed.
 * @param {Model} model
 * @param {string} label
 * @param {[string, Record<string, any>][]} options
 * @returns {Control}
 */
export function presets(model, label, options) {
  const buttons = options.map(([name, traits]) => {
    const button = element("button", { type: "button" }, name);
    button.addEventListener("click", () => {
      for (const [key, value] of Object.entries(traits)) model.set(key, value);
      model.save_changes();
    });
    return { button, traits };
  });
  const update = () => {
    for (const { button, traits } of buttons) {
      const holds = Object.entries(traits).every(([key, value]) => model.get(key) === value);
      button.setAttribute("aria-pressed", String(holds));
    }
  };
  const node = element("div", { class: "live-presets", role: "group", "aria-label": label });
  node.append(...buttons.map(({ button }) => button));
  return { node, update };
}

/**
 * Fill a figure: its controls in one form, a place for the picture, and one for words below it.
 * @param {HTMLElement} el
 * @param {Control[]} controls
 */
export function lay(el, controls) {
  const form = element("div", { class: "live-controls" }, ...controls.map(({ node }) => node));
  const picture = element("div", { class: "live-picture" });
  const words = element("p", { class: "live-words", "aria-live": "polite" });
  el.append(form, picture, words);
  return { picture, words };
}

/**
 * Draw now, when one of `keys` changes, and when the width does. Several changes at once make one
 * drawing, before the browser paints. Returns what undoes it.
 * @param {Model} model
 * @param {string[]} keys
 * @param {HTMLElement} host
 * @param {(width: number) => void} draw
 */
export function keepDrawn(model, keys, host, draw) {
  let width = 0;
  let [due, gone] = [false, false];
  const redraw = () => {
    due = false;
    if (!gone) draw(width);
  };
  const later = () => {
    if (!due) queueMicrotask(redraw);
    due = true;
  };
  const watch = new ResizeObserver(() => {
    if (host.clientWidth === width || !host.clientWidth) return;
    width = host.clientWidth;
    redraw();
  });
  width = host.clientWidth || 640;
  redraw();
  watch.observe(host);
  for (const key of keys) model.on(`change:${key}`, later);
  return () => {
    gone = true;
    watch.disconnect();
    for (const key of keys) model.off(`change:${key}`, later);
  };
}

/**
 * An axis with few ticks, in the colour of the text.
 * @param {Svg} svg
 * @param {import("d3-axis").Axis<any>} axis
 * @param {number} x
 * @param {number} y
 */
export function drawAxis(svg, axis, x, y) {
  const g = svg.append("g").attr("transform", `translate(${x},${y})`).attr("class", "live-axis");
  return g.call(axis.tickSizeOuter(0)).attr("font-size", null).attr("font-family", null);
}

/**
 * Bars from `foot` to their heads as one path, which is drawn faster than one path a bar.
 * @param {number[]} middles
 * @param {number} foot
 * @param {number[]} heads
 */
export function barsOf(middles, foot, heads) {
  return middles.map((middle, i) => `M${middle},${foot}V${heads[i]}`).join("");
}

/**
 * Let a finger move what matches `selector`, and not scroll the page. (Chromium heeds touch-action
 * on the whole SVG, not on a part of it.)
 * @param {Svg} svg
 * @param {string} selector
 */
export function holdFinger(svg, selector) {
  /** @param {TouchEvent} event */
  const hold = (event) => {
    if (/** @type {Element} */ (event.target).closest(selector)) event.preventDefault();
  };
  svg.node()?.addEventListener("touchstart", hold, { passive: false });
}

/**
 * Call `move` with a place in the picture: where it is tapped, where the mouse drags, and where a
 * finger does that began on what matches `grip`. A finger beside that scrolls the page.
 * @param {Svg} svg
 * @param {string} grip
 * @param {(x: number, y: number) => void} move
 */
export function followPlace(svg, grip, move) {
  const canvas = /** @type {SVGSVGElement} */ (svg.node());
  const follow = (/** @type {PointerEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    move(event.clientX - box.left, event.clientY - box.top);
  };
  let held = false;
  svg.on("pointerdown", (event) => {
    held = event.pointerType !== "touch" || !!(/** @type {Element} */ (event.target).closest(grip));
    if (!held) return;
    canvas.setPointerCapture(event.pointerId);
    event.preventDefault();
    follow(event);
  });
  svg.on("pointermove", (event) => held && follow(event));
  svg.on("pointerup pointercancel", () => (held = false));
  svg.on("click", follow);
  holdFinger(svg, grip);
}

/**
 * Move labels, each with a height y, `gap` apart from each other and inside [top, bottom].
 * @template {{ y: number }} Label
 * @param {Label[]} labels
 * @param {number} gap
 * @param {number} top
 * @param {number} bottom
 */
export function spread(labels, gap, top, bottom) {
  const sorted = [...labels].sort((a, b) => a.y - b.y);
  sorted.forEach((label, i) => (label.y = Math.max(label.y, i ? sorted[i - 1].y + gap : top)));
  for (let i = sorted.length - 1, limit = bottom; i >= 0; limit = sorted[i].y - gap, i--)
    sorted[i].y = Math.min(sorted[i].y, limit);
  return labels;
}

/**
 * Write names beside the ends of lines, at x, apart from each other and inside [top, bottom].
 * @param {Svg} svg
 * @param {{ name: string, look: string, y: number }[]} labels
 * @param {number} x
 * @param {number} top
 * @param {number} bottom
 */
export function labelEnds(svg, labels, x, top, bottom) {
  for (const { name, look, y } of spread(labels, 15, top, bottom))
    svg
      .append("text")
      .attr("x", x)
      .attr("y", y + 4)
      .attr("class", `live-text live-${look}`)
      .text(name);
}

export const BETA1 = { min: -3, max: 0, step: 0.05, toTrait: betaAt, toSlider: positionOf };
export const BETA2 = { min: -4, max: -0.3, step: 0.05, toTrait: betaAt, toSlider: positionOf };
