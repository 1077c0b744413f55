"""Claims of the abstract, wherever else the paper repeats them."""

import inspect
import math

import numpy as np

from adamtext import adam, run, sgd
from adamtext.lab.judging import FAR, compare, lead
from adamtext.objectives import turned
from adamtext.online import RARE, drift_threshold, steady_drift
from adamtext.teach.claims.ledger import (
    CLOSING,
    HOLDS,
    HOLDS_IF,
    NOT_TESTABLE,
    claim,
    judge,
    seen,
    untestable,
)
from adamtext.teach.claims.records import full_races, races, results
from adamtext.teach.claims.streams import (
    normal,
    operations,
    rms,
    seeds,
    span,
    steps,
    student,
)
from adamtext.teach.evidence import over_seeds


@claim(
    "simple-to-implement",
    place="abstract, §8",
    says="Adam is simple to implement.",
    verdict=HOLDS,
    explanation="The body of our step, the same as Algorithm 1, has {lines:d} lines.",
    chapter="01-algorithm",
    shown="#Algorithm 1, line by line",
)
def simple_to_implement():
    """Count the lines of our own Adam's step."""
    source = inspect.getsource(inspect.unwrap(adam))
    lines = source.split("def step", 1)[1].split("return Optimizer", 1)[0]
    body = [line for line in lines.splitlines()[1:] if line.strip()]
    return judge(len(body) <= 8, lines=len(body))


@claim(
    "cheap-step",
    place="abstract, §8",
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
    place="abstract, §1, §8",
    says="Adam needs little memory.",
    verdict=HOLDS,
    explanation="{kept:.0f} numbers a parameter, m and v, however long the run.",
    chapter="16-cost-of-a-step",
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
    aliases=("scale-cancels",),
    place="abstract, §1, §2.1",
    says="Rescaling each coordinate of the gradients leaves the steps as they were.",
    verdict=HOLDS_IF,
    condition="ε is small beside the gradients and the factors stay the same",
    explanation="Factors down to 1e-9 change a step by {tiny:.3f} α at ε = 1e-8; without ε by "
    "less than 1e-12 α, a power of two by {exact:.0f}. Doubled on the way, they give {late:.2f} α.",
    chapter="02-interpretation",
    shown="#Scale",
)
def diagonal_rescaling():
    """Scale two coordinates of a stream, with the default eps and without, for good and late."""
    g, factors = normal(100, 2), np.array([1e-9, 1e4])
    late = steps(adam(alpha=1.0, eps=0.0), np.repeat([1.0, 2.0], 2000)).max()

    def change(eps, factors=factors):
        rule = adam(alpha=1.0, eps=eps)
        return float(abs(steps(rule, g * factors) - steps(rule, g)).max())

    numbers = {"tiny": change(1e-8), "exact": change(0.0, 1024.0), "late": float(late)}
    return judge(
        max(change(1e-8), late - 1) < 1e-12,
        change(0.0) < 1e-12 and numbers["exact"] == 0,
        **numbers,
    )


@claim(
    "diagonal-only",
    place="abstract",
    says="The invariance is a matter of single coordinates: diagonal rescaling, no more.",
    verdict=HOLDS,
    explanation="Turn the gradients by half a radian, and the steps differ from the turned ones "
    "by up to {turned:.2f} α.",
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
    place="abstract, §1, §6, §8",
    says="Adam suits problems with many data or many parameters.",
    verdict=NOT_TESTABLE,
    chapter="01-algorithm",
    shown="#A cost that will not sit still",
)
def large_problems():
    """Decline: a book of small runs says nothing of large ones."""
    return untestable("The book's runs are small; that a step is cheap is a claim of its own.")


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
    "noisy-gradients",
    place="abstract",
    says="Adam copes with very noisy gradients.",
    verdict=HOLDS,
    explanation="½x² from 1, α = 0.01, Cauchy's noise, which has no variance, distance (control: "
    "SGD): {found}. Normal noise, σ = 3: {large}, about √(ασ/2) = {theory:.2f}.",
    chapter="02-interpretation",
    shown="#Signal and noise",
)
def noisy_gradients():
    """Descend a parabola under noise without a variance, and compare with plain descent."""

    def distance(rule, noise):
        path = run(rule, lambda x, t: x + noise[t - 1], np.ones(noise.shape[1:]), 2000).theta
        return rms(path[-500:], axis=(0, 2))

    cauchy, large = seeds(student, 2000, 20, degrees=1), 3 * seeds(normal, 2000, 20)
    found = over_seeds(
        distance(adam(alpha=0.01), cauchy), below=1, control=distance(sgd(0.01), cauchy)
    )
    quiet = distance(adam(alpha=0.01), large)
    theory = math.sqrt(0.01 * large.std() / 2)
    holds = found.holds and quiet.max() < 1.5 * theory
    return judge(holds, found=found, large=span(quiet), theory=theory)


@claim(
    "sparse-gradients",
    place="abstract, §1, §6.1",
    says="Adam does well where gradients are sparse: it is then faster than SGD with momentum.",
    verdict=HOLDS,
    explanation="Reviews, with dropout: Adam's end value is {gap} beside SGD's, and it is there "
    "in {share:.0%} of the passes or less. Control, digits, not sparse: {dense}.",
    chapter="06-logistic-regression",
    shown="#Figure 1, right: reviews",
)
def sparse_gradients():
    """Compare Adam with SGD on sparse reviews, and on digits as a control; five seeds each."""
    sparse, digits = results("fig1-imdb"), results("fig1-mnist")
    pair = sparse["Adam"], sparse["SGD-Nesterov"]
    found, dense = compare(*pair, "noisy"), compare(digits["Adam"], digits["SGD-Nesterov"])
    share = max(lead(*pair, "noisy"))
    holds = found.beats and share <= FAR and not dense.beats
    return seen(holds, gap=found.words, share=share, dense=dense.words)


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
    "compares-favourably",
    place="abstract",
    says="In practice Adam compares favourably with other stochastic methods.",
    verdict=HOLDS_IF,
    condition="networks run for 200 steps or fewer",
    explanation="Races over five seeds, networks in sprints: ahead of {ahead} of {total} rivals, "
    "behind {behind}. Networks at full size, three seeds: ahead of {ahead_full} of {total_full}, "
    "behind {behind_full}.",
    chapter="07-neural-network",
    shown="#Figure 2a: the network with dropout, at full size",
)
def compares_favourably():
    """Count whom Adam beats and who beats Adam, in short races and in those at full size."""
    numbers, well = {}, []
    for found, suffix in ((races(), ""), (full_races(), "_full")):
        ahead = sum(one.beats for one in found.values())
        behind = [f"{rule} ({figure})" for (figure, rule), one in found.items() if one.beaten]
        well.append(ahead > len(found) / 2 and not behind)
        counts = {"ahead": ahead, "behind": ", ".join(behind) or "none", "total": len(found)}
        numbers |= {name + suffix: value for name, value in counts.items()}
    return seen(all(well), well[0], **numbers)
