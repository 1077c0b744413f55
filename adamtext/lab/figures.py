"""The figures of §6 as plans: who competes on which problem, small and at the paper's scale."""

from functools import partial
from typing import NamedTuple

from adamtext.lab.datasets import check_one_of
from adamtext.lab.experiments import sweep
from adamtext.lab.races import Contestant, Race, Survey, progress
from adamtext.lab.results import results_folder, stored
from adamtext.lab.trials import run_trial


class Figure(NamedTuple):
    """A figure of the paper: what it shows, and its plans by size, "small" and "full".

    A plan is a :class:`~adamtext.lab.races.Race` or a :class:`~adamtext.lab.races.Survey`.
    """

    what: str
    plans: dict


def plan(name, size):
    """Return the plan of the figure of that ``name`` at that ``size``.

    Raises
    ------
    ValueError
        If there is no such figure, or size: with those that there are.
    """
    check_one_of("figure", name, FIGURES)
    check_one_of("size", size, FIGURES[name].plans)
    return FIGURES[name].plans[size]


def run_figure(name, size="small", executor=None, folder=None, show=True, device="cpu"):
    """Run what is missing of a figure, and return its :class:`~adamtext.lab.races.Progress`.

    ``name`` and ``size`` are those of :func:`plan`; ``executor``, ``folder`` and ``show``, its
    ``progress``, those of :func:`~adamtext.lab.experiments.sweep`; ``device`` is that of
    :func:`~adamtext.lab.trials.run_trial`. What a search tries next depends on what it has
    found, so a race takes several sweeps.
    """
    failed = {}  # is not tried again at once

    def lookup(trial):
        return failed.get(trial) or stored(trial, folder or results_folder())

    run = run_trial if device == "cpu" else partial(run_trial, device=device)
    while (state := progress(plan(name, size), lookup)).missing:
        title = show and f"{name} {size}, {state.done} done, at most {len(state.at_most)} to go"
        results = sweep(state.missing, executor, folder, title, run)
        tried = dict(zip(state.missing, results, strict=True))
        failed |= {trial: one for trial, one in tried.items() if one["outcome"] == "failed"}
    return state


def stored_figure(name, size, folder=None):
    """Return how far a figure has come, without running anything."""
    return progress(plan(name, size), partial(stored, folder=folder or results_folder()))


def _grid(*halves):
    """Step sizes 10^(h/2), to three digits: half a decade apart for consecutive h."""
    return tuple(float(f"{10 ** (h / 2):.3g}") for h in halves)


FIVE = (1, 2, 3, 4, 5)
MOMENTA = (0.9, 0.95, 0.99)
NESTEROV = {"nesterov": True}
DECAY = {"decay": True}


def _with_momentum(adam, sgd, momenta, **changes):
    """Adam and SGD-Nesterov, each with a grid of step sizes and of momenta."""
    return {
        "Adam": Contestant("adam", {"alpha": adam, "beta1": momenta}, {}, changes),
        "SGD-Nesterov": Contestant("sgd", {"alpha": sgd, "momentum": momenta}, NESTEROV, changes),
    }


def _digits(adam, sgd, adagrad, momenta):
    return _with_momentum(adam, sgd, momenta, **DECAY) | {
        "AdaGrad": Contestant("adagrad", {"alpha": adagrad}),
        "AdaGrad, decayed twice": Contestant("adagrad", {"alpha": adagrad}, {}, DECAY),
    }


DIGITS = {"problem": "logistic regression, MNIST", "l2": 1e-4}
FIGURE_1_LEFT = Figure(
    "Figure 1, left: logistic regression on MNIST",
    {
        "small": Race(
            _digits(_grid(-3, -2, -1), _grid(-1, 0, 1), _grid(-3, -2, -1), (0.8, 0.9, 0.95)),
            DIGITS | {"rows": 4000, "passes": 15},
            budget=16,
            seeds=FIVE,
        ),
        "full": Race(
            _digits(_grid(*range(-5, 0)), _grid(*range(-2, 3)), _grid(*range(-5, 0)), MOMENTA),
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
                _with_momentum(_grid(*alphas), _grid(*(a + 3 for a in alphas)), momenta, **DECAY)
                | {
                    "RMSProp": Contestant(
                        "rmsprop",
                        {"alpha": _grid(*(a - 1 for a in alphas)), "beta2": (0.9, 0.99, 0.999)},
                        {},
                        DECAY,
                    ),
                    "AdaGrad": Contestant("adagrad", {"alpha": _grid(*alphas)}),
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

PERCEPTRON = _with_momentum(_grid(-8, -7, -6), _grid(-4, -3, -2), (0.9, 0.95)) | {
    "RMSProp": Contestant("rmsprop", {"alpha": _grid(-8, -7, -6), "beta2": (0.99, 0.999)}),
    "AdaDelta": Contestant("adadelta", {"alpha": _grid(-1, 0, 1), "rho": (0.95, 0.99)}),
    "AdaGrad": Contestant("adagrad", {"alpha": _grid(-5, -4, -3)}),
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


def _images(judged):
    """Adam and AdaGrad with a grid of eps, SGD with one of momenta; with dropout and without."""
    rules = {
        "Adam": Contestant(
            "adam",
            {"alpha": _grid(-8, -7, -6), "eps": (1e-8, 1e-4)},
            {},
            {"notes": ("root_v_hat",)},
        ),
        "AdaGrad": Contestant("adagrad", {"alpha": _grid(-6, -5, -4), "eps": (1e-8, 1e-3)}),
        "SGD-Nesterov": Contestant(
            "sgd", {"alpha": _grid(-5, -4, -3), "momentum": (0.9, 0.95)}, NESTEROV
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


def _corrected(*halves):
    """Adam and Adam without correction, at all the betas of Figure 4."""
    return {
        f"beta1={beta1}, beta2={beta2}, {words}": Contestant(
            rule, {"alpha": _grid(*halves)}, {"beta1": beta1, "beta2": beta2}
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
            central=_grid(-8, -7, -6, -5),
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
            central=_grid(-8, -7, -6, -5),
            more_seeds=(2, 3),
        ),
    },
)
# The control: step sizes that fall by plan, as those without correction do by themselves.
DECAYED = {
    f"beta1={beta1}, beta2=0.999, decayed": Contestant(
        "adam", {"alpha": _grid(-5, -4, -3)}, {"beta1": beta1, "beta2": 0.999}, DECAY
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
DENSITY = {"Adam": Contestant("adam", {"alpha": _grid(-7, -6)}, {}, {"notes": ("density",)})}
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

WORDS = {
    "Adam": Contestant("adam", {"alpha": _grid(-5, -4, -3), "beta1": (0.9, 0.95)}),
    "SGD-Nesterov": Contestant(
        "sgd", {"alpha": _grid(-2, -1, 0), "momentum": (0.9, 0.95)}, NESTEROV
    ),
    "signs": Contestant("signum", {"alpha": _grid(-7, -6, -5), "momentum": (0.9, 0.95)}),
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

#: Every figure that can be run, by name.
FIGURES = {
    "fig1-mnist": FIGURE_1_LEFT,
    "fig1-imdb": FIGURE_1_RIGHT,
    "fig2a": FIGURE_2A,
    "fig2b": FIGURE_2B,
    "fig3-left": FIGURE_3_LEFT,
    "fig3-right": FIGURE_3_RIGHT,
    "fig4a": FIGURE_4A,
    "fig4b": FIGURE_4B,
    "fig4-loss": FIGURE_4_LOSS,
    "fig4-density": FIGURE_4_DENSITY,
    "words": FIGURE_WORDS,
}
