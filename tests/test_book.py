"""The guards of tools/guards.py: kept by every notebook, and each broken by one made for it."""

import copy
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import guards

ROOT = Path(__file__).parents[1]
PATHS = sorted((ROOT / "book").glob("*.ipynb"))
BOOK = {path: nbformat.read(path, as_version=4) for path in PATHS}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@pytest.mark.parametrize("check", guards.NOTEBOOK_CHECKS, ids=lambda check: check.__name__)
def test_notebook_keeps_the_rule(path, check):
    assert check(BOOK[path]) == []


def test_table_of_contents_is_complete():
    assert guards.check_toc(ROOT) == []


ALT = "A curve falls steeply from one and then creeps towards zero."


def picture(alt=ALT):
    metadata = {"image/png": {"alt": alt}} if alt else {}
    return new_output("display_data", {"image/png": "aGVsbG8="}, metadata=metadata)


def tagged(tag, text):
    return new_markdown_cell(text, metadata={"tags": [tag]})


CAPTION = tagged("caption", "**Figure 1.1.** Adam on a parabola.")
THEOREM = tagged("statement", "**Theorem 1.1 (What falls).** A stone, as $f(x)$ `{x}` (a)=b.")
PROOF = tagged("proof", "<details>\n<summary><b>Proof</b></summary>\n\nDrop it.\n\n</details>")


def notebook(*codes, title="# A title"):
    """Return a sound notebook: a title, imports, a figure, then the given code cells."""
    cells = [
        new_markdown_cell(title),
        new_code_cell("import numpy as np\n\nplots.use_style()"),
        new_code_cell("draw()", outputs=[picture()]),
        CAPTION,
        THEOREM,
        PROOF,
        *(new_code_cell(code) if isinstance(code, str) else code for code in codes),
    ]
    cells, count = [copy.deepcopy(cell) for cell in cells], 0
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
        if cell.cell_type == "code":
            cell.execution_count = count = count + 1
    return new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )


def says(text, kind="stdout"):
    return new_code_cell("x", outputs=[new_output("stream", name=kind, text=text)])


def words(text):
    return new_markdown_cell(text)


def shows(caption=CAPTION, **alt):
    return [new_code_cell("draw()", outputs=[picture(**alt)]), *([caption] if caption else [])]


@pytest.mark.parametrize("check", guards.NOTEBOOK_CHECKS, ids=lambda check: check.__name__)
def test_sound_notebook_passes(check):
    sound = notebook(
        "rng = np.random.default_rng(1412)\nrng.normal()",
        "torch.Generator().manual_seed(1)",
        says("float bits 0x3f800000, ratio 3/4, https://host/home/page"),
        words("`{cite:p}` in code, $$\na_{b} \\tag{1.1}\n$$ and {braces}, 50% (off)"),
        words("```python\n# no {title}: {eq}`no role`\n```\n\n> **Why.** A quotation."),
        tagged("answer", "<details>\n<summary>Answer to A</summary>\n\nYes.\n\n</details>"),
        title="# A title\n\n## A part\n\n```python\n# no title\n```",
    )
    assert check(sound) == []


