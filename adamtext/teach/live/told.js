// Numbers in a chapter's sentences: the reader changes one, and what depends on it restates itself.
// Which they are, and what adamtext makes of them, says told.py. Without scripts the text stays.
import { biasCorrection, overshoot, stepBound, uncorrectedRatio } from "./adam.js";

/** @typedef {Record<string, number>} Values what the controls are set to */

/** @param {number} x @param {number} count */
const digits = (x, count) => (x > 1e6 ? "over a million" : String(Number(x.toPrecision(count))));

/**
 * For how many steps something holds that, once it does not, never does again.
 * @param {(t: number) => boolean} true_
 */
function holds(true_) {
  let [low, high] = [0, 1];
  while (true_(high)) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (true_(middle)) low = middle;
    else high = middle;
  }
  return low ? `holds for ${low} step${low === 1 ? "" : "s"}` : "never holds";
}

/** @param {Values} values */
const printedBound = ({ beta1, beta2 }) => Math.max((1 - beta1) / Math.sqrt(1 - beta2), 1);

/**
 * What stands in each place, by the names of told.py.
 * @type {Record<string, (values: Values) => string>}
 */
export const TOLD = {
  share_above: ({ beta1, t }) => digits(100 * biasCorrection(beta1, t), 3),
  share_below: ({ beta2, t }) => digits(100 * Math.sqrt(biasCorrection(beta2, t)), 3),
  ratio: ({ beta1, beta2, t }) => digits(uncorrectedRatio(beta1, beta2, t), 4),
  ratio_means({ beta1, beta2, t }) {
    const ratio = uncorrectedRatio(beta1, beta2, t);
    if (Math.abs(ratio - 1) < 1e-12) return "just right";
    return ratio > 1 ? "too long" : "too short";
  },
  steps_to_one: ({ alpha }) => String(Math.ceil(Number((1 / alpha).toFixed(6)))),
  bound: ({ beta1, beta2, t }) => digits(stepBound(beta1, beta2, t), 4),
  printed: (values) => digits(printedBound(values), 4),
  printed_holds(values) {
    const level = printedBound(values) * (1 + 1e-12);
    const within = (t = Infinity) => stepBound(values.beta1, values.beta2, t) <= level;
    return within() ? "always holds" : `${holds(within)} and then fails`;
  },
  limit({ beta1, beta2 }) {
    const bound = stepBound(beta1, beta2);
    return bound === Infinity ? "any number of" : digits(bound, 3);
  },
  first_ratio: ({ beta1, beta2 }) => digits(uncorrectedRatio(beta1, beta2, 1), 3),
  folklore_holds({ beta1, beta2 }) {
    if (beta2 <= beta1) return "always holds";
    return holds((t) => uncorrectedRatio(beta1, beta2, t) < 1 - 1e-12);
  },
  peak: ({ beta1, beta2 }) => digits(overshoot(beta1, beta2).value, 4),
  peak_when({ beta1, beta2 }) {
    const { t } = overshoot(beta1, beta2);
    return t === Infinity ? "in the long run" : `at step ${t}`;
  },
};

const NINE = Array.from({ length: 9 }, (_, i) => i + 1);
/** Nine values to a power of ten, from that of `first` to 10^`last`. @param {number} first @param {number} last */
const powers = (first, last) => [
  ...Array.from({ length: last - first }, (_, d) => NINE.map((k) => Number(`${k}e${first + d}`))).flat(),
  10 ** last,
];
/** Betas as near to 1 as 10^-`last`. @param {number} last */
const betas = (last) => powers(-last, 0).reverse().map((away) => Number((1 - away).toFixed(last)));
const whole = Array.from({ length: 189 }, (_, i) => (i < 99 ? i + 1 : 10 * (i - 89)));

/** @type {Record<string, { name: string, ladder: number[] }>} */
export const HANDLES = {
  alpha: { name: "step size alpha", ladder: powers(-5, 0) },
  beta1: { name: "beta 1", ladder: betas(2) },
  beta2: { name: "beta 2", ladder: betas(4).filter((beta) => beta >= 0.5) },
  t: { name: "number of steps", ladder: whole },
};
const NOTCH = 7; // pixels of a drag from one value to the next

