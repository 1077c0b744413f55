// What the reader has guessed, kept by the browser on this device and nowhere else.

/** @typedef {{ at: string, heights: number[] }} Kept when, and the heights at the marks */

const KEY = "adam-guesses";
const FORMAT = "adam-guesses 1";
/** @type {Record<string, Kept>} */
let lost = {}; // if the browser keeps nothing: at least as long as the page is open

/**
 * All guesses that a text has; what is damaged in it counts for nothing.
 * @param {string | null} text
 * @returns {Record<string, Kept>}
 */
export function parsedGuesses(text) {
  /** @type {Record<string, Kept>} */
  const found = {};
  try {
    const content = JSON.parse(text ?? "{}");
    if (content.format !== FORMAT) return found;
    for (const [name, { at, heights }] of Object.entries(content.guesses)) {
      const whole = Array.isArray(heights) && heights.length > 0 && heights.every(Number.isFinite);
      if (/^[a-z0-9-]{1,60}$/.test(name) && whole && Number.isFinite(Date.parse(at)))
        found[name] = { at, heights };
    }
  } catch {}
  return found;
}

/** All guesses by the names of their curves. */
export function guesses() {
  try {
    return parsedGuesses(localStorage.getItem(KEY));
  } catch {
    return lost;
  }
}

/** @param {Record<string, Kept>} all */
function write(all) {
  lost = all;
  try {
    if (Object.keys(all).length) {
      localStorage.setItem(KEY, JSON.stringify({ format: FORMAT, guesses: all }));
    } else localStorage.removeItem(KEY);
  } catch {}
  dispatchEvent(new Event(KEY));
}

/**
 * Keep a guess in place of an older one.
 * @param {string} name
 * @param {number[]} heights
 */
export function keepGuess(name, heights) {
  write({ ...guesses(), [name]: { at: new Date().toISOString(), heights } });
}

/** @param {string} name */
export function forgetGuess(name) {
  const { [name]: gone, ...others } = guesses();
  write(others);
}

/** Erase all of them. */
export function forgetGuesses() {
  write({});
}

/**
 * Hear of guesses made by another figure, or in another tab. Returns what undoes it.
 * @param {() => void} heard
 */
export function watchGuesses(heard) {
  /** @param {StorageEvent} event */
  const listen = (event) => {
    if (event.key === KEY || event.key === null) heard();
  };
  addEventListener("storage", listen);
  addEventListener(KEY, heard);
  return () => {
    removeEventListener("storage", listen);
    removeEventListener(KEY, heard);
  };
}
