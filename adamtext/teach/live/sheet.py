"""Is it Adam? Ten steps on known gradients, and the rules that take just these."""

import numpy as np
import traitlets
from matplotlib.figure import Figure

from adamtext import adam, adam_efficient, adamw
from adamtext.teach.live.figure import FINE, RAW, Live
from adamtext.teach.mistakes import MISTAKES
from adamtext.teach.plots import INK
from adamtext.teach.relatives import RELATIVES

ALPHA = 0.1
START = (0.5, -0.95)
#: The gradients of two weights in ten steps, ordinary ones, and some as small as eps.
GRADIENTS = (
    (1.0, 1e-8),
    (-0.5, 3e-8),
    (2.0, -2e-8),
    (0.0, 4e-8),
    (0.3, 0.0),
    (-1.5, 1e-7),
    (0.7, 5e-8),
    (4.0, -1e-7),
    (0.1, 2e-8),
    (0.6, 1e-8),
)
#: Weights that differ by less are taken for the same; float32 is ten times as exact.
NEAR = 1e-5
#: Adam with other numbers than the defaults.
VERSIONS = {
    "Adam": adam,
    "Adam with β₂ = 0.99": lambda alpha: adam(alpha, beta2=0.99),
    "Adam with β₂ = 0.95": lambda alpha: adam(alpha, beta2=0.95),
    "Adam with ε = 1e-7": lambda alpha: adam(alpha, eps=1e-7),
    "Adam with ε = 1e-6": lambda alpha: adam(alpha, eps=1e-6),
    "AdamW with decay 0.01": lambda alpha: adamw(alpha, weight_decay=0.01),
    "the efficient order with ε̂ = 1e-7, as in Keras": lambda alpha: adam_efficient(
        alpha, eps_hat=1e-7
    ),
}


class Sheet(Live):
    """A sheet of ten steps: paste what your optimiser made of them, and read what it is.

    Parameters
    ----------
    pasted : str
        Both weights after each step, twenty numbers.
    """

    figure = "sheet"
    pasted = traitlets.Unicode("").tag(sync=True)
    data = traitlets.Dict().tag(sync=True, made=True)

    @traitlets.default("data")
    def _data(self):
        return data()

    def alt(self):
        """Return the still picture in words."""
        return (
            "Two panels over ten steps, one for each weight of the sheet: where Adam takes it, and "
            "beside that Adam without bias correction, which runs ahead, and Adam whose counter is "
            "stuck, which leaves it by the second step."
        )

    def draw(self):
        """Return the still picture: where three rules take both weights."""
        figure = Figure(figsize=(6.4, 3.4))
        looks = {"Adam": FINE, "no_correction": RAW, "t_stuck": INK}
        for k, ax in enumerate(figure.subplots(1, 2)):
            for name, colour in looks.items():
                path = np.vstack([START, weights(known()[name])])[:, k]
                ax.plot(path, "o-", color=colour, markersize=3, label=name)
            ax.set(title=f"weight {k + 1}", xlabel="step")
        ax.legend()
        return figure


def known():
    """Return every rule of the sheet by name: right ones, relatives, mistakes."""
    versions = VERSIONS | RELATIVES
    return versions | {name: mistake.rule for name, mistake in MISTAKES.items()}


def weights(rule, dtype=np.float64):
    """Return both weights after each of the ten steps, of shape (10, 2), with alpha = 0.1."""
    optimizer, theta, rows = rule(alpha=ALPHA), np.array(START, dtype), []
    state = optimizer.init(theta)
    with np.errstate(all="ignore"):
        for g in np.array(GRADIENTS, dtype):
            theta, state = optimizer.step(theta, g.copy(), state)
            rows.append(theta.copy())
    return np.array(rows)


def groups():
    """Return lists of names of rules that make the same weights of the sheet, and the weights.

    The first list is Adam's: what ten steps of one array cannot tell from it.
    """
    found = []
    for name, rule in known().items():
        theta = weights(rule)
        for names, other in found:
            if same(theta, other):
                names.append(name)
                break
        else:
            found.append(([name], theta))
    return found


def same(theta, other):
    """Say whether two arrays of weights are the same, in what is no number as well."""
    return np.allclose(theta, other, rtol=NEAR, atol=NEAR, equal_nan=True)


def data():
    """Return what the script needs: the sheet, and each group with what is known of its rules."""
    rows = []
    for names, theta in groups():
        finite = [round(float(x), 6) if np.isfinite(x) else None for x in theta.ravel()]
        about = [
            {"name": name, "symptom": MISTAKES[name].symptom, "line": MISTAKES[name].line}
            if name in MISTAKES
            else {"name": name}
            for name in names
        ]
        rows.append({"rules": about, "theta": finite})
    return {"gradients": GRADIENTS, "start": START, "alpha": ALPHA, "near": NEAR, "rows": rows}
