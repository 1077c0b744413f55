"""The algorithm: what judges the exercises of chapter 1."""

from math import sqrt

import numpy as np

from adamtext.teach.exercises.kinds import Choice, Formula, Function, Number

_BARE = -(0.9 * 0.1 - 0.1) / sqrt(0.999 * 0.001 + 0.001)  # no hats, after 1 and -1


def _walk(g, alpha, beta1, beta2, step):
    """Return theta after each gradient; ``step(m, v, t)`` is the last line, in alpha."""
    m, v, theta, found = 0.0, 0.0, 0.0, []
    for t, gradient in enumerate(g, 1):
        m = beta1 * m + (1 - beta1) * gradient
        v = beta2 * v + (1 - beta2) * gradient**2
        theta = theta - alpha * step(m, v, t)
        found.append(theta)
    return np.array(found)


def _efficient(moving=True, hat_m=True, hat_v=True):
    """Return Adam in the efficient order: the solution of exercise 8, or a part of it."""

    def answer(g, alpha, beta1, beta2, eps):
        def step(m, v, t):
            root, mean = sqrt(1 - beta2**t), 1 - beta1**t
            factor = (root if hat_v else 1) / (mean if hat_m else 1)
            return factor * m / (sqrt(v) + eps * (root if moving else 1))

        return _walk(g, alpha, beta1, beta2, step)

    return answer


def _eps_inside(g, alpha, beta1, beta2, eps):
    def step(m, v, t):
        root = sqrt(1 - beta2**t)
        return root / (1 - beta1**t) * m / sqrt(v + eps * root)

    return _walk(g, alpha, beta1, beta2, step)


def _cases():
    rng = np.random.default_rng(1)
    return [
        (np.array([2.0]), 0.1, 0.9, 0.999, 1e-3),
        (0.01 * rng.normal(size=30), 0.01, 0.9, 0.99, 1e-3),
        (rng.normal(size=20), 1.0, 0.0, 0.5, 0.1),
    ]


EXERCISES = [
    Number(
        (-0.001, 0.001),
        {
            (-0.2, 4e-7): "That is gradient descent: gradient times step size.",
            (-0.001 * sqrt(10), 0.001 * sqrt(10)): "That is a first step without the hats.",
            (-200.0, 0.0004): "Those are the gradients, with the sign turned.",
            (-0.001, -0.001): "Each coordinate has a sign of its own.",
        },
    ),
    Number(
        1 / 19,
        {
            0: "Two gradients of opposite sign, yes; but their weights are not equal.",
            _BARE: "Without the hats it would be so.",
            1: "That is the newest gradient alone. The mean still holds the one before.",
            0.01: "That is m, without its hat.",
        },
    ),
    Number(
        (0.01, 1, 1e4, 100),
        {
            (100, 1, 1e-4, 0.01): "These are upside down: are gradients larger or smaller now?",
            (0.01, 0.01, 1e4, 1e4): "You took Adam's step size for one of gradient descent.",
            (0.01, 1, 100, 100): "Finer units shrink each gradient, and lengthen the way as well.",
            (
                0.01,
                1,
                1e4,
                1,
            ): "Adam does not feel the size of gradients; but it has the way to go.",
        },
        rel=1e-4,
    ),
    Formula(
        "eps_hat beta2 t",
        "eps_hat / sqrt(1 - beta2**t)",
        {
            "eps_hat * sqrt(1 - beta2**t)": "Upside down: that is the eps_hat that an eps needs.",
            "eps_hat / (1 - beta2**t)": "The root is missing: eps stands beside a root.",
            "eps_hat": "It would be that without the hats. It depends on t.",
        },
        [(1e-7, 0.999, 1), (1e-7, 0.999, 1000), (1e-3, 0.9, 5)],
    ),
    Number(
        (1000, 1),
        {
            (0.001, 1): "Those are the curvatures. What is a step by Newton's method?",
            (1000, 1000): "That is alpha. By what has it been divided?",
            (125_000, 400): "That is so for the first step. The second gradient is far larger.",
        },
        rel=0.02,
    ),
    Formula(
        "beta1 n",
        "(1 - beta1**n) / (1 + beta1**n)",
        {
            "1 - beta1**n": "Each block starts from the mean of the one before, not from 0.",
            "(1 - beta1) / (1 + beta1)": "That is n = 1, of gradients which alternate.",
            "(1 + beta1**n) / (1 - beta1**n)": "Upside down: can this mean be above the gradients?",
        },
        [(0.9, 10), (0.9, 1), (0.5, 3), (0.99, 40)],
    ),
    Choice(
        "0.999, SGD, 0.99",
        {
            "SGD, 0.999, 0.99": "Which of them lengthens the steps of features that come seldom?",
            "SGD, 0.99, 0.999": "Which of them lengthens the steps of features that come seldom?",
            "0.999, 0.99, SGD": "To adapt is not enough. What is left in a short memory between two"
            " appearances?",
            "0.99, 0.999, SGD": "That was Rosenbrock's lesson. Here gradients come seldom.",
            "0.99, SGD, 0.999": "That was Rosenbrock's lesson. Here gradients come seldom.",
        },
    ),
    Function(
        _efficient(),
        [
            (_efficient(moving=False), "With a constant eps it is another algorithm: see (1.4)."),
            (_efficient(hat_m=False, hat_v=False), "The averages are right. The hats are missing."),
            (_efficient(hat_m=False), "The hat on m is missing."),
            (
                _efficient(hat_v=False),
                "The root of 1 - beta2**t is in one place, and there are two.",
            ),
            (_eps_inside, "Algorithm 1 adds eps to the root, not under it."),
        ],
        _cases,
    ),
]
