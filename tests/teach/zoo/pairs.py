"""Pairs of functions, init and step, and functions that return one: this package's form."""

import math

import numpy as np

from adamtext import Optimizer, adam


def plain(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Algorithm 1, with a tuple for the state."""

    def init(theta):
        return np.zeros_like(theta), np.zeros_like(theta), 0

    def step(theta, g, state):
        m, v, t = state
        t = t + 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        return theta - alpha * m_hat / (np.sqrt(v_hat) + eps), (m, v, t)

    return Optimizer(init, step)


def of_other_names(learning_rate=1e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    """Algorithm 1, with the hyper-parameters' long names."""
    return plain(learning_rate, beta_1, beta_2, epsilon)


def folded(lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
    """The efficient order, whose eps is scaled so that it does the same."""
    b1, b2 = betas

    def init(theta):
        return {"t": 0, "m": 0 * theta, "v": 0 * theta}

    def step(theta, g, state):
        t = state["t"] + 1
        m = b1 * state["m"] + (1 - b1) * g
        v = b2 * state["v"] + (1 - b2) * g**2
        root = math.sqrt(1 - b2**t)
        new = theta - lr * root / (1 - b1**t) * m / (np.sqrt(v) + eps * root)
        return new, {"t": t, "m": m, "v": v}

    return Optimizer(init, step)


def with_keras_eps(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    """Algorithm 1 with another default."""
    return plain(alpha, beta1, beta2, eps)


finished = adam(eps=1e-7)  # an optimiser that says nothing of how it was made
finished_fast = adam(alpha=0.02, beta1=0.5)


class InPlace:
    """Algorithm 1 as an object with init and step, which changes what it is given."""

    def __init__(self, alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.alpha, self.beta1, self.beta2, self.eps = alpha, beta1, beta2, eps

    def init(self, theta):
        return [0, np.zeros_like(theta), np.zeros_like(theta)]

    def step(self, theta, g, state):
        state[0] += 1
        t, m, v = state
        m += (1 - self.beta1) * (g - m)
        v += (1 - self.beta2) * (g * g - v)
        size = self.alpha / (1 - self.beta1**t)
        theta -= size * m / (np.sqrt(v / (1 - self.beta2**t)) + self.eps)
        return theta, state


def _changed(change):
    """Make a function that returns a pair, with one line of Algorithm 1 from outside."""

    def make(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        def init(theta):
            return 0, np.zeros_like(theta), np.zeros_like(theta)

        def step(theta, g, state):
            t, m, v = state
            t = t + 1
            m = beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * g**2
            m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
            return change(theta, alpha, m_hat, v_hat, eps, t), (t, m, v)

        return Optimizer(init, step)

    return make


clipped_130 = _changed(
    lambda x, a, m, v, eps, t: x - np.clip(a * m / (np.sqrt(v) + eps), -1.3 * a, 1.3 * a)
)
clipped_200 = _changed(lambda x, a, m, v, eps, t: x - a * np.clip(m / (np.sqrt(v) + eps), -2, 2))
clipped_500 = _changed(
    lambda x, a, m, v, eps, t: x - np.minimum(5 * a, np.maximum(-5 * a, a * m / (np.sqrt(v) + eps)))
)
weights_clipped = _changed(
    lambda x, a, m, v, eps, t: np.clip(x - a * m / (np.sqrt(v) + eps), -5, 5)
)
minus_eps = _changed(lambda x, a, m, v, eps, t: x - a * m / (np.sqrt(v) - eps))
larger_of_both = _changed(lambda x, a, m, v, eps, t: x - a * m / np.maximum(np.sqrt(v), eps))
falling = _changed(lambda x, a, m, v, eps, t: x - a / t**0.5 * m / (np.sqrt(v) + eps))
tired = _changed(
    lambda x, a, m, v, eps, t: x - (a if t <= 400 else a / 10) * m / (np.sqrt(v) + eps)
)
warming = _changed(lambda x, a, m, v, eps, t: x - a * min(1, t / 100) * m / (np.sqrt(v) + eps))


def up_on_matrices(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam for vectors; matrices climb."""
    down = plain(alpha, beta1, beta2, eps)

    def step(theta, g, state):
        new, state = down.step(theta, g, state)
        return (2 * theta - new if theta.ndim == 2 else new), state

    return Optimizer(down.init, step)


def first_rows(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """A loop over rows that ends after two."""
    right = plain(alpha, beta1, beta2, eps)

    def step(theta, g, state):
        new, state = right.step(theta, g, state)
        out = theta.copy()
        for i in range(min(2, len(theta))):
            out[i] = new[i]
        return out, state

    return Optimizer(right.init, step)


def in_single_precision(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Averages of float32 under any theta: Adam, to seven digits."""
    right = plain(alpha, beta1, beta2, eps)

    def init(theta):
        return right.init(theta.astype("float32"))

    def step(theta, g, state):
        new, state = right.step(np.zeros(theta.shape, "float32"), g.astype("float32"), state)
        m, v, t = state
        return theta + new, (m.astype("float32"), v.astype("float32"), t)

    return Optimizer(init, step)


def in_half_precision(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Averages of float16, in which small squares vanish."""
    right = plain(alpha, beta1, beta2, eps)

    def step(theta, g, state):
        m, v, t = state
        t += 1
        m = (beta1 * m + (1 - beta1) * g).astype("float16").astype("float64")
        v = (beta2 * v + (1 - beta2) * g**2).astype("float16").astype("float64")
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        return theta - alpha * m_hat / (np.sqrt(v_hat) + eps), (m, v, t)

    return Optimizer(right.init, step)


def lazy(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Coordinates without a gradient keep their averages, and move on by them."""

    def init(theta):
        return 0, np.zeros_like(theta), np.zeros_like(theta)

    def step(theta, g, state):
        t, m, v = state
        t += 1
        some = g != 0
        m = np.where(some, beta1 * m + (1 - beta1) * g, m)
        v = np.where(some, beta2 * v + (1 - beta2) * g**2, v)
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        return theta - alpha * m_hat / (np.sqrt(v_hat) + eps), (t, m, v)

    return Optimizer(init, step)


def belief(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """AdaBelief, without the eps that its authors add to the average."""

    def init(theta):
        return 0, np.zeros_like(theta), np.zeros_like(theta)

    def step(theta, g, state):
        t, m, s = state
        t += 1
        m = beta1 * m + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * (g - m) ** 2
        m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
        return theta - alpha * m_hat / (np.sqrt(s_hat) + eps), (t, m, s)

    return Optimizer(init, step)


def keywords(**options):
    """Algorithm 1, whose hyper-parameters no signature tells."""
    return plain(
        options.get("lr", 1e-3), *options.get("betas", (0.9, 0.999)), options.get("eps", 1e-8)
    )


def alpha_alone(lr=1e-3):
    """Algorithm 1 that can be told alpha and nothing else, and has another eps."""
    return plain(lr, eps=1e-6)


def raises(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """``^`` is no power in Python."""

    def init(theta):
        return 0, np.zeros_like(theta), np.zeros_like(theta)

    def step(theta, g, state):
        t, m, v = state
        t += 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        return theta - alpha * m / (1 - beta1 ^ t) / (np.sqrt(v / (1 - beta2 ^ t)) + eps), (t, m, v)

    return Optimizer(init, step)


def theta_alone(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """A step that returns theta without the state."""
    right = plain(alpha, beta1, beta2, eps)
    return Optimizer(right.init, lambda theta, g, state: right.step(theta, g, state)[0])
