"""What plans of figures are made of."""

from typing import NamedTuple

from adamtext.lab.races import Contestant


class Figure(NamedTuple):
    """A figure of the paper: what it shows, and its plans by size, "small" and "full".

    A plan is a :class:`~adamtext.lab.races.Race` or a :class:`~adamtext.lab.races.Survey`.
    """

    what: str
    plans: dict


def grid(*halves):
    """Step sizes 10^(h/2), to three digits: half a decade apart for consecutive h."""
    return tuple(float(f"{10 ** (h / 2):.3g}") for h in halves)


FIVE = (1, 2, 3, 4, 5)
MOMENTA = (0.9, 0.95, 0.99)
NESTEROV = {"nesterov": True}
DECAY = {"decay": True}


def with_momentum(adam, sgd, momenta, **changes):
    """Adam and SGD-Nesterov, each with a grid of step sizes and of momenta."""
    return {
        "Adam": Contestant("adam", {"alpha": adam, "beta1": momenta}, {}, changes),
        "SGD-Nesterov": Contestant("sgd", {"alpha": sgd, "momentum": momenta}, NESTEROV, changes),
    }
