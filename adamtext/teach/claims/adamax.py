"""Claims of §7: AdaMax, and averages of the iterates."""

import inspect

import numpy as np

from adamtext import adamax, run, sgd
from adamtext.averages import bias_correction, ema
from adamtext.bounds import adamax_step_bound
from adamtext.teach.claims.ledger import (
    FALSE,
    HOLDS,
    HOLDS_IF,
    NOT_TESTABLE,
    claim,
    judge,
    untestable,
)
from adamtext.teach.claims.streams import normal, rms, seeds, span, steps
from adamtext.teach.evidence import over_seeds

CHAPTER = "04-adamax"


def decaying_maximum(g):
    """Return u of AdaMax after each step on gradients of shape (T,)."""
    rows = g[:, None]
    return run(adamax(), lambda theta, t: rows[t - 1], np.zeros(1), len(g)).state.u[:, 0]


def largest_decayed(g, beta2=0.999):
    """Return the largest of ``β2^(t-i) |g_i|``: equation (11) after the last step."""
    return float((beta2 ** np.arange(len(g) - 1, -1, -1.0) * abs(g)).max())


def power_mean(powers, decay):
    """Return v of (6): the moving average of ``powers``, from 0."""
    v = 0.0
    for power in powers:
        v = decay * v + (1 - decay) * power
    return v


@claim(
    "power-average",
    place="§7.1, (6)-(7)",
    says="The p-th powers' average is a sum with weights (1 - β2^p) β2^(p(t-i)).",
    verdict=HOLDS,
    explanation="For p = 5 recursion and sum differ by less than 1e-12 after 100 steps.",
    chapter=CHAPTER,
    shown="(4.2)",
)
def power_average():
    """Average fifth powers in both ways."""
    powers, beta = abs(normal(100)) ** 5, 0.999**5
    total = (1 - beta) * (beta ** np.arange(99, -1, -1.0)) @ powers
    gap = float(abs(power_mean(powers, beta) / total - 1))
    return judge(gap < 1e-12, gap=gap)


@claim(
    "power-decay-is-equivalent",
    place="§7.1",
    says="To write the decay as β2^p instead of β2 is the same in other parameters.",
    verdict=HOLDS,
    explanation="For each p a decay of 0.999 is β2 = 0.999^(1/p): averages equal within 1e-12. "
    "But β2 = 0.999 then means at p = 2 a memory of {memory:.0f} steps, not 1,000.",
    chapter=CHAPTER,
    shown="(4.2)",
)
def power_decay_is_equivalent():
    """Find, for five p, the β2 that gives a decay of 0.999; then leave β2 as it is."""
    g = abs(normal(300))
    gaps, plain = [], {p: power_mean(g**p, 0.999) for p in (1, 2, 3, 5, 10)}
    for p, v in plain.items():
        beta2 = 0.999 ** (1 / p)
        gaps.append(abs(power_mean(g**p, power_decay(beta2, p)) / v - 1))
    decay = power_decay(0.999, 2)
    return judge(max(gaps) < 1e-12, gap=float(max(gaps)), memory=1 / (1 - decay))


def power_decay(beta2, p):
    """Return the decay of (6) for the p-th powers."""
    return beta2**p


@claim(
    "limit-is-a-maximum",
    place="§7.1, (8)-(11)",
    says="For p → ∞ the p-th root of that average is the largest of β2^(t-i) |g_i|.",
    verdict=HOLDS,
    explanation="Over 50 gradients they differ by {early:.1%} at p = 10 and {late:.2%} at p = "
    "1,000.",
    chapter=CHAPTER,
    shown="Theorem 4.3",
)
def limit_is_a_maximum():
    """Let p grow; powers are taken of gradients over the maximum, so as not to overflow."""
    g = normal(50)
    top = largest_decayed(g)
    shares = 0.999 ** np.arange(49, -1, -1.0) * abs(g) / top

    def gap(p):
        return float(abs(((1 - 0.999**p) * (shares**p).sum()) ** (1 / p) - 1))

    gaps = [gap(p) for p in (10, 100, 1000)]
    return judge(np.all(np.diff(gaps) < 0) and gaps[-1] < 1e-3, early=gaps[0], late=gaps[-1])


