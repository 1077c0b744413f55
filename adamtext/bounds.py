"""How large a step can be: §2.1's bounds, the exact ones, and the signal-to-noise ratio.

All lengths are in units of alpha, with eps = 0. Everything broadcasts over its arguments, which are
checked: ``beta1`` and ``beta2`` in [0, 1), ``t`` >= 1, else ValueError is raised. Numbers give a
number. Precision is kept for betas next to 1 and t in the millions.
"""

import math

import numpy as np

from adamtext.averages import bias_correction, check_step
from adamtext.rule import check_hyperparameter


def step_bound(beta1, beta2, t=math.inf):
    """Largest possible ``|m_hat| / sqrt(v_hat)`` after t steps, over all streams of gradients.

    By Cauchy and Schwarz, its square is Σ w_i² / u_i, where w and u are the two weightings of the
    past, each summing to 1. Infinite at ``t = inf`` where beta1² >= beta2, unless beta1 = beta2.

    >>> round(step_bound(0.9, 0.999), 5), round(step_bound(0.9, 0.999, t=10), 5)
    (7.27029, 1.04311)
    """
    beta1, beta2, t = checked(beta1, beta2, t)
    with np.errstate(all="ignore"):
        excess = square_minus(beta1, beta2) / beta2
        squares = geometric_sum(excess, t) * bias_correction(beta2, t) / (1 - beta2)
        bound = (1 - beta1) / bias_correction(beta1, t) * np.sqrt(squares)
    bound = np.where((beta2 == 0) & (beta1 > 0), np.inf, bound)
    return plain(np.where((beta1 == beta2) | (t == 1), 1.0, bound))


def printed_bound(beta1, beta2):
    """Bound that §2.1 prints: (1 - beta1) / sqrt(1 - beta2) if that exceeds 1, else 1.

    >>> round(printed_bound(0.9, 0.999), 5), printed_bound(0.9, 0.9)
    (3.16228, 1.0)
    """
    beta1, beta2, _ = checked(beta1, beta2)
    return plain(np.maximum((1 - beta1) / np.sqrt(1 - beta2), 1.0))


def worst_stream(beta1, beta2, t):
    """Gradients g_1, …, g_t that attain :func:`step_bound`: each is beta2 / beta1 times the last.

    Returns an array of shape (t,), scaled to a largest entry of 1; the arguments are numbers.

    Raises
    ------
    ValueError
        Where nothing attains the bound: beta2 = 0 < beta1.

    Examples
    --------
    >>> worst_stream(0.5, 0.25, 3)
    array([1.  , 0.5 , 0.25])
    """
    checked(beta1, beta2, t)
    if beta2 == 0 < beta1:
        raise ValueError(f"beta2 must be > 0 where beta1 is, got 0 and beta1={beta1!r}")
    age = np.arange(t - 1, -1, -1.0)
    ratio = beta1 / beta2 if beta2 else 0.0
    return ratio**age if ratio <= 1 else ratio ** (age - (t - 1))


def adamax_step_bound(beta1, beta2, t=math.inf):
    """Largest possible step of AdaMax, §7.1, ``|m_hat| / u``; attained by g_i = beta2^i.

    Infinite at ``t = inf`` where beta1 >= beta2, unless beta1 = 0.

    >>> round(adamax_step_bound(0.9, 0.999), 7)
    1.0090909
    """
    beta1, beta2, t = checked(beta1, beta2, t)
    with np.errstate(all="ignore"):
        series = geometric_sum((beta1 - beta2) / beta2, t)
        bound = (1 - beta1) / bias_correction(beta1, t) * series
    bound = np.where((beta2 == 0) & (beta1 > 0), np.inf, bound)
    return plain(np.where((beta1 == 0) | (t == 1), 1.0, bound))


def uncorrected_ratio(beta1, beta2, t):
    """Step without the two corrections over the step with them: (1 - β1^t) / sqrt(1 - β2^t), §3.

    >>> round(uncorrected_ratio(0.9, 0.999, 1), 5)
    3.16228
    """
    beta1, beta2, t = checked(beta1, beta2, t)
    return plain(bias_correction(beta1, t) / np.sqrt(bias_correction(beta2, t)))


def burst_response(beta1, beta2, n=1, t=math.inf):
    """Step after n equal gradients that end a silence of t - n steps; n = 1 is a lone spike.

    At ``t = inf`` it equals ``uncorrected_ratio(beta1, beta2, n)``: the silence has undone the
    corrections.

    Raises
    ------
    ValueError
        Unless 1 <= n <= t.

    Examples
    --------
    >>> round(burst_response(0.9, 0.999), 5), burst_response(0.9, 0.999, t=1)
    (3.16228, 1.0)
    """
    fresh = uncorrected_ratio(beta1, beta2, n)
    if not np.all(np.asarray(t) >= n):
        raise ValueError(f"t must be >= n, got t={t!r} and n={n!r}")
    return plain(fresh / uncorrected_ratio(beta1, beta2, t))


