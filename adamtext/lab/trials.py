"""One trial: an optimiser on one of the paper's problems, with everything that defines the run."""

import math
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date

import numpy as np

from adamtext.lab.datasets import check_one_of
from adamtext.lab.needs import NEEDS
from adamtext.lab.notes import NOTES, check_notes, defaults
from adamtext.lab.problems import PROBLEMS, build
from adamtext.lab.rules import RULES, check_hyper, in_blocks, joined, make_rule
from adamtext.lab.threads import one_thread, one_torch_thread
from adamtext.lab.where import where

PROTOCOL = 2  # of what a trial computes: a result of another protocol is not this trial's
DEVICES = ("cpu", "cuda")
# Fields that not every problem has, with the value that stands for doing without.
OPTIONS = {
    "dropout": 0.0,
    "input_dropout": 0.0,
    "l2": 0.0,
    "whitening": None,
    "measured_noise": None,
}


@dataclass(frozen=True)
class Trial:
    """Everything that defines a run. The same trial gives the same result on the same machine.

    Whatever is not allowed raises ValueError. ``problem`` and ``rule`` are keys of
    :data:`~adamtext.lab.problems.PROBLEMS` and of :data:`~adamtext.lab.rules.RULES`.

    Attributes
    ----------
    hyper : dict or tuple of pairs
        The rule's hyper-parameters by name; kept as a sorted tuple, so that trials can be keys.
    passes, batch_size, seed : int
        The seed is of the starting point, the order of the examples, and dropout.
    data, rows
        "small" or "full" set, and how many of its training examples, evenly spread; or all.
    dropout, input_dropout, l2, whitening : float
        Rates for features or hidden units, and for inputs; weight of ½ ‖W‖²; what is added to
        the roots that whitening divides by (None: no whitening).
    decay : bool
        Whether step t uses alpha / sqrt(t).
    measured, measured_noise : int, optional
        On how many training examples, and test examples at most, costs are measured, evenly
        spread; and the seed of the noise under which they are (None: all; no noise).
    points, notes
        How many times a pass the mean cost of the latest minibatches is written down, and what
        else is after each pass: keys of :data:`~adamtext.lab.notes.NOTES`.
    """

    problem: str
    rule: str
    hyper: tuple
    passes: int
    seed: int = 0
    data: str = "small"
    rows: int | None = None
    batch_size: int = 128
    dropout: float = 0.0
    input_dropout: float = 0.0
    l2: float = 0.0
    whitening: float | None = None
    decay: bool = False
    measured: int | None = None
    measured_noise: int | None = None
    points: int = 1
    notes: tuple = ()

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
        if self.measured is not None:
            check_whole("measured", self.measured, 1, self.rows or available)
        if self.measured_noise is not None:
            check_whole("measured_noise", self.measured_noise, 0)
        if not isinstance(self.decay, bool):
            raise ValueError(f"decay must be True or False, got {self.decay!r}")
        for name in ("dropout", "input_dropout"):
            check_real(name, getattr(self, name), "in [0, 1)", lambda x: 0 <= x < 1)
        check_real("l2", self.l2, "finite and >= 0", lambda x: 0 <= x < math.inf)
        if self.whitening is not None:
            check_real("whitening", self.whitening, "finite and > 0", lambda x: 0 < x < math.inf)
        for name, without in OPTIONS.items():
            value = getattr(self, name)
            if value != without and name not in NEEDS[self.problem].options:
                raise ValueError(f"the {self.problem} has no {name}, got {name}={value!r}")
        try:
            hyper = dict(self.hyper)
        except (TypeError, ValueError):
            message = f"hyper must be a dictionary or pairs, got {self.hyper!r}"
            raise ValueError(message) from None
        object.__setattr__(self, "hyper", tuple(sorted(hyper.items())))
        check_hyper(self.rule, hyper, self.decay)
        if isinstance(self.notes, list):  # as JSON has it
            object.__setattr__(self, "notes", tuple(self.notes))
        check_notes(self.rule, self.notes)

    def optimizer(self):
        """Return the update rule that the trial names."""
        return make_rule(self.rule, dict(self.hyper), self.decay)

    def as_dict(self):
        """Return the fields as JSON knows them; ``Trial(**fields)`` is the trial again."""
        return asdict(self) | {"hyper": dict(self.hyper), "notes": list(self.notes)}


