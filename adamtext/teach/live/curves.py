"""The curves that a reader draws before they are shown, each computed by adamtext."""

from typing import NamedTuple

import numpy as np

from adamtext import adam, run, sgd
from adamtext.averages import bias_correction, ema
from adamtext.bounds import step_bound, uncorrected_ratio
from adamtext.objectives import rosenbrock
from adamtext.online import THREES, projected, regret
from adamtext.teach.live.resume import after_loss

#: Every curve to be guessed, by its name, in the order of the chapters.
CURVES = {}


class Curve(NamedTuple):
    """What is asked, on which axes, and what it teaches.

    ``compute`` returns for a range of x, all ``marks`` among them, the lines that are there from
    the start, the true one, and those that are shown beside it: each a dict, name -> (x, y).
    """

    name: str
    page: str
    title: str
    question: str
    lesson: str
    marks: list
    xlabel: str
    ylabel: str
    ylim: tuple
    step: float
    unit: str
    where: str
    log: bool
    compute: object

    def lines(self):
        """Return the lines: a dict of three dicts, "given", "true" and "beside"."""
        return dict(zip(("given", "true", "beside"), self.compute(), strict=True))

    def at_marks(self):
        """Return the true values where the reader guesses."""
        ((x, y),) = self.lines()["true"].values()
        return [float(y[list(x).index(mark)]) for mark in self.marks]

    def data(self):
        """Return all that the script needs, of lists and words.

        The true line is exact; what stands beside it is as fine as a screen.
        """
        lines = {
            kind: [
                {
                    "name": name,
                    "x": [int(at) for at in x],
                    "y": [float(at if kind == "true" else f"{at:.4g}") for at in y],
                }
                for name, (x, y) in curves.items()
            ]
            for kind, curves in self.lines().items()
        }
        said = {key: value for key, value in self._asdict().items() if key != "compute"}
        return said | lines | {"ylim": list(self.ylim)}


def curve(**about):
    """Enter a function among the curves, under its own name."""

    def enter(function):
        name = function.__name__.replace("_", "-")
        CURVES[name] = Curve(name=name, compute=function, **about)
        return function

    return enter


def steps(marks, last, log=True):
    """Return whole numbers from 1 to ``last``, dense enough for a line, all marks among them."""
    some = np.geomspace(1, last, 90) if log else np.linspace(1, last, 90)
    return np.unique(np.append(some.round(), marks)).astype(int)


@curve(
    page="01-algorithm",
    title="Along a bent valley",
    question="Adam starts on the wall of a bent valley, at θ₁ = −1.5. To the minimum, at 1, are "
    "125 strides of α = 0.02. Where is it at step t?",
    lesson="v̂ remembers the wall. Its gradients were hundreds of times those of the floor, and "
    "with β₂ = 0.999 the root of their average stays large for a thousand steps.",
    marks=[25, 50, 100, 150, 200, 250, 300],
    xlabel="step t",
    ylabel="θ₁",
    ylim=(-2.0, 1.5),
    step=0.1,
    unit="",
    where="at step {}",
    log=False,
)
def valley():
    """Return the first coordinate of a run of Adam on Rosenbrock's function."""
    bent, paths = rosenbrock(), {}
    t = np.unique(np.append(np.arange(0, 60, 2), np.arange(0, 301, 5)))
    for name, beta2 in (("true", 0.999), ("β₂ = 0.9", 0.9)):
        rule = adam(alpha=0.02, beta2=beta2)
        theta = run(rule, bent.grad, np.array([-1.5, 0.5]), 300).theta[:, 0]
        paths[name] = t, theta[t]
    ends = np.array([0, 300])
    given = {"minimum": (ends, np.ones(2)), "start": ([0, 0], [-1.5, -1.5])}
    return given, {"true": paths.pop("true")}, paths


@curve(
    page="02-interpretation",
    title="The longest step that gradients can force",
    question="At the default betas the first step is α long, whatever the gradient. "
    "How long can step t be at most, over all streams of gradients?",
    lesson="α is no bound. For the first ten steps it nearly is one; then the two averages weigh "
    "the past ever less alike, and the bound grows to 7.27 α.",
    marks=[2, 5, 10, 30, 100, 300, 1000, 10_000],
    xlabel="step t",
    ylabel="longest step, in α",
    ylim=(0.0, 10.0),
    step=0.25,
    unit=" α",
    where="at step {}",
    log=True,
)
def largest_step():
    """Return the exact bound at the defaults."""
    t = steps(CURVES["largest-step"].marks, 10_000)
    first = {"α": (np.array([1, 10_000]), np.ones(2))}
    return first, {"true": (t, step_bound(0.9, 0.999, t))}, {}


@curve(
    page="03-bias-correction",
    title="Steps without hats",
    question="All gradients are equal, the betas are the defaults. With both hats every step is "
    "α long. How long is step t without hats?",
    lesson="Both averages start too small, and one of them divides. At first the root of v is "
    "32 times too small and m ten times, so steps are too long; m recovers within some forty "
    "steps, v in thousands.",
    marks=[1, 3, 12, 30, 100, 300, 1000, 5000],
    xlabel="step t",
    ylabel="step, in α",
    ylim=(0.0, 8.0),
    step=0.25,
    unit=" α",
    where="at step {}",
    log=True,
)
def step_ratio():
    """Return the step without corrections over the step with them."""
    t = steps(CURVES["step-ratio"].marks, 5000)
    hats = {"with hats": (np.array([1, 5000]), np.ones(2))}
    return hats, {"true": (t, uncorrected_ratio(0.9, 0.999, t))}, {}


