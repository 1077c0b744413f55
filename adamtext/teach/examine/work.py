"""An optimiser at work: it steps all arrays of a model together, as in training.

Every form that an optimiser is written in becomes a class with the methods of :class:`AtWork`.
"""

import copy

import numpy as np


class CannotBeExamined(Exception):
    """What was given could not be set to work.

    Attributes
    ----------
    remedy : str
        What may help.
    line : str
        The line of the user's own file where something was raised.
    division : bool
        Whether that was a division by zero.
    """

    def __init__(self, why, remedy="", line="", division=False):
        super().__init__(why)
        self.remedy, self.line, self.division = remedy, line, division


class AtWork:
    """What a form must be able to do.

    Attributes
    ----------
    can : set of str
        What it does besides: "alpha" for :meth:`set_alpha`, "save" for :meth:`reloaded`, "join"
        for :meth:`join`, "groups" for parameter groups, "skip" for arrays without a gradient.
    """

    can = frozenset()

    def step(self, gradients):
        """Make one step with an array of gradients for each array, or None for some of them."""
        raise NotImplementedError

    def read(self):
        """List the arrays as they are now."""
        raise NotImplementedError

    def close(self):
        """End what still waits."""

    def set_alpha(self, alpha):
        """Change the learning rate, as a scheduler does."""
        raise NotImplementedError

    def reloaded(self):
        """Save to a ``state_dict``, load it into a new one, and return that."""
        raise NotImplementedError

    def join(self, theta, **hyperparameters):
        """Let one more array join, in a group of its own."""
        raise NotImplementedError


class PairAtWork(AtWork):
    """A pair of functions, init and step, which step array by array.

    ``count_together`` is for references only: the count of a state of Algorithm 1 is then that of
    all steps, as where one counter serves all parameters.
    """

    can = frozenset({"join", "skip"})

    def __init__(self, optimizer, thetas, count_together=False):
        self.optimizer, self.thetas = optimizer, list(thetas)
        self.states = [optimizer.init(theta) for theta in thetas]
        self.t = 0 if count_together else None

    def step(self, gradients):
        """Step those arrays that have a gradient.

        Raises
        ------
        CannotBeExamined
            If a step returns no pair.
        """
        for i, g in enumerate(gradients):
            if g is not None:
                if self.t is not None:
                    self.states[i] = self.states[i]._replace(t=self.t)
                made = self.optimizer.step(self.thetas[i], g, self.states[i])
                if not (isinstance(made, tuple | list) and len(made) == 2):
                    raise CannotBeExamined(
                        f"step returned {short(made)}", "let it return (theta, state)"
                    )
                self.thetas[i], self.states[i] = made
        if self.t is not None:
            self.t += 1

    def read(self):
        """List the arrays."""
        return self.thetas

    def join(self, theta):
        """Initialise the state of one more array."""
        self.thetas.append(theta)
        self.states.append(self.optimizer.init(theta))


class Alone(AtWork):
    """Several copies of an optimiser that knows one array, one for each array."""

    can = frozenset({"join", "skip"})

    def __init__(self, start, thetas):
        self.start, self.each = start, [start([theta]) for theta in thetas]

    def step(self, gradients):
        """Step those that have a gradient."""
        for work, g in zip(self.each, gradients, strict=True):
            if g is not None:
                work.step([g])

    def read(self):
        """List the arrays of all."""
        return [work.read()[0] for work in self.each]

    def join(self, theta):
        """Start one more."""
        self.each.append(self.start([theta]))


def run(start, thetas, gradients, seen=None):
    """Let an optimiser work, and return where each array is after each step, from its start.

    Parameters
    ----------
    start : callable
        From a list of arrays to an :class:`AtWork`.
    thetas : list of arrays
        Where they start; they may be of any shapes.
    gradients : list of lists of arrays
        For each step the gradient of each array; None for an array that has none.
    seen : callable, optional
        Called with the arrays after each step.

    Returns
    -------
    list of arrays
        Of shape (T, ...) for each array.

    Raises
    ------
    CannotBeExamined
        If weights come back in another shape.
    """
    # copies everywhere, since an optimiser may work in place; "K" keeps the order in memory
    work = start([theta.copy("K") for theta in thetas])
    paths = [[] for _ in thetas]
    try:
        with np.errstate(all="ignore"):
            for each in gradients:
                work.step([None if g is None else g.copy("K") for g in each])
                now = work.read()
                for path, theta, before in zip(paths, map(numpy_of, now), thetas, strict=True):
                    if theta.shape != before.shape:
                        raise CannotBeExamined(
                            f"weights of shape {before.shape} came back as {theta.shape}"
                        )
                    path.append(theta.astype(float) - before)
                if seen:
                    seen(now)
    finally:
        work.close()
    return [np.array(path) for path in paths]


def numpy_of(x):
    """Bring an array of any library to NumPy, as a copy."""
    if hasattr(x, "detach"):
        x = x.detach().cpu()
    if not hasattr(x, "__array__") and hasattr(x, "numpy"):
        x = x.numpy()
    return np.array(x)


def need_all(gradients):
    """Refuse gradients of which one is missing, where all arrays are stepped at once.

    Raises
    ------
    CannotBeExamined
    """
    if any(g is None for g in gradients):
        raise CannotBeExamined("all arrays are stepped at once")


def fresh(x):
    """Return a copy of ``x`` that has its own state, where there can be one."""
    try:
        return copy.deepcopy(x)
    except Exception:  # locks, modules, generators, …
        return x


def short(x):
    """Show a value in one line."""
    text = " ".join(repr(x).split())
    return text if len(text) <= 60 else text[:60] + "…"
