"""Figure 1: logistic regression."""

from adamtext.lab.plans.parts import DECAY, FIVE, MOMENTA, Figure, grid, with_momentum
from adamtext.lab.races import Contestant, Race


def _digits(adam, sgd, adagrad, momenta):
    return with_momentum(adam, sgd, momenta, **DECAY) | {
        "AdaGrad": Contestant("adagrad", {"alpha": adagrad}),
        "AdaGrad, decayed twice": Contestant("adagrad", {"alpha": adagrad}, {}, DECAY),
    }


DIGITS = {"problem": "logistic regression, MNIST", "l2": 1e-4}
FIGURE_1_LEFT = Figure(
    "Figure 1, left: logistic regression on MNIST",
    {
        "small": Race(
            _digits(grid(-3, -2, -1), grid(-1, 0, 1), grid(-3, -2, -1), (0.8, 0.9, 0.95)),
            DIGITS | {"rows": 4000, "passes": 15},
            budget=16,
            seeds=FIVE,
        ),
        "full": Race(
            _digits(grid(*range(-5, 0)), grid(*range(-2, 3)), grid(*range(-5, 0)), MOMENTA),
            DIGITS | {"data": "full", "passes": 45},
            budget=30,
            seeds=FIVE,
        ),
    },
)


def _reviews(contestants):
    """Return the contestants twice: with half of the words dropped, and with all of them.

    With all words the reviews can be separated, and the cost has no minimum without a penalty.
    """
    noisy, plain = {}, {}
    for name, each in contestants.items():
        changes = each.changes | {"dropout": 0.5}
        noisy[name] = each._replace(changes=changes, judged="noisy")
        plain[f"{name}, no dropout"] = each._replace(changes=each.changes | {"l2": 1e-4})
    return noisy | plain


REVIEWS = {"problem": "logistic regression, IMDB", "measured": 5000}
FIGURE_1_RIGHT = Figure(
    "Figure 1, right: logistic regression on IMDB, with dropout and without",
    {
        size: Race(
            _reviews(
                with_momentum(grid(*alphas), grid(*(a + 3 for a in alphas)), momenta, **DECAY)
                | {
                    "RMSProp": Contestant(
                        "rmsprop",
                        {"alpha": grid(*(a - 1 for a in alphas)), "beta2": (0.9, 0.99, 0.999)},
                        {},
                        DECAY,
                    ),
                    "AdaGrad": Contestant("adagrad", {"alpha": grid(*alphas)}),
                }
            ),
            REVIEWS | {"passes": passes},
            budget=budget,
            seeds=seeds,
        )
        for size, alphas, momenta, passes, budget, seeds in (
            ("small", (-4, -3, -2), (0.8, 0.9), 10, 12, (1, 2, 3)),
            ("full", (-5, -4, -3, -2, -1), MOMENTA, 160, 30, FIVE),
        )
    },
)
