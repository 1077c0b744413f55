"""Classes that step many arrays: dicts and lists of them, or one after the other by name."""

import numpy as np


class Dicts:
    """Adam for two dicts; the averages are dicts, and t counts the updates."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.iter, self.m, self.v = 0, None, None

    def update(self, params, grads):
        if self.m is None:
            self.m = {key: np.zeros_like(value) for key, value in params.items()}
            self.v = {key: np.zeros_like(value) for key, value in params.items()}
        self.iter += 1
        lr_t = self.lr * np.sqrt(1.0 - self.beta2**self.iter) / (1.0 - self.beta1**self.iter)
        scaled = self.eps * np.sqrt(1.0 - self.beta2**self.iter)
        for key in params:
            self.m[key] += (1 - self.beta1) * (grads[key] - self.m[key])
            self.v[key] += (1 - self.beta2) * (grads[key] ** 2 - self.v[key])
            params[key] -= lr_t * self.m[key] / (np.sqrt(self.v[key]) + scaled)


class DictsEfficient:
    """The efficient order with a literal for eps."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr, self.beta1, self.beta2 = lr, beta1, beta2
        self.iter, self.m, self.v = 0, {}, {}

    def update(self, params, grads):
        self.iter += 1
        size = self.lr * np.sqrt(1 - self.beta2**self.iter) / (1 - self.beta1**self.iter)
        for key, value in params.items():
            m = self.beta1 * self.m.get(key, 0) + (1 - self.beta1) * grads[key]
            v = self.beta2 * self.v.get(key, 0) + (1 - self.beta2) * grads[key] ** 2
            self.m[key], self.v[key] = m, v
            value -= size * m / (np.sqrt(v) + 1e-7)


class DictsAtConstruction:
    """Adam that is made with its parameters, and is given gradients."""

    def __init__(self, params, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        self.params = params
        self.rates = learning_rate, beta_1, beta_2, epsilon
        self.moments = {name: [np.zeros_like(p), np.zeros_like(p)] for name, p in params.items()}
        self.t = 0

    def step(self, grads):
        lr, b1, b2, eps = self.rates
        self.t += 1
        for name, g in grads.items():
            m, v = self.moments[name]
            m[...] = b1 * m + (1 - b1) * g
            v[...] = b2 * v + (1 - b2) * g**2
            change = lr * (m / (1 - b1**self.t)) / (np.sqrt(v / (1 - b2**self.t)) + eps)
            self.params[name] -= change


class DictsReturned:
    """Adam that returns a new dict."""

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate, self.beta1, self.beta2 = learning_rate, beta1, beta2
        self.epsilon, self.state = epsilon, {}

    def update(self, params, grads):
        out = {}
        for name, w in params.items():
            m, v, t = self.state.get(name, (0.0, 0.0, 0))
            t += 1
            m = self.beta1 * m + (1 - self.beta1) * grads[name]
            v = self.beta2 * v + (1 - self.beta2) * np.square(grads[name])
            self.state[name] = (m, v, t)
            m_hat, v_hat = m / (1 - self.beta1**t), v / (1 - self.beta2**t)
            out[name] = w - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)
        return out