@claim(
    "recursion-for-u",
    place="§7.1, (12)",
    says="u_t = max(β2 u_{t-1}, |g_t|) computes that maximum.",
    verdict=HOLDS,
    explanation="AdaMax's u and the maximum over all 300 gradients agree within 1e-12.",
    chapter=CHAPTER,
    shown="(4.4)",
)
def recursion_for_u():
    """Compare AdaMax's own u with the closed form at all times."""
    g = normal(300)
    u = decaying_maximum(g)
    gap = max(abs(u[t - 1] - largest_decayed(g[:t])) for t in range(1, 301))
    return judge(gap < 1e-12, gap=float(gap))


@claim(
    "large-p-is-unstable",
    place="§7.1",
    says="For large finite p the method is numerically unstable, for p → ∞ it is stable.",
    verdict=HOLDS,
    explanation="The power 200 of 0.01 is {power:.0f} in double precision; u is {u:.2f}.",
    chapter=CHAPTER,
    shown="(4.4)",
)
def large_p_is_unstable():
    """Take a large power of a small gradient."""
    g = np.full(3, 0.01)
    power, u = float((g**200)[0]), float(decaying_maximum(g)[-1])
    return judge(power == 0 and abs(u - 0.01) < 1e-12, power=power, u=u)


@claim(
    "u-needs-no-correction",
    place="§7.1",
    says="u needs no bias correction.",
    verdict=HOLDS,
    explanation="For a constant gradient u is right from the first step. The factor of the p-th "
    "root is {small:.3f} at p = 2, t = 1, and {large:.4f} at p = 1,000.",
    chapter=CHAPTER,
    shown="#No hat for $u$",
)
def u_needs_no_correction():
    """Feed AdaMax a constant, and let the factor of the p-th root tend to 1."""
    u = decaying_maximum(np.full(100, 3.0))
    small, large = ((1 - 0.999**p) ** (1 / p) for p in (2, 1000))
    return judge(abs(u - 3).max() < 1e-12 and large > 0.999, small=small, large=large)


@claim(
    "adamax-step-bound",
    place="§7.1",
    says="No step of AdaMax exceeds α, a simpler bound than Adam's.",
    verdict=FALSE,
    explanation="Gradients that fall by β2 a step make AdaMax step {reached:.5f} α at the "
    "defaults, the exact limit being {bound:.5f} α; at equal betas there is no bound.",
    chapter=CHAPTER,
    shown="Corollary 4.5",
)
def adamax_bound():
    """Feed AdaMax its worst stream."""
    reached = float(steps(adamax(1.0), 0.999 ** np.arange(500.0))[-1])
    bound = adamax_step_bound(0.9, 0.999)
    return judge(reached <= 1, reached=reached, bound=bound)


@claim(
    "no-epsilon",
    place="§7.1, Algorithm 2",
    says="AdaMax does without ε.",
    verdict=HOLDS_IF,
    condition="no coordinate's first gradient is zero",
    explanation="A first gradient 0 gives {zero} and spoils the run; after another one zeros do "
    "no harm.",
    chapter=CHAPTER,
    shown=r"#Where $\epsilon$ goes",
)
def no_epsilon():
    """Start with a zero gradient, and end with one."""
    with np.errstate(invalid="ignore"):
        zero = float(steps(adamax(1.0), np.array([0.0, 1.0]))[0])
    later = float(steps(adamax(1.0), np.array([1.0, 0.0]))[-1])
    return judge(np.isfinite(zero), np.isfinite(later), zero="0/0" if np.isnan(zero) else zero)


@claim(
    "adamax-defaults",
    place="§7.1, Algorithm 2",
    says="Good defaults for AdaMax are α = 0.002, β1 = 0.9, β2 = 0.999.",
    verdict=NOT_TESTABLE,
    chapter=CHAPTER,
    shown="#Algorithm 2",
)
def adamax_defaults():
    """Decline: the paper has no experiment with AdaMax."""
    return untestable("The paper shows no experiment with AdaMax that could be repeated.")


