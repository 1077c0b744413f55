"""Claims of the appendix, §10: the lemmas and the steps of the proof."""

import math

import numpy as np

from adamtext.averages import bias_correction, ema
from adamtext.online import THREES
from adamtext.teach.claims.ledger import FALSE, HOLDS, claim, judge
from adamtext.teach.claims.streams import laplace, normal

CHAPTER = "05-convergence"
BREAKS = "#Seven places where the proof breaks"


def first_failure(left, right):
    """Return the first T = 1, 2, … at which left > right, or 0."""
    over = left > right
    return int(np.argmax(over)) + 1 if over.any() else 0


def logistic(x):
    """Return a convex cost and its slope: log(1 + e^x)."""
    return np.logaddexp(0, x), 1 / (1 + np.exp(-x))


@claim(
    "lemma-10-2",
    place="§10, Lemma 10.2",
    says="A convex function lies above its tangents.",
    verdict=HOLDS,
    explanation="The definition in another form; the least gap for the logistic loss at 10,000 "
    "pairs of points is {gap:.0e}.",
    chapter=CHAPTER,
    shown="#Gradient descent plays well",
)
def lemma_10_2():
    """Measure the gap between log(1 + e^x) and its tangents."""
    x, y = 3 * normal(2, 10_000)
    value, slope = logistic(x)
    gap = float((logistic(y)[0] - value - slope * (y - x)).min())
    return judge(gap >= -1e-12, gap=abs(gap))


def factor_10_3(g_max, T):
    """Return the factor of Lemma 10.3 after T steps, as printed."""
    return 2 * g_max + 0 * T


@claim(
    "lemma-10-3",
    place="§10, Lemma 10.3",
    says="Σ |g_t| / √t is at most 2 G times the norm of all gradients.",
    verdict=FALSE,
    explanation="g_t = 1/√t with G = 1 breaks it at T = {when:d}: {left:.4f} > {right:.4f}; any G "
    "below ½ at T = 1. The factor √(1 + ln T) would be right.",
    chapter=CHAPTER,
    shown="(5.4)",
)
def lemma_10_3():
    """Compare both sides for gradients 1/√t, and the first step of the proof for a small G."""
    t = np.arange(1, 1001.0)
    left, norm = np.cumsum(1 / t), np.sqrt(np.cumsum(1 / t))
    right = factor_10_3(1.0, t) * norm
    when = first_failure(left, right)
    base = 0.4 > factor_10_3(0.4, 1.0) * 0.4
    return judge(not (when or base), when=when, left=left[when - 1], right=right[when - 1])


def factor_10_4(beta1, beta2, T):
    """Return the factor of Lemma 10.4 after T steps, as printed."""
    gamma = beta1**2 / math.sqrt(beta2)
    return 2 / ((1 - gamma) * math.sqrt(1 - beta2)) + 0 * T


@claim(
    "lemma-10-4",
    place="§10, Lemma 10.4",
    says="Σ m̂² / √(t v̂) is at most 2 / ((1 - γ) √(1 - β2)) times the norm of all gradients.",
    verdict=FALSE,
    explanation="β1 = 0, β2 = 0.01 and g_t = 1/√t break it at T = {when:d}: {left:.4f} > "
    "{right:.4f}. Its proof ends at another factor, with G and (1 - γ)².",
    chapter=CHAPTER,
    shown=BREAKS,
)
def lemma_10_4():
    """Compare both sides for a short memory and gradients 1/√t."""
    t, beta2 = np.arange(1, 1001.0), 0.01
    g = 1 / np.sqrt(t)
    v_hat = ema(g**2, beta2) / bias_correction(beta2, t)
    left = np.cumsum(g**2 / np.sqrt(t * v_hat))
    right = factor_10_4(0.0, beta2, t) * np.sqrt(np.cumsum(g**2))
    when = first_failure(left, right)
    return judge(when == 0, when=when, left=left[when - 1], right=right[when - 1])


def printed_sum(gamma, t):
    """Return what the proof of Lemma 10.4 puts for the sum of t γ^j over all j."""
    return 1 / (1 - gamma) ** 2 + 0 * t


@claim(
    "sum-over-the-wrong-index",
    place="§10, Lemma 10.4",
    says="In the proof of Lemma 10.4, Σ_j t γ^j is at most 1 / (1 - γ)².",
    verdict=FALSE,
    explanation="That bounds Σ_t t γ^t. Over j the sum is t / (1 - γ): at the defaults' γ = "
    "{gamma:.2f} and t = {when:d} it is {total:.1f} > {printed:.1f}.",
    chapter=CHAPTER,
    shown=BREAKS,
)
def sum_over_the_wrong_index():
    """Add the series up for t = 1, 2, …, and compare."""
    gamma, t = 0.9**2 / math.sqrt(0.999), np.arange(1, 101.0)
    total = t * (gamma ** np.arange(2000.0)).sum()
    printed = printed_sum(gamma, t)
    when = first_failure(total, printed)
    at = {"total": total[when - 1], "printed": printed[when - 1]}
    return judge(when == 0, when=when, gamma=gamma, **at)


@claim(
    "root-of-v-below-norm",
    place="§10, Theorem 10.5",
    says="√v̂_t is at most the norm of all gradients up to t.",
    verdict=HOLDS,
    explanation="A weighted mean of squares is at most their sum. The closest of 2,000 random "
    "streams, after the first step, comes to {closest:.3f} of it.",
    chapter=CHAPTER,
    shown="#What Theorem 4.1 says",
)
def root_of_v_below_norm():
    """Compare both sides for random streams with heavy tails and three memories."""
    g, t = laplace(50, 2000) ** 3, np.arange(1, 51)[:, None]
    norm = np.sqrt(np.cumsum(g**2, axis=0))
    shares = [np.sqrt(ema(g**2, b) / bias_correction(b, t)) / norm for b in (0.1, 0.9, 0.999)]
    most = max(float(share.max()) for share in shares)
    closest = max(float(share[1:].max()) for share in shares)
    return judge(most <= 1 + 1e-9, closest=closest)


