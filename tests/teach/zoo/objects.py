"""Classes that step objects with their gradient inside: small autograds, and layers."""

import numpy as np


class Adam:
    """Adam for objects with data and grad."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = list(params)
        self.lr, self.betas, self.eps, self.t = lr, betas, eps, 0
        self.m = [np.zeros_like(p.data) for p in self.params]
        self.v = [np.zeros_like(p.data) for p in self.params]

    def zero_grad(self):
        for p in self.params:
            p.grad = np.zeros_like(p.data)

    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            self.m[i] = b1 * self.m[i] + (1 - b1) * p.grad
            self.v[i] = b2 * self.v[i] + (1 - b2) * p.grad**2
            m_hat = self.m[i] / (1 - b1**self.t)
            v_hat = self.v[i] / (1 - b2**self.t)
            p.data = p.data - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamById:
    """Adam that keeps its state by id, and skips what has no gradient."""

    def __init__(self, parameters, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.parameters, self.state = list(parameters), {}
        self.learning_rate, self.beta1, self.beta2 = learning_rate, beta1, beta2
        self.epsilon = epsilon

    def step(self):
        for p in self.parameters:
            if p.grad is None:
                continue
            m, v, t = self.state.get(id(p), (0, 0, 0))
            t += 1
            m = m * self.beta1 + p.grad * (1 - self.beta1)
            v = v * self.beta2 + p.grad * p.grad * (1 - self.beta2)
            self.state[id(p)] = m, v, t
            root = np.sqrt(v / (1 - self.beta2**t)) + self.epsilon
            p.data -= self.learning_rate * m / (1 - self.beta1**t) / root


class AdamOneT:
    """One t for all, raised once a step, and some parameters come late."""

    def __init__(self, params, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.params, self.t = list(params), 0
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m = [np.zeros(p.data.shape) for p in self.params]
        self.v = [np.zeros(p.data.shape) for p in self.params]

    def step(self):
        self.t += 1
        for p, m, v in zip(self.params, self.m, self.v, strict=True):
            if p.grad is None:
                continue
            m[:] = self.beta1 * m + (1 - self.beta1) * p.grad
            v[:] = self.beta2 * v + (1 - self.beta2) * p.grad**2
            m_hat = m / (1 - self.beta1**self.t)
            v_hat = v / (1 - self.beta2**self.t)
            p.data -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamEachRaises:
    """t is raised by each parameter."""

    def __init__(self, params, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.params, self.t = list(params), 0
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m = [np.zeros(p.data.shape) for p in self.params]
        self.v = [np.zeros(p.data.shape) for p in self.params]

    def step(self):
        for p, m, v in zip(self.params, self.m, self.v, strict=True):
            self.t += 1
            m[:] = self.beta1 * m + (1 - self.beta1) * p.grad
            v[:] = self.beta2 * v + (1 - self.beta2) * p.grad**2
            m_hat = m / (1 - self.beta1**self.t)
            v_hat = v / (1 - self.beta2**self.t)
            p.data -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamNoHats:
    """No correction."""

    def __init__(self, params, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
        self.params, self.lr, self.b1, self.b2, self.eps = params, lr, b1, b2, eps
        for p in self.params:
            p.m, p.v = np.zeros_like(p.data), np.zeros_like(p.data)

    def step(self):
        for p in self.params:
            p.m = self.b1 * p.m + (1 - self.b1) * p.grad
            p.v = self.b2 * p.v + (1 - self.b2) * p.grad**2
            p.data -= self.lr * p.m / (np.sqrt(p.v) + self.eps)


class AdamInPlaceHats:
    """What was corrected in place is the state."""

    def __init__(self, params, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
        self.params, self.lr, self.b1, self.b2, self.eps = params, lr, b1, b2, eps
        self.averages = [(np.zeros_like(p.data), np.zeros_like(p.data)) for p in params]
        self.t = 0

    def step(self):
        self.t += 1
        for p, (m, v) in zip(self.params, self.averages, strict=True):
            m *= self.b1
            m += (1 - self.b1) * p.grad
            v *= self.b2
            v += (1 - self.b2) * p.grad**2
            m /= 1 - self.b1**self.t
            v /= 1 - self.b2**self.t
            p.data -= self.lr * m / (np.sqrt(v) + self.eps)


class AdamW:
    """AdamW with a decay of 0.1."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.1):
        self.params, self.lr, self.betas, self.eps = list(params), lr, betas, eps
        self.weight_decay = weight_decay
        self.slots = {id(p): [0, 0.0, 0.0] for p in self.params}

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            t, m, v = self.slots[id(p)]
            t, m, v = t + 1, b1 * m + (1 - b1) * p.grad, b2 * v + (1 - b2) * p.grad**2
            self.slots[id(p)] = [t, m, v]
            p.data = p.data * (1 - self.lr * self.weight_decay)
            p.data -= self.lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + self.eps)


