"""What one meets now and then: other ways to keep the state, to be called, and to go wrong."""

from collections import namedtuple
from dataclasses import dataclass

import numpy as np


@dataclass
class AdamOfFields:
    """A dataclass, with eps under the root."""

    lr: float = 1e-3
    betas: tuple = (0.9, 0.999)
    eps: float = 1e-8
    t: int = 0
    m: object = None
    v: object = None

    def step(self, w, grad):
        if self.m is None:
            self.m, self.v = np.zeros_like(w), np.zeros_like(w)
        self.t += 1
        beta1, beta2 = self.betas
        self.m = beta1 * self.m + (1 - beta1) * grad
        self.v = beta2 * self.v + (1 - beta2) * grad * grad
        v_hat = self.v / (1 - beta2**self.t)
        return w - self.lr * self.m / (1 - beta1**self.t) / np.sqrt(v_hat + self.eps)


class AdamOfSquaredHats:
    """Both corrections are squared."""

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.betas, self.eps = lr, (beta1, beta2), eps
        self.t, self.averages = 0, [0.0, 0.0]

    def update(self, w, grad):
        self.t += 1
        hats = []
        for i, (beta, x) in enumerate(zip(self.betas, (grad, grad**2), strict=True)):
            self.averages[i] = beta * self.averages[i] + (1 - beta) * x
            hats.append(self.averages[i] / (1 - beta**self.t) ** 2)
        return w - self.lr * hats[0] / (np.sqrt(hats[1]) + self.eps)


class AdamOfHalfCount:
    """t is a number of float16, and so are the corrections."""

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = np.float16(0), 0.0, 0.0

    def update(self, w, grad):
        self.t = self.t + np.float16(1)
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad**2
        m_hat, v_hat = self.m / (1 - self.beta1**self.t), self.v / (1 - self.beta2**self.t)
        return w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamOfByteCount:
    """t is a byte with a sign: after 127 comes -128."""

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.count, self.m, self.v = np.zeros((), np.int8), 0.0, 0.0

    def update(self, w, grad):
        self.count += np.int8(1)
        t = int(self.count)
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad**2
        m_hat, v_hat = self.m / (1 - self.beta1**t), self.v / (1 - self.beta2**t)
        with np.errstate(all="ignore"):
            return w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamOfFlatViews:
    """What it changes in place is a copy, where a matrix lies by columns."""

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, 0.0, 0.0

    def step(self, w, grad):
        self.t += 1
        flat, g = w.reshape(-1), grad.reshape(-1)
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        m_hat, v_hat = self.m / (1 - self.beta1**self.t), self.v / (1 - self.beta2**self.t)
        flat -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
        return w


class AdamThatTires:
    """The step size falls as 1 / (1 + t / 1000)."""

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, 0.0, 0.0

    def update(self, w, grad):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad**2
        m_hat, v_hat = self.m / (1 - self.beta1**self.t), self.v / (1 - self.beta2**self.t)
        return w - self.lr / (1 + self.t / 1000) * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamThatTalks:
    """Adam that prints."""

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, 0.0, 0.0
        print("made with", lr)

    def update(self, w, grad):
        self.t += 1
        print("step", self.t)
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad**2
        m_hat, v_hat = self.m / (1 - self.beta1**self.t), self.v / (1 - self.beta2**self.t)
        return w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamThatStops:
    """It raises at its third step."""

    def __init__(self, lr=1e-3):
        self.lr, self.t = lr, 0

    def update(self, w, grad):
        self.t += 1
        if self.t == 3:
            raise ValueError("three is enough")
        return w - self.lr * np.sign(grad)


class AdamThatRounds:
    """It writes weights with four digits, as if to save room."""

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, 0.0, 0.0

    def update(self, w, grad):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad**2
        m_hat, v_hat = self.m / (1 - self.beta1**self.t), self.v / (1 - self.beta2**self.t)
        return np.round(w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps), 4)


class DecaysTwice:
    """AdamW for dicts that decays before the averages and once more in the step."""

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.weight_decay, self.state = weight_decay, {}

    def update(self, params, grads):
        shrink = 1 - self.lr * self.weight_decay
        for k in params:
            m, v, t = self.state.get(k, (0, 0, 0))
            params[k] = params[k] * shrink
            m = self.beta1 * m + (1 - self.beta1) * grads[k]
            v = self.beta2 * v + (1 - self.beta2) * grads[k] ** 2
            step = m / (1 - self.beta1 ** (t + 1))
            step = step / (np.sqrt(v / (1 - self.beta2 ** (t + 1))) + self.eps)
            params[k] = params[k] * shrink - self.lr * step
            self.state[k] = m, v, t + 1


class AdamOfModel:
    """Adam over a model that lists its parameters, counted once a step."""

    def __init__(self, model, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.model, self.lr, self.betas, self.eps = model, lr, (beta1, beta2), eps
        self.m = [np.zeros_like(p.data) for p in model.parameters()]
        self.v = [np.zeros_like(p.data) for p in model.parameters()]
        self.t = 0

    def step(self):
        self.t += 1
        beta1, beta2 = self.betas
        for p, m, v in zip(self.model.parameters(), self.m, self.v, strict=True):
            m += (1 - beta1) * (p.grad - m)
            v += (1 - beta2) * (p.grad**2 - v)
            root = np.sqrt(v / (1 - beta2**self.t)) + self.eps
            p.data = p.data - self.lr * m / (1 - beta1**self.t) / root


def adam_sent(w, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """A generator: send it a gradient, and it yields the weights."""
    m = v = t = 0
    while True:
        grad = yield w
        t += 1
        m = beta1 * m + (1 - beta1) * grad
        v = beta2 * v + (1 - beta2) * grad**2
        w = w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)


def adam_sent_late(w, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """A generator that raises t before it waits, and once more."""
    m = v = 0
    t = 1
    while True:
        t += 1
        grad = yield w
        m = beta1 * m + (1 - beta1) * grad
        v = beta2 * v + (1 - beta2) * grad**2
        w = w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)


def adam_in_a_dict(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """What it returns has names."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    step = lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return {"v": v, "w": w - step, "m": m}


Moments = namedtuple("Moments", "w m v")


def adam_in_fields(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """A tuple with names; v is left as it is where it is used."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return Moments(w - lr * m / (1 - beta1**t) / (np.sqrt(v) + eps), m, v)
