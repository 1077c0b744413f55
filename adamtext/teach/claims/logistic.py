"""Claims of §6.1, logistic regression, judged by the recorded runs at the paper's scale."""

import numpy as np

from adamtext.lab.judging import compare, far_ahead, lead
from adamtext.teach.claims.ledger import (
    CLOSING,
    HOLDS,
    HOLDS_IF,
    NOT_REPRODUCED,
    claim,
    judge,
    seen,
)
from adamtext.teach.claims.records import results

LOGISTIC = "06-logistic-regression"
DIGITS, REVIEWS = "#Figure 1, left: digits", "#Figure 1, right: reviews"


def softmax_cost(w, x, labels):
    """Return the cost of logistic regression with weights of shape (features, classes)."""
    scores = x @ w
    return np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(x)), labels])


@claim(
    "logistic-is-convex",
    place="§6.1",
    says="Logistic regression is convex, so that no local minima blur a comparison.",
    verdict=HOLDS,
    explanation="At the middle of 2,000 random segments the cost is below the mean of the ends by "
    "{gap:.0e} or more.",
    chapter=LOGISTIC,
    shown="(6.1)",
)
def logistic_is_convex():
    """Compare the cost halfway between random weights with the mean of the costs there."""
    rng = np.random.default_rng(1412)
    x, labels = rng.normal(size=(50, 6)), rng.integers(4, size=50)
    gaps = []
    for _ in range(2000):
        one, other = rng.normal(size=(2, 6, 4)) * rng.exponential(1.0)
        ends = (softmax_cost(one, x, labels) + softmax_cost(other, x, labels)) / 2
        gaps.append(ends - softmax_cost((one + other) / 2, x, labels))
    return judge(min(gaps) > -1e-12, gap=float(min(gaps)))


@claim(
    "logistic-as-fast-as-sgd",
    place="§6.1, Figure 1",
    says="On MNIST, Adam converges about as fast as SGD with Nesterov momentum.",
    verdict=HOLDS,
    explanation="60,000 digits, five seeds, momenta tuned, Adam's end value beside SGD's {early} "
    "after 5 passes, {middle} after 15, {late} after 45.",
    chapter=LOGISTIC,
    shown=DIGITS,
)
def logistic_as_fast_as_sgd():
    """Compare the recorded runs, seed by seed, on the way and at the end."""
    runs = results("fig1-mnist")
    found = [compare(runs["Adam"], runs["SGD-Nesterov"], passes=k) for k in (5, 15, 45)]
    early, middle, late = (one.words for one in found)
    level = all(one.level for one in found)
    return seen(level, early=early, middle=middle, late=late)


@claim(
    "logistic-faster-than-adagrad",
    place="§6.1, Figure 1",
    says="On MNIST, Adam and SGD with Nesterov momentum are faster than AdaGrad.",
    verdict=NOT_REPRODUCED,
    explanation="AdaGrad ends {adam} beside Adam and {sgd} beside SGD, five seeds. Divided by √t "
    "once more, its step leaves it {twice} beside Adam.",
    chapter=LOGISTIC,
    shown=DIGITS,
)
def logistic_faster_than_adagrad():
    """Let AdaGrad run with its own decay, and with a second one."""
    runs = results("fig1-mnist")
    adam, sgd = (compare(runs["AdaGrad"], runs[rule]) for rule in ("Adam", "SGD-Nesterov"))
    twice = compare(runs["AdaGrad, decayed twice"], runs["Adam"])
    numbers = {"adam": adam.words, "sgd": sgd.words, "twice": twice.words}
    return seen(adam.beaten and sgd.beaten, ratio=adam.ratio, **numbers)


@claim(
    "adam-should-match-adagrad",
    place="§6.1",
    says="With a decay of 1/√t Adam should, in theory, do as well as AdaGrad.",
    verdict=HOLDS,
    explanation="It does, on digits too, where the paper's figure has it ahead: end value "
    "{digits} beside AdaGrad's; reviews {noisy} with dropout, {plain} without. Five seeds.",
    chapter=LOGISTIC,
    shown=CLOSING,
)
def adam_should_match_adagrad():
    """Ask whether each keeps up with the other, at the end of three races."""
    digits, reviews = results("fig1-mnist"), results("fig1-imdb")
    found = {
        "digits": compare(digits["Adam"], digits["AdaGrad"]),
        "noisy": compare(reviews["Adam"], reviews["AdaGrad"], "noisy"),
        "plain": compare(reviews["Adam, no dropout"], reviews["AdaGrad, no dropout"]),
    }
    level = all(one.level for one in found.values())
    return seen(level, **{name: one.words for name, one in found.items()})


@claim(
    "sparse-adagrad-beats-sgd",
    place="§6.1, Figure 1",
    says="On reviews AdaGrad does far better than SGD-Nesterov, with and without dropout.",
    verdict=HOLDS,
    explanation="It is where SGD ends in {share:.0%} of the passes or less; without dropout in "
    "{plain_share:.0%}. But end values are close: {gap}; without {plain}. Five seeds.",
    chapter=LOGISTIC,
    shown=REVIEWS,
)
def sparse_adagrad_beats_sgd():
    """Compare the ends, and how soon AdaGrad is where SGD ends, with dropout and without."""
    runs = results("fig1-imdb")
    noisy = runs["AdaGrad"], runs["SGD-Nesterov"], "noisy"
    quiet = runs["AdaGrad, no dropout"], runs["SGD-Nesterov, no dropout"]
    (found, with_dropout), (plain, without) = (
        (compare(*pair), compare(*pair).beats and far_ahead(*pair)) for pair in (noisy, quiet)
    )
    numbers = {"share": max(lead(*noisy)), "plain_share": max(lead(*quiet))}
    return seen(
        with_dropout and without, with_dropout, gap=found.words, plain=plain.words, **numbers
    )


@claim(
    "sparse-as-fast-as-adagrad",
    place="§6.1, Figure 1",
    says="On sparse reviews, Adam converges as fast as AdaGrad.",
    verdict=HOLDS_IF,
    condition="one looks after 40 passes or later",
    explanation="Adam's end value beside AdaGrad's: {early} after 5 passes, {middle} after 40, "
    "{late} after 160, {plain} without dropout. Five seeds.",
    chapter=LOGISTIC,
    shown=REVIEWS,
)
def sparse_as_fast_as_adagrad():
    """Compare the runs on the way and at the end, with dropout and without."""
    runs = results("fig1-imdb")
    noisy = {
        passes: compare(runs["Adam"], runs["AdaGrad"], "noisy", passes=passes)
        for passes in (5, 10, 20, 40, 80, 160)
    }
    quiet = {
        passes: compare(runs["Adam, no dropout"], runs["AdaGrad, no dropout"], passes=passes)
        for passes in (40, 80, 160)
    }
    late = [one for passes, one in noisy.items() if passes >= 40] + list(quiet.values())
    numbers = {"early": noisy[5], "middle": noisy[40], "late": noisy[160], "plain": quiet[160]}
    return seen(
        all(one.keeps_up for one in noisy.values()),
        all(one.keeps_up for one in late),
        **{name: one.words for name, one in numbers.items()},
    )
