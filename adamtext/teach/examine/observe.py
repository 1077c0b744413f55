"""What an optimiser did with the streams, and how far that is from what a rule does."""

import math
from typing import NamedTuple

import numpy as np

from adamtext.teach.examine.candidates import FIRST, answer
from adamtext.teach.examine.streams import LADDER, streams
from adamtext.teach.examine.work import numpy_of, run

#: How near two answers must be to be called the same, by the precision of the arithmetic.
TOLERANCE = {"float64": 1e-7, "float32": 1e-4, "float16": 5e-2, "bfloat16": 5e-1}
TOLERANCE["float16 inside"] = 5e-2  # with theta in float64


class Observation(NamedTuple):
    """What an optimiser did, with one setting of its hyper-parameters.

    Attributes
    ----------
    setting : dict
        The values of those that were chosen.
    paths : dict
        Name of a stream -> where its arrays were after each step, from their start.
    dtype : str
        In which precision it works.
    """

    setting: dict
    paths: dict
    dtype: str = "float64"

    @property
    def alpha(self):
        """The step size, where it was chosen."""
        return self.setting.get("alpha")


def observe(start, setting):
    """Feed all streams to what ``start`` sets to work, in a fixed order."""
    dtypes, paths = set(), {}

    def seen(arrays):
        dtypes.update(str(numpy_of(x).dtype) for x in arrays)

    with np.errstate(all="ignore"):
        for name, stream in streams().items():
            paths[name] = run(start, *stream, seen=seen if name == "ladder" else None)
        for name in ("weights", "matrix"):
            thetas, gradients = streams()[name]
            paths[f"{name} from 0"] = run(start, [0 * x for x in thetas], gradients)
    paths["first"] = [paths["ladder"][0][:FIRST]]
    widths = [d for d in ("bfloat16", "float16", "float32") if d in dtypes]
    return Observation(setting, paths, widths[0] if widths else "float64")


def depends_on_theta(observation):
    """Whether steps depend on where theta is."""
    for name in ("weights", "matrix"):
        ours, other = observation.paths[name], observation.paths[f"{name} from 0"]
        scale = observation.alpha or max(biggest(other), 1e-30)
        far = apart(ours, other, streams()[name].thetas, scale, observation.dtype)
        if far > TOLERANCE[observation.dtype]:
            return True
    return False


def biggest(paths):
    """Return the longest way, where it is finite."""
    return max(float(abs(np.where(np.isfinite(p), p, 0)).max()) for p in paths)


def apart(ours, theirs, thetas, alpha, dtype="float64"):
    """Return how far two answers to a stream are apart, as a part of the longest way from start.

    Small ways are measured against 1e-3 alpha, and the rounding of theta is forgiven. NaN agrees
    with NaN only, and infinity with infinity.
    """
    worst = 0.0
    for x, y, theta in zip(ours, theirs, thetas, strict=True):
        rest = residual(x, y, theta, alpha, dtype)
        if rest is None:
            return math.inf
        worst = max(worst, float(abs(rest).max(initial=0)))
    return worst


def residual(x, y, theta, alpha, dtype):
    """Return the difference of two paths as a part of the way; None if they cannot be compared."""
    if x.shape != y.shape:
        return None
    finite = np.isfinite(y)
    if np.any(np.isfinite(x) != finite) or np.any(np.isnan(x) != np.isnan(y)):
        return None
    x, y = np.where(finite, x, 0), np.where(finite, y, 0)
    unit = 2.0**-7 if dtype == "bfloat16" else float(np.finfo(dtype.split()[0]).eps)
    size = float(np.max(np.abs(theta), initial=0)) + abs(y).max(initial=0)
    forgiven = 8 * unit * size if np.any(theta) else 0
    scale = abs(y).max(axis=0, initial=0) + 1e-3 * alpha
    return np.sign(x - y) * np.maximum(abs(x - y) - forgiven, 0) / scale


def distance(observation, candidate, values, names):
    """Return how far an optimiser is from a candidate with ``values``, on the streams ``names``."""
    worst = 0.0
    alpha = values.get("alpha") or candidate.knows.get("alpha", 1e-3)
    limit = TOLERANCE[observation.dtype]
    half = observation.dtype if observation.dtype in ("float16", "bfloat16") else "float64"
    digits = (LADDER > 0.05) & (LADDER < 50)  # where float16 has them
    for name in names:
        theirs = answer(candidate.rule, tuple(values.items()), name, half)
        ours = observation.paths[name]
        if "16" in observation.dtype and name in ("first", "ladder"):
            ours, theirs = ([x[..., digits] for x in each if x.ndim > 1]
                            for each in (ours, theirs))  # fmt: skip
            if not theirs:
                return math.inf
        thetas = [0.0] if name in ("first", "ladder") else streams()[name].thetas
        worst = max(worst, apart(ours, theirs, thetas, alpha, observation.dtype))
        if worst > limit:
            break
    return worst