@claim(
    "telescoping",
    place="§10, Theorem 10.5",
    says="√v̂_t / α_t never falls, so that the sum of its changes telescopes.",
    verdict=FALSE,
    explanation="Slopes 3, -1, -1 with β2 = 0.1 and α/√t: {falls:d} of the first 29 changes are "
    "falls.",
    chapter=CHAPTER,
    shown=BREAKS,
)
def telescoping():
    """Count the falls on the counterexample."""
    t = np.arange(1, 31)
    v_hat = ema(THREES.slope(t) ** 2, 0.1) / bias_correction(0.1, t)
    falls = int((np.diff(np.sqrt(v_hat * t)) < 0).sum())
    return judge(falls == 0, falls=falls)


def squared_distances(beta1, decay=0.5, beta2=0.1, num_steps=300):
    """Play slopes 3, -1, -1 from the best point by the printed rule, with β1 λ^(t-1) and α = ½.

    Returns two arrays: what the differences of squared distances are multiplied by in the proof,
    (1 - β1^t) √v̂ / (2 α_t (1 - β_{1,t})), and the differences.
    """
    x, m, v, factors, differences = THREES.best, 0.0, 0.0, [], []
    for t in range(1, num_steps + 1):
        g, beta1_t = float(THREES.slope(t)), beta1 * decay ** (t - 1)
        m = beta1_t * m + (1 - beta1_t) * g
        v = beta2 * v + (1 - beta2) * g**2
        root, alpha_t = math.sqrt(v / (1 - beta2**t)), 0.5 / math.sqrt(t)
        after = min(max(x - alpha_t * m / (1 - beta1**t) / root, -1.0), 1.0)
        factors.append((1 - beta1**t) / (1 - beta1_t) * root / (2 * alpha_t))
        differences.append((x - THREES.best) ** 2 - (after - THREES.best) ** 2)
        x = after
    return np.array(factors), np.array(differences)


@claim(
    "sign-of-a-difference",
    place="§10, Theorem 10.5",
    says="(1 - β1^t) / (1 - β_{1,t}) in front of a difference may be replaced by 1 / (1 - β1).",
    verdict=FALSE,
    explanation="Below 0 that makes it less, not more. Slopes 3, -1, -1, β1 = 0.9, λ = ½: in "
    "{often:d} of 300 rounds, and in the sum of the first two, {left:.1f} > {right:.1f}. At β1 = "
    "0 {without}.",
    chapter=CHAPTER,
    shown=BREAKS,
)
def sign_of_a_difference():
    """Compare both sides of the proof's step round by round, with momentum and without."""
    often, sums = [], []
    for beta1 in (0.9, 0.0):
        factors, differences = squared_distances(beta1)
        t = np.arange(1, len(factors) + 1)
        larger = factors * (1 - beta1 * 0.5 ** (t - 1)) / (1 - beta1**t) / (1 - beta1)
        sides = factors * differences, larger * differences
        often.append(int((sides[0] > sides[1] + 1e-9).sum()))
        sums.append([float(side[:2].sum()) for side in sides])
    (left, right), _ = sums
    wrong = {"often": often[0], "without": often[1] or "never"}
    return judge(often[0] == 0, left=left, right=right, **wrong)


def printed_root(beta2):
    """Return the bound on √v̂ that the proof uses, for G = 1."""
    return math.sqrt(1 - beta2)


@claim(
    "root-of-v-bound",
    place="§10, Theorem 10.5",
    says="√v̂ is at most G √(1 - β2).",
    verdict=FALSE,
    explanation="For a constant gradient G, √v̂ is G; the bound is {factor:.4f} G at the defaults.",
    chapter=CHAPTER,
    shown=BREAKS,
)
def root_of_v_bound():
    """Correct the second moment of a constant gradient 1."""
    t, factor = np.arange(1, 101), printed_root(0.999)
    root = np.sqrt(ema(np.ones(100), 0.999) / bias_correction(0.999, t)).max()
    return judge(root <= factor + 1e-12, root=float(root), factor=factor)


def denominators(beta1):
    """Return what stands before (1 - λ)² in the appendix's last line, and in the theorem."""
    return beta1, 1 - beta1


@claim(
    "last-line",
    place="§10, Theorem 10.5",
    says="The last line divides by β1 (1 - λ)², where the theorem has (1 - β1) (1 - λ)².",
    verdict=FALSE,
    explanation="For β1 = 0.99, λ = 0.9 the sum to be bounded is {total:.1f}, above 1 / (β1 (1 - "
    "λ)²) = {printed:.1f}; the theorem's {right:.0f} is right.",
    chapter=CHAPTER,
    shown=BREAKS,
)
def last_line():
    """Sum β_{1,t} / (1 - β_{1,t}) · √t and compare it with both denominators."""
    beta1, decay, t = 0.99, 0.9, np.arange(1, 2001.0)
    decayed = beta1 * decay ** (t - 1)
    total = float((decayed / (1 - decayed) * np.sqrt(t)).sum())
    printed, right = (1 / (b * (1 - decay) ** 2) for b in denominators(beta1))
    return judge(total <= printed, total=total, printed=printed, right=right)
