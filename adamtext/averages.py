"""Exponential moving averages that start at zero, their weights and their bias: §3."""

import numpy as np
from array_api_compat import array_namespace

from adamtext.arrays import stack
from adamtext.rule import check_hyperparameter


def ema(x, beta):
    """Average ``m_t = beta m_{t-1} + (1 - beta) x_t`` from ``m_0 = 0``, uncorrected (Algorithm 1).

    Parameters
    ----------
    x : array of shape (T, ...)
        One observation a row.
    beta : float
        Decay in [0, 1); else ValueError is raised.

    Returns
    -------
    array of shape (T, ...)
        Row t - 1 is m_t. Divide by :func:`bias_correction` to remove the pull towards zero.

    Examples
    --------
    >>> ema(np.asarray([1.0, 1.0, 1.0]), 0.5)
    array([0.5  , 0.75 , 0.875])
    """
    check_hyperparameter("beta", beta)
    m, averages = 0, []
    for t in range(x.shape[0]):
        m = beta * m + (1 - beta) * x[t, ...]
        averages.append(m)
    return stack(averages) if averages else array_namespace(x).zeros_like(x)


def ema_weights(beta, t):
    """Weights ``(1 - beta) beta^(t-i)`` that x_1, …, x_t have in the average: equation (1).

    Returns an array of shape (t,), oldest first; its sum is ``bias_correction(beta, t)``. ``beta``
    outside [0, 1) or ``t`` < 1 raises ValueError.

    >>> ema_weights(0.5, 3)
    array([0.125, 0.25 , 0.5  ])
    """
    check_hyperparameter("beta", beta)
    check_step(t)
    return (1 - beta) * beta ** np.arange(t - 1, -1, -1.0)


def bias_correction(beta, t):
    """Return ``1 - beta^t``, by which a corrected average is divided: equation (4).

    ``beta`` in [0, 1) and ``t`` >= 1 may be numbers or arrays that broadcast; anything else raises
    ValueError. The result is accurate to rounding even where beta^t is within a rounding error of
    1.

    >>> float(bias_correction(0.9, 1)), float(bias_correction(0.999, 1000))
    (0.09999999999999998, 0.6323045752290363)
    """
    check_hyperparameter("beta", beta)
    check_step(t)
    with np.errstate(divide="ignore"):  # log 0 = -inf is right: nothing is remembered
        return -np.expm1(np.asarray(t) * np.log(beta))


def check_step(t):
    """Check that every ``t``, a number or an array of any shape, counts a step that was taken.

    Raises
    ------
    ValueError
        Unless t >= 1.

    Examples
    --------
    >>> check_step(0)
    Traceback (most recent call last):
    ValueError: t must be >= 1, got 0
    """
    if not np.all(np.asarray(t) >= 1):
        raise ValueError(f"t must be >= 1, got {t}")
