"""The whole descent in one function: given a function for gradients, a start and a number."""

import math

import numpy as np


def adam(grad_fn, x0, num_iters=100, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam, whose result is the last x."""
    x = np.array(x0, dtype=float)
    m, v = np.zeros_like(x), np.zeros_like(x)
    for t in range(1, num_iters + 1):
        g = grad_fn(x)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        x = x - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return x


def adam_callback(grad, x, callback=None, num_iters=100, step_size=0.001, b1=0.9, b2=0.999,
                  eps=1e-8):  # fmt: skip
    """Adam by an index from zero, which is raised where it is used."""
    m, v = np.zeros(len(x)), np.zeros(len(x))
    for i in range(num_iters):
        g = grad(x, i)
        if callback:
            callback(x, i, g)
        m = (1 - b1) * g + b1 * m
        v = (1 - b2) * (g**2) + b2 * v
        mhat = m / (1 - b1 ** (i + 1))
        vhat = v / (1 - b2 ** (i + 1))
        x = x - step_size * mhat / (np.sqrt(vhat) + eps)
    return x


def adam_history(f, grad_f, x_init, n_iter=100, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam that also wants the cost, and returns all x."""
    x, m, v, history = x_init.copy(), 0, 0, [x_init.copy()]
    for t in range(n_iter):
        f(x)
        g = grad_f(x)
        m = beta1 * m + (1.0 - beta1) * g
        v = beta2 * v + (1.0 - beta2) * g**2
        m_hat = m / (1.0 - beta1 ** (t + 1))
        v_hat = v / (1.0 - beta2 ** (t + 1))
        x = x - alpha * m_hat / (np.sqrt(v_hat) + eps)
        history.append(x.copy())
    return history


def adam_one_by_one(objective, derivative, x, n_iter=100, alpha=0.001, beta1=0.9, beta2=0.999,
                    eps=1e-8):  # fmt: skip
    """Adam, a coordinate at a time in plain Python."""
    x = [float(value) for value in x]
    m, v = [0.0] * len(x), [0.0] * len(x)
    for t in range(n_iter):
        g = derivative(x)
        for i in range(len(x)):
            m[i] = beta1 * m[i] + (1.0 - beta1) * g[i]
            v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] ** 2
            mhat = m[i] / (1.0 - beta1 ** (t + 1))
            vhat = v[i] / (1.0 - beta2 ** (t + 1))
            x[i] = x[i] - alpha * mhat / (math.sqrt(vhat) + eps)
    return x


def adam_from_zero(grad_fn, x0, num_iters=100, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The index of the loop is t, and begins at zero."""
    x, m, v = x0.copy(), np.zeros_like(x0), np.zeros_like(x0)
    for t in range(num_iters):
        g = grad_fn(x)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        with np.errstate(all="ignore"):
            x = x - lr * (m / (1 - np.power(beta1, t))) / (
                np.sqrt(v / (1 - np.power(beta2, t))) + eps
            )
    return x


def adam_swapped(grad_fn, x0, num_iters=100, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The betas have changed places between the averages; each is corrected as it is made."""
    x, m, v = x0.copy(), np.zeros_like(x0), np.zeros_like(x0)
    for t in range(1, num_iters + 1):
        g = grad_fn(x)
        m = beta2 * m + (1 - beta2) * g
        v = beta1 * v + (1 - beta1) * g**2
        x = x - lr * (m / (1 - beta2**t)) / (np.sqrt(v / (1 - beta1**t)) + eps)
    return x


def adam_restarts(grad_fn, x0, num_iters=100, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The averages are made inside the loop."""
    x = x0.copy()
    for _ in range(num_iters):
        m, v, t = np.zeros_like(x), np.zeros_like(x), 1
        g = grad_fn(x)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        x = x - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return x


def adam_raised_late(grad_fn, x0, num_iters=100, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """t is 1 at first, and raised before it is used."""
    x, m, v, t = x0.copy(), np.zeros_like(x0), np.zeros_like(x0), 1
    while t <= num_iters:
        t += 1
        g = grad_fn(x)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        x = x - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return x
