"""Figures of races: ``plot_<noun>(data, ax=None) -> ax``. They draw and compute nothing."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from adamtext.teach.plots import INK, PALE, label_lines, look


def plot_seeds(runs, ax=None, styles=None, **settings):
    """One bold line a contestant, the geometric mean of its seeds, and each seed as a thin one.

    ``runs`` maps a name to ``(x, y)`` with ``x`` of shape (n,) and ``y`` of shape (seeds, n), in
    which nothing is negative. ``styles`` maps names that are no rules to settings of their lines,
    a colour among them; ``settings`` go to ``ax.set``.
    """
    ax = ax or plt.gca()
    lines = {}
    for name, (x, y) in runs.items():
        style = (styles or {}).get(name) or look(name)
        ax.plot(x, np.transpose(y), **style | {"linewidth": 0.6, "alpha": 0.45})
        lines[name] = ax.plot(x, np.exp(np.mean(np.log(y), axis=0)), **style)[0]
    ax.set(**settings)
    label_lines(ax, lines)
    return ax


def plot_intervals(comparisons, ax=None, **settings):
    """One row a comparison: the ratio as a dot, its 95 % interval as a line, the words beside it.

    ``comparisons`` maps a name, such as "Adam / SGD", to an
    :class:`adamtext.lab.judging.Comparison`. The upright line is 1: equal. ``settings`` go to
    ``ax.set``.
    """
    ax = ax or plt.gca()
    ax.axvline(1, color=PALE, linewidth=1)
    for row, found in enumerate(comparisons.values()):
        ax.plot((found.low, found.high), (row, row), color=INK, linewidth=1.2)
        ax.plot(found.ratio, row, "o", color=INK, markersize=5)
        at = {"xy": (1, row), "xycoords": ("axes fraction", "data")}
        ax.annotate(found.words, **at, xytext=(6, 0), textcoords="offset points", va="center")
    ax.set(yticks=range(len(comparisons)), ylim=(len(comparisons) - 0.5, -0.5))
    ax.set_yticklabels(list(comparisons))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set(**settings)
    return ax


def plot_winners(winners, sure, horizons, ax=None):
    """Draw a table of who wins: rows are horizons of tuning, columns those of judging.

    ``winners`` has names, of shape (n, n), ``sure`` says where the winner beats the next one, and
    ``horizons`` are n numbers of passes. Where it is not sure, the field is pale.
    """
    ax = ax or plt.gca()
    for (row, column), name in np.ndenumerate(winners):
        colour = look(name)["color"]
        pale = 0.9 if sure[row, column] else 0.3
        ax.add_patch(plt.Rectangle((column, row), 1, 1, facecolor=colour, alpha=pale))
        ink = {"color": "white" if sure[row, column] else INK, "fontsize": 7}
        short = name.partition("-")[0]
        ax.text(column + 0.5, row + 0.5, short, ha="center", va="center", **ink)
    ticks = np.arange(len(horizons)) + 0.5
    ax.set(xlim=(0, len(horizons)), ylim=(0, len(horizons)), aspect="equal")
    ax.set(xticks=ticks, yticks=ticks, xticklabels=horizons, yticklabels=horizons)
    ax.set(xlabel="judged after so many passes", ylabel="tuned for so many passes")
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    return ax


def plot_dots(rows, ax=None, **settings):
    """One row a case, and in it a dot a run: where runs of each rule ended.

    ``rows`` maps a case to a dictionary from a rule to its values. Rules are named above the row
    that has them first. ``settings`` go to ``ax.set``.
    """
    ax = ax or plt.gca()
    ax.set(**settings)
    seen = set()
    for row, values in enumerate(rows.values()):
        for name, numbers in values.items():
            style = {"color": look(name)["color"], "markersize": 5, "alpha": 0.7}
            ax.plot(numbers, np.full(len(numbers), row), "o", markeredgewidth=0, **style)
            if name in seen:
                continue
            seen.add(name)
            middle = np.exp(np.mean(np.log(numbers)))
            at = {"xytext": (0, 7), "textcoords": "offset points", "ha": "center"}
            ax.annotate(name, (middle, row), color=look(name)["color"], **at)
    ax.set(yticks=range(len(rows)), ylim=(len(rows) - 0.5, -0.7), yticklabels=list(rows))
    ax.grid(axis="y", color=PALE, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return ax


def plot_cells(values, labels, ax=None, **settings):
    """Draw a square table of numbers, the larger the darker.

    ``values`` has shape (n, n); ``labels`` are n names, of the rows, downwards, and of the
    columns. ``settings`` go to ``ax.set``.
    """
    ax = ax or plt.gca()
    top = np.max(values)
    for (row, column), value in np.ndenumerate(values):
        depth = np.clip(value / top, 0, 1) ** 0.7
        patch = plt.Rectangle((column, row), 1, 1, facecolor=INK, alpha=0.9 * depth, linewidth=0)
        ax.add_patch(patch)
        ink = "white" if depth > 0.55 else INK
        middle = {"ha": "center", "va": "center", "color": ink}
        ax.text(column + 0.5, row + 0.5, f"{value + 0:.3f}", **middle)
    ticks = np.arange(len(labels)) + 0.5
    ax.set(xlim=(0, len(labels)), ylim=(len(labels), 0), xticks=ticks, yticks=ticks)
    ax.set(xticklabels=labels, yticklabels=labels, **settings)
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    return ax


def plot_sweeps(panels, axes=None, **settings):
    """Small panels of end value against step size: bold the mean of the seeds, thin each of them.

    ``panels`` maps a title to a dictionary from a name to ``(x, y)`` with ``x`` of shape (n,) and
    ``y`` of shape (seeds, n): nan where a seed was not run. Where any seed is infinite or above
    the panel is a cross at its upper edge, one row of crosses a name. ``axes`` are as many Axes,
    by default a row; names stand at the right of the last. ``settings`` go to each ``ax.set``.
    """
    if axes is None:
        axes = plt.subplots(1, len(panels), sharex=True, sharey=True, squeeze=False)[1]
    for ax, (title, sweeps) in zip(np.ravel(axes), panels.items(), strict=True):
        ax.set(title=title, **settings)
        colours = {}
        for row, (name, (x, y)) in enumerate(sweeps.items()):
            x, y = np.asarray(x), np.asarray(y, float)
            above = y > settings.get("ylim", (0, np.finfo(float).max))[1]
            logs = np.ma.masked_invalid(np.log(np.where(above, np.nan, y)))
            middle = np.where(above.any(axis=0), np.nan, np.exp(logs.mean(axis=0)).filled(np.nan))
            colours[name] = ax.plot(x, middle, marker=".")[0].get_color()
            thin = {"color": colours[name], "linewidth": 0.6, "alpha": 0.45}
            ax.plot(x, np.exp(logs.filled(np.nan)).T, **thin)
            failed = x[above.any(axis=0)]
            crosses = {"color": colours[name], "transform": ax.get_xaxis_transform()}
            ax.plot(failed, np.full(len(failed), 0.95 - 0.07 * row), "x", **crosses)
    for row, (name, colour) in enumerate(colours.items()):
        ax.text(1.04, 0.97 - 0.13 * row, name, color=colour, transform=ax.transAxes, va="top")
    return axes


def plot_losses(losses, ax=None, **settings):
    """How far ratios are above 1, in percent, against a number that is to explain it.

    ``losses`` maps the name of a series to a dictionary from the name of a case to
    ``(x, comparison)``, the latter as of :func:`plot_intervals`: a dot for the ratio, a line for
    its 95 % interval. The series is named above its last case. ``settings`` go to ``ax.set``.
    """
    ax = ax or plt.gca()
    ax.axhline(0, color=PALE, linewidth=1)
    every = [x for cases in losses.values() for x, _ in cases.values()]
    points = {"textcoords": "offset points"}
    for series, cases in losses.items():
        at = [x for x, _ in cases.values()]
        percent = [[100 * (each - 1) for each in found[:3]] for _, found in cases.values()]
        middle, low, high = np.transpose(percent)
        colour = ax.plot(at, middle, linewidth=0.8, alpha=0.45)[0].get_color()
        ax.vlines(at, low, high, color=colour, linewidth=1.2)
        ax.plot(at, middle, "o", color=colour, markersize=5)
        above = {"xytext": (0, 4), "ha": "center", "color": colour}
        ax.annotate(series, (at[-1], high[-1]), **above, **points)
        for name, x, y in zip(cases, at, middle, strict=True):
            # to the left where the next dot is near
            left = any(x < other < 2 * x for other in every)
            beside = {"xytext": (-6 if left else 6, 0), "ha": "right" if left else "left"}
            ax.annotate(name, (x, y), va="center", color=colour, **beside, **points)
    ax.set(**settings)
    return ax


def plot_valleys(panels, axes=None, **settings):
    """Draw :func:`plot_sweeps` on two logarithmic axes with plain numbers at their ticks.

    ``panels``, ``axes`` and ``settings`` are those of :func:`plot_sweeps`; ``ylabel`` stands at
    the first of the Axes only.
    """
    ylabel = settings.pop("ylabel", "")
    logs = {"xscale": "log", "yscale": "log"}
    axes = plot_sweeps(panels, axes, **settings, **logs)
    np.ravel(axes)[0].set(ylabel=ylabel)
    for ax in np.ravel(axes):
        for axis, (low, high) in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
            few = high / low > 50
            axis.set_major_locator(LogLocator(subs=(1,) if few else (1, 2, 5), numticks=12))
            axis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
            axis.set_minor_locator(NullLocator())
    return axes
