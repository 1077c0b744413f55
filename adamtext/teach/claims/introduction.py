"""Claims of the abstract and of §1."""

import math

import numpy as np

from adamtext import adagrad, adam, rmsprop, run
from adamtext.bounds import noise_floor, step_bound
from adamtext.objectives import turned
from adamtext.online import RARE, THREES, drift_threshold, projected, regret, steady_drift
from adamtext.teach.claims.ledger import (
    CLOSING,
    FALSE,
    HOLDS,
    HOLDS_IF,
    NOT_TESTABLE,
    claim,
    judge,
    untestable,
)
from adamtext.teach.claims.streams import normal, operations, rms, steps


@claim(
    "cheap-step",
    place="abstract",
    says="A step costs little computation.",
    verdict=HOLDS,
    explanation="{small:.0f} operations a parameter, for 10 parameters as for 10,000.",
    chapter="01-algorithm",
    shown="#Algorithm 1, line by line",
)
def cheap_step():
    """Count the arithmetic of one step."""
    small, large = (operations(adam(), size) for size in (10, 10_000))
    return judge(small == large < 20, small=small)


@claim(
    "little-memory",
    place="abstract",
    says="Adam needs little memory.",
    verdict=HOLDS,
    explanation="{kept:.0f} numbers a parameter, m and v, however long the run.",
    chapter="14-cost-of-a-step",
    shown="#What is kept",
)
def little_memory():
    """Count the numbers in the state after some steps."""
    theta = np.zeros(1000)
    state = run(adam(), lambda theta, t: theta + 1, theta, 5).state
    kept = sum(np.size(part[-1]) for part in state if np.ndim(part) > 1) / theta.size
    return judge(kept <= 2, kept=kept)


@claim(
    "diagonal-rescaling",
    place="abstract, §1",
    says="Rescaling each coordinate of the gradients leaves the steps as they were.",
    verdict=HOLDS_IF,
    condition="ε is small beside the gradients and the factors stay the same",
    explanation="Factors down to 1e-9 change a step by {tiny:.3f} α at ε = 1e-8; without ε by "
    "less than 1e-12 α.",
    chapter="01-algorithm",
    shown="#A narrow valley",
)
def diagonal_rescaling():
    """Scale two coordinates of a stream, with the default eps and without."""
    g, factors = normal(100, 2), np.array([1e-9, 1e4])

    def change(eps):
        rule = adam(alpha=1.0, eps=eps)
        return float(abs(steps(rule, g * factors) - steps(rule, g)).max())

    return judge(change(1e-8) < 1e-12, change(0.0) < 1e-12, tiny=change(1e-8))


@claim(
    "diagonal-only",
    place="abstract",
    says="The invariance is a matter of single coordinates: diagonal rescaling, no more.",
    verdict=HOLDS,
    explanation="Turn the gradients by half a radian, and the steps differ from the turned ones by "
    "up to {turned:.2f} α.",
    chapter="01-algorithm",
    shown="#A narrow valley",
)
def diagonal_only():
    """Compare the steps of turned gradients with turned steps."""
    g, rule = normal(200, 2), adam(alpha=1.0, eps=0.0)
    moved = steps(rule, turned(g.T, 0.5).T)
    mismatch = float(abs(moved - turned(steps(rule, g).T, 0.5).T).max())
    scaled = float(abs(steps(rule, g * np.array([0.25, 8.0])) - steps(rule, g)).max())
    return judge(scaled == 0 and mismatch > 0.1, turned=mismatch)


@claim(
    "large-problems",
    place="abstract",
    says="Adam suits problems with many data or many parameters.",
    verdict=NOT_TESTABLE,
    chapter="01-algorithm",
    shown="#A cost that will not sit still",
)
def large_problems():
    """Decline: a book of small runs says nothing of large ones."""
    return untestable("The book's runs are small; that a step is cheap is a claim of its own.")


@claim(
    "sparse-gradients",
    place="abstract, §1",
    says="Adam does well where gradients are sparse.",
    verdict=HOLDS,
    explanation="A coordinate with a gradient in 1 of 100 steps still moves {rare:.3f} α a step, "
    "about √0.01; plain descent would give it 0.01.",
    chapter="01-algorithm",
    shown="#Rare features",
)
def sparse_gradients():
    """Measure the mean step under unit gradients that come with probability 0.01."""
    g = (np.random.default_rng(1412).random((6000, 200)) < 0.01).astype(float)
    rare = float(steps(adam(alpha=1.0), g)[3000:].mean())
    return judge(rare > 5 * 0.01, rare=rare)


@claim(
    "noisy-gradients",
    place="abstract",
    says="Adam copes with very noisy gradients.",
    verdict=HOLDS,
    explanation="On ½x² with noise σ = 1 and α = 0.01 it comes from 1 to a spread of "
    "{spread:.3f}, about √(ασ/2) = 0.071, where it stays.",
    chapter="02-interpretation",
    shown="#Signal and noise",
)
def noisy_gradients():
    """Let 300 runs descend a noisy parabola from x = 1."""
    noise = normal(2000, 300)
    path = run(adam(alpha=0.01), lambda x, t: x + noise[t - 1], np.ones(300), 2000).theta
    spread = rms(path[-500:])
    return judge(spread < 0.1, spread=spread)


