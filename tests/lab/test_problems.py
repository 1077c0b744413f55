"""The problems: the same f_t for every optimiser."""

import numpy as np
import pytest

from adamtext.lab import problems
from adamtext.lab.needs import NEEDS
from adamtext.lab.problems import PROBLEMS, build, training_data, whitened_images
from adamtext.lab.threads import one_thread, one_torch_thread
from adamtext.lab.trials import Trial

IMAGES = [name for name in PROBLEMS if not name.startswith("logistic")]


def trial(problem, **changes):
    """Return a trial that is small in every problem: four steps a pass."""
    # the first half of the reviews are all negative
    rows = 12_600 if problem.endswith("IMDB") else 64
    fields = {"rows": rows, "batch_size": rows // 4, "dropout": problem != "autoencoder"}
    return Trial(problem, "adam", {"alpha": 0.001}, passes=1, **(fields | changes))


@pytest.fixture(params=PROBLEMS)
def name(request):
    if request.param in IMAGES:
        pytest.importorskip("torch")
    return request.param


@pytest.fixture(autouse=True)
def _one_thread():
    with one_thread(), one_torch_thread():
        yield


def as_numbers(pair):
    value, gradient = pair
    return value, np.asarray(gradient).copy()


def test_the_same_step_is_the_same_whatever_was_asked_before(name):
    first, second = build(trial(name)), build(trial(name))
    np.testing.assert_array_equal(np.asarray(first.theta0), np.asarray(second.theta0))
    assert first.steps_per_pass == 4
    theta = first.theta0
    value, gradient = as_numbers(first.value_and_grad(theta, 7))
    for t in (1, 9):
        second.value_and_grad(theta, t)
    cost = second.cost(theta)
    again, same = as_numbers(second.value_and_grad(theta, 7))
    assert again == value
    np.testing.assert_array_equal(same, gradient)
    assert first.cost(theta) == cost
    assert first.cost(theta) == cost


def test_other_steps_and_seeds_differ(name):
    problem, other = build(trial(name)), build(trial(name, seed=1))
    theta = problem.theta0
    _, gradient = as_numbers(problem.value_and_grad(theta, 1))
    assert (as_numbers(problem.value_and_grad(theta, 2))[1] != gradient).any()
    assert (as_numbers(other.value_and_grad(theta, 1))[1] != gradient).any()
    assert (as_numbers(problem.value_and_grad(theta, 5))[1] != gradient).any()


def test_dropout_changes_what_is_learnt():
    for name in ("logistic regression, IMDB", "multilayer perceptron"):
        if name in IMAGES:
            pytest.importorskip("torch")
        noisy, quiet = build(trial(name)), build(trial(name, dropout=False))
        theta = noisy.theta0
        assert noisy.steps_per_pass == quiet.steps_per_pass
        pair = [as_numbers(problem.value_and_grad(theta, 1))[1] for problem in (noisy, quiet)]
        assert (pair[0] != pair[1]).any()


def test_a_minibatch_without_noise_is_part_of_the_cost():
    plan = trial("logistic regression, MNIST", dropout=False, l2=0.1)
    problem = build(plan)
    theta = np.random.default_rng(0).normal(size=problem.theta0.shape).astype(np.float32)
    values = [problem.value_and_grad(theta, t)[0] for t in range(1, 5)]
    assert np.mean(values) == pytest.approx(problem.cost(theta), rel=1e-5)


@pytest.mark.parametrize("name", ["mnist", "cifar10"])
def test_too_many_rows(name):
    with pytest.raises(ValueError, match=rf"rows is 99999, but {name} \(small\) has \d+ training"):
        training_data(name, "small", 99_999)


def test_what_trials_need_is_what_the_sets_have():
    assert NEEDS.keys() == PROBLEMS.keys()
    for needs in NEEDS.values():
        _, y = training_data(needs.data, "small", None)
        assert len(y) == needs.examples["small"]


def test_images_are_floats_between_zero_and_one():
    for name, features in (("mnist", 784), ("cifar10", 3072)):
        x, y = training_data(name, "small", 50)
        assert x.shape == (50, features)
        assert x.dtype == np.float32
        assert 0 <= x.min() < 0.01
        assert 0.99 < x.max() <= 1
        assert y.shape == (50,)


def test_whitened_images_have_no_correlations():
    images, y = whitened_images("small", None)
    assert images.shape == (2000, 3, 32, 32)
    assert images.dtype == np.float32
    x = images.reshape(2000, -1).astype(float)
    assert abs(x.mean(axis=0)).max() < 1e-4
    raw = training_data("cifar10", "small", None)[0].astype(float)
    raw = raw.reshape(-1, 32, 32, 3).transpose(0, 3, 1, 2).reshape(2000, -1)
    raw -= raw.mean(axis=0)
    values, directions = np.linalg.eigh(raw.T @ raw / 2000)
    large = directions[:, values > 0.3]
    assert 10 < large.shape[1] < 200
    after = large.T @ (x.T @ x / 2000) @ large
    before = large.T @ (raw.T @ raw / 2000) @ large
    expected = 1 / (1 + 0.01 / np.sqrt(values[values > 0.3])) ** 2
    off = after - np.diag(np.diag(after))
    assert abs(off).max() < 0.01
    np.testing.assert_allclose(np.diag(after), 1, atol=0.06)
    assert np.diag(before).max() > 20  # what is equal now was not before
    assert expected.min() > 0.9
    # turned back after scaling: a whitened image is still that image
    same = [np.corrcoef(a, b)[0, 1] for a, b in zip(raw[:20], x[:20], strict=True)]
    assert np.mean(same) > 0.1
    assert np.bincount(y).tolist() == [200] * 10


def test_reviews_lose_half_of_their_words_to_the_noise(monkeypatch):
    seen = []
    model = problems.softmax_regression(10_000, 2)

    def value_and_grad(theta, x, y):
        seen.append(x)
        return model.value_and_grad(theta, x, y)

    spy = model._replace(value_and_grad=value_and_grad)
    monkeypatch.setattr(problems, "softmax_regression", lambda *args: spy)
    problem = build(trial("logistic regression, IMDB"))
    x, _ = training_data("imdb", "small", 12_600)
    for t in (1, 2, 3, 4, 5):
        problem.value_and_grad(problem.theta0, t)
    kept = sum((part.data > 0).sum() for part in seen[:4]) / x.nnz  # of a whole pass
    assert kept == pytest.approx(0.5, abs=0.03)
    assert {float(value) for part in seen for value in np.unique(part.data)} == {0.0, 2.0}
    assert x.data.min() == x.data.max() == 1
