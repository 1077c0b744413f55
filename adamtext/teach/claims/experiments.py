"""Claims of §6.1 to §6.3, judged by the recorded runs at the paper's scale."""

from functools import cache

import numpy as np

from adamtext.lab.judging import compare, far_ahead, lead
from adamtext.lab.results import recorded
from adamtext.teach.claims.ledger import (
    HOLDS,
    NOT_REPRODUCED,
    NOT_TESTABLE,
    claim,
    seen,
    untestable,
)

LOGISTIC, PERCEPTRON = "06-logistic-regression", "07-neural-network"
CONVOLUTIONAL = "08-convolutional-network"


@cache
def results(figure, protocol=2):
    """Results of a recorded figure, by contestant. The older protocol until newer runs are in."""
    return recorded(figure, protocol=protocol)["results"]


@cache
def last(figure, passes=-1):
    """Training cost of a recorded figure, at its end or after so many ``passes``.

    Contestant -> array, one a trial. A trial that diverged, be it later, counts as infinite.
    """
    return {
        label: np.array(
            [r["cost"][passes] if r["outcome"] == "finished" else np.inf for r in group]
        )
        for label, group in results(figure, 1).items()
    }


@claim(
    "logistic-as-fast-as-sgd",
    place="§6.1, Figure 1",
    says="On MNIST, Adam converges about as fast as SGD with Nesterov momentum.",
    verdict=HOLDS,
    explanation="After 45 passes over 60,000 digits Adam's end value is {gap} beside SGD's, five "
    "seeds, momenta tuned.",
    chapter=LOGISTIC,
    shown="#Figure 1, left: digits",
)
def logistic_as_fast_as_sgd():
    """Compare the ends of the recorded runs, seed by seed."""
    runs = results("fig1-mnist")
    found = compare(runs["Adam"], runs["SGD-Nesterov"])
    return seen(found.keeps_up, gap=found.words, ratio=found.ratio)


@claim(
    "logistic-faster-than-adagrad",
    place="§6.1, Figure 1",
    says="On MNIST, Adam and SGD with Nesterov momentum are faster than AdaGrad.",
    verdict=NOT_REPRODUCED,
    explanation="AdaGrad ends {adam} beside Adam and {sgd} beside SGD, five seeds. Divided by √t "
    "once more, its step leaves it {twice} beside Adam.",
    chapter=LOGISTIC,
    shown="#Figure 1, left: digits",
)
def logistic_faster_than_adagrad():
    """Let AdaGrad run with its own decay, and with a second one."""
    runs = results("fig1-mnist")
    adam, sgd = (compare(runs["AdaGrad"], runs[rule]) for rule in ("Adam", "SGD-Nesterov"))
    twice = compare(runs["AdaGrad, decayed twice"], runs["Adam"])
    numbers = {"adam": adam.words, "sgd": sgd.words, "twice": twice.words}
    return seen(adam.beaten and sgd.beaten, ratio=adam.ratio, **numbers)


@claim(
    "sparse-adagrad-beats-sgd",
    place="§6.1, Figure 1",
    says="On sparse reviews, AdaGrad does far better than SGD with Nesterov momentum.",
    verdict=HOLDS,
    explanation="With dropout AdaGrad ends {gap} beside SGD, five seeds, and needs {slowest:.0%} "
    "of its passes, or less, for SGD's end value.",
    chapter=LOGISTIC,
    shown="#Figure 1, right: reviews",
)
def sparse_adagrad_beats_sgd():
    """Compare the ends with dropout, and how soon AdaGrad is where SGD ends."""
    runs = results("fig1-imdb")
    pair = runs["AdaGrad"], runs["SGD-Nesterov"]
    found, slowest = compare(*pair, "noisy"), max(lead(*pair, "noisy"))
    numbers = {"ratio": found.ratio, "slowest": slowest, "gap": found.words}
    return seen(found.beats and far_ahead(*pair, "noisy"), **numbers)


@claim(
    "sparse-as-fast-as-adagrad",
    place="§6.1, Figure 1",
    says="On sparse reviews, Adam converges as fast as AdaGrad.",
    verdict=HOLDS,
    explanation="Adam ends {gap} beside AdaGrad with dropout, five seeds; without, {plain}.",
    chapter=LOGISTIC,
    shown="#Figure 1, right: reviews",
)
def sparse_as_fast_as_adagrad():
    """Compare the ends, with dropout and without."""
    runs = results("fig1-imdb")
    noisy = compare(runs["Adam"], runs["AdaGrad"], "noisy")
    plain = compare(runs["Adam, no dropout"], runs["AdaGrad, no dropout"])
    numbers = {"gap": noisy.words, "plain": plain.words, "ratio": noisy.ratio}
    return seen(noisy.keeps_up, **numbers)


@claim(
    "network-with-dropout",
    place="§6.2, Figure 2",
    says="With dropout, Adam converges better than AdaGrad, RMSProp, SGD-Nesterov and AdaDelta.",
    verdict=NOT_REPRODUCED,
    explanation="After 50 passes {late} is lowest and Adam {behind:.1f} times as high. One seed of "
    "each, step sizes tuned for 2 passes: a weak test, to be repeated.",
    chapter=PERCEPTRON,
    shown="#Figure 2a: the network with dropout, at full size",
)
def network_with_dropout():
    """Compare the ends of five recorded runs of the older protocol."""
    cost = {label: ends[0] for label, ends in last("fig2a").items()}
    late = min((label for label in cost if label != "Adam"), key=cost.get)
    return seen(cost["Adam"] < cost[late], late=late, behind=float(cost["Adam"] / cost[late]))


