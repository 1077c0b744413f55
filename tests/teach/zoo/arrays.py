"""One array at a time: classes that keep the averages, directions, and functions with a config."""

import math

import numpy as np


class Adam:
    """Adam with update(w, grad) for one array."""

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate, self.beta1, self.beta2, self.eps = learning_rate, beta1, beta2, eps
        self.m = self.v = None
        self.t = 0

    def update(self, w, grad):
        if self.m is None:
            self.m, self.v = np.zeros_like(w), np.zeros_like(w)
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * np.power(grad, 2)
        m_hat = self.m / (1 - self.beta1**self.t)
        v_hat = self.v / (1 - self.beta2**self.t)
        return w - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamCalled:
    """Adam that is called with the gradient first; powers of beta are kept as products."""

    def __init__(self, step_size=0.001, b1=0.9, b2=0.999, epsilon=1e-8):
        self.step_size, self.b1, self.b2, self.epsilon = step_size, b1, b2, epsilon
        self.b1_power = self.b2_power = 1.0
        self.first = self.second = 0.0

    def __call__(self, grad, theta):
        self.b1_power *= self.b1
        self.b2_power *= self.b2
        self.first = self.b1 * self.first + (1 - self.b1) * grad
        self.second = self.b2 * self.second + (1 - self.b2) * grad**2
        root = np.sqrt(self.second / (1 - self.b2_power)) + self.epsilon
        return theta - self.step_size * self.first / (1 - self.b1_power) / root


class AdamNoPower:
    """Adam without the exponent."""

    def __init__(self, learning_rate=0.001, b1=0.9, b2=0.999):
        self.learning_rate, self.b1, self.b2, self.eps = learning_rate, b1, b2, 1e-8
        self.m = self.v = None

    def update(self, w, grad_wrt_w):
        if self.m is None:
            self.m = np.zeros(np.shape(grad_wrt_w))
            self.v = np.zeros(np.shape(grad_wrt_w))
        self.m = self.b1 * self.m + (1 - self.b1) * grad_wrt_w
        self.v = self.b2 * self.v + (1 - self.b2) * np.power(grad_wrt_w, 2)
        m_hat = self.m / (1 - self.b1)
        v_hat = self.v / (1 - self.b2)
        return w - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamFromZero:
    """The correction is computed before the count is raised."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, 0, 0

    def step(self, w, grad):
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad**2
        with np.errstate(all="ignore"):
            m_hat = self.m / np.float64(1 - self.beta1**self.t)
            v_hat = self.v / np.float64(1 - self.beta2**self.t)
        self.t += 1
        return w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamForgets:
    """The averages are local names: each step is the first."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps

    def update(self, w, grad):
        m = v = np.zeros_like(w)
        t = 1
        m = self.beta1 * m + (1 - self.beta1) * grad
        v = self.beta2 * v + (1 - self.beta2) * grad**2
        m_hat, v_hat = m / (1 - self.beta1**t), v / (1 - self.beta2**t)
        return w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamForgetsAverages:
    """As before, but t goes on."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0

    def update(self, w, grad):
        self.t += 1
        m = (1 - self.beta1) * grad
        v = (1 - self.beta2) * grad**2
        m_hat, v_hat = m / (1 - self.beta1**self.t), v / (1 - self.beta2**self.t)
        return w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamCountsTwice:
    """t is raised beside each average."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, 0, 0

    def update(self, w, grad):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.t += 1
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad**2
        m_hat, v_hat = self.m / (1 - self.beta1**self.t), self.v / (1 - self.beta2**self.t)
        return w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamSwapped:
    """The betas arrive in the other order."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.eps, self.t, self.m, self.v = lr, eps, 0, 0, 0
        self.set_betas(beta2, beta1)

    def set_betas(self, beta1, beta2):
        self.beta1, self.beta2 = beta1, beta2

    def update(self, w, grad):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad**2
        m_hat, v_hat = self.m / (1 - self.beta1**self.t), self.v / (1 - self.beta2**self.t)
        return w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamNotSquared:
    """v averages the gradient itself."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, 0, 0

    def update(self, w, grad):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad
        m_hat, v_hat = self.m / (1 - self.beta1**self.t), self.v / (1 - self.beta2**self.t)
        return w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamOfSizes:
    """v is the square of an average of sizes."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.size = 0, 0, 0

    def update(self, w, grad):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.size = self.beta2 * self.size + (1 - self.beta2) * np.abs(grad)
        m_hat = self.m / (1 - self.beta1**self.t)
        v_hat = self.size**2 / (1 - self.beta2**self.t)
        return w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamOfShape:
    """Adam that is made with the shape of its array."""

    def __init__(self, shape, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v, self.t = np.zeros(shape), np.zeros(shape), 0

    def update(self, w, grad):
        self.t += 1
        self.m += (1 - self.beta1) * (grad - self.m)
        self.v += (1 - self.beta2) * (grad**2 - self.v)
        m_hat, v_hat = self.m / (1 - self.beta1**self.t), self.v / (1 - self.beta2**self.t)
        return w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


def make_adam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam as a function that remembers."""
    m = v = t = 0

    def step(w, grad):
        nonlocal m, v, t
        t += 1
        m = beta1 * m + (1 - beta1) * grad
        v = beta2 * v + (1 - beta2) * grad**2
        return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)

    return step


