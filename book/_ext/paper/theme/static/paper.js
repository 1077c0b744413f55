// What pages do beyond being read: all of it works, or is missed by nobody, without scripts.
"use strict";

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const root = document.body.dataset.root;

/** Load a script of the book once; from a disk, too, where no page may read another file. */
const scripts = new Map();
function load(name) {
  if (!scripts.has(name)) {
    const script = document.createElement("script");
    scripts.set(name, new Promise((loaded, failed) => Object.assign(script, { onload: loaded, onerror: failed })));
    script.src = `${root}_static/${name}`;
    document.head.append(script);
  }
  return scripts.get(name);
}

// Light or dark: as the machine has it, until the reader says otherwise.
{
  const page = document.documentElement;
  const button = one(".bar .theme");
  const kept = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  button.hidden = false;
  button.addEventListener("click", () => {
    const theme = page.dataset.theme === "dark" ? "light" : "dark";
    try { localStorage.setItem("theme", theme); } catch { /* it lasts as long as the page */ }
    page.dataset.theme = page.style.colorScheme = theme;
  });
  dark.addEventListener("change", () => {
    if (!kept()) page.dataset.theme = dark.matches ? "dark" : "light";
  });

  // Paper is white, and nobody can unfold it.
  let theme, closed;
  addEventListener("beforeprint", () => {
    theme = page.dataset.theme;
    page.dataset.theme = "light";
    closed = all(":is(.proof, .answer) details:not([open])");
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    page.dataset.theme = theme;
    for (const details of closed) details.open = false;
  });
}

// The drawer with the book's contents closes as one expects.
{
  const drawer = one(".drawer");
  const close = () => { drawer.open = false; };
  document.addEventListener("pointerdown", (event) => drawer.contains(event.target) || close());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawer.open) return;
    close();
    one("summary", drawer).focus();
  });
  drawer.addEventListener("focusout", (event) => event.relatedTarget && !drawer.contains(event.relatedTarget) && close());
}

// Where one is in the chapter.
{
  const links = all(".here a");
  const watch = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries)
        if (isIntersecting) for (const link of links) link.classList.toggle("now", link.hash === `#${target.id}`);
    },
    { rootMargin: "0px 0px -75% 0px" },
  );
  for (const { hash } of links) watch.observe(document.getElementById(decodeURIComponent(hash.slice(1))));
}

// What scrolls can be reached by key; what fits need not, and is seen to fit when it is laid out.
{
  const watch = new ResizeObserver((entries) => {
    const boxes = entries.map(({ target }) => [target, target.scrollWidth > target.clientWidth]);
    for (const [box, scrolls] of boxes) {
      if (scrolls === box.hasAttribute("tabindex")) continue;
      if (scrolls) {
        box.tabIndex = 0;
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", box.dataset.label);
      } else {
        box.dataset.label = box.getAttribute("aria-label");
        for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
      }
    }
  });
  for (const box of all(".scrolls, pre, .scrolling")) watch.observe(box);
}

// What has moved to another page is followed there.
{
  const follow = () => {
    const line = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (line?.matches(".moved")) location.replace(one("a", line).href);
  };
  addEventListener("hashchange", follow);
  follow();
}

