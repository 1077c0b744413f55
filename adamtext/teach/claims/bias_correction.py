"""Claims of §3: the averages' bias, and its correction."""

import numpy as np

from adamtext import adam, run
from adamtext.averages import bias_correction, ema, ema_weights
from adamtext.bounds import uncorrected_ratio
from adamtext.teach.claims.ledger import FALSE, HOLDS, HOLDS_IF, claim, judge
from adamtext.teach.claims.streams import normal, rare, seeds, span, steps
from adamtext.teach.evidence import over_seeds

CHAPTER = "03-bias-correction"
TIMES = np.array([1, 10, 100])


def drifting(t=1000):
    """Return mean squares that fall by 0.001 a step to 1 at step t."""
    return 1 + 1e-3 * np.arange(t - 1, -1, -1.0)


def zeta(beta2, squares):
    """Return ζ of equation (3): what the drift of the mean squares E[g_i²] leaves."""
    t = len(squares)
    return float(ema(squares, beta2)[-1] - squares[-1] * bias_correction(beta2, t))


@claim(
    "weighted-sum",
    place="§3, (1)",
    says="v is a sum of all squared gradients with weights (1 - β2) β2^(t-i).",
    verdict=HOLDS,
    explanation="After 300 steps Adam's v and the sum differ by less than 1e-12.",
    chapter=CHAPTER,
    shown="(3.2)",
)
def weighted_sum():
    """Compare Adam's own v with the weighted sum."""
    g = normal(300, 1)
    v = run(adam(), lambda theta, t: g[t - 1], np.zeros(1), 300).state.v[-1, 0]
    gap = float(abs(v - ema_weights(0.999, 300) @ g[:, 0] ** 2))
    return judge(gap < 1e-12, gap=gap)


def corrected(power, beta):
    """Return corrected averages of powers of g at t = 1, 10, 100: means of 1,000 runs a seed.

    The gradients are normal with mean 1 and variance 4.
    """
    g = 1 + 2 * seeds(normal, 100, 1000)
    return ema(g**power, beta)[TIMES - 1].mean(axis=2) / bias_correction(beta, TIMES)[:, None]


@claim(
    "expectation-of-v",
    place="§3, (2)-(4)",
    says="If the mean square is stationary, E[v_t] is E[g²] (1 - β2^t).",
    verdict=HOLDS,
    explanation="E[g²] = 5; means of v / (1 - β2^t) over 1,000 runs, five seeds, t = 1, 10, 100: "
    "{first}; {tenth}; {hundredth}. Uncorrected, v is {raw:.1%} of it at t = 1.",
    chapter=CHAPTER,
    shown="(3.3)",
)
def expectation_of_v():
    """Average v over many runs of normal gradients with mean 1 and standard deviation 2."""
    found = corrected(2, 0.999)
    near = [over_seeds(values, above=4.4, below=5.6).holds for values in found]
    first, tenth, hundredth = (span(values, ".1f") for values in found)
    raw = float(bias_correction(0.999, 1))
    return judge(all(near), first=first, tenth=tenth, hundredth=hundredth, raw=raw)


@claim(
    "zeta-stationary",
    place="§3, (4)",
    says="ζ is 0 if the mean square of the gradient is stationary.",
    verdict=HOLDS,
    explanation="ζ is below 1e-12 for a constant mean square, {drift:.5f} for one that falls by "
    "0.001 a step to 1.",
    chapter=CHAPTER,
    shown="Theorem 3.3",
)
def zeta_stationary():
    """Compute ζ with and without drift."""
    still, drift = zeta(0.999, np.full(1000, 5.0)), zeta(0.999, drifting())
    return judge(abs(still) < 1e-12 < abs(drift), still=still, drift=drift)


