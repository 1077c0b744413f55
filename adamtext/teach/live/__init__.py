"""Figures that answer to the reader's hand: in Jupyter as widgets, in the book without a kernel."""

import base64

import anywidget
import traitlets

from adamtext.teach.live import bundle, still

STREAMS = ("constant", "noise", "spike", "burst", "growth", "worst")


class Live(anywidget.AnyWidget):
    """A figure that also has a still picture, for viewers without a kernel or without scripts.

    Each figure below names its picture in :mod:`~adamtext.teach.live.still` and its traits, and
    says in ``alt()`` what is to be seen.
    """

    figure, state_keys = "", ()
    beta1 = traitlets.Float(0.9).tag(sync=True)
    beta2 = traitlets.Float(0.999).tag(sync=True)

    @traitlets.validate("beta1", "beta2")
    def _check_beta(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        if not 0 <= value < 1:
            raise traitlets.TraitError(f"{name} must be in [0, 1), got {value!r}")
        return value

    def state(self):
        """Return what the figure shows, trait by trait."""
        return {key: getattr(self, key) for key in self.state_keys}

    def live(self):
        """Return what the book's pages need to wake the figure: its name and its state."""
        return {"figure": self.figure, "state": self.state()}

    def __repr__(self):
        """Return how the figure is made; a widget's own text is an address, new in every run."""
        traits = ", ".join(f"{key}={value!r}" for key, value in self.state().items())
        return f"{type(self).__name__}({traits})"

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        picture = getattr(still, self.figure)(**self.state())
        data |= {"image/png": base64.b64encode(picture).decode()}
        metadata |= {"image/png": {"alt": self.alt()}, "live": self.live()}
        return data, metadata


class GradientStream(Live):
    """What Adam makes of a stream of gradients: the averages, their corrections, the steps.

    Parameters
    ----------
    stream : str
        constant, noise, spike, burst, growth or worst.
    beta1, beta2 : float
        In [0, 1).
    steps : int
        From 10 to 1000.
    """

    _esm, _css = bundle.module("stream.js", "renderStream"), bundle.css()
    figure, state_keys = "stream", ("stream", "beta1", "beta2", "steps")
    stream = traitlets.Enum(STREAMS, "constant").tag(sync=True)
    steps = traitlets.Int(200, min=10, max=1000).tag(sync=True)

    def alt(self):
        """Return the still picture in words."""
        return (
            f"Three panels over {self.steps} steps, for the stream called {self.stream}, "
            f"beta1 = {self.beta1:g} and beta2 = {self.beta2:g}: the gradient and its average, "
            "the average of its square, and Adam's step with and without bias correction "
            "under the exact bound."
        )


class Betas(Live):
    """The plane of 1 - beta1 and 1 - beta2: where a step is bounded, and by what.

    Parameters
    ----------
    beta1, beta2 : float
        In [0, 1).
    """

    _esm, _css = bundle.module("betas.js", "renderBetas"), bundle.css()
    figure, state_keys = "betas", ("beta1", "beta2")

    def alt(self):
        """Return the still picture in words."""
        return (
            "Map of the exact bound on a step over one minus beta1 and one minus beta2, both "
            "logarithmic: one on the diagonal, growing away from it, none in the upper left. "
            f"A dot marks beta1 = {self.beta1:g} and beta2 = {self.beta2:g}."
        )
