"""First looks at whether a rule may be the one, and with what limit or step size."""

import numpy as np

from adamtext.teach.examine.candidates import answer
from adamtext.teach.examine.observe import apart
from adamtext.teach.examine.streams import LADDER, streams


def plausible(candidate, values):
    """Whether estimates are betas that anybody would choose for Adam."""
    beta1, beta2 = values.get("beta1", 0), values.get("beta2", 1)
    return candidate.kind != "Adam" or (beta1 <= beta2 and beta2 > 0.3)


def nearly(observation, candidate, values):
    """Whether the first step from 0, where nothing decays, is that of ``candidate``."""
    ours, theirs = (
        observation.paths["first"],
        answer(candidate.rule, tuple(values.items()), "first"),
    )
    return apart([ours[0][:1]], [theirs[0][:1]], [0.0], values.get("alpha", 1e-3)) < 1e-2


def roughly(observation, candidate, values):
    """Return the distance where gradients are 1e5 times eps or more, or the largest.

    Infinity, if a matrix goes another way.
    """
    eps = values.get("eps") or candidate.knows.get("eps") or 0
    large = LADDER >= min(1e5 * eps, LADDER[-2])
    ours, theirs = (
        observation.paths["ladder"],
        answer(candidate.rule, tuple(values.items()), "ladder"),
    )
    ours, theirs = ([x[..., large] for x in each] for each in (ours, theirs))
    if eps <= 1e-6:
        matrix = answer(candidate.rule, tuple(values.items()), "matrix")
        start, alpha = streams()["matrix"].thetas, values.get("alpha", 1e-3)
        if apart(observation.paths["matrix"], matrix, start, alpha, observation.dtype) > 1e-2:
            return np.inf
    return apart(ours, theirs, [0.0], values.get("alpha", 1e-3), observation.dtype)


def limits(observation, candidate, alpha):
    """List the limits with which ``candidate`` may cut off."""
    if "weights_clipped" in candidate.mistakes:
        ends = [
            abs(path + theta).max(initial=0)
            for name in ("weights", "matrix")
            for path, theta in zip(observation.paths[name], streams()[name].thetas, strict=True)
        ]
        return [float(f"{max(ends):.6g}")] if np.isfinite(ends).all() else []
    if "updates_clipped" in candidate.mistakes:
        path = observation.paths["long"][0]
        longest = abs(np.diff(path, axis=0)).max() / alpha
        return [float(f"{longest:.6g}")] if np.isfinite(longest) and longest > 0 else []
    return [0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0]
