"""What a reader sees of each notebook outside the book's page: in JupyterLab, and in nbconvert's.

A real JupyterLab is started on a copy of the book, and looked at in a real browser. The notebooks
are not trusted there, as they are not when somebody has just downloaded them. One chapter is worked
through: all of it is run, a curve is guessed, a card is answered, an exercise got wrong and right.
"""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

from book._ext.plain import grammar
from tools import plain
from tools.cells import markdown_cells, pictures

ROOT = Path(__file__).parents[1]
PATHS = sorted((ROOT / "book").glob("*.ipynb"))
MATHJAX = ROOT / "tests/vendor/mathjax/tex-chtml.js"
SETTINGS = {  # all cells at once, and nothing that asks for attention or for the network
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}

FIGURES = "figures.ipynb"
ALIVE = (  # those that have sliders
    *("Betas", "GradientStream", "OneWeight", "Weightings", "Norms"),
    *("Game", "Race", "Reality", "Resume", "WhoWins"),
)

# What a reader sees of a page's text and pictures, for both kinds of viewers.
LOOK = """(root) => {
  const page = document.querySelector(root);
  const words = page.cloneNode(true);
  const apart =
    "mjx-container, code, pre, script, style, .anchor-link, .jp-InternalAnchorLink, .jp-Editor";
  for (const part of words.querySelectorAll(apart)) part.remove();
  const text = (element) => element.textContent.replace(/\\s+/g, " ").trim();
  return {
    words: text(words),
    formulas: page.querySelectorAll("mjx-container").length,
    broken: [...page.querySelectorAll("mjx-merror, [data-mml-node=merror]")].map(text),
    bold: [...page.querySelectorAll("p > strong:first-child")].map(text),
    open: [...page.querySelectorAll("details[open]")].map(text),
    summaries: [...page.querySelectorAll("details > summary")].map(text),
    headings: [...page.querySelectorAll("h1, h2")].map(text),
  };
}"""


def formulas(notebook):
    """Count the formulas in a notebook's Markdown."""
    return sum(
        found[0].startswith("$")
        for _, cell in markdown_cells(notebook)
        for found in grammar.OTHER.finditer(cell.source)
    )


def faults(notebook, seen):
    """List what is wrong with what a viewer shows of a notebook."""
    found = [f"shows {mark[0]!r}" for mark in plain.marks(seen["words"]) if not mark["html"]]
    found += [f"leaves TeX: {tex}" for tex in re.findall(r"\\[a-z]+|\$[^$]+\$", seen["words"])]
    found += [f"cannot typeset {broken}" for broken in seen["broken"]]
    if seen["formulas"] != (wanted := formulas(notebook)):
        found.append(f"typesets {seen['formulas']} formulas of {wanted}")
    for target in grammar.targets(notebook.cells):
        name = target.name.replace("figure", "Figure")
        if target.kind != "equation" and not any(bold.startswith(name) for bold in seen["bold"]):
            found.append(f"has no {name} in bold")
    found += [f"opens {text[:40]!r}" for text in seen["open"]]
    wanted = sum(cell.source.count("<details>") for cell in notebook.cells)
    if len(seen["summaries"]) != wanted:
        found.append(f"folds {len(seen['summaries'])} of {wanted}")
    if not seen["headings"]:
        found.append("has no title")
    return found


