"""One trial: an optimiser on one of the paper's problems, with everything that defines the run."""

import math
import os
import platform
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from threadpoolctl import threadpool_limits

import adamtext
from adamtext import optimizers
from adamtext.arrays import sqrt, zeros_like
from adamtext.lab.datasets import check_one_of
from adamtext.lab.problems import PROBLEMS, build
from adamtext.optimizers import AdamState
from adamtext.rule import Optimizer, update_rule

PROTOCOL = 1  # of what a trial computes: a result of another protocol is not this trial's


@update_rule
def adam_uncorrected(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam without its two corrections: what §6.4 compares Adam with."""

    def init(theta):
        return AdamState(0, zeros_like(theta), zeros_like(theta))

    def step(theta, g, state):
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        return theta - alpha * m / (sqrt(v) + eps), AdamState(state.t + 1, m, v)

    return Optimizer(init, step)


RULES = {
    name: getattr(optimizers, name)
    for name in ("sgd", "adagrad", "rmsprop", "adadelta", "adam", "adamax", "amsgrad", "adamw")
} | {"adam_uncorrected": adam_uncorrected}


@dataclass(frozen=True)
class Trial:
    """Everything that defines a run. The same trial gives the same result on the same machine.

    Attributes
    ----------
    problem : str
        A key of ``adamtext.lab.problems.PROBLEMS``.
    rule : str
        A key of ``RULES``: an update rule of :mod:`adamtext`, or ``"adam_uncorrected"``.
    hyper : dict or tuple of pairs
        The rule's hyper-parameters by name; kept as a sorted tuple, so that trials can be keys.
    passes : int
        Passes over the training examples, >= 1.
    seed : int
        Of the starting point, the order of the examples, and dropout.
    data : {"small", "full"}
        Which of the data sets of :func:`adamtext.lab.datasets.load`.
    rows : int, optional
        How many training examples, from the first; all by default.
    batch_size : int
    dropout : bool
    l2 : float
        Weight of the penalty ½ ‖W‖²; not every problem has one.
    decay : bool
        Whether step t uses alpha / sqrt(t).
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
        for name in ("passes", "batch_size", "points"):
            if not isinstance(getattr(self, name), int) or getattr(self, name) < 1:
                raise ValueError(f"{name} must be a whole number >= 1, got {getattr(self, name)!r}")
        pairs = dict(self.hyper)
        object.__setattr__(self, "hyper", tuple(sorted(pairs.items())))
        self.optimizer()  # refuses hyper-parameters that the rule does not have or allow

    def optimizer(self):
        """Return the update rule that the trial names."""
        hyper = dict(self.hyper)
        if self.decay:
            alpha = hyper.pop("alpha")
            hyper["alpha"] = lambda t: alpha / math.sqrt(t)
        return RULES[self.rule](**hyper)

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
    with threadpool_limits(1):
        problem = build(trial)
        with torch_threads(1):
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


def short(x):
    """Round to six significant digits: more are noise, and recorded files stay small."""
    return float(f"{x:.6g}")


def in_blocks(optimizer, size=2**16):
    """Return the same rule, stepping through a flat theta block by block.

    All rules are coordinate-wise, so this changes nothing but the speed: the intermediate arrays
    of a block fit into the processor's cache. The state is the list of the blocks' states.
    """

    def blocks(theta):
        return [slice(i, i + size) for i in range(0, len(theta), size)]

    def init(theta):
        return [optimizer.init(theta[block]) for block in blocks(theta)]

    def step(theta, g, state):
        theta, new_state = theta + 0, []
        for block, part in zip(blocks(theta), state, strict=True):
            theta[block], part = optimizer.step(theta[block], g[block], part)
            new_state.append(part)
        return theta, new_state

    return Optimizer(init, step)


@contextmanager
def torch_threads(number):
    """Within the context, torch, if it is in use, has ``number`` threads."""
    torch = sys.modules.get("torch")
    before = torch and torch.get_num_threads()
    try:
        if torch:
            torch.set_num_threads(number)
        yield
    finally:
        if torch:
            torch.set_num_threads(before)


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
