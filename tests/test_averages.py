"""Moving averages: definition, weights, and corrections that survive betas next to 1."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from libraries import LIBRARIES, to_numpy

from adamtext.averages import bias_correction, ema, ema_weights


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("shape", [(50,), (50, 3), (50, 2, 4)])
def test_ema_is_the_weighted_sum(library, shape):
    x = np.random.default_rng(0).normal(size=shape)
    averages = to_numpy(ema(LIBRARIES[library](x), 0.9))
    for t in (1, 2, 17, 50):
        unrolled = np.tensordot(ema_weights(0.9, t), x[:t], axes=1)
        np.testing.assert_allclose(averages[t - 1], unrolled, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("t", [1, 2, 10, 1000])
def test_weights_sum_to_the_correction(beta, t):
    np.testing.assert_allclose(ema_weights(beta, t).sum(), bias_correction(beta, t), rtol=1e-12)


@pytest.mark.parametrize("beta", [0.9, 0.999, 1 - 1e-9])
@pytest.mark.parametrize("t", [1, 2, 1000, 10**6])
def test_correction_is_exact_next_to_one(beta, t):
    with localcontext() as context:
        context.prec = 60
        exact = float(1 - Decimal(beta) ** t)
    np.testing.assert_allclose(bias_correction(beta, t), exact, rtol=1e-14)


def test_correction_takes_arrays():
    values = bias_correction(np.array([[0.9], [0.99]]), np.array([1, 2, 3]))
    assert values.shape == (2, 3)
    np.testing.assert_allclose(values[1, 2], 1 - 0.99**3, rtol=1e-13)


def test_without_memory_nothing_needs_correcting():
    np.testing.assert_array_equal(bias_correction(0.0, np.arange(1, 4)), 1)
    x = np.array([3.0, 1.0])
    np.testing.assert_array_equal(ema(x, 0.0), x)


def test_ema_of_nothing_is_nothing():
    assert ema(np.empty((0, 2)), 0.9).shape == (0, 2)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ema(np.ones(3), 1.0), r"beta must be in \[0, 1\), got 1.0"),
        (lambda: ema_weights(-0.1, 3), r"beta must be in \[0, 1\), got -0.1"),
        (lambda: bias_correction(2, 1), r"beta must be in \[0, 1\), got 2"),
        (lambda: bias_correction(0.9, 0), "t must be >= 1, got 0"),
        (lambda: ema_weights(0.9, 0), "t must be >= 1, got 0"),
        (lambda: bias_correction(0.9, np.array([1, 0])), r"t must be >= 1, got \[1 0\]"),
        (lambda: bias_correction(0.9, np.nan), "t must be >= 1, got nan"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