def run_trial(trial, device="cpu"):
    """Run a trial and return what happened, as a dictionary that JSON can hold.

    Trials run side by side, so each has one thread: then workers do not fight over cores, and a
    result does not depend on how many there are. ``device`` is where PyTorch computes: "cpu" or
    "cuda", whose random numbers are others.

    Returns
    -------
    dict
        ``outcome`` is "finished", or "diverged" where a cost was no longer finite; ``why`` says
        when. ``noisy`` is the mean cost of the minibatches, ``points`` times a pass, as it was
        while learning, dropout included. ``cost`` is the training cost before the first pass and
        after each, and ``test`` has cost and share of errors on test examples, after the last
        pass. ``notes`` has what the trial's notes wrote after each pass, by name. Where a problem
        knows its cost part by part, ``parts`` has each as ``cost`` has the whole.

        ``seconds`` says how long it took: for "gradients", the rule's "steps", "costs" (measured,
        and notes), and in "all". ``date``, ``where`` and ``protocol``: when, on what, and which
        version of this recipe.

    Raises
    ------
    ValueError
        If ``device`` is not one of these.
    """
    check_one_of("device", device, DEVICES)
    clock = Clock()
    # a cost that overflows is a result like others, not worth a warning from every worker
    with one_thread(), np.errstate(over="ignore", invalid="ignore"):
        problem = build(trial, device)
        with one_torch_thread():  # torch may have been imported only now
            history = learn(problem, trial, clock)
    about = {"seconds": clock.read(), "date": date.today().isoformat(), "where": where(device)}
    return {"trial": trial.as_dict(), **history, **about, "protocol": PROTOCOL}


def learn(problem, trial, clock):
    """Minimise the problem as the trial says; return the outcome, the curves and the notes.

    ``clock``, a :class:`Clock`, is told what the time goes into.
    """
    theta = problem.theta0
    on_cpu = not getattr(theta, "is_cuda", False)  # a GPU likes its vectors whole
    optimizer = in_blocks(trial.optimizer(), *(() if on_cpu else (len(theta),)))
    state, hyper = optimizer.init(theta), defaults(trial.rule) | dict(trial.hyper)
    history = {"noisy": [], "cost": [short(problem.cost(theta))], "test": {}}
    history["notes"] = {name: {} for name in trial.notes}
    if problem.parts:
        history["parts"] = {name: [short(cost)] for name, cost in problem.parts(theta).items()}
    memories, latest = dict.fromkeys(trial.notes), []
    for t in range(1, trial.passes * problem.steps_per_pass + 1):
        with clock("gradients"):
            value, g = problem.value_and_grad(theta, t)
        with clock("steps"):
            theta, state = optimizer.step(theta, g, state)
        latest.append(value)
        if not math.isfinite(value):
            return {"outcome": "diverged", "why": f"the cost at t={t} is {value}", **history}
        with clock("costs"):
            for name in trial.notes:
                memories[name] = NOTES[name].see(memories[name], g)
            if t * trial.points // problem.steps_per_pass > len(history["noisy"]):
                history["noisy"].append(short(sum(latest) / len(latest)))
                latest = []
            if t % problem.steps_per_pass:
                continue
            cost = problem.cost(theta)
            if not math.isfinite(cost):
                why = f"the training cost after t={t} is {cost}"
                return {"outcome": "diverged", "why": why, **history}
            history["cost"].append(short(cost))
            for name, part in problem.parts(theta).items() if problem.parts else ():
                history["parts"][name].append(short(part))
            for name in trial.notes:
                written = NOTES[name].write(memories[name], joined(state), hyper)
                for key, number in written.items():
                    history["notes"][name].setdefault(key, []).append(short(number))
            memories = dict.fromkeys(trial.notes)
    test = {name: short(number) for name, number in problem.test(theta).items()}
    return {"outcome": "finished", "why": "", **history, "test": test}


class Clock:
    """Seconds by what they were spent on.

    >>> clock = Clock()
    >>> with clock("steps"):
    ...     pass
    >>> list(clock.read())
    ['steps', 'all']
    """

    def __init__(self):
        self.start, self.spent = time.perf_counter(), Counter()

    @contextmanager
    def __call__(self, what):
        """Return the context whose time counts as spent on ``what``."""
        start = time.perf_counter()
        yield
        self.spent[what] += time.perf_counter() - start

    def read(self):
        """Return the seconds spent so far, on each and in all."""
        spent = self.spent | {"all": time.perf_counter() - self.start}
        return {what: round(seconds, 2) for what, seconds in spent.items()}


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


def check_real(name, value, allowed, allows):
    """Check that ``value`` is a number, an int or a float, which ``allows(value)``.

    Raises
    ------
    ValueError
        If it is not: with its ``name``, and the words that say what is ``allowed``.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not allows(value):
        raise ValueError(f"{name} must be {allowed}, got {value!r}")


def short(x):
    """Round to six significant digits: more are noise, and recorded files stay small."""
    return float(f"{x:.6g}")
