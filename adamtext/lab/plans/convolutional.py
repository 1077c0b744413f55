"""Figure 3: the convolutional network."""

from adamtext.lab.plans.parts import FIVE, NESTEROV, Figure, grid
from adamtext.lab.races import Contestant, Race


def _images(judged):
    """Adam and AdaGrad with a grid of eps, SGD with one of momenta; with dropout and without."""
    rules = {
        "Adam": Contestant(
            "adam",
            {"alpha": grid(-8, -7, -6), "eps": (1e-8, 1e-4)},
            {},
            {"notes": ("root_v_hat",)},
        ),
        "AdaGrad": Contestant("adagrad", {"alpha": grid(-6, -5, -4), "eps": (1e-8, 1e-3)}),
        "SGD-Nesterov": Contestant(
            "sgd", {"alpha": grid(-5, -4, -3), "momentum": (0.9, 0.95)}, NESTEROV
        ),
    }
    rates = {"dropout": 0.5, "input_dropout": 0.2}
    rules = {name: each._replace(judged=judged) for name, each in rules.items()}
    noisy = {name: each._replace(changes=each.changes | rates) for name, each in rules.items()}
    return noisy | {f"{name}, no dropout": each for name, each in rules.items()}


IMAGES = {"problem": "convolutional network", "whitening": 0.01, "measured": 2000}
FEW_IMAGES = IMAGES | {"rows": 640, "batch_size": 32, "points": 4, "measured": 640}
FIGURE_3_LEFT = Figure(
    "Figure 3, left: convolutional network on CIFAR-10, the first three passes",
    {
        "small": Race(
            _images("noisy"), FEW_IMAGES | {"passes": 3}, budget=10, finest=2.0, seeds=FIVE
        ),
        "full": Race(
            _images("noisy"),
            IMAGES | {"data": "full", "passes": 3, "points": 10},
            budget=9,
            finest=2.0,
        ),
    },
)
FIGURE_3_RIGHT = Figure(
    "Figure 3, right: convolutional network on CIFAR-10, forty-five passes",
    {
        "small": Race(
            {name: each for name, each in _images("cost").items() if "no dropout" not in name},
            FEW_IMAGES | {"passes": 5},
            budget=9,
            finest=2.0,
            seeds=FIVE,
        ),
        "full": Race(
            _images("cost"),
            IMAGES | {"data": "full", "rows": 5000, "passes": 45},
            budget=9,
            finest=2.0,
        ),
    },
)
