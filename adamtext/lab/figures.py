"""The figures of §6, by name: their plans, and how to run them."""

from functools import partial

from adamtext.lab.datasets import check_one_of
from adamtext.lab.experiments import sweep
from adamtext.lab.kept import results_folder, stored
from adamtext.lab.plans import autoencoder, convolutional, logistic, perceptron, words
from adamtext.lab.plans.parts import Figure
from adamtext.lab.races import progress
from adamtext.lab.trials import run_trial

__all__ = ["FIGURES", "Figure", "plan", "run_figure", "stored_figure"]

#: Every figure that can be run, by name.
FIGURES = {
    "fig1-mnist": logistic.FIGURE_1_LEFT,
    "fig1-imdb": logistic.FIGURE_1_RIGHT,
    "fig2a": perceptron.FIGURE_2A,
    "fig2b": perceptron.FIGURE_2B,
    "fig3-left": convolutional.FIGURE_3_LEFT,
    "fig3-right": convolutional.FIGURE_3_RIGHT,
    "fig4a": autoencoder.FIGURE_4A,
    "fig4b": autoencoder.FIGURE_4B,
    "fig4-loss": autoencoder.FIGURE_4_LOSS,
    "fig4-density": autoencoder.FIGURE_4_DENSITY,
    "words": words.FIGURE_WORDS,
}


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
