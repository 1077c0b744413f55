"""The book's figures: ``plot_<noun>(data, ax=None) -> ax``. They draw and compute nothing.

Every rule keeps its colour through the book, and lines carry their names instead of a legend.
"""

import matplotlib.pyplot as plt
import numpy as np

INK, PALE, ALARM = "#333333", "#bbbbbb", "#D55E00"

#: Okabe and Ito's palette, told apart by readers with any colour vision
COLOURS = {
    "Adam": "#0072B2",
    "AdaGrad": "#D55E00",
    "RMSProp": "#009E73",
    "AdaDelta": "#8A6D00",
    "SGD-Nesterov": "#B0508C",
    "momentum": "#B0508C",
    "SGD": "#8A6D00",
    "AdaMax": INK,
    "AMSGrad": INK,
    "signs": INK,
    "SFO": INK,
    "L-BFGS": "#8A6D00",
}

STYLE = {
    "figure.figsize": (5.6, 3.3),
    "figure.dpi": 200,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "white",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.prop_cycle": plt.cycler(color=["#0072B2", "#D55E00", "#009E73", "#B0508C", "#8A6D00"]),
    "xtick.color": INK,
    "ytick.color": INK,
    "lines.linewidth": 1.6,
    "lines.solid_capstyle": "round",
}


def use_style():
    """Set the book's style, and let notebooks store figures uncropped, all of one width."""
    plt.rcParams.update(STYLE)
    try:
        from matplotlib_inline.config import InlineBackend
    except ImportError:  # no notebook, nothing to tell it
        return
    InlineBackend.instance().print_figure_kwargs = {"bbox_inches": None}


def plot_curves(curves, ax=None, **settings):
    """Lines with their names at their right ends.

    ``curves`` maps a name to ``(x, y)``, two arrays of one length. ``settings`` go to
    ``ax.set``: labels, scales, limits.
    """
    ax = ax or plt.gca()
    lines = {name: ax.plot(x, y, **look(name))[0] for name, (x, y) in curves.items()}
    ax.set(**settings)
    label_lines(ax, lines)
    return ax


def look(name):
    """Return the colour of a rule, and dashes for a variant: what follows a comma in its name."""
    rule, _, variant = name.partition(",")
    dashed = variant and rule in COLOURS
    return {"color": COLOURS.get(rule), "linestyle": "--" if dashed else "-"}


def label_lines(ax, lines, gap=0.075):
    """Write the names of ``lines``, name -> line, beside their right ends, ``gap`` apart."""
    ax.autoscale_view()
    to_axes = ax.transData + ax.transAxes.inverted()
    ends = {name: line.get_xydata()[-1] for name, line in lines.items()}
    heights = {name: to_axes.transform(end)[1] for name, end in ends.items()}
    names = sorted(heights, key=heights.get)
    for name, height in zip(names, spread([heights[n] for n in names], gap), strict=True):
        ax.annotate(
            name,
            xy=(to_axes.transform(ends[name])[0], height),
            xycoords="axes fraction",
            xytext=(4, 0),
            textcoords="offset points",
            color=lines[name].get_color(),
            va="center",
            annotation_clip=False,
        )


def spread(heights, gap):
    """Move ascending ``heights`` apart until neighbours are ``gap`` from each other.

    >>> [round(height, 3) for height in spread([0.1, 0.1, 0.9], gap=0.2)]
    [0.0, 0.2, 0.9]
    """
    groups = []  # each: how many heights, and the middle of where they want to be
    for height in heights:
        count, middle = 1, height
        while groups and middle - groups[-1][1] < gap * (count + groups[-1][0]) / 2:
            before, its_middle = groups.pop()
            middle = (count * middle + before * its_middle) / (count + before)
            count += before
        groups.append((count, middle))
    return [middle + gap * (i - (count - 1) / 2) for count, middle in groups for i in range(count)]