@curve(
    page="03-bias-correction",
    title="Steps when β₂ is raised",
    question="All gradients are equal, and up to step 100 every step is α long, at β₂ = 0.95. "
    "Then β₂ becomes 0.999. How long does PyTorch step from there on?",
    lesson="The hat takes the new β₂ as if it had always been there, and corrects what was right. "
    "Divide by 1 less the product of all values that β₂ has had, and no step changes.",
    marks=[101, 150, 250, 400, 600, 800, 1000],
    xlabel="step t",
    ylabel="step, in α",
    ylim=(0.0, 2.0),
    step=0.05,
    unit=" α",
    where="at step {}",
    log=False,
)
def raised_beta2():
    """Return steps with 1 - beta2^t for the hat, where beta2 has risen from 0.95 to 0.999."""
    rule = adam(1.0, beta2=lambda t: 0.95 if t <= 100 else 0.999, eps=0.0)
    v = run(rule, lambda theta, t: np.ones(1), np.zeros(1), 1000).state.v[:, 0]
    t = steps(CURVES["raised-beta2"].marks, 1000, log=False)
    t = t[t > 100]
    true = 1 / np.sqrt(v[t - 1] / bias_correction(0.999, t))
    return {"until then": (np.array([1, 100]), np.ones(2))}, {"true": (t, true)}, {}


@curve(
    page="04-adamax",
    title="AdaMax after an outlier",
    question="Gradients have been 1 for 6000 steps, and every step was α long. One gradient of "
    "−100 comes, then all are 1 again. How long are the steps of AdaMax after it?",
    lesson="u keeps the largest gradient and lets go of it by a thousandth a step: a hundred "
    "times the usual size is there for 4,600 steps. Adam is thrown back, and recovers sooner.",
    marks=[1, 3, 10, 30, 100, 300, 1000, 3000, 10_000],
    xlabel="steps since the outlier",
    ylabel="step, in α",
    ylim=(-3.0, 2.0),
    step=0.1,
    unit=" α",
    where="{} steps later",
    log=True,
)
def outlier():
    """Return the steps of AdaMax, and of Adam, after a gradient of -100 among ones."""
    since = steps(CURVES["outlier"].marks, 10_000)
    t, stream = np.arange(1, 16_002), np.ones(16_001)
    stream[6000] = -100.0
    m_hat = ema(stream, 0.9) / bias_correction(0.9, t)
    v_hat = ema(stream**2, 0.999) / bias_correction(0.999, t)
    u = np.maximum.accumulate(abs(stream) * 0.999 ** -t.astype(float)) * 0.999**t
    taken = {name: m_hat / size for name, size in (("true", u), ("Adam", np.sqrt(v_hat)))}
    true, other = ((since, step[6000 + since]) for step in taken.values())
    return {"before": (np.array([1, 10_000]), np.ones(2))}, {"true": true}, {"Adam": other}


@curve(
    page="05-convergence",
    title="Adam's regret in a game of three lines",
    question="Lines 3x, −x, −x take turns, and −1 is best. Both start at 1 with α/√t, α = 0.5; "
    "gradient descent has paid 34 too much after 300 rounds. And Adam, with β₁ = 0, β₂ = 0.1?",
    lesson="The large slope is divided by itself. Adam counts rounds instead of slopes, two "
    "against one, walks to the worst point and pays two thirds a round for ever.",
    marks=[30, 75, 120, 165, 210, 255, 300],
    xlabel="round T",
    ylabel="regret",
    ylim=(0.0, 600.0),
    step=10.0,
    unit="",
    where="after {} rounds",
    log=False,
)
def game_regret():
    """Return the regret of Adam, under that of the worst player and over that of descent."""
    rules = {
        "descent": sgd(lambda t: 0.5 / np.sqrt(t)),
        "true": adam(lambda t: 0.5 / np.sqrt(t), beta1=0.0, beta2=0.1, eps=0.0),
    }
    rounds, paid = np.append([3, 6], np.arange(15, 301, 15)), {}
    for name, rule in rules.items():
        x = run(projected(rule), THREES.grad, np.ones(1), 300).theta[:-1, 0]
        paid[name] = rounds, regret(THREES, x)[rounds - 1]
    worst = np.array([3, 300])
    given = {"worst player": (worst, 2.0 * worst), "descent": paid["descent"]}
    return given, {"true": paid["true"]}, {}


@curve(
    page="17-when-training-goes-wrong-late",
    title="Steps after a resume",
    question="Gradients are ±1 by chance, and steps have long been 0.23 α long, root mean "
    "square. The run is resumed with m and v at zero, and t as it was. How long is step n now?",
    lesson="The hats think that m and v are old, and leave them too small; the root of v is the "
    "smaller one. Lose v alone and it is worse. Lose t as well, and all is as at the very start.",
    marks=[1, 3, 10, 30, 100, 300, 1000],
    xlabel="steps since the resume",
    ylabel="step, in α",
    ylim=(0.0, 8.0),
    step=0.25,
    unit=" α",
    where="at step {}",
    log=True,
)
def resume():
    """Return the root mean square of a step after m and v are lost, by Theorem 17.1."""
    n = steps(CURVES["resume"].marks, 1000)
    none, both, only = (after_loss(lost, "signs", 100_000, 0.9, 0.999) for lost in ("", "mv", "v"))
    given = {"nothing lost": (np.array([1, 1000]), none[[0, -1]])}
    return given, {"true": (n, both[n - 1])}, {"only v lost": (n, only[n - 1])}
