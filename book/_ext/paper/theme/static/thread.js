// One thread through Algorithm 1: touch a line, and the same lights up in formula, code, text and figure,
// and the ledger's rows on it appear.
// Without this script the page reads as it is printed.
(() => {
  const table = document.querySelector("table.thread");
  const root = document.documentElement;
  const NAMES = {
    start: "the start",
    t: "t",
    g: "g",
    m: "m",
    v: "v",
    m_hat: "m̂",
    v_hat: "v̂",
    theta: "θ",
  };
  const SYMBOLS = { "\\hatm": "m_hat", "\\hatv": "v_hat", "\\theta": "theta", t: "t", g: "g", m: "m", v: "v" };

  /** What a formula speaks of: its left side, without indices. */
  function ofFormula(tex) {
    const left = tex.split(/=|\\leftarrow/)[0];
    return SYMBOLS[left.replace(/_(\w|\{[^}]*\})/g, "").replace(/\s|\\[,;]/g, "")];
  }

  /** What a line of Python speaks of. */
  function ofLine(line) {
    if (/^\s*(\w+, )+|zeros/.test(line)) return "start";
    const name = /^\s*(?:for )?(\w+)(?: =| in) /.exec(line)?.[1] ?? "";
    return name in NAMES ? name : undefined;
  }

  function mark(element, key) {
    if (key) element.dataset.thread = key;
  }

  const rows = [...table.tBodies[0].rows];
  for (const row of rows) {
    mark(row, ofLine(row.cells[1].textContent.trim()));
    row.tabIndex = row === rows[0] ? 0 : -1;
  }

  const page = table.closest("main, article, body");
  for (const formula of page.querySelectorAll(".math[data-tex]"))
    if (!table.contains(formula)) mark(formula, ofFormula(formula.dataset.tex));
  for (const code of page.querySelectorAll("p code")) {
    const name = code.textContent;
    if (!table.contains(code) && name in NAMES && name !== "start") mark(code, name);
  }

  // The lines of the function stand in one element: each gets one of its own.
  const listing = [...page.querySelectorAll("pre")].find((pre) => /def adam_by_hand/.test(pre.textContent));
  if (listing) {
    let line = document.createElement("span");
    const lines = [line];
    for (const node of [...listing.childNodes]) {
      const parts = node.nodeType === Node.TEXT_NODE ? node.data.split(/(?<=\n)/) : [node];
      for (const part of parts) {
        line.append(part);
        if (typeof part === "string" && part.endsWith("\n")) lines.push((line = document.createElement("span")));
      }
    }
    const within = lines.findIndex((each) => /^\):/.test(each.textContent));
    lines.forEach((each, i) => i > within && mark(each, ofLine(each.textContent)));
    listing.replaceChildren(...lines);
  }

  const sheet = new CSSStyleSheet(); // a <style> the page's policy would forbid
  const lit = Object.keys(NAMES).map((key) => `html[data-lit="${key}"] [data-thread="${key}"]`);
  sheet.replaceSync(
    `${lit.join()} { background: color-mix(in srgb, var(--adam) 20%, transparent); ` +
      "border-radius: 0.2rem; outline: 1px solid var(--adam); }" +
      ".thread tbody tr { cursor: pointer }",
  );
  document.adoptedStyleSheets.push(sheet);

  const said = document.createElement("p");
  said.className = "thread-said";
  said.setAttribute("aria-live", "polite");
  const ledger = page.querySelector(".thread-ledger");
  (table.closest(".scrolling") ?? table).after(said, ledger);
  const HINT = "Touch a line, or walk with ↑ and ↓: what is the same lights up here, in the code and in the text.";

  function light(key) {
    if (key) root.dataset.lit = key;
    else delete root.dataset.lit;
  }

  let held = "";
  function hold(key) {
    held = key ?? "";
    light(held);
    const all = [...page.querySelectorAll(`[data-thread="${held}"]`)];
    const lines = all.filter((each) => listing?.contains(each)).length;
    const inText = (element) => !listing?.contains(element) && !table.contains(element) && !element.closest(".live-widget");
    const places = all.filter(inText).length;
    const many = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;
    const where = `${many(lines, "line")} of the function below, and ${many(places, "place")} of the text`;
    said.textContent = held ? `${NAMES[held]}: lit up in ${where}. The ledger on this line:` : HINT;
    ledger.hidden = !held;
    for (const row of ledger.children) row.hidden = row.dataset.line !== held;
  }
  hold("");

  const keyAt = (event) => event.target.closest?.("[data-thread]")?.dataset.thread;
  document.addEventListener("pointerover", (event) => event.pointerType === "mouse" && light(keyAt(event) ?? held));
  document.addEventListener("click", (event) => hold(keyAt(event)));
  table.addEventListener("focusin", (event) => hold(keyAt(event)));
  table.addEventListener("focusout", (event) => ledger.contains(event.relatedTarget) || hold(""));
  table.addEventListener("keydown", (event) => {
    const here = rows.indexOf(event.target.closest("tr"));
    if (event.key === "Escape") return hold("");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (here < 0 || !step) return;
    event.preventDefault();
    const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
    rows.forEach((row) => (row.tabIndex = row === next ? 0 : -1));
    next.focus();
  });
})();
