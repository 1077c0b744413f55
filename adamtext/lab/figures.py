"""The figures of §6 as plans: who competes on which problem, small and at the paper's scale."""

from typing import NamedTuple

from adamtext.lab.datasets import check_one_of
from adamtext.lab.experiments import sweep
from adamtext.lab.results import results_folder, stored
from adamtext.lab.trials import Trial


class Contestant(NamedTuple):
    """A curve of a figure: a rule, its fixed hyper-parameters, and the grid for its step size.

    ``changes`` are fields of :class:`~adamtext.lab.trials.Trial` that differ from the figure's.
    ``tuned_as`` names another contestant whose best step size this one takes over.
    """

    rule: str
    alphas: tuple
    hyper: dict
    changes: dict
    tuned_as: str | None = None


class Scale(NamedTuple):
    """How large an experiment is: fields of its trials, and of those that tune the step size.

    ``tuning`` is None where every step size of the grid is part of the figure.
    """

    trial: dict
    tuning: dict | None
    seeds: tuple = (0,)


class Figure(NamedTuple):
    """A figure of the paper: what it shows, its curves by name, its scales "small" and "full"."""

    what: str
    contestants: dict
    scales: dict


def figure(name):
    """Return the :class:`Figure` of that name; a ValueError lists the names there are."""
    check_one_of("figure", name, FIGURES)
    return FIGURES[name]


def tuning_trials(name, size):
    """Trials that find each contestant's step size: a dictionary from its name to a list."""
    plan, scale = figure(name), _scale(name, size)
    if scale.tuning is None:
        return {}
    return {
        label: [_trial(each, alpha, scale.trial | scale.tuning, 0) for alpha in each.alphas]
        for label, each in plan.contestants.items()
        if each.tuned_as is None
    }


def trials(name, size, alphas=None):
    """Trials that make the figure: a dictionary from a contestant's name to a list.

    ``alphas`` gives each contestant's step size, and those whose step size is not known yet are
    left out; where nothing is tuned, all of the grid is run.
    """
    plan, scale = figure(name), _scale(name, size)
    return {
        label: [
            _trial(each, alpha, scale.trial, seed)
            for alpha in ([alphas[each.tuned_as or label]] if scale.tuning else each.alphas)
            for seed in scale.seeds
        ]
        for label, each in plan.contestants.items()
        if scale.tuning is None or (each.tuned_as or label) in alphas
    }


def num_trials(name, size):
    """How many trials tune, and how many make the figure."""
    plan, scale = figure(name), _scale(name, size)
    curves = sum(1 if scale.tuning else len(each.alphas) for each in plan.contestants.values())
    return sum(map(len, tuning_trials(name, size).values())), curves * len(scale.seeds)


def run_figure(name, size="small", executor=None, folder=None, progress=True):
    """Tune every contestant's step size, then run all of them: the results of both.

    ``executor``, ``folder`` and ``progress`` are those of :func:`~adamtext.lab.experiments.sweep`.
    Returns two dictionaries from a contestant's name to its list of results: of the tuning, empty
    where there was none, and of the figure.
    """

    def run(groups, part):
        wanted = [trial for group in groups.values() for trial in group]
        results = iter(sweep(wanted, executor, folder, progress and f"{name} {size}, {part}"))
        return {label: [next(results) for _ in group] for label, group in groups.items()}

    tuning = run(tuning_trials(name, size), "step sizes")
    return tuning, run(trials(name, size, best_alphas(tuning)), "figure")


def stored_figure(name, size, folder=None):
    """Return what is stored of a figure, without running anything: as :func:`run_figure` does.

    What is not stored yet is left out. Of a contestant's own trials, none counts before its step
    size is known, that is before all of its tuning is stored.
    """
    folder = folder or results_folder()

    def find(groups):
        found = {label: [stored(trial, folder) for trial in group] for label, group in groups}
        return {label: [result for result in group if result] for label, group in found.items()}

    plans = tuning_trials(name, size)
    tuning = find(plans.items())
    tuned = {label: group for label, group in tuning.items() if len(group) == len(plans[label])}
    return tuning, find(trials(name, size, best_alphas(tuned)).items())


