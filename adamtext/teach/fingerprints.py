"""How an optimiser answers to fixed streams of gradients, and whose answer that is."""

import inspect
import math
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

import adamtext
from adamtext.teach.mistakes import MISTAKES
from adamtext.teach.relatives import RELATIVES

EXACT, ALIKE = 1e-7, 1e-4  # relative differences: by rounding; by where eps stands, or float32


class Fingerprint(NamedTuple):
    """What an optimiser answers.

    Attributes
    ----------
    moves : dict of arrays
        Name of a stream -> where theta was after each step, from where it started.
    counts : tuple of int
        The state's ``t`` after each step, if it has one.
    tolerance : float
        How near another answer must be to be called the same.
    """

    moves: dict
    counts: tuple
    tolerance: float


def streams(eps):
    """Return theta of shape (n,) and gradients of shape (T, n) for each stream's name."""
    rng = np.random.default_rng(1412)
    noise = rng.normal(size=(60, 4))
    noise[0] = abs(noise[0]) * [1, -1, 1, -1]  # step_size() wants opposite signs
    sparse = np.zeros((40, 3))
    sparse[0, 0] = sparse[10, 1] = 1
    sparse[::7, 2] = noise[:6, 0]
    burst = np.where(np.arange(50) < 3, 1, 0.01)
    decay = np.zeros((12, 3))
    decay[:, 2] = noise[:12, 1]
    return {
        "noise": (np.zeros(4), noise * [1e3, 1, 1e-2, 10]),
        "tiny": (np.zeros(4), noise * [100, 10, 1, 0.1] * (eps or 1e-8)),
        "sparse": (np.zeros(3), sparse),
        "burst": (np.zeros(2), np.stack([burst, -burst[::-1]], axis=1)),
        "constant": (np.zeros(1), np.ones((150, 1))),
        "decay": (np.array([2.0, -3.0, 0.5]), decay),
    }


def moves(optimizer, theta, gradients):
    """Array of shape (T, n): where theta is after each step, from where it started."""
    return moves_in_turn(optimizer, [(theta, gradients)])[0]


def moves_in_turn(optimizer, arrays, each=(1,), seen=lambda theta, state: None):
    """Let one optimiser step several arrays, the i-th at every ``each[i]``-th time only.

    ``arrays`` holds pairs of theta and gradients. Returns an array of moves for each, and shows
    what comes out of each step to ``seen``.
    """
    # copies everywhere, since an optimiser may work in place
    states = [optimizer.init(theta.copy()) for theta, _ in arrays]
    thetas = [theta.copy() for theta, _ in arrays]
    paths = [[] for _ in arrays]
    for t in range(len(arrays[0][1])):
        for i, (start, gradients) in enumerate(arrays):
            if t % each[i] == 0:
                g = gradients[t].copy()
                thetas[i], states[i] = optimizer.step(thetas[i], g, states[i])
                paths[i].append(np.array(thetas[i], dtype=float) - start)
                seen(thetas[i], states[i])
    return [np.asarray(path) for path in paths]


def fingerprint(optimizer, eps):
    """Feed all streams to ``optimizer``, in a fixed order: it may keep something between them."""
    counts, dtypes = [], set()

    def seen(theta, state):
        dtypes.add(str(theta.dtype))
        if isinstance(getattr(state, "t", None), int):
            counts.append(state.t)

    with np.errstate(all="ignore"):
        answers = {
            name: moves_in_turn(optimizer, [stream], seen=seen)[0]
            for name, stream in streams(eps).items()
        }
        theta, g = streams(eps)["noise"]
        answers["first of two"], answers["second of two"] = moves_in_turn(
            optimizer, [(theta, g[:12])] * 2, each=(1, 3)
        )
    return Fingerprint(answers, tuple(counts), EXACT if dtypes == {"float64"} else ALIKE)


def distance(ours, reference, alpha, names=None):
    """Largest difference between two fingerprints, relative to how far each coordinate went.

    NaN and infinity agree with each other, and with nothing else.
    """
    worst = 0.0
    for name in names or reference.moves:
        x, y = ours.moves[name], reference.moves[name]
        finite = np.isfinite(y)
        if x.shape != y.shape or np.any(np.isfinite(x) != finite):
            return math.inf
        x, y = np.where(finite, x, 0), np.where(finite, y, 0)
        scale = abs(y).max(axis=0) + 1e-3 * alpha
        worst = max(worst, float((abs(x - y) / scale).max()))
    return worst


class Match(NamedTuple):
    """A rule that a subject may follow, and how well it fits.

    Attributes
    ----------
    kind : str
        "Adam", "AdamW", "mistake" or "relative".
    name : str
    rule : callable
        From those of alpha, beta1, beta2, eps that it knows to an Optimizer.
    alpha : float or None
        The step size, where it was estimated.
    distance : float
    same_counts : bool
        Whether the subject's states count as the rule's do.
    """

    kind: str
    name: str
    rule: Any
    alpha: float | None = None
    distance: float = math.inf
    same_counts: bool = True