def descents(alpha, num_steps=3000):
    """Return iterates of plain descent of ½x² from 1 in unit noise: (T, seeds, 40)."""
    noise = seeds(normal, num_steps, 40)
    return run(sgd(alpha), lambda x, t: x + noise[t - 1], np.ones(noise.shape[1:]), num_steps).theta


@claim(
    "averaging-quiets-noise",
    place="§7.2",
    says="The last iterate is noisy; Polyak-Ruppert averages improve plain SGD.",
    verdict=HOLDS_IF,
    condition="α is large enough for the start to be forgotten",
    explanation="Noisy ½x² from 1, 3,000 steps: distance of the mean over that of the last "
    "iterate {large} at α = 0.1, {small} at 0.001; five seeds.",
    chapter=CHAPTER,
    shown="#Averaging the parameters",
)
def averaging_quiets_noise():
    """Compare the last iterate with the mean of all, for a large and a small step size."""

    def gain(alpha):
        path = descents(alpha)[1:]
        return rms(path.mean(axis=0), axis=1) / rms(path[-1], axis=1)

    large, small = (over_seeds(gain(alpha), below=0.5) for alpha in (0.1, 0.001))
    numbers = {"large": span(large.values), "small": span(small.values, ".1f")}
    return judge(large.holds and small.holds, large.holds, **numbers)


def last_iterate(rule, g, theta):
    """Return theta after the steps of ``rule`` against the gradients g (T, d)."""
    state = rule.init(theta)
    for row in g:
        theta, state = rule.step(theta, row, state)
    return theta


def averaged_iterates(rule, g, theta, beta2=0.999):
    """Return the moving average of the iterates, from 0 and uncorrected."""
    state, average = rule.init(theta), 0.0
    for row in g:
        theta, state = rule.step(theta, row, state)
        average = beta2 * average + (1 - beta2) * theta
    return average


def loop(function):
    """Return the lines in the body of the loop of a function."""
    body = inspect.getsource(function).split("for row in g:\n", 1)[1]
    return [line.strip() for line in body.splitlines() if line.startswith(" " * 8)]


@claim(
    "averaging-is-one-line",
    place="§7.2",
    says="A moving average of the parameters is one line more in the inner loop.",
    verdict=HOLDS,
    explanation="{without:d} line becomes {lines:d}, and the average is right within 1e-12. It is "
    "also one more number for each parameter.",
    chapter=CHAPTER,
    shown="#Averaging the parameters",
)
def averaging_is_one_line():
    """Count the lines of two loops of ours, and compare with an average taken afterwards."""
    g, rule, start = normal(50, 3), adamax(), np.ones(3)
    path = run(rule, lambda theta, t: g[t - 1], start, 50).theta[1:]
    gap = abs(averaged_iterates(rule, g, start) - ema(path, 0.999)[-1]).max()
    without, lines = (len(loop(function)) for function in (last_iterate, averaged_iterates))
    return judge(lines == without + 1 and gap < 1e-12, without=without, lines=lines)


@claim(
    "average-is-corrected",
    place="§7.2",
    says="Dividing by 1 - β2^t corrects the moving average of the iterates.",
    verdict=HOLDS,
    explanation="Iterates that stay at 3 have the corrected average 3 within 1e-12; without the "
    "correction it is {raw:.3f} after one step.",
    chapter=CHAPTER,
    shown="(4.6)",
)
def average_is_corrected():
    """Average iterates that do not move."""
    path, t = np.full(500, 3.0), np.arange(1, 501)
    raw = ema(path, 0.999)
    gap = float(abs(raw / bias_correction(0.999, t) - 3).max())
    return judge(gap < 1e-12, raw=raw[0], gap=gap)


@claim(
    "averaging-generalises",
    place="§7.2",
    says="Averaged parameters often generalise better.",
    verdict=NOT_TESTABLE,
    chapter=CHAPTER,
    shown="#What averaging costs",
)
def averaging_generalises():
    """Decline: the paper shows no such run."""
    return untestable("The paper shows no run with averaging, and often is no number.")
