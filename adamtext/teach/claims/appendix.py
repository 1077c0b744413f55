"""Claims of the appendix, §10: the lemmas and the steps of the proof."""

import math

import numpy as np

from adamtext.averages import bias_correction, ema
from adamtext.online import THREES
from adamtext.teach.claims.ledger import FALSE, HOLDS, claim, judge

CHAPTER = "05-convergence"


def first_failure(left, right):
    """Return the first T = 1, 2, … at which left > right, or 0."""
    over = left > right
    return int(np.argmax(over)) + 1 if over.any() else 0


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
    x, y = np.random.default_rng(1412).normal(0, 3, size=(2, 10_000))
    tangent = np.logaddexp(0, x) + (y - x) / (1 + np.exp(-x))
    gap = float((np.logaddexp(0, y) - tangent).min())
    return judge(gap >= -1e-12, gap=abs(gap))


@claim(
    "lemma-10-3",
    place="§10, Lemma 10.3",
    says="Σ |g_t| / √t is at most 2 G times the norm of all gradients.",
    verdict=FALSE,
    explanation="g_t = 1/√t with G = 1 breaks it at T = {when:d}: {left:.4f} > {right:.4f}. The "
    "factor √(1 + ln T) would be right.",
    chapter=CHAPTER,
    shown="(5.4)",
)
def lemma_10_3():
    """Compare both sides for gradients 1/√t."""
    t = np.arange(1, 1001.0)
    left, norm = np.cumsum(1 / t), np.sqrt(np.cumsum(1 / t))
    when = first_failure(left, 2 * norm)
    return judge(when == 0, when=when, left=left[when - 1], right=2 * norm[when - 1])


@claim(
    "lemma-10-4",
    place="§10, Lemma 10.4",
    says="Σ m̂² / √(t v̂) is at most 2 / ((1 - γ) √(1 - β2)) times the norm of all gradients.",
    verdict=FALSE,
    explanation="β1 = 0, β2 = 0.01 and g_t = 1/√t break it at T = {when:d}: {left:.4f} > "
    "{right:.4f}.",
    chapter=CHAPTER,
    shown="#Six places where the proof breaks",
)
def lemma_10_4():
    """Compare both sides for a short memory and gradients 1/√t."""
    t, beta2 = np.arange(1, 1001.0), 0.01
    g = 1 / np.sqrt(t)
    v_hat = ema(g**2, beta2) / bias_correction(beta2, t)
    left = np.cumsum(g**2 / np.sqrt(t * v_hat))
    right = 2 / math.sqrt(1 - beta2) * np.sqrt(np.cumsum(g**2))  # γ = 0
    when = first_failure(left, right)
    return judge(when == 0, when=when, left=left[when - 1], right=right[when - 1])


@claim(
    "telescoping",
    place="§10, Theorem 10.5",
    says="√v̂_t / α_t never falls, so that the sum of its changes telescopes.",
    verdict=FALSE,
    explanation="Slopes 3, -1, -1 with β2 = 0.1 and α/√t: {falls:d} of the first 29 changes are "
    "falls.",
    chapter=CHAPTER,
    shown="#Six places where the proof breaks",
)
def telescoping():
    """Count the falls on the counterexample."""
    t = np.arange(1, 31)
    v_hat = ema(THREES.slope(t) ** 2, 0.1) / bias_correction(0.1, t)
    falls = int((np.diff(np.sqrt(v_hat * t)) < 0).sum())
    return judge(falls == 0, falls=falls)


@claim(
    "root-of-v-bound",
    place="§10, Theorem 10.5",
    says="√v̂ is at most G √(1 - β2).",
    verdict=FALSE,
    explanation="For a constant gradient G, √v̂ is G; the bound is {factor:.4f} G at the defaults.",
    chapter=CHAPTER,
    shown="#Six places where the proof breaks",
)
def root_of_v_bound():
    """Correct the second moment of a constant gradient 1."""
    t, factor = np.arange(1, 101), math.sqrt(1 - 0.999)
    root = np.sqrt(ema(np.ones(100), 0.999) / bias_correction(0.999, t)).max()
    return judge(root <= factor, root=float(root), factor=factor)


@claim(
    "last-line",
    place="§10, Theorem 10.5",
    says="The last line divides by β1 (1 - λ)², where the theorem has (1 - β1) (1 - λ)².",
    verdict=FALSE,
    explanation="For β1 = 0.99, λ = 0.9 the sum to be bounded is {total:.1f}, above "
    "1 / (β1 (1 - λ)²) = {printed:.1f}; the theorem's {right:.0f} is right.",
    chapter=CHAPTER,
    shown="#Six places where the proof breaks",
)
def last_line():
    """Sum β_{1,t} / (1 - β_{1,t}) · √t and compare it with both denominators."""
    beta1, decay, t = 0.99, 0.9, np.arange(1, 2001.0)
    decayed = beta1 * decay ** (t - 1)
    total = float((decayed / (1 - decayed) * np.sqrt(t)).sum())
    printed, right = (1 / (b * (1 - decay) ** 2) for b in (beta1, 1 - beta1))
    return judge(total <= printed, total=total, printed=printed, right=right)
