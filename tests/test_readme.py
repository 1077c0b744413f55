"""The papers of the house: what they name exists, and README.md's numbers and picture are ours."""

import doctest
import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from adamtext.__main__ import main
from adamtext.bounds import printed_bound, step_bound, uncorrected_ratio
from adamtext.lab.figures import FIGURES
from adamtext.teach.claims import CLAIMS
from tools import draw_readme, figures

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAPERS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE-TEXT.md"]
MADE = {"_build", "dist", ".venv"}  # by the Makefile
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
#: What CONTRIBUTING.md writes with its reader, a chapter and a live figure, and what is there.
WRITTEN = {
    "book/16-signs": "book/14-getting-adam-wrong",
    "NAME.py": "betas.py",
    "fading.py": "betas.py",
}
COMMANDS = {"cards", "claims", "check", "datasets", "experiments"}


def words(text):
    """Yield what the text has in backticks, and the lines of its code blocks."""
    yield from CODE.findall(text)
    for line in re.findall(r"^(?: {4}|\$ )(\S.*)$", text, re.M):
        yield line.partition(" #")[0].strip()


def exists(path):
    """Say whether a path, with a pattern in it or not, is there or made by the Makefile."""
    path = path.partition("#")[0]
    return path.split("/")[0] in MADE or any(ROOT.glob(path.rstrip("/") or "*"))


def faults(text, makefile=None):
    """List what a paper names and the house does not have."""
    makefile = makefile or (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([\w/-]+):", makefile, re.M))
    found = []
    for link in LINK.findall(text):
        if not re.match(r"https?://|#", link) and not exists(link):
            found.append(f"link to {link}")
    for word in words(text):
        if named := re.match(r"make ([a-z][\w/-]*)", word):
            found += [f"target {named[1]}"] if named[1] not in targets else []
        elif named := re.search(r"python -m tools\.(\w+)", word):
            found += [] if exists(f"tools/{named[1]}.py") else [f"tool {named[1]}"]
        elif named := re.match(r"python (tools/\w+\.py)", word):
            found += [] if exists(named[1]) else [f"tool {named[1]}"]
        elif named := re.match(r"adamtext (\w+)", word):
            found += [] if named[1] in COMMANDS else [f"command {named[1]}"]
        elif re.fullmatch(r"\.?[\w.*{}-]+(/[\w.*-]*)+|[\w-]+\.(py|md|cff|toml|txt|yml)", word):
            here = exists(word) or exists(f"*/{word}") or exists(f"adamtext/**/{word}")
            found += [] if here else [f"file {word}"]
    return found


@pytest.mark.parametrize("paper", PAPERS)
def test_what_a_paper_names_exists(paper):
    text = (ROOT / paper).read_text("utf-8")
    for written, there in WRITTEN.items():
        text = text.replace(written, there)
    assert faults(text) == []


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ("See [it](book/14-gone.ipynb).", "link to book/14-gone.ipynb"),
        ("Run `make bread`.", "target bread"),
        ("    make bread   # first\n", "target bread"),
        ("Run `python -m tools.sing`.", "tool sing"),
        ("Run `python tools/sing.py now`.", "tool tools/sing.py"),
        ("`adamtext sing` sings.", "command sing"),
        ("In `tests/test_song.py`.", "file tests/test_song.py"),
        ("In `song.py`.", "file song.py"),
    ],
)
def test_what_does_not_exist_is_caught(broken, fault):
    assert faults(broken) == [fault]


def test_what_exists_passes():
    sound = (
        "[a](book/01-algorithm.ipynb), [b](#here), [c](https://host/x), `make test`, `theta`, "
        "`optimizers.py`, `book/*.ipynb`, `python -m tools.guards`, `_build/html/index.html`."
    )
    assert faults(sound) == []


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_commands_exist(command, capsys):
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0
    assert command in capsys.readouterr().out
    assert f"`adamtext {command}" in README


def test_figures_that_are_named_exist():
    named = re.findall(r"experiments run (\w\S*)", README)
    assert named
    assert set(named) <= set(FIGURES)


def test_doctest():
    example = doctest.DocTestParser().get_doctest(README, {}, "README.md", "README.md", 0)
    assert len(example.examples) >= 3
    assert doctest.DocTestRunner().run(example).failed == 0


def test_table_of_results_is_up_to_date():
    message = "run `python -m tools.draw_readme`"
    assert draw_readme.RESULTS.findall(README) == [draw_readme.results()], message


def test_every_figure_has_its_row():
    of_the_paper = {name for name, figure in FIGURES.items() if figure.what.startswith("Figure")}
    assert {name for _, name, _ in draw_readme.ROWS} >= of_the_paper


def test_picture_is_what_the_package_computes():
    drawn, stored = draw_readme.draw(), draw_readme.PICTURE.read_bytes()
    assert figures.rms(drawn, stored) < figures.TOLERANCE, "run `python -m tools.draw_readme`"


def test_picture_is_small_opaque_and_described():
    picture = Image.open(io.BytesIO(draw_readme.PICTURE.read_bytes()))
    assert draw_readme.PICTURE.stat().st_size < 150_000
    assert "transparency" not in picture.info
    assert picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    (alt,) = re.findall(r"!\[([^]]+)\]\(book/assets/readme-hats\.png\)", README)
    assert len(alt.split()) >= 8


def test_another_curve_is_noticed(monkeypatch):
    monkeypatch.setattr(draw_readme, "adam_uncorrected", draw_readme.adam)
    assert figures.rms(draw_readme.draw(), draw_readme.PICTURE.read_bytes()) > figures.TOLERANCE


def test_numbers_in_the_prose_are_computed():
    """Each number that the words give, and nothing else holds."""
    ratio = uncorrected_ratio(0.9, 0.999, np.arange(1, 10_001))
    theorem = CLAIMS["theorem-4-1"]
    assert "β1 = 0, β2 = 0.1" in theorem.explanation
    one_line = " ".join(README.split())
    for said in (
        f"rises from {ratio[0]:.2f} to {ratio.max():.2f} at step {ratio.argmax() + 1} ",
        f"step {ratio.argmax() + 1} is {ratio.max():.2f} times as long",
        f"would be {printed_bound(0.9, 0.999):.2f} α",
        f"exact bound is {step_bound(0.9, 0.999):.2f} α",
        f"would be {ratio[0]:.2f} times as long",
        f"0.9 and 0.95 only {uncorrected_ratio(0.9, 0.95, 1):.2f} times",
        f"betas 0 and 0.1, which Theorem 4.1 allows, Adam's regret passes its bound at step "
        f"{theorem.evidence().numbers['when']} ",
    ):
        assert said in one_line


def test_the_repository_is_named_or_how_to_name_it():
    (block,) = re.findall(r"<!-- repository -->\n(.*?)<!-- /repository -->", README, re.S)
    assert "Colab" in block
    assert "tools/set_repository.py" in block or "https://" in block