def notebook_of(path):
    return nbformat.read(path, as_version=4)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Start JupyterLab on a copy of the book; yield its address."""
    folder = tmp_path_factory.mktemp("lab")
    for path in PATHS:
        shutil.copy(path, folder)
    with_figures = nbformat.v4.new_notebook(
        metadata=notebook_of(CHAPTER).metadata,
        cells=[
            nbformat.v4.new_code_cell(f"from adamtext.teach import live\n({name} := live.{name}())")
            for name in ALIVE
        ],
    )
    nbformat.write(with_figures, folder / FIGURES)
    for name, setting in SETTINGS.items():
        file = folder / "settings/@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(setting), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = os.environ | {
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "JUPYTER_DATA_DIR": str(folder / "data"),  # where signatures are: there are none
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    command += [
        "--ServerApp.ip=127.0.0.1",
        "--IdentityProvider.token=",
        "--ServerApp.disable_check_xsrf=True",
    ]
    command += [f"--notebook-dir={folder}", "--LabApp.expose_app_in_browser=True"]
    with open(folder / "log", "w") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/api", timeout=5)
                break
            except OSError:
                assert server.poll() is None, (folder / "log").read_text()
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait(30)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_jupyterlab_shows_all_of_it(path, lab, browser):
    notebook = notebook_of(path)
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto(f"{lab}/doc/tree/{path.name}?reset", timeout=120_000)
        cells = tab.locator(".jp-Notebook .jp-Cell")
        cells.nth(len(notebook.cells) - 1).wait_for(state="attached", timeout=120_000)
        settle(tab, ".jp-Notebook", formulas(notebook))
        assert faults(notebook, tab.evaluate(LOOK, ".jp-Notebook")) == []
        assert cells.count() == len(notebook.cells)
        images = tab.locator(".jp-Cell .jp-OutputArea img").count()
        assert images == sum(pictures(c) for c in notebook.cells if c.cell_type == "code")
        folded = tab.locator(".jp-CodeCell:has(.jp-Collapser-child, .jp-InputPlaceholder)")
        assert folded.filter(has=tab.locator(".jp-InputPlaceholder")).count() == 1
        stop_kernels(lab)
        for cell in tab.locator(".jp-CodeCell:has(.jp-OutputArea img)").all():
            below = cell.locator("xpath=following-sibling::*[1]").inner_text().strip()
            assert re.match(r"Figure \d+\.\d+\. ", below), below


def stop_kernels(lab):
    """Stop what JupyterLab has started for the notebook: nothing is run here.

    One that is just starting cannot be stopped on a busy machine; it ends with the server.
    """
    kernels = []
    with contextlib.suppress(urllib.error.HTTPError):
        with urllib.request.urlopen(f"{lab}/api/kernels") as answer:
            kernels = json.load(answer)
    for kernel in kernels:
        request = urllib.request.Request(f"{lab}/api/kernels/{kernel['id']}", method="DELETE")
        with contextlib.suppress(urllib.error.HTTPError):
            urllib.request.urlopen(request).close()


def settle(tab, root, wanted, seconds=120):
    """Wait until that many formulas are set; if they never are, look at what is there."""
    ready = f"document.querySelectorAll('{root} mjx-container').length >= {wanted}"
    for _ in range(2 * seconds):
        if tab.evaluate(ready):
            return
        tab.wait_for_timeout(500)


CHAPTER = ROOT / "book/04-adamax.ipynb"
CARDS = 'from adamtext.teach import cards\ncards.review("04")'
KERNEL = """() => {
  const context = window.jupyterapp.shell.currentWidget?.sessionContext;
  return context?.isReady && context.session?.kernel?.status === "idle";
}"""
RUN_ALL = """() => {
  window.jupyterapp.commands.execute("notebook:run-all-cells").then(() => (window.ran = true));
}"""


def typed(cell, source):
    """Put something else into a cell, run it, and return where its output will be."""
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-content").click()
    cell.page.keyboard.press("Control+A")
    cell.page.keyboard.insert_text(source)
    cell.page.keyboard.press("Control+Enter")
    return cell.locator(".jp-OutputArea-output")


def test_a_chapter_is_worked_through(lab, browser):
    notebook = notebook_of(CHAPTER)
    number = {cell.id: k for k, cell in enumerate(notebook.cells)}
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        tab = context.new_page()
        tab.set_default_timeout(120_000)
        tab.goto(f"{lab}/doc/tree/{CHAPTER.name}?reset")
        cells = tab.locator(".jp-Notebook .jp-Cell")
        cells.nth(len(notebook.cells) - 1).wait_for(state="attached")
        tab.wait_for_function(KERNEL)
        tab.evaluate(RUN_ALL)
        tab.wait_for_function("() => window.ran", timeout=600_000)
        printed = cells.nth(number["exercises-check-5"]).locator(".jp-OutputArea-output")
        assert printed.inner_text().split() == printed_by(notebook, "exercises-check-5")

        exercise = cells.nth(number["exercises-try-1"])
        assert "not answered yet" in exercise.locator(".jp-OutputArea-output").inner_text()
        for answer, verdict in (("1.0", "That is the printed bound."), ("1.225", "right.")):
            said = typed(exercise, f'answer = {answer}\ncheck("04-1", answer)')
            said.filter(has_text=verdict).wait_for()

        guess = cells.nth(number["guess-outlier"]).locator(".jp-OutputArea-output")
        guess.get_by_role("button", name="Just show me").click()
        guess.get_by_text("100 outlives").or_(guess.get_by_text("u keeps")).first.wait_for()

        asked = typed(cells.nth(number["exercises-try-2"]), CARDS)
        for name in ("Ask me", "Show the answer", "Good"):
            asked.get_by_role("button", name=name).click()
        stop_kernels(lab)


def test_live_figures_answer_in_jupyterlab(lab, browser):
    """Each is made in its own cell; a key on its first slider changes picture and kernel."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        tab = context.new_page()
        tab.set_default_timeout(120_000)
        tab.goto(f"{lab}/doc/tree/{FIGURES}?reset")
        cells = tab.locator(".jp-Notebook .jp-Cell")
        cells.nth(len(ALIVE) - 1).wait_for(state="attached")
        tab.wait_for_function(KERNEL)
        tab.evaluate(RUN_ALL)
        tab.wait_for_function("() => window.ran")
        moved = {}
        for name, cell in zip(ALIVE, cells.all(), strict=True):
            picture = cell.locator(".live-widget svg").first
            picture.wait_for()
            before = picture.inner_html()
            slider = cell.locator(".live-controls input[type=range]").first
            slider.press("Home")
            if picture.inner_html() == before:
                slider.press("End")
            assert picture.inner_html() != before, name
            moved[name] = slider.get_attribute("data-key")
        asked = " ".join(f"{name}.{key}," for name, key in moved.items())
        printed = typed(cells.last, f"print([{asked}])").inner_text()
        shown = [
            cell.locator(".live-controls input[type=range]").first.get_attribute("aria-valuetext")
            for cell in cells.all()[:-1]
        ]
        stop_kernels(lab)
        for value, told in zip(json.loads(printed)[:-1], shown, strict=True):
            assert f"{value:g}" in told


