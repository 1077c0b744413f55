"""Figure 2: the multilayer perceptron."""

from adamtext.lab.plans.parts import FIVE, Figure, grid, with_momentum
from adamtext.lab.races import Contestant, Race

PERCEPTRON = with_momentum(grid(-8, -7, -6), grid(-4, -3, -2), (0.9, 0.95)) | {
    "RMSProp": Contestant("rmsprop", {"alpha": grid(-8, -7, -6), "beta2": (0.99, 0.999)}),
    "AdaDelta": Contestant("adadelta", {"alpha": grid(-1, 0, 1), "rho": (0.95, 0.99)}),
    "AdaGrad": Contestant("adagrad", {"alpha": grid(-5, -4, -3)}),
}
NOISY_PERCEPTRON = {name: each._replace(judged="noisy") for name, each in PERCEPTRON.items()}
DROPOUT = {"problem": "multilayer perceptron", "dropout": 0.5, "measured": 10_000}
FIGURE_2A = Figure(
    "Figure 2a: multilayer perceptron with dropout on MNIST",
    {
        "small": Race(
            NOISY_PERCEPTRON,
            DROPOUT | {"rows": 1280, "passes": 8, "measured": 1280},
            budget=14,
            finest=2.0,
            seeds=FIVE,
        ),
        "full": Race(
            NOISY_PERCEPTRON, DROPOUT | {"data": "full", "passes": 50}, budget=10, finest=2.0
        ),
        "long": Race(
            {name: NOISY_PERCEPTRON[name] for name in ("Adam", "SGD-Nesterov", "AdaGrad")},
            DROPOUT | {"data": "full", "passes": 200},
            budget=8,
            finest=4.0,
        ),
    },
)
PENALTY = {"problem": "multilayer perceptron", "l2": 1e-4, "measured": 10_000}
FIGURE_2B = Figure(
    "Figure 2b: multilayer perceptron with a penalty and no dropout on MNIST",
    {
        "small": Race(
            {name: PERCEPTRON[name] for name in ("Adam", "SGD-Nesterov", "AdaGrad")},
            PENALTY | {"rows": 1280, "passes": 20, "measured": 1280},
            budget=12,
            finest=2.0,
            seeds=FIVE,
        ),
        "full": Race(
            {name: PERCEPTRON[name] for name in ("Adam", "SGD-Nesterov", "AdaGrad")},
            PENALTY | {"data": "full", "passes": 20},
            budget=10,
            finest=2.0,
        ),
    },
)
