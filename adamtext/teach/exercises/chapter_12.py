"""Adam's relatives: what judges the exercises of chapter 12."""

from math import sqrt

import numpy as np

from adamtext.teach.exercises.kinds import Choice, Formula, Function, Number


def _lion(g, alpha, beta1, beta2, late=False, signs=True):
    """Return theta after each gradient: the solution of exercise 8, or a slip."""
    m, theta, found = 0.0, 0.0, []
    for gradient in g:
        c = beta1 * m + (1 - beta1) * gradient
        m = beta2 * m + (1 - beta2) * gradient
        step = m if late else c
        theta = theta - alpha * (np.sign(step) if signs else step)
        found.append(theta)
    return np.array(found)


def _mean_of_signs(g, alpha, beta1, beta2):
    return _lion(np.sign(g), alpha, beta1, beta2, signs=False)


def _cases():
    rng = np.random.default_rng(12)
    burst = np.ones(12)
    burst[6] = -30.0
    return [
        (burst, 0.1, 0.9, 0.99),
        (rng.normal(size=40), 0.01, 0.9, 0.99),
        (np.array([0.0, 0.0, -2.0, 0.0]), 1.0, 0.5, 0.0),
    ]


EXERCISES = [
    Number(
        0.81,
        {
            0.9: "That is the dotted line, where the bound is exactly alpha.",
            sqrt(0.9): "The square is on beta1, not the root.",
            0.99: "Where beta2 is above beta1 there is a bound.",
        },
        rel=0.002,
    ),
    Number(
        10,
        {
            1: "Adam averages. What does PyTorch's RMSprop do with its momentum?",
            0.1: "You divided where it adds up.",
            100: "That is two sums. Only one of its averages is a sum.",
        },
    ),
    Number(
        0.05 * 0.1**2,
        {
            0.1 * 0.1**2: "That is for the usual rho of 0.9.",
            0.05 * 0.1: "The first step is a root.",
            0.1**2 / 0.05: "1 less rho stands below; to which side does it go?",
            0.95 * 0.1**2: "The newest square has the weight 1 less rho.",
        },
    ),
    Number(
        sqrt(1e-4 / 8),
        {
            5e-5: "That is with the root.",
            sqrt(1e-4 / 4): "A step goes from one side to the other, twice the distance.",
            sqrt(1e-4 / 2): "The curvature is missing: the gradient is 4 times the distance.",
            1e-4 / 8: "That is the square of the distance.",
        },
    ),
    Number(
        8,
        {
            64: "That is without the root.",
            1: "That is SGD's. What becomes of the denominator?",
            1 / 8: "The noise shrinks, and it stands below.",
            4096: "The noise's variance is divided by the size of the batch, not by its square.",
        },
    ),
    Formula(
        "beta t",
        "(1 - beta**(t + 1)) / (1 - beta)",
        {
            "(1 - beta**t) / (1 - beta)": "That is the heavy ball. Nesterov's is a step ahead.",
            "1 - beta**(t + 1)": "That is an average. These rules add up.",
            "1 / (1 - beta) + 0 * t": "That is the end. It takes time to get there.",
            "1 + (1 - beta**t) / (1 - beta)": "The newest comes in full, and beta times m.",
        },
        [(0.9, 1), (0.9, 5), (0.5, 3), (0.0, 2)],
    ),
    Choice(
        "RAdam",
        {
            "AdaGrad": "Its sum of squares grows as well, and its root divides.",
            "LAMB": "It makes its step as long as a share of theta, whatever the gradients.",
            "Lion": "A sign of a mean: does it change?",
            "Muon": "It keeps singular vectors, and forgets singular values.",
        },
    ),
    Function(
        _lion,
        [
            (
                lambda g, alpha, beta1, beta2: _lion(g, alpha, beta1, beta2, late=True),
                "That is the sign of the memory. The step has a mixture of its own.",
            ),
            (
                lambda g, alpha, beta1, beta2: _lion(g, alpha, beta1, beta1),
                "The memory has beta2, not beta1.",
            ),
            (
                lambda g, alpha, beta1, beta2: _lion(g, alpha, beta2, beta1),
                "The two betas have changed places.",
            ),
            (
                lambda g, alpha, beta1, beta2: _lion(g, alpha, beta1, beta2, signs=False),
                "The sign is missing.",
            ),
            (_mean_of_signs, "It is the sign of a mean, not the mean of signs."),
        ],
        _cases,
    ),
]
