"""What every live figure is, in Python: a widget in Jupyter, a still picture where none can run."""

import base64
import io
import math

import anywidget
import traitlets
from matplotlib import rc_context

from adamtext.teach.live import bundle
from adamtext.teach.plots import STYLE

#: Every figure by its name; the book writes a script for each.
FIGURES = {}

# the colours of lines, by what they say
FINE, RAW, LIMIT, POINT = "#0072B2", "#D55E00", "#009E73", "#B0508C"
SETTINGS = STYLE | {"font.size": 9}


class Beta(traitlets.Float):
    """A trait for beta1 or beta2: a number in [0, 1)."""

    def __init__(self, default, **settings):
        super().__init__(default, min=0.0, max=math.nextafter(1.0, 0.0), **settings)


class Live(anywidget.AnyWidget):
    """A figure that also has a still picture, for viewers without a kernel or without scripts.

    A subclass says its ``figure``, the name of the ES module beside it, in which ``render`` draws;
    its traits, tagged ``sync=True``, are what it shows (and what is made of them for the script
    alone is tagged ``made=True``, too). It has two methods: ``draw`` returns the still picture, a
    Matplotlib figure, and ``alt`` says it in words.
    """

    figure = ""

    def __init_subclass__(cls, **kwargs):
        if "figure" in vars(cls):  # and not a class that traitlets makes of it
            FIGURES[cls.figure] = cls
            cls._esm, cls._css = bundle.module(cls.figure), bundle.css()
        super().__init_subclass__(**kwargs)

    @classmethod
    def for_page(cls, state):
        """Return what the page's script is given: the state, and what is made of it."""
        figure = cls(**state)
        made = cls.class_trait_names(sync=True, made=True)
        return state | {key: getattr(figure, key) for key in made}

    def state(self):
        """Return what the figure shows, trait by trait, in the order of their definition."""
        mine = type(self).class_trait_names(sync=True, made=None)
        classes = [each for each in reversed(type(self).mro()) if issubclass(each, Live)]
        defined = [key for each in classes for key in vars(each)]
        return {key: getattr(self, key) for key in defined if key in mine and key[0] != "_"}

    def live(self):
        """Return what the book's pages need to wake the figure: its name and its state."""
        return {"figure": self.figure, "state": self.state()}

    def png(self):
        """Return the still picture as the bytes of a PNG file."""
        stream, metadata = io.BytesIO(), {"Software": None}
        with rc_context(SETTINGS):
            figure = self.draw()
            figure.savefig(stream, format="png", dpi=SETTINGS["figure.dpi"], metadata=metadata)
        return stream.getvalue()

    def __repr__(self):
        """Return how the figure is made; a widget's own text is an address, new in every run.

        What is long is left out: some versions of ipywidgets cut the text off at 110 signs.
        """
        written = {key: repr(value) for key, value in self.state().items()}
        traits = [f"{key}={text if len(text) <= 24 else '…'}" for key, text in written.items()]
        return f"{type(self).__name__}({', '.join(traits)})"

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        data |= {"image/png": base64.b64encode(self.png()).decode()}
        metadata |= {"image/png": {"alt": self.alt()}, "live": self.live()}
        return data, metadata
