"""One trial: an optimiser on one of the paper's problems, with everything that defines the run."""

import math
import os
import platform
import time
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

import numpy as np

import adamtext
from adamtext.lab.datasets import check_one_of
from adamtext.lab.needs import NEEDS
from adamtext.lab.problems import PROBLEMS, build
from adamtext.lab.rules import RULES, check_hyper, in_blocks, make_rule
from adamtext.lab.threads import one_thread, one_torch_thread

PROTOCOL = 1  # of what a trial computes: a result of another protocol is not this trial's


@dataclass(frozen=True)
class Trial:
    """Everything that defines a run. The same trial gives the same result on the same machine.

    Whatever is not allowed raises ValueError.

    Attributes
    ----------
    problem, rule : str
        Keys of :data:`~adamtext.lab.problems.PROBLEMS` and of :data:`~adamtext.lab.rules.RULES`.
    hyper : dict or tuple of pairs
        The rule's hyper-parameters by name; kept as a sorted tuple, so that trials can be keys.
    passes, batch_size : int
        Passes over the training examples, and how many of them make a minibatch, >= 1.
    seed : int
        At least 0: of the starting point, the order of the examples, and dropout.
    data : {"small", "full"}
        Which of the data sets of :func:`adamtext.lab.datasets.load`.
    rows : int, optional
        How many training examples, from the first; all by default.
    dropout, decay : bool
        Whether something is dropped; whether step t uses alpha / sqrt(t).
    l2 : float
        Weight of the penalty ½ ‖W‖², >= 0; only where the problem has one.
    points : int
        How many times a pass the mean cost of the latest minibatches is written down.
    """

    problem: str
    rule: str
    hyper: tuple
    passes: int
    seed: int = 0
    data: str = "small"
    rows: int | None = None
    batch_size: int = 128
    dropout: bool = False
    l2: float = 0.0
    decay: bool = False
    points: int = 1

    def __post_init__(self):
        check_one_of("problem", self.problem, PROBLEMS)
        check_one_of("rule", self.rule, RULES)
        check_one_of("data", self.data, ("small", "full"))
        available = NEEDS[self.problem].examples[self.data]
        if self.rows is not None:
            check_whole("rows", self.rows, 1, available)
        check_whole("batch_size", self.batch_size, 1, self.rows or available)
        check_whole("passes", self.passes, 1)
        check_whole("points", self.points, 1)
        check_whole("seed", self.seed, 0)
        for name in ("dropout", "decay"):
            if not isinstance(getattr(self, name), bool):
                raise ValueError(f"{name} must be True or False, got {getattr(self, name)!r}")
        if not isinstance(self.l2, int | float) or not 0 <= self.l2 < math.inf:
            raise ValueError(f"l2 must be finite and >= 0, got {self.l2!r}")
        for name in ("dropout", "l2"):
            value = getattr(self, name)
            if value and name not in NEEDS[self.problem].options:
                raise ValueError(f"the {self.problem} has no {name}, got {name}={value!r}")
        try:
            hyper = dict(self.hyper)
        except (TypeError, ValueError):
            message = f"hyper must be a dictionary or pairs, got {self.hyper!r}"
            raise ValueError(message) from None
        object.__setattr__(self, "hyper", tuple(sorted(hyper.items())))
        check_hyper(self.rule, hyper, self.decay)

    def optimizer(self):
        """Return the update rule that the trial names."""
        return make_rule(self.rule, dict(self.hyper), self.decay)

    def as_dict(self):
        """Return the fields as JSON knows them; ``Trial(**fields)`` is the trial again."""
        return asdict(self) | {"hyper": dict(self.hyper)}


def run_trial(trial):
    """Run a trial and return what happened, as a dictionary that JSON can hold.

    Trials run side by side, so each has one thread: then workers do not fight over cores, and a
    result does not depend on how many there are.

    Returns
    -------
    dict
        ``outcome`` is "finished", or "diverged" where a cost was no longer finite; ``why`` says
        when. ``noisy`` is the mean cost of the minibatches, ``points`` times a pass, as it was
        while learning. ``cost`` is the training cost before the first pass and after each. For
        Adam, ``root_v_hat`` has the median of the root of v_hat after each pass, and the share of
        coordinates where it is smaller than eps. ``seconds`` and ``where``: how long, on what.
    """
    start = time.perf_counter()
    # a cost that overflows is a result like others, not worth a warning from every worker
    with one_thread(), np.errstate(over="ignore", invalid="ignore"):
        problem = build(trial)
        with one_torch_thread():  # torch may have been imported only now
            history = learn(problem, trial)
    seconds = round(time.perf_counter() - start, 2)
    about = {"seconds": seconds, "where": where(), "protocol": PROTOCOL}
    return {"trial": trial.as_dict(), **history, **about}


def learn(problem, trial):
    """Minimise the problem as the trial says; return the outcome and the curves."""
    optimizer, theta, written = in_blocks(trial.optimizer()), problem.theta0, 0
    state = optimizer.init(theta)
    curves = {"noisy": [], "cost": [short(problem.cost(theta))]}
    if trial.rule == "adam":
        curves["root_v_hat"] = {"median": [], "below_eps": []}
    latest = []
    for t in range(1, trial.passes * problem.steps_per_pass + 1):
        value, g = problem.value_and_grad(theta, t)
        theta, state = optimizer.step(theta, g, state)
        latest.append(value)
        if not math.isfinite(value):
            return {"outcome": "diverged", "why": f"the cost at t={t} is {value}", **curves}
        if t * trial.points // problem.steps_per_pass > written:
            written, mean, latest = written + 1, sum(latest) / len(latest), []
            curves["noisy"].append(short(mean))
        if t % problem.steps_per_pass == 0:
            cost = problem.cost(theta)
            if not math.isfinite(cost):
                why = f"the training cost after t={t} is {cost}"
                return {"outcome": "diverged", "why": why, **curves}
            curves["cost"].append(short(cost))
            if trial.rule == "adam":
                note_root_v_hat(curves["root_v_hat"], state, **dict(trial.hyper))
    return {"outcome": "finished", "why": "", **curves}


def note_root_v_hat(notes, state, beta2=0.999, eps=1e-8, **others):
    """Append median of the root of v_hat, and the share of coordinates where it is below eps."""
    v = np.concatenate([np.asarray(part.v) for part in state])
    root = np.sqrt(v / (1 - beta2 ** state[0].t))
    notes["median"].append(short(np.median(root)))
    notes["below_eps"].append(short(np.mean(root < eps)))


def check_whole(name, value, least, most=math.inf):
    """Check that ``value`` is an int, which JSON can hold, from ``least`` to ``most``.

    Raises
    ------
    ValueError
        If it is not: with its ``name``.
    """
    if type(value) is not int or not least <= value <= most:
        allowed = f">= {least}" if most == math.inf else f"from {least} to {most}"
        raise ValueError(f"{name} must be a whole number {allowed}, got {value!r}")


def short(x):
    """Round to six significant digits: more are noise, and recorded files stay small."""
    return float(f"{x:.6g}")


def where():
    """Versions and machine, to stand beside a result."""
    packages = {}
    for name in ("numpy", "scipy", "torch"):
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            packages[name] = None
    return {
        "adamtext": adamtext.__version__,
        "python": platform.python_version(),
        **packages,
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
    }
