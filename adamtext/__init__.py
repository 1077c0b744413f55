"""The optimisers of the Adam paper, plain enough to be read beside its Algorithm 1."""

from adamtext.optimizers import (
    adadelta,
    adagrad,
    adam,
    adam_efficient,
    adam_factored,
    adamax,
    adamw,
    amsgrad,
    rmsprop,
    sgd,
)
from adamtext.rule import Optimizer
from adamtext.trajectory import Trajectory, run

__version__ = "0.1.0"

__all__ = [
    "Optimizer",
    "Trajectory",
    "adadelta",
    "adagrad",
    "adam",
    "adam_efficient",
    "adam_factored",
    "adamax",
    "adamw",
    "amsgrad",
    "rmsprop",
    "run",
    "sgd",
]
