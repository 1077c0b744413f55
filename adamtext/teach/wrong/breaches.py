"""What is wrong with an optimiser beside its lines."""

#: What may be wrong with an optimiser whose steps are right, and what helps.
BREACHES = {
    "joins_late": (
        "a parameter that joins late, or has no gradient now and then, is corrected as though it "
        "had been there always",
        "what helps is to keep t beside m and v, one for each parameter",
    ),
    "alpha_frozen": (
        "A learning rate that is changed on the way, by a scheduler, is ignored.",
        'read group["lr"] in step(), and not once in __init__',
    ),
    "t_not_saved": (
        "What is saved lacks t: restored, it starts its corrections anew.",
        "keep t in self.state[p], where state_dict() finds it",
    ),
    "averages_not_saved": (
        "What is saved has t, and lacks m and v: restored, it takes averages that begin at "
        "zero for old ones; late in training its first step is 3.16 alpha at the defaults.",
        "keep m and v in self.state[p], where state_dict() finds them",
    ),
    "state_not_saved": (
        "What is saved lacks a part of the state: restored, it does not go on as before.",
        "keep all of it in self.state[p], where state_dict() finds it",
    ),
    "ignores_weight_decay": (
        "The weight decay that it takes changes nothing.",
        "use it in the step",
    ),
    "ignores_alpha": ("The step size that it takes changes nothing.", "use it in the step"),
    "ignores_betas": ("The betas that it takes change nothing.", "use them in the averages"),
    "ignores_eps": ("The eps that it takes changes nothing.", "use it in the step"),
    "first_rows_only": ("Only some rows of a matrix move.", "step the whole array"),
    "warmup_inside": (
        "The step size grows in the first steps.",
        "leave warm-up to a schedule, where it can be seen",
    ),
    "half_precision_averages": (
        "m and v are kept in float16, in which the squares of small gradients are 0.",
        "keep them in float32",
    ),
}
