"""Figures of sick trainings mark what is outside, and name what they show."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from adamtext.teach.late_plots import plot_edge, plot_gauges
from adamtext.teach.plots import ALARM

T = np.arange(1, 4)
INSIDE, OUTSIDE = np.full((2, 3), 0.5), np.array([[0.5, 2.0, 0.5], [0.01, 0.5, 0.5]])


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def test_gauges_are_drawn_where_they_are_told():
    axes = plt.subplots(1, 2)[1]
    assert plot_gauges({"a": (T, INSIDE), "b": (T, OUTSIDE)}, (0.1, 1), axes) is axes
    assert [ax.get_title() for ax in axes] == ["a", "b"]
    rows = plot_gauges({name: (T, INSIDE) for name in "abcd"}, (0.1, 1), ylim=(0.01, 4))
    assert rows.shape == (2, 3)
    assert rows[0, 0].get_ylim() == (0.01, 4)


def test_only_what_is_outside_the_band_is_in_the_colour_of_alarm():
    axes = plt.subplots(1, 2)[1]
    plot_gauges({"in": (T, INSIDE), "out": (T, OUTSIDE)}, (0.1, 1), axes)

    def marked(ax):
        dots = [line.get_ydata() for line in ax.lines if line.get_color() == ALARM]
        return np.sum(np.isfinite(dots))

    assert [marked(ax) for ax in axes] == [0, 2]
    assert all(ax.get_yscale() == "log" for ax in axes)


def test_the_edge_is_drawn_and_every_track_named():
    tracks = {"one": (T, 30 * INSIDE, INSIDE), "two": (T, 60 * INSIDE, -INSIDE)}
    top, bottom = plot_edge(tracks, edge=38)
    names = [text.get_text() for text in top.texts]
    assert names == ["one", "two", "38"]
    assert len(top.lines) == len(bottom.lines) == 4 + 1
    assert {line.get_color() for line in top.lines[:2]} == {top.texts[0].get_color()}
    np.testing.assert_array_equal(top.lines[-1].get_ydata(), [38, 38])
    axes = plt.subplots(2, 1)[1]
    assert plot_edge(tracks, 38, axes) is axes