def best_alphas(tuning):
    """Return the step size that ended with the lowest training cost, for each contestant.

    ``tuning`` is what :func:`run_figure` returns of that name: lists of results.
    """
    return {
        label: min(results, key=final_cost)["trial"]["hyper"]["alpha"]
        for label, results in tuning.items()
    }


def final_cost(result):
    """Training cost after the last pass of a trial's ``result``; infinite if it did not finish."""
    return result["cost"][-1] if result["outcome"] == "finished" else float("inf")


def _scale(name, size):
    check_one_of("size", size, figure(name).scales)
    return figure(name).scales[size]


def _trial(contestant, alpha, settings, seed):
    hyper = contestant.hyper | {"alpha": alpha}
    return Trial(rule=contestant.rule, hyper=hyper, seed=seed, **(settings | contestant.changes))


def _grid(*halves):
    """Step sizes 10^(h/2), to three digits: half a decade apart for consecutive h."""
    return tuple(float(f"{10 ** (h / 2):.3g}") for h in halves)


def _nesterov(*halves, **changes):
    return Contestant("sgd", _grid(*halves), {"momentum": 0.9, "nesterov": True}, changes)


DECAY = {"decay": True}
FIGURE_1_LEFT = Figure(
    "Figure 1, left: logistic regression on MNIST",
    {
        "Adam": Contestant("adam", _grid(*range(-5, 2)), {}, DECAY),
        "SGD-Nesterov": _nesterov(*range(-4, 3), **DECAY),
        "AdaGrad": Contestant("adagrad", _grid(*range(-5, 2)), {}, {}),
        "AdaGrad, decayed twice": Contestant("adagrad", _grid(*range(-5, 2)), {}, DECAY),
    },
    {
        size: Scale(
            {"problem": "logistic regression, MNIST", "data": size, "passes": 45, "l2": 1e-4},
            {"passes": 3},
            seeds,
        )
        for size, seeds in {"small": (0, 1), "full": (0, 1, 2)}.items()
    },
)

FIGURE_1_RIGHT = Figure(
    "Figure 1, right: logistic regression with dropout on IMDB",
    {
        "Adam": Contestant("adam", _grid(*range(-5, 0)), {}, DECAY),
        "SGD-Nesterov": _nesterov(*range(-2, 3), **DECAY),
        "RMSProp": Contestant("rmsprop", _grid(*range(-6, -1)), {}, DECAY),
        "AdaGrad": Contestant("adagrad", _grid(*range(-5, 0)), {}, {}),
    },
    {
        size: Scale(
            {
                "problem": "logistic regression, IMDB",
                "data": "small",  # which holds all reviews
                "passes": passes,
                "dropout": True,
            },
            {"passes": 3},
            seeds,
        )
        for size, passes, seeds in (("small", 20, (0, 1)), ("full", 160, (0, 1, 2)))
    },
)

