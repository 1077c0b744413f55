"""Claims of §4: regret, and the theorem on it."""

import math

import numpy as np

from adamtext import adam, run
from adamtext.online import RARE, THREES, projected, regret, steady_drift, theorem_bound
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
from adamtext.teach.claims.streams import laplace, normal, rare, span
from adamtext.teach.evidence import SEEDS, over_seeds

CHAPTER = "05-convergence"


def shrinking(t):
    """Return α_t of the theorem with α = 0.5."""
    return 0.5 / math.sqrt(t)


def run_threes(num_steps):
    """Run Adam with betas 0 and 0.1 on slopes 3, -1, -1 from x = 1."""
    rule = projected(adam(shrinking, beta1=0.0, beta2=0.1))
    return run(rule, THREES.grad, np.ones(1), num_steps)


@claim(
    "theorem-4-1",
    place="§4, Theorem 4.1",
    says="The regret never exceeds the sum of three terms.",
    verdict=FALSE,
    explanation="Slopes 3, -1, -1 on [-1, 1] with β1 = 0, β2 = 0.1: regret passes the bound at t "
    "= {when:d}, {regret:.2f} against {bound:.2f}.",
    chapter=CHAPTER,
    shown="#The bound, overtaken",
)
def theorem_4_1():
    """Compare regret and bound step by step on the counterexample."""
    path = run_threes(300)
    paid = regret(THREES, path.theta[:-1, 0])
    v_hat = path.state.v[:, 0] / (1 - 0.1 ** np.arange(1, 301))
    sizes = {"diameter": 2.0, "diameter_max": 2.0, "g_max": 3.0}
    betas = {"alpha": 0.5, "beta1": 0.0, "beta2": 0.1, "decay": 0.5}
    bound = np.array(
        [theorem_bound(path.g[:t], v_hat[t - 1 : t], **betas, **sizes) for t in range(1, 301)]
    )
    over = np.flatnonzero(paid > bound)
    first = over[0] if over.size else -1
    return judge(
        over.size == 0, when=int(first) + 1, regret=float(paid[first]), bound=float(bound[first])
    )


def average_regret(*times):
    """Return the average regret on slopes 3, -1, -1 with betas 0 and 0.1 at those times."""
    paid = regret(THREES, run_threes(max(times)).theta[:-1, 0])
    return [float(paid[T - 1] / T) for T in times]


@claim(
    "corollary-4-2",
    aliases=("comparable-regret",),
    place="§4, Corollary 4.2, and abstract",
    says="The average regret vanishes like 1/√T, as that of the best methods known.",
    verdict=FALSE,
    explanation="On the same slopes it is {middle:.3f} at T = 2,000 and {late:.3f} at 8,000: it "
    "nears 2/3. A regret of order √T would have halved it.",
    chapter=CHAPTER,
    shown="Theorem 5.2",
)
def corollary_4_2():
    """Follow the average regret."""
    middle, late = average_regret(2000, 8000)
    return judge(late < middle / 1.5, middle=middle, late=late)


@claim(
    "condition-on-betas",
    place="§4, Theorem 4.1",
    says="Of the betas it is enough to ask that β1² / √β2 < 1.",
    verdict=FALSE,
    explanation="Betas 0 and 0.1 meet it with {small:.0f}, the defaults with {gamma:.2f}. Yet the "
    "first have an average regret near {late:.2f}, and slopes 1010, -10, … lead the others astray.",
    chapter=CHAPTER,
    shown="Theorem 5.2",
)
def condition_on_betas():
    """Play games of lines with betas that meet the condition, and see where Adam goes."""
    small, gamma = (beta1**2 / math.sqrt(beta2) for beta1, beta2 in ((0, 0.1), (0.9, 0.999)))
    early, late = average_regret(2000, 8000)
    astray = late > early / 1.5 or steady_drift(0.9, 0.999, RARE) > 0
    return judge(max(small, gamma) >= 1 or not astray, small=small, gamma=gamma, late=late)


