"""The problems: the same f_t for every optimiser."""

import numpy as np
import pytest
from scipy.sparse.linalg import eigsh

from adamtext.lab import problems, words
from adamtext.lab.needs import NEEDS
from adamtext.lab.problems import PROBLEMS, build, examples, spread, whitened_images
from adamtext.lab.threads import one_thread, one_torch_thread
from adamtext.lab.trials import Trial

IMAGES = [name for name in PROBLEMS if not name.startswith("logistic")]


def trial(problem, **changes):
    """Return a trial that is small in every problem: four steps a pass."""
    rows = 640 if problem.endswith("IMDB") else 64
    fields = {"rows": rows, "batch_size": rows // 4}
    fields["dropout"] = 0.5 if "dropout" in NEEDS[problem].options else 0.0
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
        noisy, quiet = build(trial(name)), build(trial(name, dropout=0.0))
        theta = noisy.theta0
        assert noisy.steps_per_pass == quiet.steps_per_pass
        pair = [as_numbers(problem.value_and_grad(theta, 1))[1] for problem in (noisy, quiet)]
        assert (pair[0] != pair[1]).any()


def test_a_minibatch_without_noise_is_part_of_the_cost():
    plan = trial("logistic regression, MNIST", dropout=0.0, l2=0.1)
    problem = build(plan)
    theta = np.random.default_rng(0).normal(size=problem.theta0.shape).astype(np.float32)
    values = [problem.value_and_grad(theta, t)[0] for t in range(1, 5)]
    assert np.mean(values) == pytest.approx(problem.cost(theta), rel=1e-5)


@pytest.mark.parametrize("name", ["mnist", "cifar10"])
def test_too_many_rows(name):
    with pytest.raises(ValueError, match=rf"rows is 99999, but {name} \(small\) has \d+ train ex"):
        examples(name, "small", "train", 99_999)


def test_rows_are_spread_over_all_there_are():
    np.testing.assert_array_equal(spread(10, 4), [0, 3, 6, 9])
    for wanted in (None, 10, 11):
        assert spread(10, wanted) == slice(None)
    _, y = examples("imdb", "small", "train", 1000)
    assert y.sum() == 500, "the reviews are sorted"


def test_costs_are_measured_on_the_measured_rows():
    name = "logistic regression, MNIST"
    few, every = build(trial(name, measured=16)), build(trial(name))
    theta = np.random.default_rng(0).normal(size=few.theta0.shape).astype(np.float32)
    x, y = examples("mnist", "small", "train", 64)
    model = problems.softmax_regression(784, 10)
    assert few.cost(theta) == model.loss(theta, x[spread(64, 16)], y[spread(64, 16)])
    assert every.cost(theta) == model.loss(theta, x, y)
    x, y = examples("mnist", "small", "test")
    told = model.predict(theta, x[spread(5000, 16)]) != y[spread(5000, 16)]
    assert few.test(theta)["error"] == told.mean()


def test_a_network_is_measured_on_them_too():
    torch = pytest.importorskip("torch")
    from adamtext.lab.networks import mlp

    problem = build(trial("multilayer perceptron", measured=16, l2=0.1))
    theta, network = problem.theta0, mlp(l2=0.1)
    x, y = (torch.from_numpy(each) for each in examples("mnist", "small", "train", 64))
    rows = spread(64, 16)
    assert problem.cost(theta) == pytest.approx(float(network.loss(theta, x[rows], y[rows])))
    x, y = (torch.from_numpy(each) for each in examples("mnist", "small", "test"))
    rows, found = spread(5000, 16), problem.test(theta)
    bare = float(mlp().loss(theta, x[rows], y[rows]))
    assert found["cost"] == pytest.approx(bare), "without the penalty"
    wrong = network.output(theta, x[rows]).argmax(1) != y[rows]
    assert found["error"] == pytest.approx(float(wrong.float().mean()))


def test_the_noise_of_measurement_is_that_of_its_seed():
    pytest.importorskip("torch")
    means, one, two = (build(trial("autoencoder", measured_noise=seed)) for seed in (None, 0, 1))
    costs = [problem.cost(problem.theta0) for problem in (means, one, one, two)]
    assert costs[1] == costs[2]
    assert len(set(costs)) == 3
    assert one.test(one.theta0).keys() == {"cost"}


def test_what_trials_need_is_what_the_sets_have():
    assert NEEDS.keys() == PROBLEMS.keys()
    for name, needs in NEEDS.items():
        if needs.data == "topics":
            pytest.importorskip("torch")
            every = needs.examples["small"]
            assert build(trial(name, rows=every, batch_size=every)).steps_per_pass == 1
            continue
        _, y = examples(needs.data, "small", "train")
        assert len(y) == needs.examples["small"]


@pytest.mark.parametrize("name", ["transformer", "transformer, even words"])
def test_the_cost_of_words_is_the_mean_of_its_quarters(name):
    pytest.importorskip("torch")
    plan = trial(name, rows=600, measured=550)
    problem = build(plan)
    parts = problem.parts(problem.theta0)
    assert list(parts) == ["commonest", "common", "rare", "rarest"]
    cut = words.windows(even="even" in name)
    learnt = np.flatnonzero(np.arange(len(cut.x)) % 10 != 9)[spread(2233, 600)][spread(600, 550)]
    counts = np.bincount(cut.quarter[learnt].ravel())
    mean = np.average(list(parts.values()), weights=counts)
    assert problem.cost(problem.theta0) == pytest.approx(mean, rel=1e-5)
    assert build(plan).parts(problem.theta0) == parts


def test_words_that_are_judged_are_not_learnt():
    pytest.importorskip("torch")
    problem, cut = build(trial("transformer", rows=2233, batch_size=2233)), words.windows()
    held_out = np.arange(len(cut.x)) % 10 == 9
    assert held_out.sum() == 248
    assert (~held_out).sum() == 2233
    found = problem.test(problem.theta0)
    assert found.keys() == {"cost", "error"}
    assert found["error"] > 0.9


def test_images_are_floats_between_zero_and_one():
    for name, features in (("mnist", 784), ("cifar10", 3072)):
        x, y = examples(name, "small", "train", 50)
        assert x.shape == (50, features)
        assert x.dtype == np.float32
        assert 0 <= x.min() < 0.01
        assert 0.99 < x.max() <= 1
        assert y.shape == (50,)


def test_whitened_images_have_no_correlations():
    (images, y), (others, _) = whitened_images("small", None, 0.01)
    assert others.shape == (1000, 3, 32, 32)
    turned = others.reshape(1000, -1).astype(float)
    assert images.shape == (2000, 3, 32, 32)
    assert images.dtype == np.float32
    x = images.reshape(2000, -1).astype(float)
    assert abs(x.mean(axis=0)).max() < 1e-4
    raw = examples("cifar10", "small", "train")[0].astype(float)
    raw = raw.reshape(-1, 32, 32, 3).transpose(0, 3, 1, 2).reshape(2000, -1)
    raw -= raw.mean(axis=0)
    values, directions = eigsh(raw.T @ raw / 2000, k=200)
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
    # test images went through the same map: nearly as white
    spread_out = np.diag(large.T @ (turned.T @ turned / 1000) @ large)
    np.testing.assert_allclose(np.median(spread_out), 1, atol=0.15)


def test_images_that_are_not_whitened_only_lose_their_mean():
    (images, _), (others, _) = whitened_images("small", 100, None)
    x = examples("cifar10", "small", "train", 100)[0]
    test = examples("cifar10", "small", "test")[0]
    plain = images.transpose(0, 2, 3, 1).reshape(100, -1)
    np.testing.assert_allclose(plain, x - x.mean(axis=0), atol=1e-6)
    plain = others.transpose(0, 2, 3, 1).reshape(1000, -1)
    np.testing.assert_allclose(plain, test - x.mean(axis=0), atol=1e-6)


def test_reviews_lose_half_of_their_words_to_the_noise(monkeypatch):
    seen = []
    model = problems.softmax_regression(10_000, 2)

    def value_and_grad(theta, x, y):
        seen.append(x)
        return model.value_and_grad(theta, x, y)

    spy = model._replace(value_and_grad=value_and_grad)
    monkeypatch.setattr(problems, "softmax_regression", lambda *args: spy)
    problem = build(trial("logistic regression, IMDB"))
    x, _ = examples("imdb", "small", "train", 640)
    for t in (1, 2, 3, 4, 5):
        problem.value_and_grad(problem.theta0, t)
    kept = sum((part.data > 0).sum() for part in seen[:4]) / x.nnz  # of a whole pass
    assert kept == pytest.approx(0.5, abs=0.03)
    assert {float(value) for part in seen for value in np.unique(part.data)} == {0.0, 2.0}
    assert x.data.min() == x.data.max() == 1
