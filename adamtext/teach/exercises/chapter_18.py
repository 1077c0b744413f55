"""Choosing the numbers: what judges the exercises of chapter 18."""

from math import exp, log, sqrt

from adamtext.teach.exercises.kinds import Choice, Function, Number

_AGREEING = 4096**-0.5 / 0.0003  # steps by which a weight moves by its own size
_GAP = 1 / (0.0005 * 32)  # steps from one of the word to the next


def _whole(k, warm, T):
    """Return the share of alpha at step k from 0: the solution of exercise 6."""
    return min((k + 1) / warm, (T - k) / (T - warm + 1))


def _cases():
    return [(k, warm, T) for warm, T in ((3, 6), (1, 4), (10, 100)) for k in range(T)]


EXERCISES = [
    Number(
        (_AGREEING, _AGREEING**2),
        {
            (_AGREEING, _AGREEING): "Noise does not add up as agreement does.",
            (
                _AGREEING,
                sqrt(_AGREEING),
            ): "With a root of the steps it takes more of them, not less.",
            (1 / 0.0003, 0.0003**-2): "That is for a weight of 1.",
            (4096**-1 / 0.0003, (4096**-1 / 0.0003) ** 2): "The variance is one over the inputs.",
        },
    ),
    Number(
        0.0012,
        {
            0.0048: "In proportion to the batch: that is SGD's rule.",
            0.0003: "Then there are fewer steps, each as long as before: a shorter path.",
            0.000075: "The other way round.",
        },
    ),
    Number(
        (0.5, 0.25),
        {
            (0.25, 0.5): "One of the two is the square of the other; which is which?",
            (1.0, 1.0): "That is so far below the critical batch. Where is it here?",
            (60**-0.5 / 1.0, 1 / 60): "Both numbers in the critical batch are squared.",
            (61**-0.5, 1 / 61): "Both numbers in the critical batch are squared.",
            (2.0, 4.0): "They become less, not more.",
        },
    ),
    Number(
        log(20) / 10,
        {
            log(20) / 20: "That is for a constant step size. A line has half its sum.",
            0.05 / 10: "What is left falls as an exponential of the sum.",
            0.95 / 10: "What is left falls as an exponential of the sum.",
            exp(-0.05): "What is left is the exponential; the weight decay stands in it.",
        },
    ),
    Choice(
        "nothing",
        {
            "a hundredth": "That is so for SGD. Which quotient is Adam's step?",
            "a tenth": "A root? Both m and the root of v are multiplied by the same number.",
            "longer": "Both m and the root of v are multiplied by the same number.",
        },
    ),
    Function(
        _whole,
        [
            (
                lambda k, warm, T: min(k / warm, (T - k) / (T - warm)),
                "The first step, k = 0, has the length zero.",
            ),
            (
                lambda k, warm, T: min((k + 1) / warm, (T - 1 - k) / max(T - warm, 1)),
                "The last step, k = T - 1, has the length zero.",
            ),
            (
                lambda k, warm, T: min((k + 1) / warm, (T - k) / T),
                "The fall begins at k = 0 here, so the top is never reached.",
            ),
        ],
        _cases,
    ),
    Number(
        (_GAP, 1 - 1 / _GAP),
        {
            (2000, 1 - 1 / 2000): "That many words, not steps: a step sees a whole batch.",
            (_GAP, 1 / _GAP): "That is what is forgotten in a step.",
            (_GAP / 32, 1 - 32 / _GAP): "The batch has been counted twice.",
        },
        rel=0.01,
    ),
]
