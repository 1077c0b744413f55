"""A curve that the reader draws before it is shown, and the list of what was drawn."""

import traitlets
from matplotlib.figure import Figure

from adamtext.teach.live.curves import CURVES
from adamtext.teach.live.figure import FINE, LIMIT, Live
from adamtext.teach.plots import label_lines

GREY = "#888888"


class Guess(Live):
    """A curve to be drawn by the reader, and then shown with the gap in words.

    Parameters
    ----------
    curve : str
        A name in ``adamtext.teach.live.curves.CURVES``.

    Attributes
    ----------
    guess : list of float
        What the reader drew, at the marks of the curve; empty before.
    """

    figure = "guess"
    curve = traitlets.Enum(list(CURVES)).tag(sync=True)
    data = traitlets.Dict().tag(sync=True, made=True)
    guess = traitlets.List(traitlets.Float()).tag(sync=True, made=True)

    def __init__(self, curve="step-ratio", **traits):
        super().__init__(curve=curve, **traits)

    @traitlets.default("data")
    def _data(self):
        return CURVES[self.curve].data()

    @classmethod
    def for_page(cls, state):
        """Return what the page's script is given: the curve, and where all guesses are listed."""
        return {"data": CURVES[state["curve"]].data(), "all": "guesses.html"}

    def alt(self):
        """Return the still picture in words, the true curve among them."""
        about = CURVES[self.curve]
        found = zip(about.marks, about.at_marks(), strict=True)
        told = ", ".join(f"{about.where.format(x)} {y:.3g}{about.unit}" for x, y in found)
        return f"{about.title}, {about.ylabel}, over {about.xlabel}. The true curve: {told}."

    def draw(self):
        """Return the still picture: the true curve."""
        about = CURVES[self.curve]
        figure = Figure(figsize=(5.6, 3.6))
        ax = figure.subplots()
        colours = {"given": GREY, "true": FINE, "beside": LIMIT}
        named = {}
        for kind, curves in about.lines().items():
            for name, (x, y) in curves.items():
                points = {"marker": "o", "markersize": 4} if x[0] == x[-1] else {}
                named[name] = ax.plot(x, y, color=colours[kind], **points)[0]
        if about.log:
            ax.set_xscale("log")
        ax.set(xlabel=about.xlabel, ylabel=about.ylabel, ylim=about.ylim)
        ends = {name: line for name, line in named.items() if line.get_xdata()[-1] > 100}
        label_lines(ax, ends, 0.06)
        return figure


class Guesses(Live):
    """What the reader drew of all curves, beside what is true, and what each teaches."""

    figure = "guesses"
    data = traitlets.List().tag(sync=True, made=True)

    @traitlets.default("data")
    def _data(self):
        return [curve.data() for curve in CURVES.values()]

    @classmethod
    def for_page(cls, state):
        """Return what the page's script is given: all curves."""
        return {"data": [curve.data() | {"link": link(curve)} for curve in CURVES.values()]}

    def alt(self):
        """Return the still picture in words."""
        titles = "; ".join(curve.title for curve in CURVES.values())
        return f"The true curves of all that is to be guessed, each in a small panel: {titles}."

    def draw(self):
        """Return the still picture: all true curves, small."""
        figure = Figure(figsize=(5.6, 5.6), layout="tight")
        axes = figure.subplots(4, 2).ravel()
        for ax, curve in zip(axes, CURVES.values(), strict=False):
            for x, y in curve.lines()["true"].values():
                ax.plot(x, y, color=FINE)
            ax.set_title(curve.title, fontsize=8)
            ax.set(xscale="log" if curve.log else "linear", ylim=curve.ylim)
        for ax in axes[len(CURVES) :]:
            ax.set_axis_off()
        return figure


def link(curve):
    """Return the address of the figure in which a curve is drawn, from a page beside it."""
    return f"{curve.page}.html#fig-guess-{curve.name}"
