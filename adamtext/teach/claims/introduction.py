"""Claims of §1 that the abstract does not make, wherever else the paper repeats them."""

import math

import numpy as np

from adamtext import adagrad, adam, rmsprop
from adamtext.bounds import step_bound
from adamtext.teach.claims.ledger import (
    CLOSING,
    HOLDS,
    HOLDS_IF,
    NOT_REPRODUCED,
    NOT_TESTABLE,
    claim,
    judge,
    seen,
    untestable,
)
from adamtext.teach.claims.records import full_races, races
from adamtext.teach.claims.streams import (
    laplace,
    normal,
    rms,
    seeds,
    signs,
    span,
    steps,
    student,
)
from adamtext.teach.evidence import over_seeds


@claim(
    "higher-order-unsuited",
    place="§1",
    says="In high dimensions first-order methods are the better choice.",
    verdict=NOT_TESTABLE,
    chapter="01-algorithm",
    shown="#A cost that will not sit still",
)
def higher_order_unsuited():
    """Decline: one quasi-Newton method on one small network says nothing of all."""
    return untestable("Of higher order we run SFO alone, on one small network: too little to tell.")


@claim(
    "two-parents",
    aliases=("adagrad-as-limit",),
    place="§1, §5, §8",
    says="Adam unites RMSProp and AdaGrad, which is its limit for β1 = 0, β2 → 1 and α/√t.",
    verdict=HOLDS,
    explanation="As formulas: β1 = 0 is RMSProp with a correction; with α/√t as well, steps "
    "differ from AdaGrad's by up to {far:.0e} α at β2 = 1 - 1e-6, by less than 1e-7 α at 1 - 1e-9.",
    chapter="01-algorithm",
    shown="#Two parents",
)
def two_parents():
    """Compare Adam at its two ends with both parents, and let it forget ever less."""
    g, t = normal(400), np.arange(1, 401)
    mine = steps(adam(1.0, beta1=0.0, eps=0.0), g)
    theirs = steps(rmsprop(1.0, beta2=0.999, eps=0.0), g) * np.sqrt(1 - 0.999**t)
    target = steps(adagrad(1.0, eps=0.0), g)

    def gap(forgetting):
        rule = adam(lambda t: 1 / math.sqrt(t), beta1=0.0, beta2=1 - forgetting, eps=0.0)
        return float(abs(steps(rule, g) - target).max())

    near, far = gap(1e-9), gap(1e-6)
    limit = near < 1e-7 and near < far / 10
    return judge(abs(mine - theirs).max() < 1e-9 and limit, near=near, far=far)


# Noise without trend: what it is called, how it is drawn, and how many runs a seed has.
NOISES = {
    "normal": (normal, 20, {}),
    "Laplace's": (laplace, 4, {}),
    "Student's (3 degrees)": (student, 4, {}),
    "±1 in 1 of 1,000": (signs, 4, {"share": 0.001}),
}


def longest(num_steps=20_000):
    """Return, for each kind of noise, the longest step of each run: arrays of shape (seeds, runs).

    In units of alpha, and after the first 200 steps.
    """
    drawn = [seeds(kind, num_steps, runs, **how) for kind, runs, how in NOISES.values()]
    noise = np.concatenate(drawn, axis=2)
    rule, origin = adam(1.0, eps=1e-12), np.zeros(noise.shape[1:])
    state, reached = rule.init(origin), origin
    for t, g in enumerate(noise, start=1):
        moved, state = rule.step(origin, g, state)
        if t > 200:
            reached = np.maximum(reached, abs(moved))
    ends = np.cumsum([runs for _, runs, _ in NOISES.values()])[:-1]
    return dict(zip(NOISES, np.split(reached, ends, axis=1), strict=True))


@claim(
    "roughly-bounded",
    aliases=("trust-region",),
    place="§1, §2.1",
    says="Steps are about bounded by α: a trust region.",
    verdict=HOLDS_IF,
    condition="gradients have no trend, keep their size and have tails no heavier than normal",
    explanation="Longest of 20,000 steps: normal noise {found} ({share:.0%} of runs pass α); "
    "{others}. Over all streams {worst:.2f} α, in the first ten {ten:.2f} α.",
    chapter="02-interpretation",
    shown="#A trust region?",
)
def roughly_bounded():
    """Look for the longest step under four kinds of noise, five seeds each, and under any."""
    reached = longest()
    tame = reached.pop("normal")
    found = over_seeds(tame.max(axis=1), below=1.35)
    others = ", ".join(f"{n} {span(runs.max(axis=1), '.1f')}" for n, runs in reached.items())
    worst, ten = step_bound(0.9, 0.999), step_bound(0.9, 0.999, 10)
    numbers = {"share": float((tame > 1).mean()), "others": others, "worst": worst, "ten": ten}
    return judge(worst <= 1.35, found.holds, found=found, **numbers)


@claim(
    "natural-annealing",
    aliases=("annealing-at-optimum",),
    place="§1, §2.1",
    says="Near an optimum the ratio nears 0, and the step with it: Adam anneals by itself.",
    verdict=HOLDS_IF,
    condition="there is no noise and the gradient falls by a factor below √β2 a step",
    explanation="Gradients that fall by 0.99 a step leave {quick:.0e} α after 5,000 steps, by "
    "0.9999 {slow:.2f} α. In pure noise the root mean square stays: {found}.",
    chapter="02-interpretation",
    shown="#Signal and noise",
)
def natural_annealing():
    """Let gradients vanish at two speeds, and be nothing but noise."""
    rule, t = adam(1.0, eps=0.0), np.arange(5000.0)
    quick, slow = (float(steps(rule, q**t)[-1]) for q in (0.99, 0.9999))
    late = steps(rule, seeds(normal, 3000, 40))[1500:]
    found = over_seeds(rms(late, axis=(0, 2)), above=0.05)
    return judge(
        slow < 0.05 and found.hits == 0,
        quick < 0.05,
        quick=quick,
        slow=slow,
        found=found,
    )


@claim(
    "consistently-outperforms",
    place="§1, §6.2",
    says="Adam consistently outperforms other methods, for many models and data.",
    verdict=NOT_REPRODUCED,
    explanation="{total} pairs, over five seeds, or three for networks at full size: Adam ends "
    "below {ahead} of them by the whole interval, above {behind}; the rest is undecided.",
    chapter="07-neural-network",
    shown=CLOSING,
)
def consistently_outperforms():
    """Ask for a win in each race."""
    found = [*races().items(), *full_races().items()]
    behind = [f"{rule} ({figure})" for (figure, rule), one in found if one.beaten]
    ahead = sum(one.beats for _, one in found)
    return seen(ahead == len(found), ahead=ahead, total=len(found), behind=", ".join(behind))
