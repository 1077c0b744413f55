"""Softmax regression: gradients against central differences, dense and sparse alike."""

import numpy as np
import pytest
import scipy.sparse

from adamtext import adam
from adamtext.lab.models import drop_features, softmax_regression

SHAPE = (9, 5, 3)  # rows, features, classes


def problem(seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    rows, features, classes = SHAPE
    x = rng.normal(size=(rows, features)) * (rng.random((rows, features)) < 0.6)
    theta = rng.normal(size=(features + 1) * classes)
    return theta.astype(dtype), x.astype(dtype), rng.integers(0, classes, rows)


FORMS = {"dense": np.asarray, "csr": scipy.sparse.csr_array, "csr matrix": scipy.sparse.csr_matrix}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("l2", [0.0, 0.3])
def test_gradient_is_the_slope_of_the_loss(form, l2):
    model, (theta, x, y) = softmax_regression(*SHAPE[1:], l2=l2), problem()
    x, h = FORMS[form](x), 1e-6
    slopes = [
        (model.loss(theta + h * e, x, y) - model.loss(theta - h * e, x, y)) / (2 * h)
        for e in np.eye(theta.size)
    ]
    np.testing.assert_allclose(model.grad(theta, x, y), slopes, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sparse_input_gives_what_dense_input_gives(dtype):
    model, (theta, x, y) = softmax_regression(*SHAPE[1:], l2=0.1), problem(1, dtype)
    sparse = scipy.sparse.csr_array(x)
    assert model.grad(theta, sparse, y).dtype == dtype
    rtol = 1e-5 if dtype == np.float32 else 1e-12
    np.testing.assert_allclose(model.grad(theta, sparse, y), model.grad(theta, x, y), rtol=rtol)
    assert model.loss(theta, sparse, y) == pytest.approx(model.loss(theta, x, y), rel=rtol)
    np.testing.assert_array_equal(model.predict(theta, sparse), model.predict(theta, x))


def test_an_untrained_model_guesses_evenly():
    model, (_, x, y) = softmax_regression(*SHAPE[1:]), problem()
    assert model.loss(model.init(np.float64), x, y) == pytest.approx(np.log(3))


def test_large_scores_do_not_overflow():
    model, (theta, x, y) = softmax_regression(*SHAPE[1:]), problem()
    assert np.isfinite(model.loss(1e5 * theta, x, y))
    assert np.all(np.isfinite(model.grad(1e5 * theta, x, y)))


def test_adam_fits_what_can_be_fitted():
    model, (_, x, y) = softmax_regression(*SHAPE[1:]), problem()
    y = x[:, :3].argmax(axis=1)
    optimizer, theta = adam(0.05), model.init()
    state = optimizer.init(theta)
    for _ in range(600):
        theta, state = optimizer.step(theta, model.grad(theta, x, y), state)
    np.testing.assert_array_equal(model.predict(theta, x), y)


def test_matches_torch():
    torch = pytest.importorskip("torch")
    model, (theta, x, y) = softmax_regression(*SHAPE[1:], l2=0.2), problem()
    parameters = torch.tensor(theta, requires_grad=True)
    table = parameters.reshape(SHAPE[1] + 1, SHAPE[2])
    scores = torch.tensor(x) @ table[:-1] + table[-1]
    loss = torch.nn.functional.cross_entropy(scores, torch.tensor(y))
    loss = loss + 0.1 * (table[:-1] ** 2).sum()
    loss.backward()
    assert model.loss(theta, x, y) == pytest.approx(loss.item(), rel=1e-13)
    np.testing.assert_allclose(model.grad(theta, x, y), parameters.grad, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("form", FORMS)
def test_dropout_keeps_the_mean_and_the_input(form):
    x = FORMS[form](np.ones((200, 300), np.float32))
    dropped = drop_features(x, 0.5, np.random.default_rng(0))
    assert type(dropped) is type(x)
    assert dropped.dtype == np.float32
    dense = dropped if form == "dense" else dropped.toarray()
    np.testing.assert_array_equal(np.unique(dense), [0, 2])
    assert dense.mean() == pytest.approx(1, abs=0.02)
    assert x.sum() == x.shape[0] * x.shape[1]


def test_dropout_of_nothing_changes_nothing():
    x = np.ones((3, 4))
    np.testing.assert_array_equal(drop_features(x, 0.0, np.random.default_rng(0)), x)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: softmax_regression(0, 3), "num_features must be >= 1"),
        (lambda: softmax_regression(3, 1), "num_classes >= 2, got 3 and 1"),
        (lambda: softmax_regression(3, 2, l2=-1), "l2 must be finite and >= 0, got -1"),
        (lambda: softmax_regression(3, 2, l2=np.nan), "l2 must be finite and >= 0, got nan"),
        (lambda: drop_features(np.ones((2, 2)), 1.0, None), r"rate must be in \[0, 1\), got 1.0"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
