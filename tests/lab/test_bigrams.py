"""The bigram model: its gradient, its minimum, its parts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adamtext import adam, sgd
from adamtext.lab.bigrams import bigrams, descend
from adamtext.lab.models import softmax_regression
from adamtext.lab.words import pairs


def some_counts(seed=0, size=6):
    return np.random.default_rng(seed).integers(0, 4, (size, size)).astype(float)


@given(st.integers(0, 50))
def test_gradient_is_the_slope_of_the_excess(seed):
    model, rng = bigrams(some_counts(seed)), np.random.default_rng(seed)
    scores, direction = rng.normal(size=(2, 6, 6))
    value, g = model.value_and_grad(scores)
    assert value > 0
    h = 1e-5
    above, below = (model.value_and_grad(scores + s * h * direction)[0] for s in (1, -1))
    assert np.vdot(g, direction) == pytest.approx((above - below) / (2 * h), rel=1e-6, abs=1e-9)


def test_it_is_softmax_regression_on_one_hot_words():
    ids = np.random.default_rng(0).integers(0, 6, 200)
    model = bigrams(pairs(ids[:-1], ids[1:], 6))
    same = softmax_regression(num_features=6, num_classes=6)
    scores = np.random.default_rng(1).normal(size=(6, 6))
    theta = np.concatenate([scores.ravel(), np.zeros(6)])
    value, g = same.value_and_grad(theta, np.eye(6)[ids[:-1]], ids[1:])
    excess, ours = model.value_and_grad(scores)
    assert excess + model.minimum == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(ours, g[:36].reshape(6, 6), atol=1e-15)


def test_the_minimum_is_where_the_model_says_what_is_so():
    counts = some_counts() + 1
    model = bigrams(counts)
    value, g = model.value_and_grad(np.log(counts))
    assert value == pytest.approx(0, abs=1e-15)
    assert abs(g).max() < 1e-15
    rng = np.random.default_rng(1)
    for size in (1e-3, 1.0, 30.0):
        value, _ = model.value_and_grad(np.log(counts) + rng.normal(scale=size, size=(6, 6)))
        assert value > 0


def test_what_never_occurs_is_approached_only():
    counts = np.array([[0.0, 3.0], [1.0, 1.0]])
    model = bigrams(counts)
    assert model.minimum == pytest.approx(0.4 * np.log(2))
    for score in (5.0, 50.0):
        value, _ = model.value_and_grad(np.array([[0.0, score], [0.0, 0.0]]))
        assert value == pytest.approx(0.6 * np.log1p(np.exp(-score)), abs=1e-15)


def test_the_parts_make_the_whole():
    counts, group = some_counts(3), np.array([0, 1, 1, 2, 0, 2])
    model = bigrams(counts)
    scores = np.random.default_rng(0).normal(size=(6, 6))
    parts = model.parts(scores, group)
    member = np.eye(3)[group]
    weights = member.T @ model.shares @ member
    assert np.vdot(parts, weights) == pytest.approx(model.value_and_grad(scores)[0], rel=1e-12)
    loss = np.log(np.exp(scores).sum(axis=1, keepdims=True)) - scores
    with np.errstate(divide="ignore", invalid="ignore"):
        least = -np.log(counts / counts.sum(axis=1, keepdims=True))
    before = model.shares.sum(axis=1)
    each, rows = model.rows(scores), np.sum(parts * weights, axis=1) / weights.sum(axis=1)
    averages = [np.average(each[group == k], weights=before[group == k]) for k in range(3)]
    np.testing.assert_allclose(averages, rows)
    cell = np.ix_(group == 0, group == 2)
    seen = counts[cell] > 0
    expected = np.average((loss - least)[cell][seen], weights=counts[cell][seen])
    assert parts[0, 2] == pytest.approx(expected)


def test_a_word_that_begins_no_pair_has_no_excess():
    rows = bigrams(np.array([[0.0, 3.0], [0.0, 0.0]])).rows(np.zeros((2, 2)))
    np.testing.assert_allclose(rows, [np.log(2), 0])


@pytest.mark.parametrize("rule", [sgd(1.0, momentum=0.5), adam(0.1)])
def test_descent_is_the_loop_that_everybody_would_write(rule):
    model = bigrams(some_counts(5))
    factors = np.random.default_rng(0).random((6, 6))
    scores, excess = descend(model, rule, 20, factors)
    theta, values = np.zeros((6, 6)), []
    state = rule.init(theta)
    for _ in range(20):
        value, g = model.value_and_grad(theta)
        values.append(value)
        theta, state = rule.step(theta, factors * g, state)
    np.testing.assert_allclose(scores, theta, rtol=1e-12)
    np.testing.assert_allclose(excess, [*values, model.value_and_grad(theta)[0]], rtol=1e-12)


def test_blocks_of_rows_change_nothing():
    counts = np.random.default_rng(0).integers(0, 3, (300, 300)).astype(float)
    model = bigrams(counts)  # 218 rows to a block
    scores, _ = descend(model, adam(0.1), 3)
    theta, rule = np.zeros((300, 300)), adam(0.1)
    state = rule.init(theta)
    for _ in range(3):
        theta, state = rule.step(theta, model.value_and_grad(theta)[1], state)
    np.testing.assert_allclose(scores, theta, rtol=1e-12)


def test_a_descent_that_diverges_is_infinite_from_there_on():
    _, excess = descend(bigrams(some_counts(5)), sgd(1e308), 5, factors=1e10)
    assert np.isfinite(excess[0])
    assert np.isinf(excess[-1])
