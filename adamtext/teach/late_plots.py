"""Figures of trainings that go wrong late: ``plot_<noun>(data, ...)``. They compute nothing."""

import matplotlib.pyplot as plt
import numpy as np

from adamtext.teach.plots import ALARM, COLOURS, INK, PALE


def plot_gauges(panels, band, axes=None, **settings):
    """Small panels of one quantity over the steps, a line a seed, over the band where it is sound.

    ``panels`` maps a title to ``(t, y)`` with ``t`` of shape (n,) and ``y`` of shape (seeds, n);
    ``band`` is its lower and its upper end; ``axes`` are as many Axes, in any shape, by default in
    rows of three. Lines are in the colour of alarm while they are outside. ``settings`` go to each
    ``ax.set``.
    """
    if axes is None:
        rows = -(-len(panels) // 3)
        axes = plt.subplots(rows, 3, sharey=True, squeeze=False)[1]
    low, high = band
    for ax, (title, (t, y)) in zip(np.ravel(axes), panels.items(), strict=False):
        ax.axhspan(low, high, color=PALE, alpha=0.45, linewidth=0)
        outside = (np.asarray(y) < low) | (np.asarray(y) > high)
        for line, away in zip(np.asarray(y), outside, strict=True):
            ax.plot(t, line, color=COLOURS["Adam"], linewidth=0.7)
            ax.plot(t, np.where(away, line, np.nan), ".", color=ALARM, markersize=2.5)
        ax.set(**{"title": title, "yscale": "log"} | settings)
    return axes


def plot_edge(tracks, edge, axes=None):
    """Two panels, one below the other: what passes an ``edge``, and a cosine from -1 to 1.

    ``tracks`` maps a name to ``(t, heights, cosines)`` with ``t`` of shape (n,), and the others of
    shape (seeds, n): a thin line a seed. The names stand in the upper panel, in their colours.
    ``axes`` are the two Axes.
    """
    if axes is None:
        axes = plt.subplots(2, 1, sharex=True, figsize=(5.6, 4.2))[1]
    top, bottom = axes
    colours = plt.rcParams["axes.prop_cycle"].by_key()["color"]
    for row, (name, (t, heights, cosines)) in enumerate(tracks.items()):
        style = {"color": colours[row], "linewidth": 0.8}
        top.plot(t, np.transpose(heights), **style)
        bottom.plot(t, np.transpose(cosines), **style)
        at = {"transform": top.transAxes, "color": colours[row], "ha": "right"}
        top.text(0.97, 0.2 - 0.13 * row, name, **at)
    top.axhline(edge, color=INK, linewidth=0.8)
    top.annotate(f"{edge:g}", (1, edge), xycoords=("axes fraction", "data"), va="center")
    bottom.axhline(0, color=PALE, linewidth=0.8)
    bottom.set(ylim=(-1.05, 1.05), xlabel="step")
    return axes