@claim(
    "zeta-small",
    place="§3",
    says="Otherwise ζ is kept small by a decay rate that gives the distant past little weight.",
    verdict=HOLDS_IF,
    condition="β2's memory is short beside the drift",
    explanation="Mean square falling by 0.001 a step to 1: ζ = {short:.3f} at β2 = 0.9, "
    "{long:.3f} at 0.999.",
    chapter=CHAPTER,
    shown="(3.5)",
)
def zeta_small():
    """Compute ζ for a long and for a short memory."""
    short, long = zeta(0.9, drifting()), zeta(0.999, drifting())
    return judge(long < 0.05, short < 0.05, short=short, long=long)


@claim(
    "zeta-by-beta1",
    place="§3",
    says="It is β1 that has to be chosen so that ζ, the error in v, stays small.",
    verdict=FALSE,
    explanation="A slip for β2. Between β1 = 0.5 and 0.9 Adam's v changes by {by_beta1:.0f}; "
    "between β2 = 0.9 and 0.999 by {by_beta2:.2f}.",
    chapter=CHAPTER,
    shown="#The remainder",
)
def zeta_by_beta1():
    """Change one beta at a time and look at Adam's v."""
    g = np.sqrt(drifting())[:, None]

    def v_hat(beta1, beta2):
        rule = adam(beta1=beta1, beta2=beta2)
        v = run(rule, lambda theta, t: g[t - 1], np.zeros(1), 1000).state.v[-1, 0]
        return v / bias_correction(beta2, 1000)

    by_beta1 = float(abs(v_hat(0.5, 0.999) - v_hat(0.9, 0.999)))
    by_beta2 = float(abs(v_hat(0.9, 0.9) - v_hat(0.9, 0.999)))
    return judge(by_beta1 > 0, by_beta1=by_beta1, by_beta2=by_beta2)


@claim(
    "same-for-the-mean",
    place="§3",
    says="The same argument corrects the first moment.",
    verdict=HOLDS,
    explanation="Mean 1: means of m / (1 - β1^t) over 1,000 runs, five seeds, at t = 1, 10, 100: "
    "{first}; {tenth}; {hundredth}.",
    chapter=CHAPTER,
    shown="(3.4)",
)
def same_for_the_mean():
    """Average m over many runs."""
    found = corrected(1, 0.9)
    near = [over_seeds(values, above=0.8, below=1.2).holds for values in found]
    first, tenth, hundredth = map(span, found)
    return judge(all(near), first=first, tenth=tenth, hundredth=hundredth)


@claim(
    "sparse-needs-small-beta2",
    place="§3",
    says="With sparse gradients a reliable second moment takes a small β2.",
    verdict=FALSE,
    explanation="A slip for a small 1 - β2. Gradients in 1 of 100 steps, five seeds: at β2 = 0.1 "
    "v is off by {short} times its mean, at 0.999 by {long}.",
    chapter=CHAPTER,
    shown="#The remainder",
)
def sparse_needs_small_beta2():
    """Measure how far v scatters about its mean when gradients are rare."""
    g = seeds(rare, 6000, 60)
    short, long = (ema(g**2, beta)[-2000:].std(axis=(0, 2)) / 0.01 for beta in (0.1, 0.999))
    reliable = over_seeds(short / long, below=1)
    return judge(reliable.holds, short=span(short, ".1f"), long=span(long))


@claim(
    "larger-without-correction",
    place="§3",
    says="Where β2 is near 1, the first steps without correction are much larger.",
    verdict=HOLDS,
    explanation="At the defaults {first:.2f} times at t = 1, {peak:.2f} times at t = {when:d}. "
    "Not for every β2: with 0.95 the first step would be {short:.2f} times as long.",
    chapter=CHAPTER,
    shown="Theorem 3.4",
)
def larger_without_correction():
    """Divide uncorrected steps by Adam's."""
    g = np.ones(100)
    plain = ema(g, 0.9) / np.sqrt(ema(g**2, 0.999))
    ratio = plain / steps(adam(1.0, eps=0.0), g)
    short = uncorrected_ratio(0.9, 0.95, 1)
    return judge(
        ratio[0] > 2,
        first=ratio[0],
        peak=ratio.max(),
        when=int(ratio.argmax()) + 1,
        short=short,
    )