/**
 * Make controls of a paragraph's numbers.
 * @param {HTMLElement} passage
 */
function upgradePassage(passage) {
  /** @type {Values} */
  const values = {};
  /** @type {{ place: HTMLElement, key: string, printed: string }[]} */
  const places = [...passage.querySelectorAll("[class*=told-of-]")].map((each) => ({
    place: /** @type {HTMLElement} */ (each),
    key: /told-of-(\w+)/.exec(each.className)?.[1] ?? "",
    printed: each.textContent ?? "",
  }));
  const controls = places.filter(({ key }) => key in HANDLES);
  const back = document.createElement("button");
  Object.assign(back, { type: "button", className: "told-back", textContent: "as printed" });

  const restate = () => {
    for (const { place, key, printed } of places) {
      const now = key in HANDLES ? String(values[key]) : TOLD[key](values);
      if (place.textContent !== now) place.textContent = now;
      place.classList.toggle("told-new", now !== printed);
      if (key in HANDLES) place.setAttribute("aria-valuenow", now);
    }
    const changed = controls.some(({ key, printed }) => values[key] !== Number(printed));
    if (changed) passage.lastElementChild?.append(" ", back);
    else back.remove();
  };
  const reset = () => {
    for (const { key, printed } of controls) values[key] = Number(printed);
    restate();
  };
  for (const { place, key } of controls)
    takeNumber(place, key, {
      get: () => values[key],
      set(value) {
        values[key] = value;
        restate();
      },
      reset,
    });
  back.addEventListener("click", () => {
    reset();
    controls[0].place.focus();
  });
  reset();
  passage.setAttribute("aria-live", "polite"); // what has changed is said
}

/**
 * Let keys, the mouse and fingers change a number.
 * @param {HTMLElement} place
 * @param {string} key
 * @param {{ get: () => number, set: (value: number) => void, reset: () => void }} value
 */
function takeNumber(place, key, { get, set, reset }) {
  const { name, ladder } = HANDLES[key];
  const last = ladder.length - 1;
  const go = (/** @type {number} */ notch) => set(ladder[Math.min(Math.max(notch, 0), last)]);
  const about = { role: "spinbutton", tabindex: 0, "aria-label": name, title: "drag, or ← and →" };
  const ends = { "aria-valuemin": ladder[0], "aria-valuemax": ladder[last] };
  for (const [attribute, is] of Object.entries({ ...about, ...ends }))
    place.setAttribute(attribute, String(is));
  place.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return reset();
    const here = ladder.indexOf(get());
    const to = /** @type {Record<string, number>} */ ({
      ArrowLeft: here - 1,
      ArrowDown: here - 1,
      ArrowRight: here + 1,
      ArrowUp: here + 1,
      PageDown: here - 9,
      PageUp: here + 9,
      Home: 0,
      End: last,
    })[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go(to);
  });
  let [from, above, began] = [0, 0, 0];
  place.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    place.setPointerCapture(event.pointerId);
    event.preventDefault(); // no text is marked
    place.focus();
    [from, above, began] = [event.clientX, event.clientY, ladder.indexOf(get())];
  });
  // Along the line a finger moves the number, else the page. (Words know no touch-action.)
  const along = (/** @type {TouchEvent} */ event) => {
    const { clientX, clientY } = event.touches[0];
    if (Math.abs(clientX - from) > Math.abs(clientY - above)) event.preventDefault();
  };
  place.addEventListener("touchmove", along, { passive: false });
  place.addEventListener("pointermove", (event) => {
    if (!place.hasPointerCapture(event.pointerId)) return;
    go(began + Math.round((event.clientX - from) / NOTCH));
  });
}

/** Make controls of all numbers that the page has marked. */
export function upgradeTold() {
  for (const passage of document.querySelectorAll("div.told"))
    upgradePassage(/** @type {HTMLElement} */ (passage));
}