def bound_at(T, decay):
    """Return Theorem 4.1's bound after T steps at the defaults with G = 1, in units of G D T.

    The gradients are as large as they may be: one row of their norm stands for all T.
    """
    root = math.sqrt(T)
    sizes = {"diameter": 2.0, "diameter_max": 2.0, "g_max": 1.0}
    betas = {"alpha": 1e-3, "beta1": 0.9, "beta2": 0.999, "decay": decay}
    return theorem_bound(np.full((1, 1), root), np.full(1, float(T)), **betas, **sizes) / (2.0 * T)


@claim(
    "lambda-near-one",
    place="§4",
    says="λ of the decay β1 λ^(t-1) may lie next to 1, as 1 - 1e-8 does.",
    verdict=HOLDS_IF,
    condition="more than 1e18 steps are taken; before that the bound says nothing",
    explanation="Defaults, D = 2, G = 1: after 1e9 steps the bound is {billion:.0e} times what "
    "regret can be at all, after 1e19 steps {ever:.2f} times; with λ = 0.9, {other:.2f} after 1e9.",
    chapter=CHAPTER,
    shown="#What Theorem 4.1 says",
)
def lambda_near_one():
    """Compare the bound with G D T, the most that T steps can cost, for two T and two λ."""
    billion, ever = bound_at(1e9, 1 - 1e-8), bound_at(1e19, 1 - 1e-8)
    other = bound_at(1e9, 0.9)
    return judge(billion < 1, ever < 1, billion=billion, ever=ever, other=other)


@claim(
    "sparse-sums",
    place="§4",
    says="For sparse data the sums of gradient norms are far below their worst, d G √T.",
    verdict=HOLDS,
    explanation="1,000 coordinates, number i seen in 1 of i² steps (control: always), share of "
    "the worst: {found}.",
    chapter="12-relatives",
    shown="#Rare gradients, small sums",
)
def sparse_sums():
    """Sum the norms of coordinates that are seen ever more rarely; five seeds."""
    often = 1 / np.arange(1, 1001) ** 2.0

    def share(seed, often):
        return share_of_worst(rare(600, 1000, share=often, seed=seed))

    found, control = ([share(seed, each) for seed in SEEDS] for each in (often, 1.0))
    found = over_seeds(found, below=0.05, control=control)
    return judge(found.holds, found=found)


def share_of_worst(g):
    """Return the sum of the norms of the coordinates of ``g`` (T, d), in units of d G √T."""
    T, d = g.shape
    return float(np.linalg.norm(g, axis=0).sum() / (d * abs(g).max() * math.sqrt(T)))


@claim(
    "sum-of-norms",
    place="§4, Corollary 4.2",
    says="Gradients within G make the sum of norms at most d G √T.",
    verdict=HOLDS,
    explanation="Attained by gradients ±G. Normal ones, with G the largest of them, have {normal} "
    "of it, Laplace's {laplace}; five seeds.",
    chapter=CHAPTER,
    shown="(5.3)",
)
def sum_of_norms():
    """Compare sums of norms with the bound, for three laws; G is what was seen, not imposed."""
    drawn = [[share_of_worst(kind(1000, 20, seed=s)) for s in SEEDS] for kind in (normal, laplace)]
    full = share_of_worst(np.sign(normal(1000, 20)))
    most = max(full, *map(max, drawn))
    return judge(
        most <= 1 + 1e-12 and full > 1 - 1e-12,
        **dict(zip(("normal", "laplace"), map(span, drawn), strict=True)),
    )


@claim(
    "log-d-regret",
    place="§4",
    says="On sparse data Adam's regret can be of order log d √T, where others have √(d T).",
    verdict=NOT_TESTABLE,
    chapter=CHAPTER,
    shown=CLOSING,
)
def log_d_regret():
    """Decline: orders are limits, and their proof leans on Theorem 4.1."""
    return untestable("An order is no finite number, and its proof leans on Theorem 4.1.")


@claim(
    "decay-of-beta1-helps",
    place="§4",
    says="Letting β1 decay matters in theory and agrees with what others saw in practice.",
    verdict=NOT_TESTABLE,
    chapter=CHAPTER,
    shown=CLOSING,
)
def decay_of_beta1_helps():
    """Decline: the paper reports no run with it."""
    return untestable("The paper reports no run with a decaying β1, so there is none to repeat.")
