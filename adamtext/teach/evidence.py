"""What an empirical sentence rests on: one number a seed, and what a control made of them."""

from typing import NamedTuple

import numpy as np

FEWEST = 5  # seeds
SEEDS = tuple(range(1, FEWEST + 1))


class OverSeeds(NamedTuple):
    """What was measured at each seed, against the limits that a sentence names.

    Attributes
    ----------
    values : tuple of float
        One number a seed.
    above, below : float
        The sentence says: ``above < value < below``, at every seed.
    control : tuple of float or None
        The same numbers with nothing changed but the cause that the sentence names.
    """

    values: tuple
    above: float
    below: float
    control: tuple | None = None

    @property
    def hits(self):
        """At how many seeds the sentence is true."""
        return self._true_of(self.values)

    @property
    def control_hits(self):
        """At how many seeds it is still true without the cause that it names."""
        return 0 if self.control is None else self._true_of(self.control)

    @property
    def holds(self):
        """Whether it is true at every seed, and at none without the cause that it names."""
        return self.hits == len(self.values) and self.control_hits == 0

    def _true_of(self, values):
        return sum(self.above < value < self.below for value in values)

    def __str__(self):
        seeds = f"{self.hits} of {len(self.values)} seeds"
        said = f"{_range(self.values)}, {self._limits()} at {seeds}"
        if self.control is None:
            return said
        return f"{said}; control {_range(self.control)}, at {self.control_hits}"

    def _limits(self):
        if self.above == -np.inf:
            return f"below {self.below:g}"
        if self.below == np.inf:
            return f"above {self.above:g}"
        return f"between {self.above:g} and {self.below:g}"


def _range(values):
    return f"{min(values):.3g} to {max(values):.3g}"


def over_seeds(values, *, above=-np.inf, below=np.inf, control=None):
    """Hold numbers, one a seed, against what a sentence says of them.

    Parameters
    ----------
    values : sequence of at least five finite numbers
        What was measured, one number a seed: a ratio, a difference, a count.
    above, below : float
        The sentence is true of a value with ``above < value < below``; one of them is needed.
    control : sequence of as many numbers, optional
        The same, with only the cause removed that the sentence names: where the sentence stays
        true, that is not the cause.

    Returns
    -------
    OverSeeds
        Prints as one line; ``holds`` is what a cell or a claim asserts.

    Raises
    ------
    ValueError
        If there are fewer than five numbers, one is not finite, no limit is named, or the control
        has not one number a seed.

    Examples
    --------
    >>> ratios, same_beta2 = [0.61, 0.72, 0.83, 0.70, 0.64], [1.1, 1.2, 1.0, 1.1, 1.3]
    >>> print(over_seeds(ratios, below=1, control=same_beta2))
    0.61 to 0.83, below 1 at 5 of 5 seeds; control 1 to 1.3, at 0
    """
    values = _numbers("values", values)
    if control is not None:
        control = _numbers("control", control)
        if len(control) != len(values):
            raise ValueError(
                f"control must have one number a seed, {len(values)}, got {len(control)}"
            )
    if not above < below or (above, below) == (-np.inf, np.inf):
        raise ValueError(f"above < below must bound the values, got {above!r} and {below!r}")
    return OverSeeds(values, above, below, control)


def say(sentence, found):
    """Print a sentence and at how many seeds it holds, in two lines that fit on a phone.

    Parameters
    ----------
    sentence : str
        What was found, in a few words; what the control changes stands in brackets.
    found : OverSeeds
        What ``over_seeds`` returned.

    Raises
    ------
    AssertionError
        If it does not hold at every seed, or holds without its cause as well.

    Examples
    --------
    >>> found = over_seeds([12] * 5, above=10, control=[1] * 5)
    >>> say("cost above 10 (control: nothing lost)", found)
    cost above 10 (control: nothing lost)
        at 5 of 5 seeds, control 0
    """
    control = "" if found.control is None else f", control {found.control_hits}"
    print(f"{sentence}\n    at {found.hits} of {len(found.values)} seeds{control}")
    if not found.holds:
        raise AssertionError(f"{sentence}: {found}")


def _numbers(name, values):
    numbers = np.asarray(values, dtype=float)
    if numbers.ndim != 1 or len(numbers) < FEWEST:
        raise ValueError(
            f"{name} must be one number a seed, of at least {FEWEST} seeds, "
            f"got shape {numbers.shape}"
        )
    if not np.isfinite(numbers).all():
        raise ValueError(f"{name} must be finite, got {numbers.tolist()}")
    return tuple(numbers.tolist())
