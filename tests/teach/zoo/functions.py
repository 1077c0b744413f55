"""One step as a function: what it is given, in which order and by which names, is everybody's own.

The most frequent form outside of torch.
"""

import math

import numpy as np


def adam_update(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Algorithm 1."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v


def adam_step(w, dw, m, v, t, learning_rate=1e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    """Algorithm 1, with long names."""
    m = m + (1 - beta_1) * (dw - m)
    v = v + (1 - beta_2) * (dw * dw - v)
    corrected = m / (1.0 - np.power(beta_1, t))
    scale = np.sqrt(v / (1.0 - np.power(beta_2, t))) + epsilon
    return w - learning_rate * corrected / scale, m, v


def update(grad, param, m, v, step, step_size=0.001, b1=0.9, b2=0.999, eps=1e-8):
    """Algorithm 1, with the gradient first."""
    m = (1 - b1) * grad + b1 * m
    v = (1 - b2) * (grad**2) + b2 * v
    mhat = m / (1 - b1**step)
    vhat = v / (1 - b2**step)
    return param - step_size * mhat / (np.sqrt(vhat) + eps), m, v


def averages_first(m, v, w, dw, t, eta=0.001, betas=(0.9, 0.999), eps=1e-8):
    """Algorithm 1, with the state first and last, and a pair of betas."""
    m = betas[0] * m + (1 - betas[0]) * dw
    v = betas[1] * v + (1 - betas[1]) * dw**2
    bias = math.sqrt(1 - betas[1] ** t) / (1 - betas[0] ** t)
    return m, v, w - eta * bias * m / (np.sqrt(v) + eps * math.sqrt(1 - betas[1] ** t))


def t_counted_inside(theta, g, m, v, t, alpha=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Algorithm 1 that counts for itself, from a t of 0."""
    t += 1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * np.square(g)
    theta = theta - alpha * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return theta, m, v, t


def hyperparameters_first(alpha, beta1, beta2, epsilon, var, grad, v, s, t):
    """Algorithm 1 with no default at all; the averages are called v and s."""
    v = beta1 * v + (1 - beta1) * grad
    s = beta2 * s + (1 - beta2) * grad**2
    v_corrected = v / (1 - beta1**t)
    s_corrected = s / (1 - beta2**t)
    var = var - alpha * v_corrected / (np.sqrt(s_corrected) + epsilon)
    return var, v, s


def in_place(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Algorithm 1 that writes into what it is given, and returns nothing."""
    m *= beta1
    m += (1 - beta1) * grad
    v *= beta2
    v += (1 - beta2) * grad**2
    w -= lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)


def state_in_a_dict(w, dw, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Algorithm 1, the state a dict that is {} at first."""
    state.setdefault("t", 0)
    state.setdefault("m", np.zeros_like(w))
    state.setdefault("v", np.zeros_like(w))
    state["t"] += 1
    state["m"] = beta1 * state["m"] + (1 - beta1) * dw
    state["v"] = beta2 * state["v"] + (1 - beta2) * dw**2
    m_hat = state["m"] / (1 - beta1 ** state["t"])
    v_hat = state["v"] / (1 - beta2 ** state["t"])
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), state


def of_floats(x, dx, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Algorithm 1 for one number of plain Python."""
    m = beta1 * m + (1 - beta1) * dx
    v = beta2 * v + (1 - beta2) * dx * dx
    x -= lr * (m / (1 - beta1**t)) / (math.sqrt(v / (1 - beta2**t)) + eps)
    return x, m, v


def of_lists_of_floats(w, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Algorithm 1 for lists of numbers, changed in place."""
    for i in range(len(w)):
        m[i] = beta1 * m[i] + (1 - beta1) * grad[i]
        v[i] = beta2 * v[i] + (1 - beta2) * grad[i] ** 2
        m_hat = m[i] / (1 - beta1**t)
        v_hat = v[i] / (1 - beta2**t)
        w[i] = w[i] - lr * m_hat / (v_hat**0.5 + eps)
    return w, m, v


def keras_defaults(w, grad, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7):
    """Algorithm 1 with an eps of 1e-7."""
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad * grad
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def fast_and_loose(w, grad, m, v, t, lr=0.01, beta1=0.9, beta2=0.99, eps=1e-6):
    """Algorithm 1 with defaults of its own."""
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad * grad
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def decayed(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    """AdamW."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * (m_hat / (np.sqrt(v_hat) + eps) + weight_decay * w), m, v


def words_of_its_own(
    position, gradient, first_moment, second_moment, iteration,
    learning_rate=0.001, decay1=0.9, decay2=0.999, tiny=1e-8,
):  # fmt: skip
    """Algorithm 1, by names that nobody else has."""
    first_moment = decay1 * first_moment + (1 - decay1) * gradient
    second_moment = decay2 * second_moment + (1 - decay2) * gradient**2
    mean = first_moment / (1 - decay1**iteration)
    size = np.sqrt(second_moment / (1 - decay2**iteration)) + tiny
    return position - learning_rate * mean / size, first_moment, second_moment


def averages_always_right(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Algorithm 1, whose m and v are kept corrected, and averaged so that they stay it."""
    m = m + (1 - beta1) / (1 - beta1**t) * (g - m)
    v = v + (1 - beta2) / (1 - beta2**t) * (g**2 - v)
    return w - lr * m / (np.sqrt(v) + eps), m, v


def state_in_a_tuple(w, g, state=None, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Algorithm 1, the state a tuple that is None at first."""
    m, v, t = state or (np.zeros_like(w), np.zeros_like(w), 0)
    t = t + 1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    w = w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w, (m, v, t)


# Slips


def no_hats(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The hats are computed and not used."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)  # noqa: F841
    v_hat = v / (1 - beta2**t)  # noqa: F841
    return w - lr * m / (np.sqrt(v) + eps), m, v


def alpha_t_unused(w, g, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The step size of the efficient order is computed, and alpha is used."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    alpha_t = alpha * np.sqrt(1 - beta2**t) / (1 - beta1**t)  # noqa: F841
    return w - alpha * m / (np.sqrt(v) + eps), m, v


def half_corrected(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """m has a hat and v has none."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v) + eps), m, v


def other_half(w, dw, v, s, t, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """v, which is the first average here, has no hat; s has one."""
    v = beta1 * v + (1 - beta1) * dw
    s = beta2 * s + (1 - beta2) * dw**2
    return w - learning_rate * v / (np.sqrt(s / (1 - beta2**t)) + epsilon), v, s


def t_for_range(w, g, m, v, iteration, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Made for a loop over range(n), whose first iteration is 0: guarded."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m, v
    if iteration > 0:
        m_hat = m / (1 - beta1**iteration)
        v_hat = v / (1 - beta2**iteration)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v, iteration + 1


def one_too_many(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """A t that is handed in as 1 and raised before use."""
    t = t + 1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def without_power(w, dw, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """A t that is asked for and not used."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1)
    v_hat = v / (1 - beta2)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def bracket_too_early(w, dw, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """(1 - beta)**t."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / np.power(1 - beta1, t)
    v_hat = v / np.power(1 - beta2, t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def times_for_over(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Multiplied by the corrections."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * (m * (1 - beta1**t)) / (np.sqrt(v * (1 - beta2**t)) + eps), m, v


def one_name_for_both(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """What is returned as m and v has been corrected."""
    m = (beta1 * m + (1 - beta1) * g) / (1 - beta1**t)
    v = (beta2 * v + (1 - beta2) * g**2) / (1 - beta2**t)
    return w - lr * m / (np.sqrt(v) + eps), m, v


def squared_correction(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The correction of v carries the square of its neighbour."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t) ** 2
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def m_corrected_twice(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """m's correction stands in the hat and once more in the step size."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    lr_t = lr / (1 - beta1**t)
    return w - lr_t * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def corrected_here_and_there(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Hats and the efficient order's step size together."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    lr_t = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - lr_t * m_hat / (np.sqrt(v_hat) + eps), m, v


def one_minus_one_minus(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """1 - (1 - beta**t), from a decay that was called 1 - beta**t already."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    decay1, decay2 = 1 - beta1**t, 1 - beta2**t
    return w - lr * (m / (1 - decay1)) / (np.sqrt(v / (1 - decay2)) + eps), m, v


def root_of_v_only(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The correction of v has slipped out of the root."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v) / (1 - beta2**t) + eps), m, v


def lost_brackets(w, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Eps is added to the weights."""
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / np.sqrt(v_hat) + eps, m, v


def eps_under_root(w, dw, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Eps under the root."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / np.sqrt(v_hat + eps), m, v


def efficient(w, dw, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The efficient order, with a constant eps."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    lr_t = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - lr_t * m / (np.sqrt(v) + eps), m, v


def without_eps(w, dw, m, v, t, lr=0.001, beta1=0.9, beta2=0.999):
    """No eps anywhere."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    return w - lr * (m / (1 - beta1**t)) / np.sqrt(v / (1 - beta2**t)), m, v


def square_of_m(w, dw, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """v averages the square of the new m."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * m**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def one_v_for_all(w, dw, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """v averages the squared norm."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * np.linalg.norm(dw) ** 2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def rootless(w, dw, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Divides by v itself."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (v_hat + eps), m, v


def weight_of_the_other(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """A line that was copied: v's gradient has the weight of m's."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta1) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def weights_turned(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The new gradient is given the weight of the past."""
    m = (1 - beta1) * m + beta1 * g
    v = (1 - beta2) * v + beta2 * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def momentum_in_m(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """m is a sum, as in momentum, and is corrected as an average."""
    m = beta1 * m + g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def along_the_gradient(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """m is kept, and the step goes along g."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * g / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def uphill(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """A gradient that is said to be a descent direction, and is none."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w + lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def stepped_before(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The step is made of the averages of before."""
    w = w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w, m, v


def betas_fixed(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The betas that are handed in are overwritten."""
    beta1, beta2 = 0.9, 0.999
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def eps_fixed(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """A literal where eps should be."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + 1e-8), m, v


def alpha_fixed(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """A literal where lr should be."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - 0.001 * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


# Two slips


def stuck_and_outside(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """No power, and eps is added to the weights."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * (m / (1 - beta1)) / np.sqrt(v / (1 - beta2)) + eps, m, v


def uphill_and_efficient(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Climbs, in the efficient order."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    lr_t = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w + lr_t * m / (np.sqrt(v) + eps), m, v


def no_hats_under_root(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """No correction, and eps under the root."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * m / np.sqrt(v + eps), m, v


def square_of_m_no_hats(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """v averages the square of m, and nothing is corrected."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * m**2
    return w - lr * m / (np.sqrt(v) + eps), m, v


def l2_efficient(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.1):
    """An L2 penalty, in the efficient order."""
    g = g + weight_decay * w
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    lr_t = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - lr_t * m / (np.sqrt(v) + eps), m, v


def uphill_no_hats(w, dw, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Climbs, and nothing is corrected."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    return w + lr * m / (np.sqrt(v) + eps), m, v


def two_and_under_root(w, dw, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The first t is 2, and eps stands under the root."""
    t += 1
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    return w - lr * (m / (1 - beta1**t)) / np.sqrt(v / (1 - beta2**t) + eps), m, v


def l2_no_hats(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.05):
    """An L2 penalty, and nothing is corrected."""
    g = g + weight_decay * w
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * m / (np.sqrt(v) + eps), m, v


def half_corrected_outside(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """v has no hat, and eps is added to the weights."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * (m / (1 - beta1**t)) / np.sqrt(v) + eps, m, v


def one_v_no_root(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """One v for all coordinates, and no root of it."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * np.sum(g * g)
    return w - lr * (m / (1 - beta1**t)) / (v / (1 - beta2**t) + eps), m, v


# Relatives


def padam(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Partially adaptive: the fourth root of v."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * (m / (1 - beta1**t)) / ((v / (1 - beta2**t)) ** 0.25 + eps), m, v


def quasi_hyperbolic(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """QHAdam, of whose step three tenths go along the gradient itself."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    way = 0.3 * g + 0.7 * m / (1 - beta1**t)
    return w - lr * way / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def signs_of_momentum(w, g, m, lr=1e-4, beta1=0.9):
    """Signum: a step along the sign of an average."""
    m = beta1 * m + (1 - beta1) * g
    return w - lr * np.sign(m), m


def sgd_nesterov(w, dw, v, lr=0.01):
    """Gradient descent with a Nesterov momentum of 0.9."""
    v = 0.9 * v + dw
    return w - lr * (dw + 0.9 * v), v


def adamax(w, g, m, u, t, lr=0.002, beta1=0.9, beta2=0.999):
    """AdaMax."""
    m = beta1 * m + (1 - beta1) * g
    u = np.maximum(beta2 * u, np.abs(g))
    return w - lr / (1 - beta1**t) * m / u, m, u


def nadam(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """NAdam, as most write it: the new gradient once more into the hat."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = beta1 * m / (1 - beta1**t) + (1 - beta1) * g / (1 - beta1**t)
    return w - lr * m_hat / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def lion(w, g, m, lr=1e-4, beta1=0.9, beta2=0.99):
    """Lion: signs of an average."""
    way = np.sign(beta1 * m + (1 - beta1) * g)
    return w - lr * way, beta2 * m + (1 - beta2) * g


def sgd(w, g, lr=0.01):
    """Gradient descent."""
    return w - lr * g


def sgd_momentum(w, dw, v, lr=0.01):
    """Gradient descent with a momentum of 0.9."""
    v = 0.9 * v + dw
    return w - lr * v, v


def rmsprop(w, dw, cache, lr=0.01, decay_rate=0.99, eps=1e-8):
    """RMSProp."""
    cache = decay_rate * cache + (1 - decay_rate) * dw**2
    return w - lr * dw / (np.sqrt(cache) + eps), cache