PERCEPTRON = {
    "Adam": Contestant("adam", _grid(-8, -7, -6, -5), {}, {}),
    "RMSProp": Contestant("rmsprop", _grid(-9, -8, -7, -6), {}, {}),
    "AdaDelta": Contestant("adadelta", _grid(-1, 0, 1), {"rho": 0.95}, {}),
    "AdaGrad": Contestant("adagrad", _grid(-6, -5, -4, -3), {}, {}),
    "SGD-Nesterov": _nesterov(-4, -3, -2, -1),
}
FIGURE_2A = Figure(
    "Figure 2a: multilayer perceptron with dropout on MNIST",
    PERCEPTRON,
    {
        "small": Scale(
            {
                "problem": "multilayer perceptron",
                "rows": 2000,
                "passes": 8,
                "dropout": True,
            },
            {"passes": 3},
            seeds=(0, 1),
        ),
        "full": Scale(
            {
                "problem": "multilayer perceptron",
                "data": "full",
                "rows": 60_000,
                "passes": 50,
                "dropout": True,
            },
            {"passes": 2},
        ),
    },
)
FIGURE_2B = Figure(
    "Figure 2b: multilayer perceptron with a penalty and no dropout on MNIST",
    {label: PERCEPTRON[label] for label in ("Adam", "AdaGrad", "SGD-Nesterov")},
    {
        "small": Scale(
            {"problem": "multilayer perceptron", "rows": 2000, "passes": 8, "l2": 1e-4},
            {"passes": 3},
        ),
        "full": Scale(
            {
                "problem": "multilayer perceptron",
                "data": "full",
                "rows": 60_000,
                "passes": 20,
                "l2": 1e-4,
            },
            {"passes": 2},
        ),
    },
)

CONVOLUTIONAL = {
    "Adam": Contestant("adam", _grid(-8, -7, -6), {}, {"dropout": True}),
    "AdaGrad": Contestant("adagrad", _grid(-5, -4, -3), {}, {"dropout": True}),
    "SGD-Nesterov": _nesterov(-5, -4, -3, dropout=True),
}
CONVOLUTIONAL |= {
    f"{label}, no dropout": each._replace(changes={"dropout": False}, tuned_as=label)
    for label, each in CONVOLUTIONAL.items()
}
SMALL_CONVOLUTIONAL = {
    "problem": "convolutional network",
    "rows": 640,
    "batch_size": 32,
    "points": 4,
}
FIGURE_3_LEFT = Figure(
    "Figure 3, left: convolutional network on CIFAR-10, the first three passes",
    CONVOLUTIONAL,
    {
        "small": Scale(SMALL_CONVOLUTIONAL | {"passes": 3}, {"passes": 2}),
        "full": Scale(
            {
                "problem": "convolutional network",
                "data": "full",
                "rows": 50_000,
                "passes": 3,
                "points": 10,
            },
            {"rows": 20_000, "passes": 1, "points": 1},
            seeds=(0, 1),
        ),
    },
)
FIGURE_3_RIGHT = Figure(
    "Figure 3, right: convolutional network on CIFAR-10, forty-five passes",
    CONVOLUTIONAL,
    {
        "small": Scale(SMALL_CONVOLUTIONAL | {"passes": 5}, {"passes": 2}),
        "full": Scale(
            {"problem": "convolutional network", "data": "full", "rows": 5_000, "passes": 45},
            {"passes": 5},
            seeds=(0, 1),
        ),
    },
)

CORRECTED = {
    f"beta1={beta1}, beta2={beta2}, {words}": Contestant(
        rule, _grid(-10, -8, -6, -4, -2), {"beta1": beta1, "beta2": beta2}, {}
    )
    for beta1 in (0.0, 0.9)
    for beta2 in (0.99, 0.999, 0.9999)
    for rule, words in (("adam", "corrected"), ("adam_uncorrected", "uncorrected"))
}
AUTOENCODER = {"problem": "autoencoder", "batch_size": 100}
FIGURE_4A = Figure(
    "Figure 4a: bias correction in a variational auto-encoder on MNIST, ten passes",
    CORRECTED,
    {
        "small": Scale(AUTOENCODER | {"rows": 1000, "passes": 5}, None),
        "full": Scale(AUTOENCODER | {"data": "full", "rows": 60_000, "passes": 10}, None),
    },
)
FIGURE_4B = Figure(
    "Figure 4b: bias correction in a variational auto-encoder on MNIST, a hundred passes",
    {label: each._replace(alphas=_grid(-8, -6, -4)) for label, each in CORRECTED.items()},
    {
        "small": Scale(AUTOENCODER | {"rows": 500, "passes": 20}, None),
        "full": Scale(AUTOENCODER | {"data": "full", "rows": 20_000, "passes": 100}, None),
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
}
