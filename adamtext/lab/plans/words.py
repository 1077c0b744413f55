"""Where Adam wins: words, which the paper does not have."""

from adamtext.lab.plans.parts import FIVE, NESTEROV, Figure, grid
from adamtext.lab.races import Contestant, Race

WORDS = {
    "Adam": Contestant("adam", {"alpha": grid(-5, -4, -3), "beta1": (0.9, 0.95)}),
    "SGD-Nesterov": Contestant(
        "sgd", {"alpha": grid(-2, -1, 0), "momentum": (0.9, 0.95)}, NESTEROV
    ),
    "signs": Contestant("signum", {"alpha": grid(-7, -6, -5), "momentum": (0.9, 0.95)}),
}
EVEN = {"problem": "transformer, even words"}
WORDS |= {f"{name}, even words": WORDS[name]._replace(changes=EVEN) for name in list(WORDS)[:2]}
TEXT = {"problem": "transformer", "batch_size": 32}
FIGURE_WORDS = Figure(
    "where Adam wins: a transformer of two layers on Python's help texts (not in the paper)",
    {
        "small": Race(
            WORDS, TEXT | {"rows": 320, "passes": 3, "measured": 160}, budget=8, finest=2.0
        ),
        "full": Race(
            WORDS,
            TEXT | {"passes": 10, "measured": 744},
            budget=14,
            finest=2.0,
            seeds=FIVE,
        ),
    },
)
