"""Claims of §5: Adam among other methods."""

import math

import numpy as np

from adamtext import adagrad, adam, rmsprop
from adamtext.averages import ema
from adamtext.lab.results import recorded
from adamtext.teach.claims.ledger import (
    CLOSING,
    HOLDS,
    HOLDS_IF,
    NOT_TESTABLE,
    claim,
    judge,
    untestable,
)
from adamtext.teach.claims.streams import normal, steps

CHAPTER = "01-algorithm"


@claim(
    "rmsprop-with-momentum",
    place="§5",
    says="RMSProp with momentum averages rescaled gradients; Adam divides two averages.",
    verdict=HOLDS,
    explanation="They agree on equal gradients, nearly on steady noise ({noise:.3f} α apart); one "
    "gradient of -100 among ones sets them {burst:.2f} α apart.",
    chapter="12-relatives",
    shown="#RMSProp, and two places for momentum",
)
def rmsprop_with_momentum():
    """Average rescaled gradients, v corrected as Adam's, and compare with Adam late in a stream."""

    def gap(g):
        rescaled = ema(steps(adam(1.0, beta1=0.0, eps=0.0), g), 0.9)
        return float(abs(rescaled - steps(adam(1.0, eps=0.0), g))[-1000:].max())

    burst = np.ones(3000)
    burst[-500] = -100
    same, noise, burst = gap(np.ones(3000)), gap(normal(3000)), gap(burst)
    return judge(same < 1e-6 and burst > 0.3, noise=noise, burst=burst)


@claim(
    "rmsprop-lacks-correction",
    place="§5",
    says="RMSProp corrects no bias, which makes its first steps too long, most so for β2 near 1.",
    verdict=HOLDS,
    explanation="First step: {short:.2f} α at β2 = 0.9, {long:.2f} α at 0.999, where Adam's is α.",
    chapter="03-bias-correction",
    shown="(3.7)",
)
def rmsprop_lacks_correction():
    """Take one step of each."""
    one = np.ones(1)
    short, long = (float(steps(rmsprop(1.0, beta2=b), one)[0]) for b in (0.9, 0.999))
    adams = float(steps(adam(1.0), one)[0])
    return judge(abs(adams - 1) < 1e-6 and 1 < short < long, short=short, long=long)


@claim(
    "uncorrected-divergence",
    place="§5",
    says="Such first steps often make training diverge.",
    verdict=HOLDS_IF,
    condition="β2 is near 1 and α is not small",
    explanation="Without correction {often} of 10 trials of Figure 4a break down at β2 = 0.9999, "
    "none of the {small} with α up to 1e-4.",
    chapter="09-variational-autoencoder",
    shown="#Figure 4 at the paper's scale",
)
def uncorrected_divergence():
    """Count the recorded trials of §6.4 that broke down."""
    groups = recorded("fig4a", protocol=1)["results"]
    trials = [r for b in (0.0, 0.9) for r in groups[f"beta1={b}, beta2=0.9999, uncorrected"]]
    broken = [r["outcome"] == "diverged" or r["cost"][-1] > r["cost"][0] for r in trials]
    tame = [r["trial"]["hyper"]["alpha"] <= 1e-4 for r in trials]
    often, small = sum(broken), sum(tame)
    fell = sum(b and t for b, t in zip(broken, tame, strict=True))
    return judge(often == len(trials), often >= 3 and fell == 0, often=often, small=small)


@claim(
    "adagrad-as-limit",
    place="§5",
    says="With β1 = 0, β2 → 1 and α/√t, Adam becomes AdaGrad.",
    verdict=HOLDS,
    explanation="At β2 = 1 - 1e-6 the steps differ by up to {far:.0e} α, at 1 - 1e-9 by less than "
    "1e-7 α.",
    chapter=CHAPTER,
    shown="(1.1)",
)
def adagrad_as_limit():
    """Let Adam forget ever less."""
    g = normal(400)
    target = steps(adagrad(1.0, eps=0.0), g)

    def gap(forgetting):
        rule = adam(lambda t: 1 / math.sqrt(t), beta1=0.0, beta2=1 - forgetting, eps=0.0)
        return float(abs(steps(rule, g) - target).max())

    near, far = gap(1e-9), gap(1e-6)
    return judge(near < 1e-7 and near < far / 10, near=near, far=far)


@claim(
    "limit-needs-correction",
    place="§5",
    says="Without bias correction that limit has an infinite bias and infinite steps.",
    verdict=HOLDS,
    explanation="The first step is {first:.0f} α at β2 = 1 - 1e-4 and {second:.0f} α at 1 - 1e-8: "
    "1 / √(1 - β2).",
    chapter="03-bias-correction",
    shown="(3.7)",
)
def limit_needs_correction():
    """Take the first uncorrected step for two β2 next to 1."""
    first, second = (
        float(steps(rmsprop(1.0, beta2=1 - f, eps=0.0), np.ones(1))[0]) for f in (1e-4, 1e-8)
    )
    return judge(second > 90 * first, first=first, second=second)


@claim(
    "fisher-diagonal",
    place="§5",
    says="v̂ approximates the diagonal of the Fisher information matrix.",
    verdict=HOLDS_IF,
    condition="the model fits the data",
    explanation="A normal model of variance 1 has Fisher information 1; v̂ is {fits:.2f} at the "
    "right mean, {off:.1f} at a mean that is off by 2.",
    chapter="12-relatives",
    shown="#Fisher information on the diagonal",
)
def fisher_diagonal():
    """Average squared gradients of the log-likelihood of normal data."""
    x = normal(10_000, 20)

    def v(mean):
        return float(ema((x - mean) ** 2, 0.999)[-1].mean())

    fits, off = v(0.0), v(2.0)
    return judge(abs(off - 1) < 0.1, abs(fits - 1) < 0.1, fits=fits, off=off)


@claim(
    "square-root-is-conservative",
    place="§5",
    says="Adam's preconditioner is more conservative than natural gradient descent: it takes the "
    "square root.",
    verdict=HOLDS,
    explanation="Two coordinates with gradients 1 : 100 have factors {adam:.0f} : 1 in Adam, "
    "{natural:.0f} : 1 in natural gradient descent.",
    chapter="12-relatives",
    shown="#Why the square root",
)
def square_root_is_conservative():
    """Compare what two coordinates of unlike scale are multiplied by."""
    g = normal(1000, 1) * np.array([1.0, 100.0])
    factors = steps(adam(1.0, beta1=0.0, eps=0.0), g)[-1] / g[-1]
    fisher = ema(g**2, 0.999)[-1]
    mine, natural = float(factors[0] / factors[1]), float(fisher[1] / fisher[0])
    return judge(1 < mine < natural, adam=mine, natural=natural)


@claim(
    "curvature-methods",
    place="§5",
    says="vSGD, AdaDelta and natural Newton set step sizes by estimates of curvature.",
    verdict=NOT_TESTABLE,
    chapter=CHAPTER,
    shown=CLOSING,
)
def curvature_methods():
    """Decline: this is about the motives of other papers."""
    return untestable("It tells the motives of three other papers; of them, we have AdaDelta only.")


@claim(
    "sfo-memory",
    place="§5",
    says="Unlike Adam, SFO needs memory in proportion to the number of minibatches.",
    verdict=NOT_TESTABLE,
    chapter=CHAPTER,
    shown=CLOSING,
)
def sfo_memory():
    """Decline: the SFO here is our own."""
    return untestable(
        "The book's SFO is built to keep a model for each minibatch, so its memory shows what we "
        "wrote. That Adam's is constant is a claim of its own."
    )
