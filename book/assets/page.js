// Repairs what the theme gets wrong for screen readers, keys, printers, and a book on disk.
{
  // From a disk no page may read another one, so search shows titles without their context.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

  // What search shows of a page is words, not TeX.
  if (typeof Search !== "undefined") {
    const { htmlToText } = Search;
    Search.htmlToText = (html, anchor) =>
      htmlToText(html.replace(/<(span|div) class="math[^>]*>[^<]*<\/\1>/g, "…"), anchor);
  }

  // A button's name must contain the words in it, so let the words be the name.
  for (const element of document.querySelectorAll("summary, .search-button-field"))
    element.removeAttribute("aria-label");
  for (const element of document.querySelectorAll(".bd-sidebar summary"))
    element.setAttribute("aria-label", `Pages below ${element.closest("li").querySelector("a").innerText.trim()}`);
  for (const button of document.querySelectorAll(".theme-switch-button"))
    button.setAttribute("aria-label", "Colour mode: Light, Dark or System Settings");

  // A page must hold nothing outside its regions.
  const sidebar = document.getElementById("pst-primary-sidebar");
  sidebar?.setAttribute("role", "region");
  sidebar?.setAttribute("aria-label", "Book");

  // What scrolls must be reachable by key: formulas on a phone.
  addEventListener("load", async () => {
    await window.MathJax?.startup?.promise;
    for (const formula of document.querySelectorAll("div.math mjx-container"))
      if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
  });

  // Paper is white, and nobody can unfold it.
  const page = document.documentElement.dataset;
  let theme, closed;
  addEventListener("beforeprint", () => {
    theme = page.theme;
    page.theme = "light";
    closed = [...document.querySelectorAll(":is(.proof, .answer) details:not([open])")];
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    page.theme = theme;
    for (const details of closed) details.open = false;
  });
}

// A look at what a link leads to, while the pointer or the focus is on it.
{
  const PIECES = ".statement, .equation, .entry, figure";
  const LINK = "a.to-piece";
  let bubble, link, wait;

  /** Return a copy of what the link leads to, from this page or from the templates at its end. */
  function piece(address) {
    const copy = document.createDocumentFragment();
    if (address.startsWith("#")) {
      const found = document.getElementById(decodeURIComponent(address.slice(1)));
      if (found) copy.append(found.closest(PIECES).cloneNode(true));
    } else {
      const kept = document.querySelector(`template[data-preview="${CSS.escape(address)}"]`);
      if (kept) copy.append(kept.content.cloneNode(true));
    }
    for (const element of copy.querySelectorAll("[id]")) element.removeAttribute("id");
    for (const sign of copy.querySelectorAll(".headerlink")) sign.remove();
    return copy;
  }

  function show(target) {
    hide();
    const copy = piece(target.getAttribute("href"));
    if (!copy.childElementCount) return;
    bubble = document.createElement("div");
    bubble.className = "preview";
    bubble.id = "preview";
    bubble.setAttribute("role", "tooltip");
    bubble.append(copy);
    document.body.append(bubble);
    link = target;
    link.setAttribute("aria-describedby", "preview");
    place();
    window.MathJax?.typesetPromise?.([bubble]).then(place);
  }

  /** Put it below the link, or above where there is more room. */
  function place() {
    if (!bubble) return;
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
    bubble = link = undefined;
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
