"""Wrong lines about eps and the averages."""

from adamtext.teach.lines import LAST, M_HAT, V_HAT, M, Mistake, V, last

D2L = "The TensorFlow code of Dive into Deep Learning"
COUNTED = "A constant gradient's first step is "

#: By name.
EPS = {
    "eps_outside_fraction": Mistake(
        last("m_hat / sqrt(v_hat) + eps"),
        "Each step adds +1e-08 to theta, and a zero gradient at the start makes it NaN.",
        f"{D2L}, where eps ends up added to the parameter.",
    ),
    "eps_inside_root": Mistake(
        last("m_hat / sqrt(v_hat + eps)"),
        "A first gradient of 1e-6 takes a step of 0.010 alpha instead of 0.990 alpha.",
        "Often called the same; Reddi, Kale & Kumar (2018) and Défossez et al. write it on "
        "purpose, with an eps of that meaning.",
    ),
    "eps_inside_root_too": Mistake(
        last("m_hat / (sqrt(v_hat + eps) + eps)"),
        "A first gradient of 1e-4 takes a step of 0.707 alpha instead of 1.000 alpha.",
    ),
    "eps_squared_inside_root": Mistake(
        last("m_hat / sqrt(v_hat + eps**2)"),
        "A first gradient of 1e-8 takes a step of 0.707 alpha instead of 0.500 alpha.",
    ),
    "max_eps": Mistake(
        last("m_hat / where(sqrt(v_hat) < eps, 0 * v_hat + eps, sqrt(v_hat))"),
        "A first gradient of 1e-8 takes a step of 1.000 alpha instead of 0.500 alpha.",
    ),
    "minus_eps": Mistake(
        last("m_hat / (sqrt(v_hat) - eps)"),
        "A first gradient of 5e-9 is climbed by 1.000 alpha.",
    ),
    "eps_hat_for_eps": Mistake(
        {
            V_HAT: "root = (sqrt(v) + eps) / sqrt(1 - beta2**t)",
            LAST: "return theta - alpha * m_hat / root, AdamState(t, m, v)",
        },
        "A first gradient of 1e-6 takes a step of 0.760 alpha instead of 0.990 alpha.",
        "PyTorch before mid-2019 (issue 2060). Keras has it too, and says so: its epsilon is "
        "the paper's eps_hat.",
    ),
    "no_eps": Mistake(
        last("m_hat / sqrt(v_hat)"),
        "A zero gradient at the start makes theta NaN, and one of 1e-12 moves it by 1.000 alpha.",
    ),
}

#: By name.
AVERAGES = {
    "v_from_m": Mistake(
        {V: "v = beta2 * state.v + (1 - beta2) * m**2"},
        COUNTED + "10 alpha, and noise in the long run moves theta 1.00 alpha a step instead of "
        "0.23.",
    ),
    "square_of_mean": Mistake(
        {V: "v = (beta2 * sqrt(state.v) + (1 - beta2) * abs(g)) ** 2"},
        COUNTED + "31.62 alpha, and in noise the steps stay 1.26 times too long, however many "
        "come.",
    ),
    "v_of_sizes": Mistake(
        {V: "v = beta2 * state.v + (1 - beta2) * abs(g)"},
        "A constant gradient of 0.01 moves theta by 0.1 alpha, one of 100 by 10 alpha.",
    ),
    "g_not_squared": Mistake(
        {V: "v = beta2 * state.v + (1 - beta2) * g"},
        "A first gradient of -1 makes theta NaN; one of 0.01 moves it by 0.1 alpha.",
    ),
    "beta1_for_v": Mistake(
        {V: "v = beta2 * state.v + (1 - beta1) * g**2"},
        "A constant gradient's steps are all 0.1 alpha.",
    ),
    "v_per_row": Mistake(
        {V: "v = beta2 * state.v + (1 - beta2) * (mean_of_rows(g**2) if g.ndim > 1 else g**2)"},
        "Of two gradients in a row, 1 and 0.01, the second moves theta by 0.014 alpha.",
    ),
    "v_of_all_coordinates": Mistake(
        {V: "v = beta2 * state.v + (1 - beta2) * (g**2).sum()"},
        "In an array of 100 equal gradients the first step is 0.1 alpha: the size of a layer "
        "decides how fast it learns.",
    ),
    "v_mean_of_coordinates": Mistake(
        {V: "v = beta2 * state.v + (1 - beta2) * (g**2).sum() / max(1, g.size)"},
        "Of two gradients, 1 and 0.01, the second moves theta by 0.014 alpha.",
    ),
    "no_square_root": Mistake(
        last("m_hat / (v_hat + eps)"),
        "A constant gradient of 0.01 moves theta by 100 alpha, one of 100 by 0.01 alpha.",
        "The text of labml.ai's annotated Adam.",
    ),
    "betas_swapped": Mistake(
        {"return adam(alpha, beta1, beta2, eps)": "return adam(alpha, beta2, beta1, eps)"},
        "After 1000 gradients of 1 it takes 490 of -1 to turn the steps, not 7.",
    ),
    "beta1_for_both": Mistake(
        {"return adam(alpha, beta1, beta2, eps)": "return adam(alpha, beta1, beta1, eps)"},
        "After 100 gradients of 1e-3, ten of 1 move theta by 6.26 alpha instead of 17.6.",
    ),
    "weights_turned": Mistake(
        {
            M: "m = (1 - beta1) * state.m + beta1 * g",
            V: "v = (1 - beta2) * state.v + beta2 * g**2",
        },
        COUNTED + "0.285 alpha, and the twelfth 0.152 alpha.",
    ),
    "sums_for_averages": Mistake(
        {M: "m = beta1 * state.m + g", V: "v = beta2 * state.v + g**2"},
        "All of a constant gradient's steps are 0.316 alpha long.",
    ),
    "m_without_weight": Mistake(
        {M: "m = beta1 * state.m + g"}, COUNTED + "10 alpha, and so are all."
    ),
    "v_without_weight": Mistake(
        {V: "v = beta2 * state.v + g**2"}, COUNTED + "0.032 alpha, and so are all."
    ),
    "averages_after_use": Mistake(
        {M_HAT: "m_hat = state.m / (1 - beta1**t)", V_HAT: "v_hat = state.v / (1 - beta2**t)"},
        "The first gradient moves nothing; a constant one's second step is 0.744 alpha.",
    ),
    "g_for_m": Mistake(
        last("g / (sqrt(v_hat) + eps)"),
        "Noise moves theta by 1.00 alpha a step instead of 0.23: there is no momentum.",
    ),
}
