"""Races choose on one seed and run on others, and the small text is what it says."""

import numpy as np
import pytest

from adamtext import sgd
from adamtext.objectives import quadratic
from adamtext.teach import tracks
from adamtext.teach.evidence import SEEDS


def test_a_race_gives_every_seed_its_own_task_and_the_tuning_seed_first():
    asked = []

    def task(seed):
        asked.append(seed)
        return quadratic([1.0]), np.array([float(seed)])

    costs = tracks.race(task, 100, np.array([0.0, 1.0]), {"SGD": sgd})["SGD"]
    assert asked == [0, *SEEDS]
    np.testing.assert_allclose(costs[:, 0], np.square(asked) / 2)
    np.testing.assert_array_equal(costs[:, 1], 0)


def test_what_counts_is_the_mean_over_starts_and_the_last_tenth():
    bowl, starts = quadratic([1.0]), np.array([[1.0, 3.0]])
    alpha = np.array([0.1])
    found = tracks.race(lambda seed: (bowl, starts), 200, alpha, {"SGD": sgd})["SGD"][0, 0]
    late = 0.9 ** (2 * np.arange(181, 201, 2))
    assert found == pytest.approx(late.mean() * (0.5 + 4.5) / 2)


def test_the_step_size_is_not_chosen_on_the_seeds_that_race():
    costs = np.array([[2.0, 1.0], [0.0, 5.0], [0.0, 6.0]])
    np.testing.assert_array_equal(tracks.ends(costs), [5, 6])


def test_the_better_of_two_draws_with_replacement():
    costs = np.array([[0.0, 0.0, 0.0], [1.0, 2.0, 4.0]])
    # of nine pairs five have 1 as the smaller, three 2, one 4
    assert tracks.better_of_two(costs) == pytest.approx([2 ** (5 / 9)])


def test_the_gradient_of_the_text_is_that_of_its_value():
    objective, start = tracks.next_word(1, size=5)
    theta = np.random.default_rng(1412).normal(size=(5, 5, 2))
    g = objective.grad(theta, 1)
    for at in ((0, 1), (3, 4)):
        step = np.zeros((5, 5, 1))
        step[at] = 1e-6
        slope = (objective.value(theta + step) - objective.value(theta - step)) / 2e-6
        np.testing.assert_allclose(g[at], slope, atol=1e-8)
    assert start.shape == (5, 5)


def test_the_excess_of_the_text_is_zero_at_its_shares():
    objective, start = tracks.next_word(0, size=2)
    theta = start[..., None]
    for t in range(3000):
        theta = theta - 2 * objective.grad(theta, t)
    assert abs(objective.value(theta)[0]) < 1e-9
    assert objective.value(start[..., None])[0] > 0.01


def test_drawn_pairs_are_right_on_average_and_the_same_for_all_rules():
    full, start = tracks.next_word(2, size=4)
    drawn, _ = tracks.next_word(2, pairs=8, size=4)
    theta = start[..., None]
    np.testing.assert_array_equal(drawn.grad(theta, 7), drawn.grad(theta, 7))
    assert abs(drawn.grad(theta, 7) - drawn.grad(theta, 8)).max() > 0.01
    mean = np.mean([drawn.grad(theta, t) for t in range(4000)], axis=0)
    np.testing.assert_allclose(mean, full.grad(theta, 1), atol=0.01)


def frequency(objective):
    """Of each word before: by the gradient of its row where the model says one word for sure."""
    theta = np.zeros((40, 40, 1))
    theta[:, 0] = 1e3
    return np.maximum(objective.grad(theta, 1), 0).sum(axis=(1, 2))


def test_even_words_are_about_equally_frequent():
    plain, even = (frequency(tracks.next_word(0, even=even)[0]) for even in (False, True))
    assert max(plain) > 10 * np.median(plain)
    assert max(even) < 3 * np.median(even)
