"""Claims of §5: Adam among other methods."""

import numpy as np

from adamtext import adam, rmsprop
from adamtext.averages import bias_correction, ema
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
from adamtext.teach.claims.records import broken, how_many, latest, results
from adamtext.teach.claims.streams import each, normal, seeds, span, steps
from adamtext.teach.evidence import SEEDS, over_seeds

CHAPTER = "01-algorithm"


def rescaled(g, beta1=0.9, correct=True):
    """Average rescaled gradients: RMSProp with momentum, v corrected as Adam's or not."""
    bare = adam(1.0, beta1=0.0, eps=0.0) if correct else rmsprop(1.0, beta2=0.999, eps=0.0)
    return ema(steps(bare, g), beta1)


@claim(
    "rmsprop-with-momentum",
    place="§5",
    says="RMSProp with momentum averages rescaled gradients; Adam divides two averages.",
    verdict=HOLDS,
    explanation="They agree on equal gradients, nearly on steady noise ({noise} α apart, five "
    "seeds); one gradient of -100 among ones sets them {burst:.2f} α apart.",
    chapter="12-relatives",
    shown="#RMSProp, and two places for momentum",
)
def rmsprop_with_momentum():
    """Average rescaled gradients, v corrected as Adam's, and compare with Adam late in a stream."""

    def gap(g):
        return abs(rescaled(g) - steps(adam(1.0, eps=0.0), g))[-1000:].max(axis=0)

    burst = np.ones(3000)
    burst[-500] = -100
    same, noise, burst = gap(np.ones(3000)), gap(seeds(normal, 3000)), gap(burst)
    apart = same < 1e-6 and burst > 0.3
    return judge(apart, noise=span(noise, ".3f"), burst=float(burst))


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


def of_beta2(runs, beta2, words):
    """Return the trials of Figure 4 with that ``beta2``, both with momentum and without."""
    return [r for b in (0.0, 0.9) for r in runs[f"beta1={b}, beta2={beta2}, {words}"]]


def failures(runs, beta2, words):
    """Count, at each seed, the trials of Figure 4a that broke down, of ten with that ``beta2``."""
    trials = of_beta2(runs, beta2, words)
    return [sum(broken(r) for r in trials if r["trial"]["seed"] == seed) for seed in SEEDS]


@claim(
    "uncorrected-divergence",
    place="§5",
    says="Without the correction, β2 near 1 often makes training diverge.",
    verdict=HOLDS,
    explanation="β2 = 0.9999, trials of 10 that break down without correction (control: with it): "
    "{found}. At 0.99 it is {less}. At full size, {size}: {without}, and with it {corrected}.",
    chapter="09-variational-autoencoder",
    shown="#The longest step decides what fails",
)
def uncorrected_divergence():
    """Count the trials of the small Figure 4a that broke down; the control is corrected."""
    runs, (full, size) = results("fig4a", "small"), latest("fig4a")
    pair = [failures(runs, 0.9999, words) for words in ("uncorrected", "corrected")]
    found = over_seeds(pair[0], above=3, control=pair[1])
    less = span(failures(runs, 0.99, "uncorrected"), "d")
    corrected, without = (
        how_many(of_beta2(full, 0.9999, words), broken) for words in ("corrected", "uncorrected")
    )
    numbers = {"size": size, "corrected": corrected, "without": without}
    return seen(found.holds, found=found, less=less, **numbers)


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


def fisher_ratio(off=0.0, batch=1):
    """Return v̂ over the Fisher information at each seed: of normal data, the mean off by that.

    Each gradient is the mean over a minibatch.
    """
    scores = seeds(normal, 4000, 4, batch).mean(axis=3) - off
    return each(ema(scores**2, 0.999)[-1:] / bias_correction(0.999, 4000))


@claim(
    "fisher-diagonal",
    place="§5",
    says="v̂ approximates the diagonal of the Fisher information matrix.",
    verdict=HOLDS_IF,
    condition="the cost is a log-likelihood, the model fits, θ stays where it is, and a "
    "minibatch is one example",
    explanation="v̂ over Fisher information, normal data, five seeds: {fits}. With the mean off "
    "by 2: {off}; with minibatches of 50: {batch}.",
    chapter="12-relatives",
    shown="#Fisher information on the diagonal",
)
def fisher_diagonal():
    """Average squared gradients of the log-likelihood of normal data; then spoil a condition."""
    found = {"fits": fisher_ratio(), "off": fisher_ratio(off=2.0), "batch": fisher_ratio(batch=50)}
    near = {name: over_seeds(ratio, above=0.8, below=1.2).holds for name, ratio in found.items()}
    return judge(all(near.values()), near["fits"], **{k: span(v) for k, v in found.items()})


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
