"""Figures draw what they are given, name their lines, and return their axes."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from adamtext.teach import plots

ALPHAS = np.array([0.1, 1.0, 10.0])
FIGURES = {
    "curves": lambda ax: plots.plot_curves({"Adam": (ALPHAS, ALPHAS)}, ax, yscale="log"),
    "paths": lambda ax: plots.plot_paths(
        {"Adam": np.ones((4, 2))}, (ALPHAS, ALPHAS, np.arange(1.0, 10).reshape(3, 3)), ax
    ),
    "averages": lambda ax: plots.plot_averages((ALPHAS, ALPHAS, -ALPHAS, 2 * ALPHAS), ax),
    "grid": lambda ax: plots.plot_grid({"Adam": (ALPHAS, ALPHAS)}, {"Adam": 1.0}, ax),
    "map": lambda ax: plots.plot_map((ALPHAS, ALPHAS, np.ones((3, 3))), ax, label="cost"),
    "weights": lambda ax: plots.plot_weights({"mean": ALPHAS, "square": ALPHAS}, ax),
    "bars": lambda ax: plots.plot_bars((ALPHAS, ALPHAS), ax, name="sizes"),
    "images": lambda ax: plots.plot_images(np.ones((4, 2, 2)), ax, columns=2),
    "signed bars": lambda ax: plots.plot_signed_bars(ALPHAS, ALPHAS - 1, ax),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_drawn_where_it_is_told(name, ax):
    _, other = plt.subplots()
    assert FIGURES[name](ax) is ax
    assert ax.has_data()
    assert not other.has_data()


@pytest.mark.parametrize("name", FIGURES)
def test_without_axes_the_current_ones_serve(name, ax):
    assert FIGURES[name](None) is ax


def test_lines_carry_the_names_and_colours_of_rules(ax):
    x = np.arange(3.0)
    plots.plot_curves({"Adam": (x, x), "AdaGrad": (x, 2 * x), "AdaGrad, slower": (x, 3 * x)}, ax)
    written = {text.get_text(): text.get_color() for text in ax.texts}
    assert written["Adam"] == plots.COLOURS["Adam"]
    assert written["AdaGrad"] == written["AdaGrad, slower"] == plots.COLOURS["AdaGrad"]
    assert [line.get_linestyle() for line in ax.lines] == ["-", "-", "--"]


def test_a_comma_makes_dashes_only_after_the_name_of_a_rule():
    assert plots.look("(0.9, 0.999)")["linestyle"] == "-"
    assert plots.look("Adam, uncorrected")["linestyle"] == "--"


def test_names_do_not_overlap_and_stand_at_their_lines(ax):
    x = np.arange(3.0)
    curves = {f"line {i}": (x, x * (1 + 1e-3 * i)) for i in range(4)} | {"far": (x, -x)}
    plots.plot_curves(curves, ax)
    heights = sorted(text.xy[1] for text in ax.texts)
    assert np.all(np.diff(heights) > 0.074)
    far = next(text for text in ax.texts if text.get_text() == "far")
    to_axes = ax.transData + ax.transAxes.inverted()
    assert far.xy[1] == pytest.approx(to_axes.transform((2, -2))[1])


def test_names_heed_limits_that_come_as_settings(ax):
    x = np.arange(3.0)
    plots.plot_curves({"Adam": (x, x)}, ax, ylim=(0, 8))
    assert ax.texts[0].xy[1] == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("heights", "expected"),
    [
        ([], []),
        ([0.5], [0.5]),
        ([0.1, 0.9], [0.1, 0.9]),
        ([0.5, 0.5, 0.5], [0.4, 0.5, 0.6]),
        ([0.0, 0.02, 0.11], [-0.0567, 0.0433, 0.1433]),
    ],
)
def test_spread_moves_no_more_than_it_must(heights, expected):
    np.testing.assert_allclose(plots.spread(heights, gap=0.1), expected, atol=1e-3)


def test_a_ring_and_a_name_have_the_colour_of_their_line(ax):
    plots.plot_grid({n: (ALPHAS, ALPHAS) for n in ("a", "b")}, {"a": 1.0, "b": 0.1}, ax)
    colours = [line.get_color() for line in ax.lines]
    assert colours[0] == colours[1] != colours[2] == colours[3]
    assert [text.get_color() for text in ax.texts] == [colours[0], colours[2]]


def test_averages_have_their_letters_where_they_end(ax):
    plots.plot_averages((ALPHAS, 5 * ALPHAS, ALPHAS, 3 * ALPHAS), ax)
    heights = {text.get_text(): text.xy[1] for text in ax.texts}
    assert (heights["$g$"], heights["$\\hat m$"]) == (50, 10)
    assert sorted(heights.values()) == [-30, 10, 30, 50]
    dots, line = ax.lines
    assert dots.get_marker() == "."
    np.testing.assert_array_equal(line.get_ydata(), ALPHAS)
    (band,) = ax.collections
    edge = band.get_paths()[0].vertices[:, 1]
    assert (edge.min(), edge.max()) == (-30, 30)


def test_style_works_without_a_notebook(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "matplotlib_inline.config", None)
    with matplotlib.rc_context():
        plots.use_style()
        assert plt.rcParams["figure.facecolor"] == "white"


def test_panels_mark_with_a_cross_what_is_above_them():
    costs = np.array([3.0, 20.0, np.inf, np.nan])
    curves = {"with": (ALPHAS, ALPHAS / 10), "without": (np.arange(4.0), costs)}
    _, axes = plt.subplots(1, 2)
    assert plots.plot_panels({"left": curves, "right": curves}, axes, ylim=(0, 10)) is axes
    for ax, title in zip(axes, ("left", "right"), strict=True):
        assert title in (ax.get_title(), ax.get_title(loc="left"))
        line, crosses = ax.lines[2:]
        np.testing.assert_array_equal(line.get_ydata(), [3, np.nan, np.nan, np.nan])
        np.testing.assert_array_equal(crosses.get_xdata(), [1, 2, 3])
        assert len(ax.lines[1].get_xdata()) == 0
    assert [text.get_text() for text in axes[1].texts] == ["with", "without"]
    assert not axes[0].texts
    plt.close("all")


def test_panels_may_be_empty_and_make_their_own_axes():
    nothing = {"with": ([], []), "without": ([], [])}
    assert plots.plot_panels({"left": nothing, "right": nothing}).shape == (1, 2)
    plt.close("all")


def test_weights_have_the_newest_at_the_right_and_only_the_first_are_filled(ax):
    plots.plot_weights({"mean": ALPHAS, "square": 2 * ALPHAS}, ax, ylabel="share")
    mean, square = ax.containers
    assert [bar.get_height() for bar in mean] == [0.1, 1.0, 10.0]
    assert [round(bar.get_x() + bar.get_width() / 2) for bar in mean] == [2, 1, 0]
    assert ax.xaxis_inverted()
    assert mean[0].get_fill()
    assert not square[0].get_fill()
    colours = [text.get_color() for text in ax.texts]
    assert [text.get_text() for text in ax.texts] == ["mean", "square"]
    assert len(set(colours)) == 2
    assert ax.get_ylabel() == "share"


def test_bars_below_zero_have_the_colour_of_alarm_and_words_at_their_ends(ax):
    plots.plot_signed_bars([1, 2, 3], [1.0, -2.0, 0.5], ax, labels=["up", "down", "up again"])
    heights = [bar.get_height() for bar in ax.patches]
    colours = [matplotlib.colors.to_hex(bar.get_facecolor()).upper() for bar in ax.patches]
    assert heights == [1.0, -2.0, 0.5]
    assert [colour == plots.ALARM for colour in colours] == [False, True, False]
    assert {text.get_text(): text.xy for text in ax.texts}["down"] == (2, -2.0)


def test_bars_need_a_label_each_or_none(ax):
    with pytest.raises(ValueError, match="zip"):
        plots.plot_signed_bars([1, 2], [1.0, 2.0], ax, labels=["one"])


def test_bars_stand_behind_and_their_name_above_the_tallest(ax):
    plots.plot_bars((np.arange(3), np.array([1.0, 5.0, 2.0])), ax, name="sizes")
    assert [text.get_text() for text in ax.texts] == ["sizes"]
    assert ax.texts[0].xy == (1, 5.0)
    assert ax.collections[0].get_zorder() == 0
