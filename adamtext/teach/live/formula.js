// Formulas that a reader types, such as "sqrt(1 - beta^t)": read and computed, never run as a script.

/** @type {Record<string, (x: number) => number>} */
const FUNCTIONS = { sqrt: Math.sqrt, exp: Math.exp, log: Math.log, ln: Math.log };
const TOKEN = /\s*(\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|[a-z_]\w*|\*\*|[-+*/^()])/iy;

/** @param {string} text */
function tokens(text) {
  const found = [];
  /** @type {Record<string, string>} */
  const letters = { "−": "-", "·": "*", "×": "*", "α": "alpha", "β": "beta", "ε": "eps", "√": "sqrt" };
  const plain = text.replace(/[−·×αβε√]/g, (x) => letters[x]).replace(/\b(?:np|math)\./g, "").trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < plain.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(plain);
    if (!token) throw new SyntaxError(`What is “${plain.slice(at).trim()[0]}”?`);
    found.push(token[1] === "**" ? "^" : token[1]);
  }
  return found;
}

/** @typedef {(x: number[]) => number} Reading a part of a formula, of the values of its names */

/**
 * The function of `names` that `text` is; a SyntaxError says, in a sentence, what cannot be read.
 * @param {string} text
 * @param {string[]} names
 * @returns {(...values: number[]) => number}
 */
export function formula(text, names) {
  const rest = tokens(text);
  const take = (/** @type {string[]} */ ...signs) => (signs.includes(rest[0]) ? rest.shift() : null);
  const close = () => {
    if (!take(")")) throw new SyntaxError("A bracket is not closed.");
  };

  /** @returns {Reading} */
  function sum() {
    let left = product();
    for (let sign; (sign = take("+", "-")); ) {
      const [a, b] = [left, product()];
      left = sign === "+" ? (x) => a(x) + b(x) : (x) => a(x) - b(x);
    }
    return left;
  }

  /** @returns {Reading} */
  function product() {
    let left = signed();
    for (let sign; (sign = take("*", "/")); ) {
      const [a, b] = [left, signed()];
      left = sign === "*" ? (x) => a(x) * b(x) : (x) => a(x) / b(x);
    }
    return left;
  }

  /** @returns {Reading} */
  function signed() {
    const sign = take("+", "-");
    if (!sign) return power();
    const inner = signed();
    return sign === "-" ? (x) => -inner(x) : inner;
  }

  /** @returns {Reading} */
  function power() {
    const base = atom();
    if (!take("^")) return base;
    const exponent = signed(); // from the right, and -b in a^-b
    return (x) => base(x) ** exponent(x);
  }

  /** @returns {Reading} */
  function atom() {
    const token = rest.shift();
    if (token === undefined) throw new SyntaxError("Something is missing at the end.");
    if (token === "(") {
      const inner = sum();
      close();
      return inner;
    }
    if (/^[\d.]/.test(token)) return () => Number(token);
    if (names.includes(token)) return (x) => x[names.indexOf(token)];
    if (Object.hasOwn(FUNCTIONS, token)) {
      if (!take("(")) throw new SyntaxError(`A bracket is missing after ${token}.`);
      const inner = sum();
      close();
      return (x) => FUNCTIONS[token](inner(x));
    }
    throw new SyntaxError(/^\w/.test(token) ? `What is ${token}?` : `“${token}” is out of place.`);
  }

  const whole = sum();
  if (rest.length) throw new SyntaxError(`“${rest[0]}” is out of place.`);
  return (...values) => whole(values);
}