def with_decay(rule, decay):
    """Fix the ``weight_decay`` of a rule."""

    def fixed(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        return rule(alpha, beta1, beta2, eps, decay)

    return fixed


def adamw_like(ours, alpha):
    """AdamW with the decay that a fingerprint shows, in a list; [] if it shows none."""
    weights = streams(1)["decay"][0][:2]  # those without gradients
    shrinkage = -ours.moves["decay"][0, :2] / weights
    if not (np.all(shrinkage > 0) and np.ptp(shrinkage) < 1e-6 * shrinkage.max()):
        return []
    decay = float(f"{shrinkage.mean() / alpha:.6g}")
    return [Match("AdamW", f"AdamW with weight_decay={decay:g}", with_decay(adamtext.adamw, decay))]


L2 = MISTAKES["l2_for_decoupled"].rule
WRONG = [
    *(Match("mistake", name, mistake.rule) for name, mistake in MISTAKES.items()),
    *(Match("mistake", "l2_for_decoupled", with_decay(L2, x)) for x in (0.1, 1e-3, 5e-4, 1e-4)),
    *(Match("relative", name, rule) for name, rule in RELATIVES.items()),
]


@lru_cache(maxsize=512)
def answer(rule, hyperparameters, eps):
    """Fingerprint of a rule, given those of the hyper-parameters that it knows."""
    known = inspect.signature(rule).parameters
    return fingerprint(rule(**{k: v for k, v in hyperparameters if k in known}), eps)


def step_size(ours, reference, alpha):
    """Return the alpha that would make ``reference``, which has ``alpha``, move as ``ours``.

    From the first step that is one, and the difference of two coordinates that go opposite ways,
    which does without what is added to both.
    """
    for x, y in zip(ours.moves["noise"], reference.moves["noise"], strict=True):
        way, other = (z[0] - z[1] if np.isfinite(z[1]) else z[0] for z in (x, y))
        if other != 0:
            estimate = alpha * way / other
            return float(f"{estimate:.6g}") if 0 < estimate < 1e6 else None
    return None


def identify(prints, settings, passed):
    """Find the rules that answer as a subject does.

    Parameters
    ----------
    prints : list of Fingerprint
        The subject's, one for each of ``settings``.
    settings : list of dict
        alpha, beta1, beta2 and eps.
    passed : collection of str
        Those that were chosen; others are the rule's own, and alpha is estimated if need be.

    Returns
    -------
    list of Match
        Those that fit, the best first.
    """
    given = [{k: v for k, v in setting.items() if k in passed} for setting in settings]
    alpha = settings[0]["alpha"]

    def fit(match, size=None):
        """``match`` with its distance from the subject."""
        apart, same = 0.0, True
        names = ("noise", "burst", "constant") if match.kind == "relative" else None
        for ours, chosen, setting in zip(prints, given, settings, strict=True):
            if size or match.name.startswith("SGD"):  # which has no alpha of its own
                chosen = {"alpha": size or alpha} | chosen
            reference = answer(match.rule, tuple(chosen.items()), setting["eps"])
            apart = max(apart, distance(ours, reference, size or setting["alpha"], names))
            same = same and ours.counts == reference.counts
        return match._replace(alpha=size, distance=apart, same_counts=same)

    def estimated(match):
        """``match`` with the step size that fits it best, in a list; [] if there is none."""
        chosen = {"alpha": alpha} | given[0]
        reference = answer(match.rule, tuple(chosen.items()), settings[0]["eps"])
        size = step_size(prints[0], reference, alpha)
        if size is None:
            return []
        return [
            fit(m, size)
            for m in (adamw_like(prints[0], size) if match.kind == "AdamW" else [match])
        ]

    candidates = [Match("Adam", "Adam", adamtext.adam), *adamw_like(prints[0], alpha), *WRONG]
    tolerance = max(ours.tolerance for ours in prints)
    found = fitting((fit(m) for m in candidates), tolerance)
    if not found and "alpha" not in passed:
        found = fitting((f for m in candidates for f in estimated(m)), tolerance)
    return found


def fitting(matches, tolerance):
    """Those near enough, the best first; Adam and AdamW as soon as they are."""
    found = []
    for match in matches:
        if match.distance <= (ALIKE if match.kind == "relative" else tolerance):
            found.append(match)
            if match.kind in ("Adam", "AdamW") and tolerance == EXACT:
                break
    # where rules cannot be told apart by their steps, the count of steps may tell them
    nearest = min((match.distance for match in found), default=0)
    return sorted(
        found,
        key=lambda f: (
            f.kind == "relative",
            f.distance > 10 * nearest + 1e-9,
            not f.same_counts,
            f.distance,
        ),
    )