def growth_response(beta1, beta2, q):
    """Step in the long run under gradients that grow (or shrink) by the factor q > 0 a step.

    Raises
    ------
    ValueError
        Unless q > 0.

    Examples
    --------
    >>> growth_response(0.9, 0.999, 1.0), round(growth_response(0.9, 0.999, 2.0), 5)
    (1.0, 4.98013)
    """
    beta1, beta2, _ = checked(beta1, beta2)
    q = np.asarray(q, dtype=float)
    if not np.all(q > 0):
        raise ValueError(f"q must be > 0, got {q}")
    with np.errstate(all="ignore"):
        step = (1 - beta1) / (1 - beta1 / q) * np.sqrt((1 - beta2 / q**2) / (1 - beta2))
    return plain(np.where(q**2 <= beta2, 0.0, step))


def spike_travel(beta1, beta2):
    """Sum of all steps that one gradient after long silence sets off.

    Infinite where beta1² >= beta2, unless beta1 = 0.

    >>> round(spike_travel(0.9, 0.999), 4), spike_travel(0.9, 0.5)
    (31.7658, inf)
    """
    beta1, beta2, _ = checked(beta1, beta2)
    with np.errstate(all="ignore"):
        ratio = np.where(beta1 == 0, 0, beta1 / np.sqrt(beta2))  # of a step to the one before
        travel = (1 - beta1) / np.sqrt(1 - beta2) / (1 - ratio)
    return plain(np.where((beta1 > 0) & (beta1**2 >= beta2), np.inf, travel))


def noise_floor(beta1):
    """Root mean square step under pure noise, sqrt((1 - beta1) / (1 + beta1)), for beta2 -> 1.

    >>> round(noise_floor(0.9), 5)
    0.22942
    """
    check_hyperparameter("beta1", beta1)
    beta1 = np.asarray(beta1, dtype=float)
    return plain(np.sqrt((1 - beta1) / (1 + beta1)))


def mean_step(mu, sigma):
    """Mean step under gradients of mean ``mu`` and standard deviation ``sigma``, beta2 -> 1.

    >>> mean_step(3.0, 4.0)
    0.6
    """
    return plain(mu / np.hypot(mu, sigma))


def rms_step(mu, sigma, beta1):
    """Root mean square step under such gradients, independent from step to step, beta2 -> 1.

    ``mu`` and ``sigma`` are the gradients' mean and standard deviation.

    >>> rms_step(1.0, 0.0, 0.9), round(rms_step(0.0, 1.0, 0.9), 5)
    (1.0, 0.22942)
    """
    return plain(np.hypot(mu, sigma * noise_floor(beta1)) / np.hypot(mu, sigma))


def mean_absolute_step(mu, sigma, beta1):
    """Mean length of a step under normal gradients, independent from step to step, beta2 -> 1.

    ``mu`` and ``sigma`` > 0 are the gradients' mean and standard deviation.

    >>> round(mean_absolute_step(0.0, 1.0, 0.9), 5)
    0.18305
    """
    from scipy.special import erf

    s = sigma * noise_floor(beta1)
    folded = s * math.sqrt(2 / math.pi) * np.exp(-(mu**2) / (2 * s**2))
    return plain((folded + mu * erf(mu / (s * math.sqrt(2)))) / np.hypot(mu, sigma))


def checked(beta1, beta2, t=math.inf):
    """Return the arguments as float arrays, or raise ValueError naming the one that is wrong.

    >>> checked(0.9, 1.0)
    Traceback (most recent call last):
    ValueError: beta2 must be in [0, 1), got 1.0
    """
    check_hyperparameter("beta1", beta1)
    check_hyperparameter("beta2", beta2)
    check_step(t)
    return tuple(np.asarray(x, dtype=float) for x in (beta1, beta2, t))


def plain(x):
    """Return ``x``, an array of any shape, but of shape () as a Python float.

    >>> plain(np.asarray(0.5))
    0.5
    """
    return float(x) if np.ndim(x) == 0 else x


def geometric_sum(excess, t):
    """Return the sum of (1 + excess)^k over k = 0, …, t - 1, exact also for excess next to 0.

    >>> float(geometric_sum(np.asarray(-0.5), np.inf))
    2.0
    """
    with np.errstate(all="ignore"):
        rate = np.log1p(excess)
        # an excess of rounding errors is meant to be 0, as in 0.9² against 0.81
        forever = np.where(excess < -4e-16, -1 / excess, np.inf)
        finite = np.where(rate == 0, t, np.expm1(t * rate) / np.expm1(rate))
    return np.where(np.isinf(t), forever, finite)


def square_minus(a, b):
    """Return a² - b with the rounding error of a² given back (Dekker's product).

    >>> 0.9**2 - 0.81, float(square_minus(0.9, 0.81))  # as doubles they are not quite alike
    (0.0, -1.3322676295501878e-17)
    """
    square, large = a * a, 134217729.0 * a  # 2^27 + 1 splits a double into two halves
    high = large - (large - a)
    low = a - high
    return (square - b) + (((high * high - square) + 2 * high * low) + low * low)