def not_run(id, place, says, why):
    """Enter a claim about SFO, a method that this book does not run."""

    @claim(
        id,
        place=place,
        says=says,
        verdict=NOT_TESTABLE,
        chapter=PERCEPTRON,
        shown="#Why SFO is not run here",
    )
    def decline():
        """Decline: SFO is not run here."""
        return untestable(why)


not_run(
    "network-faster-than-sfo",
    "§6.2, Figure 2",
    "On the deterministic cost, Adam is faster than SFO, in passes and in time.",
    "SFO's code may not be part of this book, and a rewriting of ours would be no fair rival.",
)
not_run(
    "sfo-slow-steps",
    "§6.2",
    "A step of SFO takes 5 to 10 times as long as a step of Adam.",
    "Not measured, since SFO is not run; a count of operations gives the same order.",
)
not_run(
    "sfo-fails-with-dropout",
    "§6.2",
    "SFO fails on costs that dropout makes random.",
    "SFO is not run here. Its own manual warns of random gradients.",
)


@claim(
    "convolution-early",
    place="§6.3, Figure 3",
    says="In the first passes, Adam and AdaGrad lower the cost rapidly.",
    verdict=NOT_REPRODUCED,
    explanation="After three passes over 50,000 images AdaGrad is at least {adagrad:.0%} above SGD "
    "with Nesterov momentum, Adam at most {adam:.0%}; two seeds.",
    chapter=CONVOLUTIONAL,
    shown="#Figure 3 at the paper's scale",
)
def convolution_early():
    """Compare the cost while learning, in the last tenth of the third pass."""
    groups = results("fig3-left", 1)
    cost = {label: np.array([one["noisy"][-1] for one in g]) for label, g in groups.items()}
    adam, adagrad = (cost[rule] / cost["SGD-Nesterov"] - 1 for rule in ("Adam", "AdaGrad"))
    rapid = [adam.max() < 0.15, adagrad.max() < 0.15]
    return seen(all(rapid), adam=adam.max(), adagrad=adagrad.min())


@claim(
    "convolution-late",
    place="§6.3, Figure 3",
    says="Over all passes, Adam and SGD end far below AdaGrad.",
    verdict=HOLDS,
    explanation="After 45 passes over 5,000 images, with dropout, AdaGrad's cost is {ratio:.0f} "
    "times the larger of the other two, or more, in each of two seeds.",
    chapter=CONVOLUTIONAL,
    shown="#Figure 3 at the paper's scale",
)
def convolution_late():
    """Compare the ends of the long runs."""
    cost = last("fig3-right")
    ratio = float((cost["AdaGrad"] / np.maximum(cost["Adam"], cost["SGD-Nesterov"])).min())
    return seen(ratio > 3, ratio=ratio)


@claim(
    "second-moment-vanishes",
    place="§6.3",
    says="On the convolutional network v̂ vanishes after a few passes, so that ε dominates.",
    verdict=NOT_REPRODUCED,
    explanation="The median of √v̂ is {early:.0e} after 3 passes over 50,000 images and {late:.0e} "
    "after 45 over 5,000: more than {times:,.0f} times ε.",
    chapter=CONVOLUTIONAL,
    shown="#Does $\\hat v$ vanish?",
)
def second_moment_vanishes():
    """Read what the recorded runs of Adam wrote down, with dropout and without."""

    def medians(figure):
        runs = [results(figure, 1)[f"Adam{suffix}"] for suffix in ("", ", no dropout")]
        return [one["root_v_hat"]["median"] for group in runs for one in group]

    early, late = medians("fig3-left"), medians("fig3-right")
    lowest = min(map(min, early + late)) / 1e-8
    times = 10 ** int(np.log10(lowest))
    return seen(lowest < 10, early=early[0][-1], late=late[0][-1], times=times)


@claim(
    "marginal-gain-over-sgd",
    place="§6.3",
    says="On the convolutional network Adam is ahead of SGD with momentum by little.",
    verdict=NOT_REPRODUCED,
    explanation="After 45 passes over 5,000 images Adam's cost is {late:+.0%} and {again:+.0%} "
    "beside SGD's, in two seeds; without dropout at least {plain:+.0%}; after 3 over 50,000 at "
    "least {early:+.0%}.",
    chapter=CONVOLUTIONAL,
    shown="#Figure 3 at the paper's scale",
)
def marginal_gain_over_sgd():
    """Compare the two, seed by seed, early and late, with dropout, and late without."""

    def gaps(figure, suffix=""):
        cost = last(figure)
        return cost[f"Adam{suffix}"] / cost[f"SGD-Nesterov{suffix}"] - 1

    early, plain = gaps("fig3-left").min(), gaps("fig3-right", ", no dropout").min()
    late, again = gaps("fig3-right")
    little = [-0.3 < gap < 0 for gap in (late, again, early, plain)]
    return seen(all(little), all(little[:2]), late=late, again=again, early=early, plain=plain)
