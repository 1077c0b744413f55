"""Figure 4: the variational auto-encoder, and what belongs to it."""

from adamtext.lab.plans.parts import DECAY, FIVE, Figure, grid
from adamtext.lab.races import Contestant, Race, Survey


def _corrected(*halves):
    """Adam and Adam without correction, at all the betas of Figure 4."""
    return {
        f"beta1={beta1}, beta2={beta2}, {words}": Contestant(
            rule, {"alpha": grid(*halves)}, {"beta1": beta1, "beta2": beta2}
        )
        for beta1 in (0.0, 0.9)
        for beta2 in (0.99, 0.999, 0.9999)
        for rule, words in (("adam", "corrected"), ("adam_uncorrected", "uncorrected"))
    }


AUTOENCODER = {
    "problem": "autoencoder",
    "batch_size": 100,
    "measured": 5000,
    "measured_noise": 0,
}
FIGURE_4A = Figure(
    "Figure 4a: bias correction in a variational auto-encoder on MNIST, ten passes",
    {
        "small": Survey(
            _corrected(-10, -8, -6, -4, -2),
            AUTOENCODER | {"rows": 1000, "passes": 5, "measured": 1000},
            seeds=FIVE,
        ),
        "full": Survey(
            _corrected(*range(-10, -1)),
            AUTOENCODER | {"data": "full", "passes": 10},
            central=grid(-8, -7, -6, -5),
            more_seeds=(2, 3),
        ),
    },
)
FIGURE_4B = Figure(
    "Figure 4b: bias correction in a variational auto-encoder on MNIST, a hundred passes",
    {
        "small": Survey(
            _corrected(-8, -6, -4),
            AUTOENCODER | {"rows": 500, "passes": 20, "measured": 500},
        ),
        "full": Survey(
            _corrected(*range(-8, -3)),
            AUTOENCODER | {"data": "full", "rows": 20_000, "passes": 100},
            central=grid(-8, -7, -6, -5),
            more_seeds=(2, 3),
        ),
    },
)
# The control: step sizes that fall by plan, as those without correction do by themselves.
DECAYED = {
    f"beta1={beta1}, beta2=0.999, decayed": Contestant(
        "adam", {"alpha": grid(-5, -4, -3)}, {"beta1": beta1, "beta2": 0.999}, DECAY
    )
    for beta1 in (0.0, 0.9)
}
FIGURE_4_LOSS = Figure(
    "what leaving out the corrections of Figure 4 costs, at the best step sizes (not in the paper)",
    {
        "small": Race(
            _corrected(-7, -6, -5) | DECAYED,
            AUTOENCODER | {"rows": 2000, "passes": 20, "measured": 1000},
            budget=7,
            finest=2.0,
            seeds=FIVE,
        ),
        "full": Race(
            _corrected(-7, -6, -5) | DECAYED,
            AUTOENCODER | {"data": "full", "rows": 20_000, "passes": 10},
            budget=9,
            seeds=FIVE,
        ),
    },
)
DENSITY = {"Adam": Contestant("adam", {"alpha": grid(-7, -6)}, {}, {"notes": ("density",)})}
FIGURE_4_DENSITY = Figure(
    "how dense gradients are while the auto-encoder of Figure 4 learns",
    {
        "small": Survey(DENSITY, AUTOENCODER | {"rows": 1000, "passes": 5, "measured": 1000}),
        "full": Survey(
            DENSITY,
            AUTOENCODER | {"data": "full", "rows": 20_000, "passes": 100},
            seeds=(1, 2, 3),
        ),
    },
)