def printed_by(notebook, cell_id):
    """Return the words that a cell printed when it was stored."""
    cell = next(cell for cell in notebook.cells if cell.id == cell_id)
    return "".join(output.text for output in cell.outputs).split()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_nbconvert_shows_all_of_it(path, browser, tmp_path):
    notebook = notebook_of(path)
    page = tmp_path / "page.html"
    page.write_text(HTMLExporter(mathjax_url="").from_notebook_node(notebook)[0], "utf-8")
    with browser.new_context() as context:
        tab = context.new_page()
        tab.route(re.compile("^http"), lambda route: route.abort())  # fonts, nothing else
        tab.goto(page.as_uri())
        tab.evaluate(
            "window.MathJax = {tex: {inlineMath: [['$', '$'], ['\\\\(', '\\\\)']]}, "
            "options: {enableMenu: false}, startup: {typeset: true}}"
        )
        tab.add_script_tag(path=MATHJAX)
        tab.evaluate("MathJax.startup.promise")
        assert faults(notebook, tab.evaluate(LOOK, "main, body")) == []
        images = tab.locator(".jp-OutputArea-output img").all()
        assert len(images) == sum(pictures(c) for c in notebook.cells if c.cell_type == "code")
        for image in images:
            assert len((image.get_attribute("alt") or "").split()) >= plain.MIN_ALT_WORDS


SOUND = nbformat.v4.new_notebook(
    cells=[
        nbformat.v4.new_markdown_cell("# Title\n\n$x$"),
        nbformat.v4.new_markdown_cell(
            "**Theorem 1.1 (Name).** $$x$$", metadata={"tags": ["statement"]}
        ),
        nbformat.v4.new_markdown_cell(
            "<details>\n<summary>A</summary>\n\nText\n\n</details>", metadata={"tags": ["answer"]}
        ),
    ]
)
SEEN = {
    "words": "Title Theorem 1.1 (Name). A Text",
    "formulas": 2,
    "broken": [],
    "bold": ["Theorem 1.1 (Name)."],
    "open": [],
    "summaries": ["A"],
    "headings": ["Title"],
}


def test_a_sound_page_has_no_faults():
    assert faults(SOUND, SEEN) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"words": "as {prf:ref}`thm` says"}, "shows '{prf:ref}`thm`'"),
        ({"words": "then $x^2$ is"}, "leaves TeX: $x^2$"),
        ({"words": "then \\frac is"}, "leaves TeX: \\frac"),
        ({"broken": ["\\tag not allowed"]}, "cannot typeset \\tag not allowed"),
        ({"formulas": 1}, "typesets 1 formulas of 2"),
        ({"bold": []}, "has no Theorem 1.1 in bold"),
        ({"open": ["A Text"]}, "opens 'A Text'"),
        ({"summaries": []}, "folds 0 of 1"),
        ({"headings": []}, "has no title"),
    ],
)
def test_each_fault_is_found(change, fault):
    assert faults(SOUND, SEEN | change) == [fault]
