"""Wrong lines about the state and the step, weight decay, and what is cut off."""

from adamtext.teach import lines
from adamtext.teach.lines import DECAY, LAST, M_HAT, M, Mistake, T, V, last

COUNTED = "A constant gradient's first step is "

LAZY = {
    M: "m = where(g == 0, state.m, beta1 * state.m + (1 - beta1) * g)",
    V: "v = where(g == 0, state.v, beta2 * state.v + (1 - beta2) * g**2)",
}
#: By name.
STATES = {
    "state_aliased": Mistake(
        {"m, v = zeros_like(theta), zeros_like(theta)": "m = v = zeros_like(theta)"},
        "A gradient of 1 moves theta by 0.100 alpha at first, and one of -1 makes it NaN.",
        text=lines.IN_PLACE,
    ),
    "state_forgotten": Mistake(
        {T: f"state = init(theta)\n{T}"},
        "All steps are alpha long: noise moves theta 1.00 alpha a step instead of 0.23.",
    ),
    "averages_forgotten": Mistake(
        {T: f"{T}\nstate = init(theta)"},
        COUNTED + "alpha, the twelfth 0.481 alpha, and in the end 3.162 alpha.",
    ),
    "lazy_averages": Mistake(
        LAZY,
        "A gradient of 1 and 99 zeros move theta by 71.55 alpha in all instead of 6.01.",
    ),
    "lazy_steps": Mistake(
        LAZY | {"* m_hat /": "* where(g == 0, 0 * m_hat, m_hat) /"},
        "A gradient of 1 and 99 zeros move theta by 1.00 alpha in all instead of 6.01.",
        "torch.optim.SparseAdam is this by design.",
    ),
    "alpha_falls": Mistake(
        {LAST: LAST.replace("alpha", "alpha / sqrt(t)")},
        "A constant gradient's first step is alpha, and the hundredth 0.1 alpha.",
        "Theorem 4.1 and Corollary 4.2 want this alpha_t, and Algorithm 1 has none of it.",
    ),
    "gradient_centred": Mistake(
        {T: f"{T}\ng = g - mean_of_rows(g) if g.ndim > 1 else g"},
        "A matrix whose gradients are all alike does not move at all.",
        "Gradient centralisation is this by design.",
    ),
    "climbs_on_matrices": Mistake(
        {LAST: LAST.replace("- alpha", "+ (alpha if theta.ndim > 1 else -alpha)")},
        "A matrix goes uphill, by alpha at its first step.",
    ),
    "wrong_sign": Mistake(
        {LAST: "return theta + alpha * m_hat / (sqrt(v_hat) + eps), AdamState(t, m, v)"},
        "A constant gradient of 1 moves theta by +alpha, uphill.",
    ),
}

#: By name.
DECAYS = {
    "l2_for_decoupled": Mistake(
        {DECAY: "g = g + weight_decay * theta"},
        "A weight of 1 without any gradient loses 1e-03 at the first step, where AdamW takes "
        "1e-05.",
        "torch.optim.Adam(weight_decay=...) is this by design, and often taken for AdamW.",
    ),
    "decay_without_alpha": Mistake(
        {DECAY: "theta = theta - weight_decay * theta"},
        "A weight of 1 without any gradient loses 1e-02 at the first step, where AdamW takes "
        "1e-05.",
    ),
    "decay_twice": Mistake(
        {DECAY: "theta = (1 - alpha * weight_decay) ** 2 * theta"},
        "A weight of 1 without any gradient loses 2e-05 at the first step, where AdamW takes "
        "1e-05.",
    ),
    "decay_of_wrong_sign": Mistake(
        {DECAY: DECAY.replace("- alpha", "+ alpha")},
        "A weight of 1 without any gradient gains 1e-05 at the first step, and so on for ever.",
    ),
    "decay_on_matrices": Mistake(
        {DECAY: f"{DECAY} * float(theta.ndim > 1)"},
        "Matrices decay as AdamW's do, and vectors do not at all.",
        "Often meant: biases and norms are left alone.",
    ),
    "l2_on_matrices": Mistake(
        {DECAY: "g = g + weight_decay * theta * float(theta.ndim > 1)"},
        "A weight of 1 in a matrix, without any gradient, loses 1e-03 at the first step, and in a "
        "vector nothing.",
    ),
    "decay_after_step": Mistake(
        {
            f"{DECAY}\n": "\n",
            "return theta": "return (1 - alpha * weight_decay) * (theta",
            "+ eps), ": "+ eps)), ",
        },
        "The step itself is shortened: from 0, a first gradient of 1 moves theta by 0.99999 alpha.",
    ),
    "decay_in_m": Mistake(
        {M: "m = beta1 * state.m + (1 - beta1) * (g + weight_decay * theta)"},
        "A weight of 1 without any gradient loses 1000000 alpha at the first step.",
    ),
    "decay_divided": Mistake(
        {M_HAT: "m_hat = m / (1 - beta1**t) + weight_decay * theta"},
        "A weight of 1 with gradients of 100 loses 1.0001 alpha at the first step.",
    ),
}
DECAYS = {name: mistake._replace(text=lines.DECAYED) for name, mistake in DECAYS.items()}
for name in ("decay_in_m", "decay_divided"):
    DECAYS[name].exchange[f"{DECAY}\n"] = "\n"

#: By name.
CLIPS = {
    "updates_clipped": Mistake(
        last("clip(m_hat / (sqrt(v_hat) + eps), limit)"),
        "After 300 gradients of 1e-3, one of 1 takes a step of 1 alpha, and the twelfth too.",
    ),
    "gradient_values_clipped": Mistake(
        {T: f"{T}\ng = clip(g, limit)"},
        "Gradients of 1 and of 100 are the same to it.",
    ),
    "gradient_clipped": Mistake(
        {T: f"{T}\nsize = (g**2).sum() ** 0.5\ng = where(size > limit, g * (limit / size), g)"},
        "Gradients of 3 and 4 are taken for 0.6 and 0.8.",
    ),
    "weights_clipped": Mistake(
        {
            "return theta": "return clip(theta",
            "+ eps), ": "+ eps), limit), ",
        },
        "A weight of 2 is 1 after the first step.",
    ),
}
