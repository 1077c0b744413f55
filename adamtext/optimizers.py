"""Every update rule of the book, side by side, from plain gradient descent to AdamW: §2, §5, §7.

Each rule is a function from hyper-parameters to an :class:`~adamtext.rule.Optimizer`. In ``step``,
read ``theta`` as θ_{t-1} and ``g`` as g_t, the gradient there, of theta's shape, as are all parts
of a state but the number ``t``; all operations are element by element. Hyper-parameters are
numbers, functions of t = 1, 2, …, or arrays of shape (B,) for theta of shape (..., B): a sweep of
B runs at once. Where ``beta1`` or ``beta2`` is a function of t, ``beta**t`` is the product of its
values at 1, …, t, so that a corrected average stays an average. ``alpha``, ``eps``, ``eps_hat``
and ``weight_decay`` are finite and >= 0; ``beta1``, ``beta2``, ``rho`` and ``momentum`` are in
[0, 1). Anything else raises ValueError.
"""

from typing import Any, NamedTuple

from adamtext.arrays import maximum, sqrt, zeros_like
from adamtext.rule import Optimizer, update_rule

Array = Any


class SGDState(NamedTuple):
    """Steps taken, t, and the velocity m, a decaying sum of gradients."""

    t: int
    m: Array


class SquaresState(NamedTuple):
    """Steps taken, t, and v: the sum (AdaGrad) or average (RMSProp) of squared gradients."""

    t: int
    v: Array


class AdaDeltaState(NamedTuple):
    """Steps taken, t, and the averages of squared gradients, v, and of squared steps, d."""

    t: int
    v: Array
    d: Array


class AdamState(NamedTuple):
    """Steps taken, t, and the moving averages of the gradient, m, and of its square, v."""

    t: int
    m: Array
    v: Array


class AdaMaxState(NamedTuple):
    """Steps taken, t, the moving average m and the decaying maximum u of the gradient's size."""

    t: int
    m: Array
    u: Array


class AMSGradState(NamedTuple):
    """Adam's state, t, m and v, and v_hat, the largest second-moment estimate so far."""

    t: int
    m: Array
    v: Array
    v_hat: Array


@update_rule
def sgd(alpha, momentum=0.0, nesterov=False):
    """Stochastic gradient descent, with heavy-ball or Nesterov momentum if wanted.

    ``momentum`` in [0, 1) multiplies the velocity at each step, as in torch.optim.SGD; with
    ``nesterov`` the step goes along ``g + momentum * m`` instead of ``m``.

    >>> import numpy as np
    >>> rule, theta = sgd(alpha=0.5), np.array([1.0])
    >>> rule.step(theta, np.array([1.0]), rule.init(theta))
    (array([0.5]), SGDState(t=1, m=array([1.])))
    """

    def init(theta):
        return SGDState(0, zeros_like(theta))

    def step(theta, g, state):
        m = momentum * state.m + g
        direction = g + momentum * m if nesterov else m
        return theta - alpha * direction, SGDState(state.t + 1, m)

    return Optimizer(init, step)


@update_rule
def adagrad(alpha=1e-2, eps=1e-10):
    """AdaGrad (Duchi et al., 2011; §5): divide by the root of the sum of all squared gradients.

    The first step is alpha long in every coordinate; later ones shrink like 1/sqrt(t).

    >>> import numpy as np
    >>> rule, theta = adagrad(alpha=0.1), np.array([1.0])
    >>> rule.step(theta, np.array([50.0]), rule.init(theta))[0].round(6)
    array([0.9])
    """

    def init(theta):
        return SquaresState(0, zeros_like(theta))

    def step(theta, g, state):
        v = state.v + g**2
        return theta - alpha * g / (sqrt(v) + eps), SquaresState(state.t + 1, v)

    return Optimizer(init, step)


@update_rule
def rmsprop(alpha=1e-2, beta2=0.99, eps=1e-8):
    """RMSProp (Tieleman & Hinton, 2012; §5): divide by a moving root mean square.

    The average starts at zero and is not corrected, so the first step is alpha / sqrt(1 - beta2).

    >>> import numpy as np
    >>> rule, theta = rmsprop(alpha=0.01, beta2=0.99), np.array([1.0])
    >>> rule.step(theta, np.array([50.0]), rule.init(theta))[0].round(6)
    array([0.9])
    """

    def init(theta):
        return SquaresState(0, zeros_like(theta))

    def step(theta, g, state):
        v = beta2 * state.v + (1 - beta2) * g**2
        return theta - alpha * g / (sqrt(v) + eps), SquaresState(state.t + 1, v)

    return Optimizer(init, step)


@update_rule
def adadelta(alpha=1.0, rho=0.9, eps=1e-6):
    """AdaDelta (Zeiler, 2012; §5): step sizes from the root mean square of earlier steps.

    ``eps`` stands inside both roots and decides how large the first steps are.

    >>> import numpy as np
    >>> rule, theta = adadelta(rho=0.9, eps=1e-6), np.array([1.0])
    >>> rule.step(theta, np.array([50.0]), rule.init(theta))[0].round(6)
    array([0.996838])
    """

    def init(theta):
        return AdaDeltaState(0, zeros_like(theta), zeros_like(theta))

    def step(theta, g, state):
        v = rho * state.v + (1 - rho) * g**2
        delta = sqrt(state.d + eps) / sqrt(v + eps) * g
        d = rho * state.d + (1 - rho) * delta**2
        return theta - alpha * delta, AdaDeltaState(state.t + 1, v, d)

    return Optimizer(init, step)


