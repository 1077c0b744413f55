"""Draw the picture of README.md and write its table of results, from the package's own numbers.

Use it as `python -m tools.draw_readme` after a recorded run, a claim or a rule has changed.
"""

import io
import re
from contextlib import suppress
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

from adamtext import adam, run
from adamtext.bounds import uncorrected_ratio
from adamtext.lab import report
from adamtext.lab.results import newest, recorded
from adamtext.lab.rules import adam_uncorrected
from adamtext.objectives import rosenbrock
from adamtext.teach.claims import CLAIMS, check
from adamtext.teach.plots import COLOURS, INK, PALE, STYLE

ROOT = Path(__file__).parents[1]
README, PICTURE = ROOT / "README.md", ROOT / "book/assets/readme-hats.png"
RESULTS = re.compile(r"(?<=<!-- results -->\n).*?(?=<!-- /results -->)", re.S)
WITH, WITHOUT = COLOURS["Adam"], COLOURS["AdaGrad"]

# Figure of the paper, its name in adamtext.lab, the claims that it decides.
ROWS = [
    ("1, left", "fig1-mnist", ["logistic-as-fast-as-sgd", "logistic-faster-than-adagrad"]),
    ("1, right", "fig1-imdb", ["sparse-adagrad-beats-sgd", "sparse-as-fast-as-adagrad"]),
    ("2a", "fig2a", ["network-with-dropout"]),
    ("2b", "fig2b", ["network-faster-than-sfo", "sfo-fails-with-dropout"]),
    ("3, left", "fig3-left", ["convolution-early"]),
    ("3, right", "fig3-right", ["convolution-late"]),
    ("4a", "fig4a", ["uncorrected-is-unstable"]),
    ("4a", "fig4-loss", ["best-with-correction"]),
    ("4b", "fig4b", ["correction-gains-late"]),
]


def settings(figure):
    """Say how large the recorded runs of a figure were, and whether they are to be repeated."""
    with suppress(FileNotFoundError):
        return report.settings(newest(figure))
    return report.settings(recorded(figure, "small"))


def chapter(name):
    """Link a chapter by its number."""
    return f"[{name[:2]}](book/{name}.ipynb)"


def results():
    """Return the table of results: a line for each claim that a figure decides."""
    lines = [
        "| figure | the paper says | ours | settings | chapter |",
        "|:--|:--|:--|:--|:--|",
    ]
    for label, figure, ids in ROWS:
        for claim in map(CLAIMS.get, ids):
            ours = f"**{claim.ruling}**: {check(claim).explanation}"
            cells = label, claim.says, ours, settings(figure), chapter(claim.chapter)
            lines.append(f"| {' | '.join(cells)} |")
    return "\n" + "\n".join(lines) + "\n\n"  # a table ends where a line is empty


def draw():
    """Return the picture as a PNG file: one valley walked twice, and why the walks differ.

    White ground of its own, so that it is legible on a dark page too.
    """
    with plt.rc_context(STYLE):
        figure, (left, right) = plt.subplots(1, 2, figsize=(8.2, 3.7), width_ratios=(1.15, 1))
        draw_paths(left)
        draw_ratio(right)
        figure.get_layout_engine().set(w_pad=0.12, h_pad=0.12, wspace=0.06)
        drawn, file = io.BytesIO(), io.BytesIO()
        figure.savefig(drawn)
        plt.close(figure)
    # few colours, few bytes
    Image.open(drawn).convert("RGB").quantize(48).save(file, "png", optimize=True)
    return file.getvalue()


def draw_paths(ax):
    """Walk Rosenbrock's valley from one start, with the correction and without."""
    valley, start = rosenbrock(b=10.0), np.array([-1.5, 2.0])
    x, y = np.linspace(-2.1, 1.5, 241), np.linspace(-1.3, 2.9, 241)
    value = valley.value(np.stack(np.meshgrid(x, y)))
    ax.contour(x, y, value, np.geomspace(0.03, value.max(), 14), colors=PALE, linewidths=0.7)
    for rule, colour in ((adam_uncorrected, WITHOUT), (adam, WITH)):
        path = run(rule(alpha=0.2), valley.grad, start, 200).theta
        ax.plot(*path.T, ".-", color=colour, markersize=3.5, linewidth=1)
    ax.plot(*start, "o", color=INK, markersize=5)
    ax.plot(1, 1, "+", color=INK, markersize=10)
    clear = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    ax.text(0.35, -0.92, "without\nbias correction", color=WITHOUT, va="center", bbox=clear)
    ax.text(-0.98, 0.62, "Adam", color=WITH, va="center", ha="right", bbox=clear)
    ax.set(title="200 steps from one start, one step size", xticks=[], yticks=[])


def draw_ratio(ax):
    """Show how many times as long as Adam's each step without the correction is."""
    t = np.arange(1, 10_001)
    ratio = uncorrected_ratio(0.9, 0.999, t)
    worst = int(ratio.argmax())
    ax.axhline(1, color=WITH)
    ax.plot(t, ratio, color=WITHOUT)
    ax.plot(t[worst], ratio[worst], "o", color=WITHOUT, markersize=5)
    note = f"step {t[worst]}: {ratio[worst]:.2f} times as long"
    ax.text(t[worst] * 1.5, ratio[worst], note, color=WITHOUT, va="center")
    ax.text(1, 0.87, "Adam", color=WITH, va="top")
    ax.set(title="step without correction / step of Adam", xlabel="step", xscale="log")
    ax.set(ylim=(0, 7.2), xlim=(0.9, 10_000))


def main():
    PICTURE.write_bytes(draw())
    text = README.read_text(encoding="utf-8")
    README.write_text(RESULTS.sub(lambda _: results(), text), encoding="utf-8")


if __name__ == "__main__":
    main()
