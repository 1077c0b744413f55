"""Bias correction: what judges the exercises of chapter 3."""

from math import sqrt

import numpy as np

from adamtext.averages import bias_correction, ema
from adamtext.teach.exercises.kinds import Function, Number


def _first_step_longer(beta1, beta2, t):
    """Whether the uncorrected step at ``t`` is longer than the corrected one."""
    return bias_correction(beta1, t) > sqrt(bias_correction(beta2, t))


_ONSET = next(t for t in range(1, 100) if _first_step_longer(0.95, 0.98, t))
_SQUARES = np.repeat([1.0, 4.0], 500)


def _largest_after(silence, g_before=1.0):
    """Return the largest step, in alpha, of gradients of 1 after noise and a silence."""
    v, m, steps = g_before * 0.999**silence, 0.0, []
    for _ in range(100):
        m, v = 0.9 * m + 0.1, 0.999 * v + 0.001
        steps.append(m / sqrt(v))
    return max(steps)


_SILENCE = next(k for k in range(5000) if _largest_after(k) >= 2)
# after 20 equal gradients at beta1 = 0.9: what m holds, then one more step at 0.99
_HELD = 0.99 * bias_correction(0.9, 20) + 0.01


def _corrected(values, beta):
    """Return the corrected averages of ``values``: the solution of exercise 6."""
    average, found = 0.0, []
    for t, value in enumerate(values, 1):
        average = beta * average + (1 - beta) * value
        found.append(average / (1 - beta**t))
    return np.array(found)


def _cases():
    rng = np.random.default_rng(3)
    return [(rng.normal(size=n), beta) for n, beta in ((1, 0.9), (5, 0.0), (40, 0.999))]


EXERCISES = [
    Number(
        0.9**5,
        {
            1 - 0.9**5: "That is the weight that has arrived, not what is still on the zero.",
            0.9: "That is after one step.",
            0.5: "Five steps of a tenth each; but each takes a tenth of what is left.",
        },
    ),
    Number(
        _ONSET,
        {
            1: "At t = 1 the ratio is 0.05 to the root of 0.02: look at which is larger.",
            _ONSET - 1: "One step early: at that t it is still the shorter one.",
        },
        rel=0.001,
    ),
    Number(
        ema(_SQUARES, 0.999)[-1] / bias_correction(0.999, 1000),
        {
            2.5: "That gives all thousand squares the same weight.",
            4.0: "Unbiased does not mean up to date: v remembers the first half, too.",
            ema(_SQUARES, 0.999)[-1]: "That is v. The hat is missing.",
        },
        rel=0.005,
    ),
    Number(
        _SILENCE,
        {
            0: "Without a silence v is 1, and steps stay near 1: not every pause is a restart.",
            round(np.log(2) / 0.001): "That halves v; the step is the longest mean over its root.",
        },
        rel=0.02,
    ),
    Number(
        _HELD / bias_correction(0.99, 21),
        {
            bias_correction(0.99, 21) / _HELD: "You have it upside down: m over its hat.",
            1.0: "That would be so if the hat knew that beta1 has changed. It takes the new power.",
        },
    ),
    Function(
        _corrected,
        [
            (ema, "The averages are right. The hats are missing."),
            (
                lambda x, beta: ema(x, beta) / (1 - beta ** np.arange(len(x)).clip(1)),
                "The hat of step t has beta to the power t, and t starts at 1.",
            ),
            (lambda x, beta: ema(x, beta) / (1 - beta), "Every hat is that of t = 1."),
        ],
        _cases,
    ),
]