// Cells are copied without what they print, commands without their prompt.
for (const cell of all("div.highlight:not(.cell_output div.highlight)")) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: "Copy" });
  button.addEventListener("click", async () => {
    const code = one("pre", cell).cloneNode(true);
    for (const other of all(".gp, .go, .linenos", code)) other.remove();
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  cell.append(button);
}

// Formulas are copied as the TeX that they were made of.
document.addEventListener("copy", (event) => {
  const selection = getSelection();
  if (!selection.rangeCount) return;
  const copy = selection.getRangeAt(0).cloneContents();
  const formulas = all("[data-tex]", copy);
  if (!formulas.length) return;
  for (const formula of formulas) {
    const signs = formula.matches("div") ? "$$" : "$";
    formula.replaceWith(signs + formula.dataset.tex.trim() + signs);
  }
  event.clipboardData.setData("text/plain", copy.textContent);
  event.preventDefault();
});

/** What the glossary says where an address leads, a new copy; nothing, if it is no word or not loaded. */
function meaning(address) {
  const word = window.bookTerms?.[address.split("#")[1]];
  if (!word) return null;
  const made = document.createElement("template");
  made.innerHTML = word;
  return made.content;
}

// A look at what a link leads to, while the pointer or the focus is on it.
{
  const PIECES = ".statement, .equation, .entry, figure";
  const LINK = "a.to-piece";
  let bubble, link, wait, wanted;

  /** Return a copy of what the link leads to: from this page, its templates, or the glossary. */
  function piece(address) {
    const copy = document.createDocumentFragment();
    const word = meaning(address);
    if (word) {
      copy.append(word);
    } else if (address.startsWith("#")) {
      const found = document.getElementById(decodeURIComponent(address.slice(1)));
      if (found) copy.append(found.closest(PIECES).cloneNode(true));
    } else {
      const kept = one(`template[data-preview="${CSS.escape(address)}"]`);
      if (kept) copy.append(kept.content.cloneNode(true));
    }
    for (const element of all("[id]", copy)) element.removeAttribute("id");
    for (const sign of all(".headerlink", copy)) sign.remove();
    return copy;
  }

  function show(target) {
    hide();
    if (target.matches(".term") && !window.bookTerms) {
      wanted = target;
      load("terms.js").then(() => wanted === target && show(target));
      return;
    }
    const copy = piece(target.getAttribute("href"));
    if (!copy.childElementCount) return;
    bubble = document.createElement("div");
    Object.assign(bubble, { className: "preview", id: "preview", role: "tooltip" });
    bubble.append(copy);
    document.body.append(bubble);
    link = target;
    link.setAttribute("aria-describedby", "preview");
    place();
  }

  /** Put it below the link, or above where there is more room. */
  function place() {
    const at = link.getBoundingClientRect();
    const left = Math.min(at.left, document.documentElement.clientWidth - bubble.offsetWidth - 16);
    const above = at.bottom + bubble.offsetHeight > innerHeight && at.top > innerHeight / 2;
    const top = above ? at.top - bubble.offsetHeight - 4 : at.bottom + 4;
    bubble.style.left = `${Math.max(left, 16) + scrollX}px`;
    bubble.style.top = `${top + scrollY}px`;
  }

  function hide() {
    clearTimeout(wait);
    link?.removeAttribute("aria-describedby");
    bubble?.remove();
    bubble = link = wanted = undefined;
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const target = event.target.closest(LINK);
    if (event.target.closest(".preview") || (target && target === link)) clearTimeout(wait);
    else if (target) {
      clearTimeout(wait);
      wait = setTimeout(() => show(target), 150);
    } else {
      clearTimeout(wait);
      if (bubble) wait = setTimeout(hide, 300); // time to move the pointer into it
    }
  });
  document.addEventListener("focusin", (event) => {
    const target = event.target.closest(LINK);
    if (target?.matches(":focus-visible")) show(target);
    else if (!event.target.closest(".preview")) hide();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
}

// Search answers as one types. Headings and statements come first.
{
  const dialog = one("dialog.search");
  const input = one("input", dialog);
  const list = one("ol", dialog);
  const said = one("[role=status]", dialog);
  const button = one(".search-open");
  const KINDS = { page: 4, reference: 0.5, section: 3, term: 2.4, symbol: 2.4, number: 2.6, statement: 2.5, claim: 2.5, figure: 1.5, text: 1 };
  let found;

  async function open() {
    dialog.showModal();
    input.select();
    if (found) return;
    await Promise.all([load("minisearch.js"), load("search-index.js")]);
    found = index(window.bookIndex);
    answer();
  }

  const GREEK = { α: "alpha", β: "beta", γ: "gamma", δ: "delta", ε: "epsilon", ϵ: "epsilon", ζ: "zeta", η: "eta" };
  Object.assign(GREEK, { θ: "theta", κ: "kappa", λ: "lambda", μ: "mu", ξ: "xi", π: "pi", ρ: "rho", σ: "sigma", φ: "phi" });

  /** Words as they are searched for: "warm-up" is "warmup", β₂ is beta_2 and beta2, "6.57" stays whole. */
  function words(text) {
    const plain = text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[α-ϵ]/g, (letter) => GREEK[letter] ?? letter);
    const parts = plain.match(/\d+(?:\.\d+)+|[\p{L}\p{N}_]+(?:-\p{L}+)*/gu) ?? [];
    return parts.flatMap((part) => (/[-_]/.test(part) ? [part.replace(/[-_]/g, ""), ...part.split(/[-_]/).filter(Boolean)] : [part]));
  }

  function index(entries) {
    const made = new MiniSearch({
      fields: ["title", "text"],
      storeFields: ["address", "kind", "title", "page", "text"],
      tokenize: words,
      searchOptions: {
        boost: { title: 4 },
        boostDocument: (id, term, stored) => KINDS[stored.kind],
        weights: { prefix: 0.15, fuzzy: 0.15 },
        combineWith: "AND",
        prefix: (term) => term.length > 2,
        fuzzy: (term) => (/^[\p{L}]{6,}$/u.test(term) ? 0.15 : false),
      },
    });
    made.addAll(entries.map(([address, kind, title, page, text], id) => ({ id, address, kind, title, page, text })));
    return made;
  }

  function answer() {
    list.replaceChildren();
    const asked = input.value.trim();
    if (!found || !asked) { said.textContent = ""; return; }
    const same = words(asked).join();
    const score = (result) => result.score * (result.kind === "term" && words(result.title).join() === same ? 1.1 : 1);
    const results = found.search(asked).sort((one, other) => score(other) - score(one)).slice(0, 30);
    said.textContent = results.length ? "" : "Nothing found.";
    for (const { address, title, page, text, terms } of results) {
      const item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href: root + address });
      const head = Object.assign(document.createElement("b"), { textContent: title });
      const rest = Object.assign(document.createElement("small"), { textContent: title === page ? "" : `${page}. ` });
      rest.append(...snippet(text, terms));
      link.append(head, rest);
      item.append(link);
      list.append(item);
    }
  }

  /** Return the words around the first one found, and what was found in <mark>. */
  function snippet(text, terms) {
    const sign = new RegExp(`(${terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "iu");
    const at = Math.max(0, text.search(sign) - 50);
    const cut = (at ? "… " : "") + text.slice(at, at + 150);
    return cut.split(sign).map((part, i) => (i % 2 ? Object.assign(document.createElement("mark"), { textContent: part }) : part));
  }

  button.hidden = false;
  button.addEventListener("click", open);
  input.addEventListener("input", answer);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if ((event.key === "/" && !typing) || (event.key === "k" && (event.ctrlKey || event.metaKey))) {
      event.preventDefault();
      if (!dialog.open) open();
    }
  });
  dialog.addEventListener("keydown", (event) => {
    const links = [input, ...all("li a", dialog)];
    const at = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && at >= 0) {
      event.preventDefault();
      links[(at + step + links.length) % links.length].focus();
    }
    if (event.key === "Enter" && at === 0) {
      event.preventDefault();
      links[1]?.click();
    }
  });
  list.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}

// Where there is a margin, the meaning of a word stands in it, beside the word's first use, if there is room.
{
  const margin = matchMedia("(min-width: 62rem)");
  const REACHING = "figcaption, div.highlight, div.math, table, .meaning";
  const near = new IntersectionObserver(
    (entries) => {
      const links = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
      for (const link of links) near.unobserve(link);
      if (links.length) load("terms.js").then(() => links.forEach(note), () => {});
    },
    { rootMargin: "600px" },
  );

  function note(link) {
    const words = one("p", meaning(link.hash) ?? new DocumentFragment());
    const block = link.closest("p, li");
    if (!words || !block || !margin.matches) return;
    const text = document.createElement("span");
    Object.assign(text, { className: "meaning", ariaHidden: "true" }); // the link tells the same
    text.append(...words.childNodes);
    block.append(text);
    const column = one("article").getBoundingClientRect().right;
    text.style.left = `calc(${column - block.getBoundingClientRect().left}px + var(--gap))`;
    const taken = all(REACHING, link.closest(".long > section > section") ?? one("article")).filter((other) => other !== text);
    for (let lines = 0; lines < 6; lines++) {
      text.style.top = `calc(${link.getBoundingClientRect().top - block.getBoundingClientRect().top}px + ${lines}lh)`;
      if (!taken.some((other) => touch(text, other))) return;
    }
    text.remove();
  }

  function touch(text, other) {
    const [a, b] = [text, other].map((element) => element.getBoundingClientRect());
    return b.width && a.left < b.right && b.left < a.right && a.top < b.bottom + 8 && b.top < a.bottom + 8;
  }

  const begin = () => {
    for (const text of all(".meaning")) text.remove();
    if (margin.matches) for (const link of all("main p a.term, main li a.term")) near.observe(link);
  };
  addEventListener("resize", begin);
  begin();
}

// Live figures, cards, exercises and numbers in sentences wake when they come near.
for (const [what, script] of [
  [".live-figure", "live.js"],
  ["details.card, .exercise-input, .review", "asked.js"],
  ["table.thread", "thread.js"],
  ["div.told", "told.js"],
]) {
  const watch = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      load(script);
    },
    { rootMargin: "800px" },
  );
  for (const each of all(what)) watch.observe(each);
}

// A section below that is not laid out yet gets the height that it will have, one at a time while
// nothing else happens: the scroll bar tells the truth, and nothing lies under another's edge.
{
  const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 100));
  const far = all(".long > section > section");
  const measure = () => {
    const section = far.pop();
    if (!section) return;
    if (section.getBoundingClientRect().top > innerHeight) {
      Object.assign(section.style, { contentVisibility: "visible", contain: "layout" }); // as when in sight
      section.style.containIntrinsicBlockSize = `auto ${section.offsetHeight}px`;
      Object.assign(section.style, { contentVisibility: "", contain: "" });
    }
    idle(measure);
  };
  document.fonts.ready.then(() => idle(measure));
}
