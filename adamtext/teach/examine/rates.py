"""Steps that are Adam's times a factor, and counts of t that begin late."""

import numpy as np

from adamtext.teach.examine.candidates import ADAM, DEFAULTS, answer
from adamtext.teach.examine.identify import DECIDING, Match
from adamtext.teach.examine.naming import Diagnosis
from adamtext.teach.examine.observe import TOLERANCE, depends_on_theta, distance
from adamtext.teach.examine.streams import streams
from adamtext.teach.examine.work import PairAtWork, run


def changing(subject, observations, start):
    """Diagnose steps that are Adam's times a factor, or Adam's with one setting only; else None."""
    if depends_on_theta(observations[0]):
        return None
    factors = [factor(observation) for observation in observations]
    first = factors[0]
    if first is None:
        return None
    values = dict(DEFAULTS) | observations[0].setting
    match = Match(ADAM._replace(kind="unknown"), values)
    usual = abs(first - 1) < 1e-5
    if usual.all():
        title = "Adam with these hyper-parameters, and something else with others"
        return Diagnosis(match, title) if is_adam(observations[0], values) else None
    if any(f is None for f in factors):
        return None
    note = "the steps are Adam's times " + ", ".join(
        f"{first[t - 1]:.3g} at t = {t}" for t in (1, 2, 10, 100, 400, 401, 1000)
    )
    if np.ptp(first) < 1e-5 * abs(first).max():
        if not is_adam(observations[0], values | {"alpha": values["alpha"] * first[0]}):
            return None
        return Diagnosis(match, f"Adam with steps {first[0]:.3g} times as long", (), ())
    name = ()
    if all(np.allclose(f, first, rtol=1e-4, atol=1e-5) for f in factors):  # whatever the betas
        if usual[0]:
            name = (f"changes_after_{np.argmin(usual)}",)
        elif first[0] < 0.9 and usual[-1] and np.all(np.diff(first) > -1e-5):
            name = ("warmup_inside",)
    return Diagnosis(match, "Adam with a step size that changes with t", name, (note,))


def is_adam(observation, values):
    """Whether the steps are Adam's with ``values``, on all streams."""
    far = distance(observation, ADAM, values, DECIDING)
    return far <= max(TOLERANCE[observation.dtype], 1e-5)


def factor(observation):
    """Return by what Adam's steps are to be multiplied at each t; None if not all alike."""
    values = dict(DEFAULTS) | observation.setting
    found = []
    for name, columns in (("long", slice(None)), ("ladder", slice(-3, None))):
        ours = observation.paths[name][0][:, columns]
        theirs = answer(ADAM.rule, tuple(values.items()), name)[0][:, columns]
        ours, theirs = (np.diff(x, axis=0, prepend=0 * x[:1]) for x in (ours, theirs))
        with np.errstate(all="ignore"):
            ratio = ours / theirs
        middle = np.median(ratio, axis=1)
        loose = 1e-5 if name == "long" else 1e-3  # eps is not quite nothing
        if not np.isfinite(ratio).all():
            return None
        if np.any(np.ptp(ratio, axis=1) > loose * abs(middle) + 1e-7):
            return None
        found.append(middle)
    return found[0]


def late_counter(observation, start):
    """Find a counter of a finished pair of functions that had counted before; None if none."""
    values = dict(DEFAULTS) | observation.setting
    seen = observation.paths["first"][0][:, -4:]
    for before in range(60):
        theirs = run(
            lambda thetas, before=before: Counted(values, before, thetas),
            streams()["ladder"].thetas,
            streams()["ladder"].gradients[:6],
        )
        right = theirs[0][:, -4:]
        if np.allclose(right * (seen[0, 0] / right[0, 0]), seen, rtol=1e-6, atol=0):
            stream = streams()["ladder"]
            again = run(start, stream.thetas, stream.gradients[:6])[0][:, -4:]
            return None if np.allclose(again, seen, rtol=1e-6, atol=0) else before
    return None


class Counted(PairAtWork):
    """Adam whose count begins late."""

    def __init__(self, values, before, thetas):
        super().__init__(ADAM.rule(**values), thetas)
        self.states = [state._replace(t=before) for state in self.states]