@update_rule
def adam(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam: Algorithm 1 of the paper, line by line.

    A first step of alpha, whatever the gradient's scale:

    >>> import numpy as np
    >>> rule, theta = adam(), np.array([1.0, 1.0])
    >>> theta, state = rule.step(theta, np.array([50.0, -0.02]), rule.init(theta))
    >>> theta.round(6), state.t
    (array([0.999, 1.001]), 1)
    """

    def init(theta):
        return AdamState(0, zeros_like(theta), zeros_like(theta))

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def adam_efficient(alpha=1e-3, beta1=0.9, beta2=0.999, eps_hat=1e-8):
    """Adam in the order given at the end of §2: both corrections folded into the step size.

    The same as ``adam(eps=eps)`` exactly where ``eps_hat`` is ``eps * sqrt(1 - beta2**t)``: pass
    it as a function of t. A constant ``eps_hat`` acts as a larger eps early on.

    >>> import numpy as np
    >>> rule, theta = adam_efficient(), np.array([1.0])
    >>> rule.step(theta, np.array([50.0]), rule.init(theta))[0].round(6)
    array([0.999])
    """

    def init(theta):
        return AdamState(0, zeros_like(theta), zeros_like(theta))

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        alpha_t = alpha * sqrt(1 - beta2**t) / (1 - beta1**t)
        return theta - alpha_t * m / (sqrt(v) + eps_hat), AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def adam_factored(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam as one product: alpha, a correction, a constant and what the data say (§2.1, eps = 0).

    Here ``m`` and ``v`` of the state are plain decaying sums, without the factors 1 - beta: that
    needs betas that stay. An ``eps`` > 0 is measured in their units, so that the step is that of
    ``adam(eps=eps)``.

    >>> import numpy as np
    >>> rule, theta = adam_factored(), np.array([1.0])
    >>> theta, state = rule.step(theta, np.array([50.0]), rule.init(theta))
    >>> theta.round(6), state.m
    (array([0.999]), array([50.]))
    """

    def init(theta):
        return AdamState(0, zeros_like(theta), zeros_like(theta))

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + g
        v = beta2 * state.v + g**2
        correction = sqrt(1 - beta2**t) / (1 - beta1**t)
        constant = (1 - beta1) / sqrt(1 - beta2)
        data = m / (sqrt(v) + eps * sqrt((1 - beta2**t) / (1 - beta2)))
        return theta - alpha * correction * constant * data, AdamState(t, m, v)

    return Optimizer(init, step)


@update_rule
def adamax(alpha=2e-3, beta1=0.9, beta2=0.999, eps=0.0):
    """AdaMax: Algorithm 2, §7.1. The second moment gives way to a decaying maximum.

    The paper has no ``eps``, and so 0/0 where a coordinate's first gradient is zero; an ``eps``
    > 0 is added to u in the denominator.

    >>> import numpy as np
    >>> rule, theta = adamax(), np.array([1.0])
    >>> rule.step(theta, np.array([-50.0]), rule.init(theta))[0].round(6)
    array([1.002])
    """

    def init(theta):
        return AdaMaxState(0, zeros_like(theta), zeros_like(theta))

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        u = maximum(beta2 * state.u, abs(g))
        return theta - alpha / (1 - beta1**t) * m / (u + eps), AdaMaxState(t, m, u)

    return Optimizer(init, step)


@update_rule
def amsgrad(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, bias_correction=True):
    """AMSGrad (Reddi, Kale & Kumar, 2018): Adam with a denominator that never falls.

    Takes the maximum of corrected second moments; with ``bias_correction=False`` nothing is
    corrected, as its authors print it.

    >>> import numpy as np
    >>> rule, theta = amsgrad(), np.array([1.0])
    >>> theta, state = rule.step(theta, np.array([50.0]), rule.init(theta))
    >>> rule.step(theta, np.array([0.0]), state)[1].v_hat.round(6)
    array([2500.])
    """

    def init(theta):
        return AMSGradState(0, zeros_like(theta), zeros_like(theta), zeros_like(theta))

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t) if bias_correction else m
        v_hat = maximum(state.v_hat, v / (1 - beta2**t) if bias_correction else v)
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AMSGradState(t, m, v, v_hat)

    return Optimizer(init, step)


@update_rule
def adamw(alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-2):
    """AdamW (Loshchilov & Hutter, 2019): Adam's step, and apart from it a shrinking of theta.

    ``weight_decay`` is multiplied by alpha, as in torch and optax; 0 gives ``adam``.

    >>> import numpy as np
    >>> rule, theta = adamw(alpha=0.1, weight_decay=0.5), np.array([1.0])
    >>> rule.step(theta, np.array([0.0]), rule.init(theta))[0]
    array([0.95])
    """

    def init(theta):
        return AdamState(0, zeros_like(theta), zeros_like(theta))

    def step(theta, g, state):
        t = state.t + 1
        m = beta1 * state.m + (1 - beta1) * g
        v = beta2 * state.v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        theta = theta - alpha * weight_decay * theta
        return theta - alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)

    return Optimizer(init, step)
