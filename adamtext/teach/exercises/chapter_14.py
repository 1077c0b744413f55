"""Getting Adam wrong: what judges the exercises of chapter 14."""

from math import sqrt

import numpy as np

from adamtext.averages import bias_correction
from adamtext.bounds import uncorrected_ratio
from adamtext.teach.exercises.kinds import Choice, Function, Number


def _corrected_as(late, t=1):
    """Return step ``t`` of gradients of 1 if it is corrected as though it were step ``late``."""
    m = bias_correction(0.9, t) / bias_correction(0.9, late)
    v = bias_correction(0.999, t) / bias_correction(0.999, late)
    return m / sqrt(v)


def _stuck(beta1, beta2, t):
    """Return the ``t``-th step of gradients of 1 with the corrections of t = 1."""
    return uncorrected_ratio(beta1, beta2, t) / uncorrected_ratio(beta1, beta2, 1)


def _adam(gradients, alpha, beta1, beta2, eps, from_zero=False, of_m=False, where="beside"):
    """Return the path from zero, with up to three slips left in: exercise 7.

    Parameters
    ----------
    from_zero, of_m : bool
        Whether t counts from 0, and v averages the square of m.
    where : str
        Of eps: "beside" the root, "outside" the fraction, or "inside" the root.
    """
    theta, m, v = (np.zeros(np.shape(gradients)[1]) for _ in range(3))
    path = []
    for t, g in enumerate(gradients, 0 if from_zero else 1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * (m if of_m else g) ** 2
        with np.errstate(all="ignore"):
            m_hat, v_hat = m / np.float64(1 - beta1**t), v / np.float64(1 - beta2**t)
            if where == "outside":
                step = alpha * m_hat / np.sqrt(v_hat) - eps
            elif where == "inside":
                step = alpha * m_hat / np.sqrt(v_hat + eps)
            else:
                step = alpha * m_hat / (np.sqrt(v_hat) + eps)
        theta = theta - step
        path.append(theta)
    return np.array(path)


def _with(**wrong):
    return lambda *case: _adam(*case, **wrong)


def _cases():
    rng = np.random.default_rng(14)
    found = []
    for n, eps in ((1, 1e-8), (5, 0.01), (40, 0.1)):
        g = rng.normal(size=(n, 2))
        g[0, 1] = 0  # a weight that hears nothing at first
        found.append((g, 0.1, 0.9, 0.99, eps))
    return found


_TWO = _corrected_as(2)

EXERCISES = [
    Number(
        _TWO,
        {
            1.0: "That is corrected with t = 1, as it should be.",
            bias_correction(0.9, 1) / bias_correction(0.9, 2) / (1 / (1 + 0.999)): "The root "
            "is missing.",
            bias_correction(0.9, 1) / bias_correction(0.9, 2): "That is m alone. What has become "
            "of v?",
            1 / _TWO: "You have it upside down.",
        },
        rel=0.005,
    ),
    Number(
        9,
        {
            11: "So many take the twelfth step right. Not all of these take the others, too.",
            10: "Is averages_after_use among yours? Look at its first step.",
            15: "Those are the ones that do not.",
            3: "So few are not told apart by the six numbers. Here only gradients of 1 are fed.",
            8: "One is missing. Which needs a second array?",
        },
        rel=0.001,
    ),
    Choice(
        "both",
        {
            "eps_hat_for_eps": "And the penalty? The command finds it in both averages.",
            "l2_for_decoupled": "And the constant? At small gradients it shows, penalty or not.",
            "neither": "Slips come in pairs, and the command knows some pairs. Run it.",
        },
    ),
    Choice(
        "an eps inside the root",
        {
            "a counter that stops at 2048": "How far does the command look?",
            "gradients that are never cleared": "Whose job is that? The command feeds its own.",
            "a schedule that counts from 0": "Learning rates that change are not tested.",
        },
    ),
    Number(
        _stuck(0.9, 0.95, 12),
        {
            _stuck(0.9, 0.999, 12): "That is so at 0.999.",
            _stuck(0.9, 0.95, 5000): "That is so in the long run.",
            uncorrected_ratio(0.9, 0.95, 12): "That is without any correction. Here those of the "
            "first step are put on.",
            1 / _stuck(0.9, 0.95, 12): "You have it upside down.",
        },
        rel=0.005,
    ),
    Number(
        _corrected_as(3),
        {
            1.0: "It would be, had each array a counter of its own.",
            _TWO: "That is the second array's.",
            bias_correction(0.9, 1) / bias_correction(0.9, 3): "That is m alone: v is corrected "
            "too little as well.",
            1 / _corrected_as(3): "You have it upside down: the averages are corrected too little.",
        },
        rel=0.005,
    ),
    Function(
        _adam,
        [
            (_with(from_zero=True), "It begins with 0/0. Which t has the first step?"),
            (
                _with(of_m=True, where="outside"),
                "It counts right now. Two slips are left, one in an average, one in the last line.",
            ),
            (
                _with(of_m=True),
                "One slip is left. How long are its steps in noise, after a while?",
            ),
            (
                _with(where="outside"),
                "One slip is left. What happens to a weight whose first gradient is exactly zero?",
            ),
            (
                _with(where="inside"),
                "One slip is left: eps has come under the root, and has another unit there.",
            ),
        ],
        _cases,
    ),
]