class AdamOfNumbers:
    """Adam for objects that hold one number of plain Python each."""

    def __init__(self, parameters, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.parameters, self.t = parameters, 0
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v = [0.0] * len(parameters), [0.0] * len(parameters)

    def step(self):
        self.t += 1
        for i, p in enumerate(self.parameters):
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * p.grad
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * p.grad**2
            m_hat = self.m[i] / (1 - self.beta1**self.t)
            v_hat = self.v[i] / (1 - self.beta2**self.t)
            p.data -= self.lr * m_hat / (v_hat**0.5 + self.eps)

    def zero_grad(self):
        for p in self.parameters:
            p.grad = 0.0


class AdamOfNumbersShared(AdamOfNumbers):
    """Each number raises t."""

    def step(self):
        for i, p in enumerate(self.parameters):
            self.t += 1
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * p.grad
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * p.grad**2
            m_hat = self.m[i] / (1 - self.beta1**self.t)
            v_hat = self.v[i] / (1 - self.beta2**self.t)
            p.data -= self.lr * m_hat / (v_hat**0.5 + self.eps)


class AMSGrad:
    """AMSGrad without any correction."""

    def __init__(self, params, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.params, self.lr, self.beta1, self.beta2, self.eps = params, lr, beta1, beta2, eps
        self.state = [[0.0, 0.0, 0.0] for _ in params]

    def step(self):
        for p, s in zip(self.params, self.state, strict=True):
            s[0] = self.beta1 * s[0] + (1 - self.beta1) * p.grad
            s[1] = self.beta2 * s[1] + (1 - self.beta2) * p.grad**2
            s[2] = np.maximum(s[2], s[1])
            p.data -= self.lr * s[0] / (np.sqrt(s[2]) + self.eps)


# Layers


class AdamForLayer:
    """Adam for one layer at a time, which keeps the averages."""

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        self.learning_rate, self.epsilon = learning_rate, epsilon
        self.beta_1, self.beta_2 = beta_1, beta_2

    def update(self, layer):
        if not hasattr(layer, "t"):
            layer.t = 0
            layer.mW, layer.vW = np.zeros_like(layer.W), np.zeros_like(layer.W)
            layer.mb, layer.vb = np.zeros_like(layer.b), np.zeros_like(layer.b)
        layer.t += 1
        layer.mW = self.beta_1 * layer.mW + (1 - self.beta_1) * layer.dW
        layer.vW = self.beta_2 * layer.vW + (1 - self.beta_2) * layer.dW**2
        layer.mb = self.beta_1 * layer.mb + (1 - self.beta_1) * layer.db
        layer.vb = self.beta_2 * layer.vb + (1 - self.beta_2) * layer.db**2
        c1, c2 = 1 - self.beta_1**layer.t, 1 - self.beta_2**layer.t
        layer.W -= self.learning_rate * (layer.mW / c1) / (np.sqrt(layer.vW / c2) + self.epsilon)
        layer.b -= self.learning_rate * (layer.mb / c1) / (np.sqrt(layer.vb / c2) + self.epsilon)


class AdamForLayers:
    """Adam for a list of layers."""

    def __init__(self, layers, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.layers, self.lr, self.beta1, self.beta2, self.eps = layers, lr, beta1, beta2, eps
        self.t, self.state = 0, {}

    def step(self):
        self.t += 1
        for i, layer in enumerate(self.layers):
            for name in ("W", "b"):
                g = getattr(layer, "d" + name)
                m, v = self.state.get((i, name), (0, 0))
                m = self.beta1 * m + (1 - self.beta1) * g
                v = self.beta2 * v + (1 - self.beta2) * g**2
                self.state[i, name] = m, v
                m_hat, v_hat = m / (1 - self.beta1**self.t), v / (1 - self.beta2**self.t)
                change = self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
                setattr(layer, name, getattr(layer, name) - change)


class AdamLayersShareT:
    """Each layer raises the t that all share."""

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate, self.beta1, self.beta2 = learning_rate, beta1, beta2
        self.eps, self.t = eps, 1

    def update_params(self, layer):
        if not hasattr(layer, "averages"):
            layer.averages = {"W": [0, 0], "b": [0, 0]}
        for name, g in (("W", layer.dW), ("b", layer.db)):
            a = layer.averages[name]
            a[0] = self.beta1 * a[0] + (1 - self.beta1) * g
            a[1] = self.beta2 * a[1] + (1 - self.beta2) * g**2
            m_hat = a[0] / (1 - self.beta1**self.t)
            v_hat = a[1] / (1 - self.beta2**self.t)
            change = self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)
            setattr(layer, name, getattr(layer, name) - change)
        self.t += 1


class AdamForWeights:
    """Adam for the weights; the biases go down their gradient."""

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate, self.beta1, self.beta2, self.eps = learning_rate, beta1, beta2, eps

    def update(self, layer):
        if not hasattr(layer, "t"):
            layer.t, layer.m, layer.v = 0, np.zeros_like(layer.W), np.zeros_like(layer.W)
        layer.t += 1
        layer.m = self.beta1 * layer.m + (1 - self.beta1) * layer.dW
        layer.v = self.beta2 * layer.v + (1 - self.beta2) * layer.dW**2
        m_hat = layer.m / (1 - self.beta1**layer.t)
        v_hat = layer.v / (1 - self.beta2**layer.t)
        layer.W = layer.W - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)
        layer.b = layer.b - self.learning_rate * layer.db


class AdamOfWeightAndBias:
    """Adam for one weight and one bias, which are handed in with t."""

    def __init__(self, eta=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.m_dw, self.v_dw, self.m_db, self.v_db = 0, 0, 0, 0
        self.eta, self.beta1, self.beta2, self.epsilon = eta, beta1, beta2, epsilon

    def update(self, t, w, b, dw, db):
        b1, b2 = self.beta1, self.beta2
        self.m_dw = b1 * self.m_dw + (1 - b1) * dw
        self.m_db = b1 * self.m_db + (1 - b1) * db
        self.v_dw = b2 * self.v_dw + (1 - b2) * dw**2
        self.v_db = b2 * self.v_db + (1 - b2) * db**2
        w = w - self.eta * (self.m_dw / (1 - b1**t)) / (
            np.sqrt(self.v_dw / (1 - b2**t)) + self.epsilon
        )
        b = b - self.eta * (self.m_db / (1 - b1**t)) / (
            np.sqrt(self.v_db / (1 - b2**t)) + self.epsilon
        )
        return w, b


class AdamBiasNotSquared(AdamOfWeightAndBias):
    """The square is missing for the bias."""

    def update(self, t, w, b, dw, db):
        kept = self.v_db
        w, _ = super().update(t, w, b, dw, db)
        self.v_db = self.beta2 * kept + (1 - self.beta2) * db
        m_hat, v_hat = self.m_db / (1 - self.beta1**t), self.v_db / (1 - self.beta2**t)
        return w, b - self.eta * m_hat / (np.sqrt(v_hat) + self.epsilon)


class AdamBeforeAndAfter:
    """Adam with a method for each layer, and one before and one after all of them."""

    def __init__(self, learning_rate=0.001, decay=0.0, epsilon=1e-8, beta_1=0.9, beta_2=0.999):
        self.learning_rate = self.current_learning_rate = learning_rate
        self.decay, self.epsilon, self.beta_1, self.beta_2 = decay, epsilon, beta_1, beta_2
        self.iterations = 0

    def pre_update_params(self):
        if self.decay:
            self.current_learning_rate = self.learning_rate / (1 + self.decay * self.iterations)

    def count(self):
        return self.iterations + 1

    def update_params(self, layer):
        for name in ("weights", "biases"):
            g, t = getattr(layer, "d" + name), self.count()
            m = self.beta_1 * getattr(layer, name + "_m", 0) + (1 - self.beta_1) * g
            v = self.beta_2 * getattr(layer, name + "_v", 0) + (1 - self.beta_2) * g**2
            setattr(layer, name + "_m", m)
            setattr(layer, name + "_v", v)
            m_hat, v_hat = m / (1 - self.beta_1**t), v / (1 - self.beta_2**t)
            change = self.current_learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)
            setattr(layer, name, getattr(layer, name) - change)

    def post_update_params(self):
        self.iterations += 1


class AdamBeforeAndNever(AdamBeforeAndAfter):
    """The method after all layers does nothing."""

    def post_update_params(self):
        pass


class AdamOfParamsAndGrads:
    """Adam for layers whose params and grads are dicts."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps, self.cache = lr, beta1, beta2, eps, {}

    def update(self, layer):
        for key, w in layer.params.items():
            t, m, v = self.cache.get((id(layer), key), (0, 0, 0))
            g, t = layer.grads[key], t + 1
            m = self.beta1 * m + (1 - self.beta1) * g
            v = self.beta2 * v + (1 - self.beta2) * g**2
            self.cache[id(layer), key] = t, m, v
            m_hat, v_hat = m / (1 - self.beta1**t), v / (1 - self.beta2**t)
            layer.params[key] = w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
