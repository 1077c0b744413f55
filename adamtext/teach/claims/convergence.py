"""Claims of §4: regret, and the theorem on it."""

import math

import numpy as np

from adamtext import adam, run
from adamtext.bounds import step_bound
from adamtext.online import THREES, projected, regret, theorem_bound
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
from adamtext.teach.claims.streams import normal

CHAPTER = "05-convergence"


def shrinking(t):
    """Return α_t of the theorem with α = 0.5."""
    return 0.5 / math.sqrt(t)


def run_threes(num_steps, wrap=projected):
    """Run Adam with betas 0 and 0.1 on slopes 3, -1, -1 from x = 1."""
    rule = wrap(adam(shrinking, beta1=0.0, beta2=0.1))
    return run(rule, THREES.grad, np.ones(1), num_steps)


@claim(
    "theorem-4-1",
    place="§4, Theorem 4.1",
    says="The regret never exceeds the sum of three terms.",
    verdict=FALSE,
    explanation="Slopes 3, -1, -1 on [-1, 1] with β1 = 0, β2 = 0.1: regret passes the bound at "
    "t = {when:d}, {regret:.2f} against {bound:.2f}.",
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


@claim(
    "corollary-4-2",
    place="§4, Corollary 4.2",
    says="The average regret vanishes like 1/√T.",
    verdict=FALSE,
    explanation="On the same slopes it is {middle:.3f} at T = 3,000 and {late:.3f} at 9,000: it "
    "nears 2/3.",
    chapter=CHAPTER,
    shown="Theorem 5.2",
)
def corollary_4_2():
    """Follow the average regret."""
    paid = regret(THREES, run_threes(9000).theta[:-1, 0])
    middle, late = float(paid[2999] / 3000), float(paid[8999] / 9000)
    return judge(late < middle / 1.5, middle=middle, late=late)


@claim(
    "defaults-meet-condition",
    place="§4",
    says="The usual betas meet the condition β1² / √β2 < 1.",
    verdict=HOLDS,
    explanation="{gamma:.4f} at the defaults.",
    chapter=CHAPTER,
    shown="#What Theorem 4.1 says",
)
def defaults_meet_condition():
    """Compute γ at the defaults and its neighbours."""
    gammas = [0.9**2 / math.sqrt(beta2) for beta2 in (0.999, 0.99, 0.9999)]
    return judge(max(gammas) < 1, gamma=gammas[0])


@claim(
    "condition-on-betas",
    place="§4",
    says="β1² / √β2 < 1 is all that is asked of the betas.",
    verdict=FALSE,
    explanation="Betas 0.9 and 0.7 meet it with {gamma:.3f}, yet steps are unbounded: already "
    "{reached:.0f} α possible at t = 100. And β1 = 0 does not save Theorem 4.1.",
    chapter=CHAPTER,
    shown="Theorem 5.2",
)
def condition_on_betas():
    """Find betas that meet the condition and have no bound on the step."""
    gamma, reached = 0.9**2 / math.sqrt(0.7), step_bound(0.9, 0.7, 100)
    bounded = math.isfinite(step_bound(0.9, 0.7))
    return judge(gamma >= 1 or bounded, gamma=gamma, reached=reached)


@claim(
    "bounded-iterates",
    place="§4",
    says="The iterates of Adam stay within a bounded distance of each other.",
    verdict=HOLDS_IF,
    condition="each step is followed by a projection, which Algorithm 1 lacks",
    explanation="Slopes 3, -1, -1: without projection at {early:.1f} after 1,000 steps and at "
    "{late:.1f} after 3,000; with it never beyond {inside:.1f}.",
    chapter=CHAPTER,
    shown="#Six places where the proof breaks",
)
def bounded_iterates():
    """Run the counterexample with and without a projection."""
    free = run_threes(3000, wrap=lambda rule: rule).theta[:, 0]
    early, late = float(free[1000]), float(free[3000])
    inside = float(abs(run_threes(3000).theta).max())
    return judge(abs(late) <= 2, inside <= 1, early=early, late=late, inside=inside)


@claim(
    "lambda-near-one",
    place="§4",
    says="λ of the decay β1 λ^(t-1) may lie next to 1, as 1 - 1e-8 does.",
    verdict=HOLDS_IF,
    condition="T is astronomical; before that the bound says nothing",
    explanation="With D = 2, G = 3 and the defaults, the last term alone is above the trivial "
    "bound G D T until T = {needed:.0e}.",
    chapter=CHAPTER,
    shown="#What Theorem 4.1 says",
)
def lambda_near_one():
    """Find the T at which the last term falls below what regret can be at all."""
    quiet = theorem_bound(
        np.zeros((1, 1)),
        np.zeros(1),
        alpha=1e-3,
        beta1=0.9,
        beta2=0.999,
        decay=1 - 1e-8,
        diameter=2.0,
        diameter_max=2.0,
        g_max=3.0,
    )
    needed = quiet / (3.0 * 2.0)  # D and G bound what a step can cost
    return judge(needed < 1e9, math.isfinite(needed), needed=needed)


@claim(
    "sparse-sums",
    place="§4",
    says="For sparse data the sums of gradient norms are far below their worst, d G √T.",
    verdict=HOLDS,
    explanation="1,000 coordinates: {sparse:.3f} of the worst if number i is seen in 1 of i² "
    "steps, {dense:.1f} if all are always seen.",
    chapter="12-relatives",
    shown="#Rare gradients, small sums",
)
def sparse_sums():
    """Sum the norms of coordinates that are seen ever more rarely."""
    d, T = 1000, 2000
    often = 1 / np.arange(1, d + 1) ** 2.0
    seen = np.random.default_rng(1412).random((T, d)) < often
    sparse = float(np.sqrt(seen.sum(0)).sum() / (d * math.sqrt(T)))
    dense = float(np.linalg.norm(np.ones((T, d)), axis=0).sum() / (d * math.sqrt(T)))
    return judge(sparse < 0.05 < dense, sparse=sparse, dense=dense)


@claim(
    "sum-of-norms",
    place="§4, Corollary 4.2",
    says="Gradients within G make the sum of norms at most d G √T.",
    verdict=HOLDS,
    explanation="Attained by constant gradients; normal ones cut off at 1 reach {share:.2f} of it.",
    chapter=CHAPTER,
    shown="(5.3)",
)
def sum_of_norms():
    """Compare sums of norms with the bound."""
    g = np.clip(normal(1000, 20), -1, 1)
    share = float(np.linalg.norm(g, axis=0).sum() / (20 * math.sqrt(1000)))
    full = float(np.linalg.norm(np.ones((1000, 20)), axis=0).sum() / (20 * math.sqrt(1000)))
    return judge(max(share, full) <= 1 + 1e-12, share=share)


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
