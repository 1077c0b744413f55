"""What a trial writes down beside its costs, as it goes: :data:`NOTES`, by name."""

from collections.abc import Callable
from inspect import Parameter, signature
from typing import NamedTuple

import numpy as np

from adamtext.lab.rules import RULES, to_numpy


class Note(NamedTuple):
    """Something to watch while a trial runs.

    Attributes
    ----------
    see : callable
        ``see(memory, g) -> memory``, after each step; ``memory`` is None at the start of a pass.
    write : callable
        ``write(memory, state, hyper) -> dict``, after each pass: numbers by name. ``state`` is
        the optimiser's, its arrays NumPy's; ``hyper`` has all of the rule's hyper-parameters.
    needs : tuple of str
        Hyper-parameters that the rule must have.
    """

    see: Callable
    write: Callable
    needs: tuple = ()


def _nothing(memory, g):
    return memory


def root_v_hat(memory, state, hyper):
    """Return the median of the root of v_hat, and the share of coordinates where eps exceeds it."""
    root = np.sqrt(state.v / (1 - hyper["beta2"] ** state.t))
    return {"median": np.median(root), "below_eps": np.mean(root < hyper["eps"])}


def _sums(memory, g):
    size = abs(g)
    if memory is None:
        return [1, size, size * size]
    memory[0] += 1
    memory[1] += size
    memory[2] += size * size
    return memory


def density(memory, state, hyper):
    """Return how evenly each coordinate's gradients are spread over the steps of the pass.

    (E|g|)² / E g² of a coordinate is 1 where all gradients are equally large, 2/π for normal
    noise, and p where the gradient is there in a share p of the steps and zero otherwise. Of all
    coordinates with any gradient: quartiles. And the share that had none.
    """
    count, sizes, squares = memory[0], *(to_numpy(part).astype(float) for part in memory[1:])
    seen = squares > 0
    spread = sizes[seen] ** 2 / (count * squares[seen])
    low, middle, high = np.quantile(spread, (0.25, 0.5, 0.75))
    return {"lower": low, "median": middle, "upper": high, "silent": 1 - np.mean(seen)}


#: What a trial can be asked to note.
NOTES = {
    "root_v_hat": Note(_nothing, root_v_hat, ("beta2", "eps")),
    "density": Note(_sums, density),
}


def check_notes(rule, notes):
    """Check that all ``notes`` exist, and that ``rule`` has what they need.

    Raises
    ------
    ValueError
        If not: with the names that are allowed.
    """
    if not isinstance(notes, tuple) or any(name not in NOTES for name in notes):
        raise ValueError(f"notes must be a tuple of {', '.join(NOTES)}, got {notes!r}")
    for name in notes:
        missing = [each for each in NOTES[name].needs if each not in defaults(rule)]
        if missing:
            raise ValueError(f"the note {name} needs {', '.join(missing)}, {rule} has none")


def defaults(rule):
    """Return the rule's hyper-parameters that have a default, with it."""
    found = {name: each.default for name, each in signature(RULES[rule]).parameters.items()}
    return {name: value for name, value in found.items() if value is not Parameter.empty}