@claim(
    "non-stationary",
    place="abstract, §1",
    says="The objective need not stay the same; Adam follows it.",
    verdict=HOLDS_IF,
    condition="β2's memory holds many of its rare large gradients",
    explanation="A minimum that jumps is found again, but slopes 1010, -10, -10, … of period 101 "
    "drive the defaults the wrong way; they need β2 > {threshold:.6f}.",
    chapter="05-convergence",
    shown="#The defaults, too",
)
def non_stationary():
    """Follow a jump, and Reddi, Kale and Kumar's rare large slope."""
    path = run(adam(alpha=0.01), lambda x, t: x - (t > 500), np.zeros(1), 1500).theta
    follows = abs(path[-1, 0] - 1) < 0.01
    threshold = float(drift_threshold(0.9, RARE))
    safe = steady_drift(0.9, (1 + threshold) / 2, RARE) < 0
    return judge(
        follows and steady_drift(0.9, 0.999, RARE) < 0, follows and safe, threshold=threshold
    )


@claim(
    "intuitive-hyper-parameters",
    place="abstract",
    says="The hyper-parameters can be understood and rarely need tuning.",
    verdict=NOT_TESTABLE,
    chapter="06-logistic-regression",
    shown=CLOSING,
)
def intuitive_hyperparameters():
    """Decline: it is a matter of experience over many tasks."""
    return untestable("It would take many tasks and tuners; our sweeps cover a few.")


@claim(
    "comparable-regret",
    place="abstract",
    says="The regret bound matches the best known for on-line convex problems.",
    verdict=FALSE,
    explanation="Slopes 3, -1, -1 with β1 = 0, β2 = 0.1: regret a step is {early:.3f} after "
    "600 steps and {late:.3f} after 6,000.",
    chapter="05-convergence",
    shown="Theorem 5.2",
)
def comparable_regret():
    """Watch the average regret on the counterexample."""
    rule = projected(adam(lambda t: 0.5 / math.sqrt(t), beta1=0.0, beta2=0.1))
    x = run(rule, THREES.grad, np.zeros(1), 6000).theta[:-1, 0]
    early, late = (float(regret(THREES, x)[T - 1] / T) for T in (600, 6000))
    # a regret of order sqrt(T) would make this fall by a factor of 3
    return judge(late < early / 2, early=early, late=late)


@claim(
    "two-parents",
    place="§1",
    says="Adam unites AdaGrad, good with sparse gradients, and RMSProp, good with changing ones.",
    verdict=HOLDS,
    explanation="As formulas: β1 = 0 is RMSProp with a correction, and β2 → 1 with α/√t comes "
    "within 1e-7 α of AdaGrad at β2 = 1 - 1e-9.",
    chapter="01-algorithm",
    shown="#Two parents",
)
def two_parents():
    """Compare Adam at its two ends with both parents."""
    g, t = normal(300), np.arange(1, 301)
    mine = steps(adam(1.0, beta1=0.0, eps=0.0), g)
    theirs = steps(rmsprop(1.0, beta2=0.999, eps=0.0), g) * np.sqrt(1 - 0.999**t)
    forgetless = adam(lambda t: 1 / math.sqrt(t), beta1=0.0, beta2=1 - 1e-9, eps=0.0)
    gap = float(abs(steps(forgetless, g) - steps(adagrad(1.0, eps=0.0), g)).max())
    return judge(abs(mine - theirs).max() < 1e-9 and gap < 1e-7, gap=gap)


@claim(
    "higher-order-unsuited",
    place="§1",
    says="In high dimensions first-order methods are the better choice.",
    verdict=NOT_TESTABLE,
    chapter="01-algorithm",
    shown="#A cost that will not sit still",
)
def higher_order_unsuited():
    """Decline: the book has no second-order method."""
    return untestable("The book runs no second-order method to compare with.")


@claim(
    "roughly-bounded",
    place="§1",
    says="Steps are approximately bounded by α.",
    verdict=HOLDS_IF,
    condition="the gradients keep their size over the memory of v",
    explanation="Pure noise: at most {noise:.3f} α in 20,000 steps. Over all streams: "
    "{worst:.2f} α.",
    chapter="02-interpretation",
    shown="#When does it happen?",
)
def roughly_bounded():
    """Compare noise of constant size with the worst stream of all."""
    noise = float(abs(steps(adam(alpha=1.0, eps=0.0), normal(20_000))).max())
    worst = step_bound(0.9, 0.999)
    return judge(worst <= 1.1, noise <= 1.1, noise=noise, worst=worst)


@claim(
    "natural-annealing",
    place="§1",
    says="Adam anneals its step size by itself.",
    verdict=HOLDS_IF,
    condition="only the mean step counts, not the single one",
    explanation="Under pure noise the mean step is {mean:.3f} α, but its root mean square stays at "
    "{size:.3f} α, where theory has {floor:.4f}.",
    chapter="02-interpretation",
    shown="(2.4)",
)
def natural_annealing():
    """Measure steps late in a stream without any signal."""
    moved = steps(adam(alpha=1.0, eps=0.0), normal(4000, 400))[2000:]
    mean, size = abs(float(moved.mean())), rms(moved)
    return judge(size < 0.05, mean < 0.01, mean=mean, size=size, floor=noise_floor(0.9))