def make_adam_forgetful(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """A function that remembers t and forgets m and v."""
    t = 0

    def step(w, grad):
        nonlocal t
        m, v, t = np.zeros_like(w), np.zeros_like(w), t + 1
        m = beta1 * m + (1 - beta1) * grad
        v = beta2 * v + (1 - beta2) * grad**2
        return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)

    return step


# Directions: the caller subtracts them


class Direction:
    """Adam: what is to be subtracted, lr included."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, 0, 0

    def get_update(self, grad):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad**2
        m_hat, v_hat = self.m / (1 - self.beta1**self.t), self.v / (1 - self.beta2**self.t)
        return self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class DirectionToAdd:
    """Adam: what is to be added."""

    def __init__(self, stepsize=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.stepsize, self.beta1, self.beta2 = stepsize, beta1, beta2
        self.epsilon, self.t, self.m, self.v = epsilon, 0, 0, 0

    def compute_step(self, grad):
        self.t += 1
        a = self.stepsize * math.sqrt(1 - self.beta2**self.t) / (1 - self.beta1**self.t)
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * (grad * grad)
        root = np.sqrt(self.v) + self.epsilon * math.sqrt(1 - self.beta2**self.t)
        return -a * self.m / root


class DirectionEfficient:
    """As many of reinforcement learning have it: what is to be added, with eps_hat."""

    def __init__(self, stepsize=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.stepsize, self.beta1, self.beta2 = stepsize, beta1, beta2
        self.epsilon, self.t, self.m, self.v = epsilon, 0, 0, 0

    def compute_step(self, globalg):
        self.t += 1
        a = self.stepsize * math.sqrt(1 - self.beta2**self.t) / (1 - self.beta1**self.t)
        self.m = self.beta1 * self.m + (1 - self.beta1) * globalg
        self.v = self.beta2 * self.v + (1 - self.beta2) * (globalg * globalg)
        return -a * self.m / (np.sqrt(self.v) + self.epsilon)


class DirectionUncorrected:
    """No correction."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.m, self.v = lr, beta1, beta2, eps, 0, 0

    def get_update(self, grad):
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad**2
        return self.lr * self.m / (np.sqrt(self.v) + self.eps)


# With a config, which holds hyper-parameters and state


def adam(w, dw, config=None):
    """Adam with a config; t stands there as 0 and is raised before use."""
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-3)
    config.setdefault("beta1", 0.9)
    config.setdefault("beta2", 0.999)
    config.setdefault("epsilon", 1e-8)
    config.setdefault("m", np.zeros_like(w))
    config.setdefault("v", np.zeros_like(w))
    config.setdefault("t", 0)
    b1, b2 = config["beta1"], config["beta2"]
    config["t"] += 1
    config["m"] = b1 * config["m"] + (1 - b1) * dw
    config["v"] = b2 * config["v"] + (1 - b2) * dw**2
    m_hat = config["m"] / (1 - b1 ** config["t"])
    v_hat = config["v"] / (1 - b2 ** config["t"])
    return w - config["learning_rate"] * m_hat / (np.sqrt(v_hat) + config["epsilon"]), config


def adam_from_one(x, dx, config=None):
    """As before, but t stands there as 1 and is raised all the same."""
    if config is None:
        config = {}
    config = {
        "learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8,
        "m": np.zeros_like(x), "v": np.zeros_like(x), "t": 1,
    } | config  # fmt: skip
    config["t"] += 1
    config["m"] = config["beta1"] * config["m"] + (1 - config["beta1"]) * dx
    config["v"] = config["beta2"] * config["v"] + (1 - config["beta2"]) * dx**2
    m_hat = config["m"] / (1 - config["beta1"] ** config["t"])
    v_hat = config["v"] / (1 - config["beta2"] ** config["t"])
    x = x - config["learning_rate"] * m_hat / (np.sqrt(v_hat) + config["epsilon"])
    return x, config


def adam_t_not_kept(w, dw, config=None):
    """The raised t is not written back."""
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-3)
    config.setdefault("beta1", 0.9)
    config.setdefault("beta2", 0.999)
    config.setdefault("epsilon", 1e-8)
    m, v = config.get("m", np.zeros_like(w)), config.get("v", np.zeros_like(w))
    t = config.get("t", 0) + 1
    config["m"] = m = config["beta1"] * m + (1 - config["beta1"]) * dw
    config["v"] = v = config["beta2"] * v + (1 - config["beta2"]) * dw**2
    m_hat, v_hat = m / (1 - config["beta1"] ** t), v / (1 - config["beta2"] ** t)
    return w - config["learning_rate"] * m_hat / (np.sqrt(v_hat) + config["epsilon"]), config