LONG = "\n".join(["x"] * 26)
ERROR = new_code_cell("x", outputs=[new_output("error", ename="E", evalue="", traceback=[])])
BROKEN = [
    (guards.check_outputs, notebook(ERROR), "error"),
    (guards.check_outputs, notebook(says("careful", "stderr")), "stderr"),
    (guards.check_outputs, notebook(says("<Axes at 0x7f00>")), "address"),
    (guards.check_outputs, notebook(says("read /home/me/x.npz")), "absolute path"),
    (guards.check_outputs, notebook("open('/tmp/x')"), "absolute path"),
    (guards.check_compared, notebook("# NBVAL_IGNORE_OUTPUT\nx"), "opts out"),
    (guards.check_compared, notebook(new_code_cell(metadata={"tags": ["nbval-skip"]})), "opts out"),
    (guards.check_length, notebook(LONG), "26 lines"),
    (guards.check_length, notebook(*[LONG[:22]] * 4), "median"),
    (guards.check_width, notebook("x = 1\n" + "x" * 81), "line 2 has 81 characters"),
    (guards.check_figures, notebook(*shows(caption=None)), "no caption"),
    (guards.check_figures, notebook(*shows(words("**Figure 1.1.** Untagged."))), "no caption"),
    (guards.check_figures, notebook(*shows(tagged("caption", "**Figure 1.1.** "))), "no caption"),
    (guards.check_figures, notebook(*shows(alt="A curve falls.")), "under 8 words"),
    (guards.check_figures, notebook(*shows(alt="")), "under 8 words"),
    (
        guards.check_figures,
        notebook(*shows(tagged("caption", f"**Figure 1.1.** {ALT}"))),
        "repeats",
    ),
    (guards.check_figures, notebook(*shows(alt="A plot of " + "words " * 8)), "not of what"),
    (
        guards.check_figures,
        notebook(new_code_cell("draw()", outputs=[picture(), picture()]), CAPTION),
        "2 pictures",
    ),
    *[
        (guards.check_plain, notebook(words(text)), mark)
        for text, mark in {
            "See {cite:p}`kingma2015`.": "{cite:p}`",
            "By {eq}`one`, {prf:ref}`two`": "{prf:ref}`",
            "```{prf:theorem} Name\nText\n```": "```{prf:theorem}",
            "Text\n\n:::{note}\nText\n:::": ":::{note}",
            "(label)=\n## Heading": "(label)=",
            "$$\nx\n$$ (label)": "(label)",
            "## Heading {#name}\n\n{.class}": "{.class}",
            "[words](address){.class}": "{.class}",
            "See [Notation](notation.md).": "](notation.md)",
            "+++": "+++",
            "% a comment": "% a comment",
            "Text <div>Text</div>": "<div>",
            "As \\eqref{one} says": "\\\\eqref{one}",
        }.items()
    ],
    *[
        (guards.check_pieces, notebook(cell), complaint)
        for cell, complaint in (
            (words("**Theorem 1.2 (Name).** Text."), "tag statement"),
            (tagged("statement", "A theorem."), "tag statement"),
            (tagged("caption", "Adam."), "tag caption"),
            (words("**Proof.** Text."), "tag proof"),
            (tagged("answer", "Yes."), "tag answer"),
            (words("<details>\n<summary>A</summary>\n\nYes.\n\n</details>"), "tag answer"),
            (tagged("answer", "<details>\n<summary>A</summary>\nYes.\n</details>"), "<details>,"),
            (tagged("answer", "<details>\n<summary>A</summary>\n\nYes."), "<details>,"),
        )
    ],
    (guards.check_seeds, notebook("np.random.seed(0)"), "np.random.seed"),
    (guards.check_seeds, notebook("x = numpy.random.rand(3)"), "numpy.random.rand"),
    (guards.check_seeds, notebook("random.seed(0)"), "random.seed"),
    (guards.check_seeds, notebook("torch.manual_seed(0)"), "torch.manual_seed"),
    (guards.check_seeds, notebook("rng = np.random.default_rng()"), "without a seed"),
    (guards.check_headings, notebook(title="Words first.\n\n# A title"), "does not start"),
    (guards.check_headings, notebook(title="# A title\n\n# Another"), "2 headings"),
    (guards.check_headings, notebook(title="## Too low"), "0 headings"),
    (guards.check_finished, notebook("x  # TODO"), "TODO"),
]


@pytest.mark.parametrize(("check", "broken", "complaint"), BROKEN)
def test_broken_notebook_is_caught(check, broken, complaint):
    assert [text for text in check(broken) if complaint in text]


@pytest.mark.parametrize("counts", [(1, 3), (2, 1), (1, None), (None, None)])
def test_cells_not_run_in_order_are_caught(counts):
    broken = notebook()
    for cell, count in zip(broken.cells[1:3], counts, strict=True):
        cell.execution_count = count
    assert guards.check_order(broken)


def test_other_kernel_is_caught():
    broken = notebook()
    broken.metadata.kernelspec.name = "my-venv"
    assert guards.check_kernel(broken)


@pytest.mark.parametrize("code", ["import numpy\nx = 1", "print()", "def f(): pass"])
def test_first_cell_that_does_more_is_caught(code):
    broken = notebook()
    broken.cells[1].source = code
    assert guards.check_first_cell(broken)


def test_gaps_in_the_table_of_contents_are_caught(tmp_path):
    (tmp_path / "book").mkdir()
    for name in ("intro.md", "01-here.ipynb", "02-forgotten.ipynb"):
        (tmp_path / "book" / name).touch()
    toc = "format: jb-book\nroot: book/intro\nchapters:\n- file: book/01-here\n- file: book/gone\n"
    (tmp_path / "_toc.yml").write_text(toc)
    assert guards.check_toc(tmp_path) == [
        "book/02-forgotten is not in _toc.yml",
        "book/gone, in _toc.yml, is no file",
    ]


def test_command_fails_on_a_broken_notebook(tmp_path, capsys):
    for name, made, status in (("good", notebook(), 0), ("bad", notebook("x  # FIXME"), 1)):
        nbformat.write(made, tmp_path / f"{name}.ipynb")
        assert guards.main([str(tmp_path / f"{name}.ipynb")]) == status
    assert "FIXME" in capsys.readouterr().out
