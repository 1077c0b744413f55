"""Figures of races show every seed, every interval, and how sure a winner is."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from adamtext.lab.judging import Comparison
from adamtext.teach.plots import COLOURS
from adamtext.teach.race_plots import (
    plot_cells,
    plot_dots,
    plot_intervals,
    plot_losses,
    plot_seeds,
    plot_sweeps,
    plot_valleys,
    plot_winners,
)

X = np.arange(1, 4)
RUNS = {"Adam": (X, np.array([[4.0, 2.0, 1.0], [9.0, 8.0, 4.0]])), "SGD": (X, np.ones((1, 3)))}
RATIOS = {"A / B": Comparison(0.9, 0.8, 0.95, 3), "A / C": Comparison(1.0, 0.5, 2.0, 3)}
WINNERS = np.array([["Adam", "AdaGrad"], ["SGD-Nesterov", "Adam"]])
SURE = np.array([[True, False], [True, True]])
ROWS = {"as it is": {"SGD": [4.0, 1.0], "Adam": [0.1]}, "even": {"SGD": [0.1, 0.1]}}
LOSSES = {
    "plain": {"0.9": (10.0, Comparison(1.05, 1.02, 1.1, 5))},
    "dashed": {"0.9": (2.0, Comparison(1.0, 0.9, 1.1, 5)), "0.99": (8.0, RATIOS["A / B"])},
}
SWEEPS = {"with": (X, [[4.0, 2.0, 9.0], [1.0, 2.0, 3.0]]), "without": (X, [[1.0, np.inf, np.nan]])}
CELLS = np.array([[0.0, -0.25], [0.5, 1.0]])
FIGURES = {
    "seeds": lambda ax: plot_seeds(RUNS, ax, yscale="log"),
    "intervals": lambda ax: plot_intervals(RATIOS, ax, xlim=(0.4, 2.2)),
    "winners": lambda ax: plot_winners(WINNERS, SURE, (1, 10), ax),
    "dots": lambda ax: plot_dots(ROWS, ax, xscale="log"),
    "losses": lambda ax: plot_losses(LOSSES, ax, xscale="log"),
    "cells": lambda ax: plot_cells(CELLS, ("common", "rare"), ax, xlabel="after"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_drawn_where_it_is_told(name, ax):
    _, other = plt.subplots()
    assert FIGURES[name](ax) is ax
    assert ax.has_data()
    assert not other.has_data()
    plt.sca(ax)
    assert FIGURES[name](None) is ax


def test_every_seed_is_a_thin_line_and_their_geometric_mean_a_bold_one(ax):
    plot_seeds(RUNS, ax)
    widths = [line.get_linewidth() for line in ax.lines]
    assert len(ax.lines) == 3 + 2
    bold = ax.lines[2]
    assert bold.get_linewidth() > 2 * widths[0]
    np.testing.assert_allclose(bold.get_ydata(), [6.0, 4.0, 2.0])
    assert {line.get_color() for line in ax.lines[:3]} == {COLOURS["Adam"]}
    assert [text.get_text() for text in ax.texts] == ["SGD", "Adam"]


def test_what_is_no_rule_has_one_style_for_all_its_seeds(ax):
    styles = {"rare": {"color": "#123456", "linestyle": "--"}}
    plot_seeds({"rare": RUNS["Adam"], "SGD": RUNS["SGD"]}, ax, styles)
    assert [line.get_color() for line in ax.lines] == 3 * ["#123456"] + 2 * [COLOURS["SGD"]]
    assert {line.get_linestyle() for line in ax.lines[:3]} == {"--"}


def test_an_interval_stands_on_its_row_with_its_words(ax):
    plot_intervals(RATIOS, ax)
    assert [label.get_text() for label in ax.get_yticklabels()] == list(RATIOS)
    first = ax.lines[1]
    np.testing.assert_array_equal(first.get_xdata(), (0.8, 0.95))
    np.testing.assert_array_equal(first.get_ydata(), (0, 0))
    assert [text.get_text() for text in ax.texts] == [found.words for found in RATIOS.values()]
    low, high = ax.get_ylim()
    assert low > high, "the first row is at the top"


def test_a_winner_that_is_not_sure_is_pale(ax):
    plot_winners(WINNERS, SURE, (1, 10), ax)
    fields = {patch.get_xy(): patch for patch in ax.patches}
    assert fields[0, 0].get_alpha() > 2 * fields[1, 0].get_alpha()
    told = {text.get_position(): text.get_text() for text in ax.texts}
    assert told == {
        (0.5, 0.5): "Adam",
        (1.5, 0.5): "AdaGrad",
        (0.5, 1.5): "SGD",
        (1.5, 1.5): "Adam",
    }
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1", "10"]


def test_dots_show_every_run_and_name_each_rule_once(ax):
    plot_dots(ROWS, ax, xscale="log")
    shown = [(line.get_xdata().tolist(), set(line.get_ydata())) for line in ax.lines]
    assert shown == [([4.0, 1.0], {0}), ([0.1], {0}), ([0.1, 0.1], {1})]
    assert [text.get_text() for text in ax.texts] == ["SGD", "Adam"]
    assert [text.get_color() for text in ax.texts] == [COLOURS["SGD"], COLOURS["Adam"]]
    assert ax.texts[0].xy == (pytest.approx(2.0), 0)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["as it is", "even"]
    assert ax.yaxis_inverted()


def test_cells_are_darker_where_numbers_are_larger(ax):
    plot_cells(CELLS, ("common", "rare"), ax)
    alphas = [patch.get_alpha() for patch in ax.patches]
    assert alphas[0] == alphas[1] == 0 < alphas[2] < alphas[3] == 0.9
    assert [text.get_text() for text in ax.texts] == ["0.000", "-0.250", "0.500", "1.000"]
    assert [text.get_color() == "white" for text in ax.texts] == [False, False, True, True]
    assert ax.yaxis_inverted()


def test_sweeps_show_means_seeds_and_what_failed(ax):
    _, axes = plt.subplots(1, 2)
    assert plot_sweeps({"left": SWEEPS, "right": SWEEPS}, axes, ylim=(0, 8)) is axes
    for panel, title in zip(axes, ("left", "right"), strict=True):
        assert panel.get_title() == title
        bold, first, second, crosses, *_ = panel.lines
        np.testing.assert_allclose(bold.get_ydata(), [2.0, 2.0, np.nan])
        np.testing.assert_allclose(first.get_ydata(), [4.0, 2.0, np.nan])
        np.testing.assert_allclose(second.get_ydata(), [1.0, 2.0, 3.0])
        assert crosses.get_xdata().tolist() == [3], "above the panel"
        assert panel.lines[-1].get_xdata().tolist() == [2], "infinite; what was not run is no cross"
        assert crosses.get_ydata() > panel.lines[-1].get_ydata()
    assert [text.get_text() for text in axes[1].texts] == ["with", "without"]
    assert not axes[0].texts
    assert len(plot_sweeps({"a": SWEEPS, "b": SWEEPS}).ravel()) == 2


def test_valleys_have_plain_numbers_at_both_axes(ax):
    _, axes = plt.subplots(1, 2)
    panels = {"left": SWEEPS, "right": SWEEPS}
    assert plot_valleys(panels, axes, xlabel="α", ylabel="cost", ylim=(0.5, 12)) is axes
    assert [each.get_ylabel() for each in axes] == ["cost", ""]
    assert [each.get_xlabel() for each in axes] == ["α", "α"]
    axes[0].figure.canvas.draw()
    ticks = [tick.get_text() for tick in axes[0].get_yticklabels()]
    assert {"1", "2", "5", "10"} <= set(ticks)
    assert not len(axes[0].yaxis.get_minorticklocs())
    wide = plot_valleys({"": SWEEPS}, plt.subplots(squeeze=False)[1], ylim=(1e-3, 10))[0, 0]
    wide.figure.canvas.draw()
    assert {"0.01", "0.1", "1"} <= {tick.get_text() for tick in wide.get_yticklabels()}
    assert "0.2" not in {tick.get_text() for tick in wide.get_yticklabels()}


def test_a_loss_is_in_percent_and_has_its_interval(ax):
    plot_losses(LOSSES, ax)
    intervals = ax.collections[0]
    np.testing.assert_allclose(intervals.get_segments(), [[[10.0, 2.0], [10.0, 10.0]]])
    np.testing.assert_allclose(ax.lines[2].get_ydata(), [5.0])
    assert [text.get_text() for text in ax.texts] == ["plain", "0.9", "dashed", "0.9", "0.99"]


def test_a_loss_is_named_at_the_left_where_the_next_is_near(ax):
    plot_losses(LOSSES, ax)
    sides = [text.get_ha() for text in ax.texts if text.get_text() in ("0.9", "0.99")]
    assert sides == ["left", "left", "right"]