class DictsWithDWords:
    """Adam for parameters W1, b1, … and gradients dW1, db1, …"""

    def __init__(self, alpha=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.alpha, self.beta1, self.beta2, self.epsilon = alpha, beta1, beta2, epsilon
        self.v, self.s, self.t = {}, {}, 0

    def update_parameters(self, parameters, grads):
        self.t += 1
        for name in parameters:
            g = grads["d" + name]
            v = self.v[name] = self.beta1 * self.v.get(name, 0 * g) + (1 - self.beta1) * g
            s = self.s[name] = self.beta2 * self.s.get(name, 0 * g) + (1 - self.beta2) * g**2
            v_corrected = v / (1 - self.beta1**self.t)
            s_corrected = s / (1 - self.beta2**self.t)
            parameters[name] = parameters[name] - self.alpha * v_corrected / (
                np.sqrt(s_corrected) + self.epsilon
            )
        return parameters


class DictsEachRaises:
    """t is raised inside the loop over arrays."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v, self.t = {}, {}, 0

    def update(self, params, grads):
        for key in params:
            self.t += 1
            self.m.setdefault(key, np.zeros_like(params[key]))
            self.v.setdefault(key, np.zeros_like(params[key]))
            self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * grads[key]
            self.v[key] = self.beta2 * self.v[key] + (1 - self.beta2) * grads[key] ** 2
            m_hat = self.m[key] / (1 - self.beta1**self.t)
            v_hat = self.v[key] / (1 - self.beta2**self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class DictsNeverCounted:
    """t is set to 1 and nobody raises it."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v, self.t = {}, {}, 1

    def update(self, params, grads):
        for key in params:
            m = self.beta1 * self.m.get(key, 0) + (1 - self.beta1) * grads[key]
            v = self.beta2 * self.v.get(key, 0) + (1 - self.beta2) * grads[key] ** 2
            self.m[key], self.v[key] = m, v
            m_hat, v_hat = m / (1 - self.beta1**self.t), v / (1 - self.beta2**self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class DictsSameZeros:
    """Both averages are one dict of arrays, updated in place."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m = self.v = None
        self.t = 0

    def update(self, params, grads):
        if self.m is None:
            self.m = self.v = {key: np.zeros_like(p) for key, p in params.items()}
        self.t += 1
        for key, g in grads.items():
            self.m[key] *= self.beta1
            self.m[key] += (1 - self.beta1) * g
            self.v[key] *= self.beta2
            self.v[key] += (1 - self.beta2) * g**2
            m_hat = self.m[key] / (1 - self.beta1**self.t)
            v_hat = self.v[key] / (1 - self.beta2**self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


def dict_function(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam as a function of three dicts."""
    t = state["t"] = state.get("t", 0) + 1
    for k, g in grads.items():
        m = state["m" + k] = beta1 * state.get("m" + k, 0) + (1 - beta1) * g
        v = state["v" + k] = beta2 * state.get("v" + k, 0) + (1 - beta2) * g**2
        params[k] = params[k] - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return params, state


class NestedDicts:
    """Adam for dicts of layers, which are dicts of arrays."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.t = lr, beta1, beta2, eps, 0
        self.moments = {}

    def update(self, params, grads):
        self.t += 1
        for layer, arrays in params.items():
            for key in arrays:
                g, (m, v) = grads[layer][key], self.moments.get((layer, key), (0, 0))
                m = self.beta1 * m + (1 - self.beta1) * g
                v = self.beta2 * v + (1 - self.beta2) * g**2
                self.moments[layer, key] = m, v
                m_hat, v_hat = m / (1 - self.beta1**self.t), v / (1 - self.beta2**self.t)
                arrays[key] = arrays[key] - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
        return params


# Lists


def list_function(params, grads, exp_avgs, exp_avg_sqs, step, lr=1e-3, beta1=0.9, beta2=0.999,
                  eps=1e-8):  # fmt: skip
    """Adam as a function of lists of arrays, all changed in place."""
    for p, g, m, v in zip(params, grads, exp_avgs, exp_avg_sqs, strict=True):
        m *= beta1
        m += (1 - beta1) * g
        v *= beta2
        v += (1 - beta2) * g * g
        p -= lr / (1 - beta1**step) * m / (np.sqrt(v / (1 - beta2**step)) + eps)


def list_function_same_square(params, grads, exp_avgs, exp_avg_sqs, step, lr=1e-3, beta1=0.9,
                              beta2=0.999, eps=1e-8):  # fmt: skip
    """The square in v is that of the new m."""
    for p, g, m, v in zip(params, grads, exp_avgs, exp_avg_sqs, strict=True):
        m *= beta1
        m += (1 - beta1) * g
        v *= beta2
        v += (1 - beta2) * m * m
        p -= lr / (1 - beta1**step) * m / (np.sqrt(v / (1 - beta2**step)) + eps)


class Lists:
    """Adam for two lists of arrays, in place."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.betas, self.eps = lr, (beta1, beta2), eps
        self.m = self.v = None
        self.t = 0

    def update(self, params, grads):
        if self.m is None:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.t += 1
        b1, b2 = self.betas
        for i, (p, g) in enumerate(zip(params, grads, strict=True)):
            self.m[i] = b1 * self.m[i] + (1 - b1) * g
            self.v[i] = b2 * self.v[i] + (1 - b2) * g * g
            m_hat = self.m[i] / (1 - b1**self.t)
            v_hat = self.v[i] / (1 - b2**self.t)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class ListsAtConstruction:
    """Adam that is made with a list of arrays, and steps by a list of gradients."""

    def __init__(self, parameters, learning_rate=1e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        self.parameters, self.learning_rate = list(parameters), learning_rate
        self.beta_1, self.beta_2, self.epsilon, self.iterations = beta_1, beta_2, epsilon, 0
        self.first = [0.0 * p for p in self.parameters]
        self.second = [0.0 * p for p in self.parameters]

    def step(self, gradients):
        self.iterations += 1
        for p, g, m, v in zip(self.parameters, gradients, self.first, self.second, strict=True):
            m += (1 - self.beta_1) * (g - m)
            v += (1 - self.beta_2) * (g**2 - v)
            m_hat = m / (1 - self.beta_1**self.iterations)
            v_hat = v / (1 - self.beta_2**self.iterations)
            p -= self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)


class ListsUpdates:
    """Adam that returns what is to be added to each array."""

    def __init__(self, learning_rate_init=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        self.learning_rate_init = learning_rate_init
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon
        self.t, self.ms, self.vs = 0, [], []

    def get_updates(self, grads):
        if not self.ms:
            self.ms, self.vs = [np.zeros_like(g) for g in grads], [np.zeros_like(g) for g in grads]
        self.t += 1
        b1, b2 = self.beta_1, self.beta_2
        self.ms = [b1 * m + (1 - b1) * g for m, g in zip(self.ms, grads, strict=True)]
        self.vs = [b2 * v + (1 - b2) * g**2 for v, g in zip(self.vs, grads, strict=True)]
        return [
            -self.learning_rate_init
            * (m / (1 - b1**self.t))
            / (np.sqrt(v / (1 - b2**self.t)) + self.epsilon)
            for m, v in zip(self.ms, self.vs, strict=True)
        ]


class ListsGuarded:
    """Counts from zero, and is careful not to divide by it."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, {}, {}

    def update(self, params, grads):
        t = max(self.t, 1)
        for i, g in enumerate(grads):
            self.m[i] = self.beta1 * self.m.get(i, 0) + (1 - self.beta1) * g
            self.v[i] = self.beta2 * self.v.get(i, 0) + (1 - self.beta2) * g**2
            m_hat, v_hat = self.m[i] / (1 - self.beta1**t), self.v[i] / (1 - self.beta2**t)
            params[i] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
        self.t += 1


class ListsUnderRoot:
    """Eps under the root."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, {}, {}

    def step(self, params, grads):
        self.t += 1
        for i in range(len(params)):
            self.m[i] = self.beta1 * self.m.get(i, 0) + (1 - self.beta1) * grads[i]
            self.v[i] = self.beta2 * self.v.get(i, 0) + (1 - self.beta2) * grads[i] ** 2
            m_hat = self.m[i] / (1 - self.beta1**self.t)
            v_hat = self.v[i] / (1 - self.beta2**self.t)
            params[i] -= self.lr * m_hat / np.sqrt(v_hat + self.eps)
        return params


# By name


class Named:
    """Adam that is told the name of each parameter, and counts by name."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.lr, self.beta1, self.beta2, self.epsilon, self.cache = lr, beta1, beta2, epsilon, {}

    def update(self, param, param_grad, param_name):
        c = self.cache.setdefault(param_name, {"t": 0, "m": 0 * param, "v": 0 * param})
        c["t"] += 1
        c["m"] = self.beta1 * c["m"] + (1 - self.beta1) * param_grad
        c["v"] = self.beta2 * c["v"] + (1 - self.beta2) * param_grad**2
        m_hat, v_hat = c["m"] / (1 - self.beta1 ** c["t"]), c["v"] / (1 - self.beta2 ** c["t"])
        return param - self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)


class NamedSharedT:
    """Averages by name, and one t for all names."""

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate, self.beta1, self.beta2 = learning_rate, beta1, beta2
        self.epsilon, self.m, self.v, self.t = epsilon, {}, {}, 0

    def update(self, name, w, dw):
        self.t += 1
        self.m[name] = self.beta1 * self.m.get(name, 0) + (1 - self.beta1) * dw
        self.v[name] = self.beta2 * self.v.get(name, 0) + (1 - self.beta2) * dw**2
        m_hat = self.m[name] / (1 - self.beta1**self.t)
        v_hat = self.v[name] / (1 - self.beta2**self.t)
        return w - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)


class NamedWithoutPower:
    """1 - beta for 1 - beta**t, where nobody counts."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.m, self.v = lr, beta1, beta2, eps, {}, {}

    def update(self, w, grad, name):
        self.m[name] = self.beta1 * self.m.get(name, 0) + (1 - self.beta1) * grad
        self.v[name] = self.beta2 * self.v.get(name, 0) + (1 - self.beta2) * grad**2
        m_hat, v_hat = self.m[name] / (1 - self.beta1), self.v[name] / (1 - self.beta2)
        return w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