def plot_paths(paths, landscape, ax=None, minimum=(0.0, 0.0)):
    """Paths of optimisers over the level lines of what they descend, whose ``minimum`` is marked.

    ``paths`` maps a name to an array of shape (T + 1, 2); ``landscape`` is ``(x, y, value)``
    with ``value`` of shape (len(y), len(x)).
    """
    ax = ax or plt.gca()
    x, y, value = landscape
    levels = np.geomspace(value.max() / 3e4, value.max(), 14)
    ax.contour(x, y, value, levels=levels, colors=PALE, linewidths=0.7)
    for name, path in paths.items():
        ax.plot(*path.T, **look(name), marker=".", markersize=3, linewidth=1.2)
    list_names(ax, {name: look(name)["color"] for name in paths})
    ax.plot(*minimum, marker="+", color=INK, markersize=9)
    ax.set(xlabel="$\\theta_1$", ylabel="$\\theta_2$", xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
    return ax


def list_names(ax, colours):
    """Write names in their ``colours``, name -> colour, one under the other, to the right."""
    for row, (name, colour) in enumerate(colours.items()):
        at = (1.02, 0.97 - 0.11 * row)
        ax.text(*at, name, color=colour, transform=ax.transAxes, va="top")


def plot_averages(averages, ax=None):
    """Gradients as dots, their average as a line, and a band as wide as the root of their square.

    ``averages`` is ``(t, g, m_hat, root)``, four arrays of one length; the band is ``± root``.
    """
    ax = ax or plt.gca()
    t, g, m_hat, root = averages
    adam = COLOURS["Adam"]
    ax.fill_between(t, -root, root, color=adam, alpha=0.15, linewidth=0)
    ax.plot(t, g, ".", color=INK, markersize=4)
    ax.plot(t, m_hat, color=adam)
    ax.set(ylabel="gradient", xlim=(t[0], t[-1]))
    labels = {
        "$+\\sqrt{\\hat v}\\,$": (root[-1], adam),
        "$-\\sqrt{\\hat v}\\,$": (-root[-1], adam),
        "$\\hat m$": (m_hat[-1], adam),
        "$g$": (g[-1], INK),
    }
    for name, (height, colour) in labels.items():
        at = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
        ax.annotate(name, (1, height), xytext=(4, 0), color=colour, va="center", **at)
    return ax


def plot_grid(costs, best, ax=None, **settings):
    """One curve a rule of final cost against step size, the best of each ringed.

    ``costs`` maps a name to ``(alphas, costs)``; ``best`` maps it to the best alpha;
    ``settings`` go to ``ax.set``.
    """
    ax = ax or plt.gca()
    colours = {}
    for name, (alphas, values) in costs.items():
        (line,) = ax.plot(alphas, values, **look(name), marker=".")
        colours[name] = line.get_color()
        lowest = (best[name], values[list(alphas).index(best[name])])
        ax.plot(*lowest, "o", markersize=9, markerfacecolor="none", color=colours[name])
    ax.set(**{"xscale": "log", "xlabel": "step size $\\alpha$"} | settings)
    list_names(ax, colours)
    return ax


def plot_map(field, ax=None, label=""):
    """Map of a quantity over the plane, with its scale.

    ``field`` is ``(x, y, value)`` with ``value`` of shape (len(y), len(x)); ``label`` names it.
    """
    ax = ax or plt.gca()
    image = ax.pcolormesh(*field, cmap="viridis", rasterized=True)
    ax.figure.colorbar(image, ax=ax, label=label)
    ax.set(xlabel="$\\theta_1$", ylabel="$\\theta_2$")
    return ax


def plot_images(images, ax=None, columns=10):
    """Grey images side by side, ink on paper.

    ``images`` has shape (n, height, width), n a multiple of ``columns``, values in [0, 1].
    """
    ax = ax or plt.gca()
    rows = np.split(np.asarray(images), len(images) // columns)
    ax.imshow(np.vstack([np.hstack(list(row)) for row in rows]), cmap="gray_r", vmin=0, vmax=1)
    ax.set_axis_off()
    return ax


def plot_panels(panels, axes=None, **settings):
    """Small panels of the same lines, their names at the right of the last.

    ``panels`` maps a title to what :func:`plot_curves` takes; ``axes`` are as many Axes, in any
    shape, by default a row. ``settings`` go to each panel's ``ax.set``. What is not finite, or
    above the panel, is a cross at its upper edge, one row of crosses a line.
    """
    if axes is None:
        axes = plt.subplots(1, len(panels), sharex=True, sharey=True, squeeze=False)[1]
    for ax, (title, curves) in zip(np.ravel(axes), panels.items(), strict=True):
        ax.set(title=title, **settings)
        for row, (x, y) in enumerate(curves.values()):
            inside = np.asarray(y) <= settings.get("ylim", (0, np.finfo(float).max))[1]
            (line,) = ax.plot(x, np.where(inside, y, np.nan), marker=".")
            height = np.full(np.sum(~inside), 0.95 - 0.07 * row)
            crosses = np.asarray(x)[~inside], height
            ax.plot(*crosses, "x", color=line.get_color(), transform=ax.get_xaxis_transform())
    for row, (name, line) in enumerate(zip(curves, ax.lines[::2], strict=True)):
        at = (1.04, 0.97 - 0.13 * row)
        ax.text(*at, name, color=line.get_color(), transform=ax.transAxes, va="top")
    return axes


def plot_weights(weights, ax=None, **settings):
    """Weightings of the past as bars over the age of what they weigh, the newest at the right.

    ``weights`` maps a name to an array, oldest first, all of one length. The first is filled, the
    others are outlines over it. ``settings`` go to ``ax.set``.
    """
    ax = ax or plt.gca()
    colours = {}
    for name, values in weights.items():
        colours[name] = plt.rcParams["axes.prop_cycle"].by_key()["color"][len(colours)]
        first = len(colours) == 1
        fill = {"alpha": 0.6, "linewidth": 0} if first else {"fill": False, "linewidth": 1.4}
        ages = np.arange(len(values))[::-1]
        ax.bar(ages, values, width=0.8, edgecolor=colours[name], color=colours[name], **fill)
    ax.invert_xaxis()
    ax.set(**{"xlabel": "steps ago", "ylabel": "weight"} | settings)
    list_names(ax, colours)
    return ax


def plot_signed_bars(x, height, ax=None, labels=None, **settings):
    """Bars up and down from zero, those below it in the colour of alarm.

    ``x`` and ``height`` have shape (n,), ``labels``, if any, are n words to stand at the bars'
    ends. ``settings`` go to ``ax.set``.
    """
    ax = ax or plt.gca()
    colours = np.where(np.asarray(height) < 0, ALARM, COLOURS["Adam"])
    ax.bar(x, height, color=colours, width=0.7)
    for at, end, words in zip(x, height, labels or [""] * len(x), strict=True):
        where = {"xytext": (0, -4 if end < 0 else 4), "textcoords": "offset points"}
        va = "top" if end < 0 else "bottom"
        ax.annotate(words, (at, end), ha="center", va=va, **where)
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.margins(y=0.2)
    ax.set(**settings)
    return ax


def plot_bars(bars, ax=None, name=""):
    """Thin grey bars behind the lines of a figure, their common ``name`` above the tallest.

    ``bars`` is ``(x, heights)``, two arrays of shape (n,).
    """
    ax = ax or plt.gca()
    x, heights = (np.asarray(each) for each in bars)
    ax.vlines(x, 0, heights, color=PALE, zorder=0)
    top = np.argmax(heights)
    at = {"xytext": (0, 3), "textcoords": "offset points", "ha": "center"}
    ax.annotate(name, (x[top], heights[top]), color=INK, **at)
    return ax
