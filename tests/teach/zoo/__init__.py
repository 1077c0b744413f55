"""A zoo of optimisers with their true verdicts, to measure ``adamtext check`` by.

Each is written by us after a form, and most after a slip, that one meets in public code.
:data:`ZOO` is the table; ``tests/teach/test_zoo.py`` holds that its verdicts are true, and
``make zoo`` shows what ``adamtext check`` says of each.
"""

import importlib
from typing import NamedTuple


class Entry(NamedTuple):
    """An optimiser and what it is.

    Attributes
    ----------
    where : str
        ``module:name`` in this folder; also its id.
    form : str
        A key of ``DRIVERS`` in drivers.py, or "loop".
    verdict : str
        A key of ``TRUTHS`` in truths.py, or several that " + " joins: "Adam", "AdamW", a mistake
        or slip, a relative. "not examined" if it cannot run as it stands.
    how : str
        How it is called, where its form leaves a choice; see drivers.py.
    defaults : dict
        Those of alpha, beta1, beta2, eps that are other than the paper's by default.
    more : dict
        Further constants of its truth, as ``weight_decay``.
    also : tuple of str
        Other names that are as good.
    unknown : bool
        Whether "not Adam, nor anything else that we know" is as good an answer.
    needs : str
        A library that it needs.
    loose : bool
        Whether it computes with seven digits or fewer.
    """

    where: str
    form: str
    verdict: str
    how: str = ""
    defaults: dict = {}  # noqa: RUF012 (nobody writes to it)
    more: dict = {}  # noqa: RUF012
    also: tuple = ()
    unknown: bool = False
    needs: str = ""
    loose: bool = False

    @property
    def names(self):
        """The parts of the verdict."""
        return set(self.verdict.split(" + "))

    def load(self):
        """Import it."""
        module, name = self.where.split(":")
        return getattr(importlib.import_module(f"{__name__}.{module}"), name)

    def in_words(self):
        """Write the verdict with its numbers."""
        words = {**self.defaults, **self.more}
        numbers = ", ".join(f"{k}={v}" for k, v in words.items())
        return f"{self.verdict} with {numbers}" if numbers else self.verdict


#: What the names mean that are not those of adamtext.teach.mistakes.
SLIPS = {
    "t_guarded_from_zero": "t is 0 at the first step, which is left uncorrected",
    "t_held_at_one": "t is 0 at the first step and taken for 1; every correction is one step late",
    "t_from_two": "the first correction is that of t = 2",
    "t_counted_twice": "t is raised twice a step",
    "joins_late": "one t, raised once a call: wrong for arrays whose first gradient comes late",
    "t_not_saved": "t is no part of what is saved, and begins anew after restoring",
    "averages_not_saved": "m and v are no part of what is saved, and t is",
    "m_correction_squared": "m is divided by (1 - beta1**t)**2",
    "v_correction_squared": "v is divided by (1 - beta2**t)**2, or its root by 1 - beta2**t",
    "corrected_twice": "both in the hats and in the step size",
    "correction_is_beta_power": "divided by beta**t, which is 1 - (1 - beta**t)",
    "minus_eps": "eps is subtracted",
    "max_eps": "the larger of sqrt(v_hat) and eps, not their sum",
    "averages_forgotten": "m and v begin at zero in each step, and t goes on",
    "lazy_averages": "coordinates without a gradient keep their averages, and move on by them",
    "lazy_steps": "coordinates without a gradient are left alone",
    "beta1_for_v": "v's new square has the weight 1 - beta1",
    "weights_turned": "the new gradient has the weight beta, the average 1 - beta",
    "m_without_weight": "m = beta1 * m + g",
    "g_not_squared": "v averages g",
    "g_for_m": "the step goes along g, and m is not used",
    "half_precision_averages": "averages of float16, in which small squares vanish",
    "climbs_on_matrices": "matrices go uphill",
    "l2_on_matrices": "an L2 penalty in the gradient of matrices only",
    "decay_on_matrices": "AdamW that decays matrices only",
    "sgd_on_vectors": "vectors go down their gradient, matrices are stepped by Adam",
    "g_not_squared_on_vectors": "v averages g itself where g is a vector",
    "gradient_values_clipped": "each number of a gradient is kept within a bound first",
    "v_per_row": "one v for each row of a matrix",
    "first_rows_only": "rows after the second never move",
    "decay_in_m": "decay is added to the gradient in m, and not in v",
    "decay_after_step": "AdamW that decays what the step has moved",
    "decay_without_alpha": "the decay is not multiplied by alpha",
    "decay_twice": "AdamW that decays twice a step",
    "decay_of_wrong_sign": "weights grow by what AdamW would take",
    "half_count": "t and the corrections are of float16",
    "byte_count": "t begins anew at -128 after 127",
    "columns_stay": "matrices that lie by columns never move",
    "weights_rounded": "weights have four digits",
    "alpha_over_t": "alpha / (1 + t / 1000)",
    "updates_clipped": "no step is longer than a bound times alpha",
    "weights_clipped": "weights are kept within a bound",
    "gradient_clipped": "a gradient longer than a bound is made shorter first",
    "gradient_centred": "the gradient of a matrix loses the mean of its rows first",
    "alpha_frozen": "a step size that is changed on the way is ignored",
    "alpha_falls": "alpha / sqrt(t)",
    "warmup_inside": "alpha grows from nothing in the first steps",
    "changes_after_400": "after 400 steps all are of a tenth",
    "ignores_betas": "the betas that it takes have no effect",
    "ignores_eps": "the eps that it takes has no effect",
    "ignores_alpha": "the alpha that it takes has no effect",
}

BY_NAME = "update(w, g, name)"
BEFORE_AND_AFTER = "pre_update_params(), update_params(layer), post_update_params()"
WGMVT = "w g m v t -> w m v"
STUCK = {"also": ("correction_without_power",)}  # the same steps
WITHOUT_POWER = {"also": ("t_stuck",)}
EPS7 = {"eps": 1e-7}
DECAY = {"weight_decay": 0.01}
NEVER_SURE = {"unknown": True}


def _pairs(name, verdict, **more):
    return Entry(f"pairs:{name}", "pair", verdict, **more)


def _functions(name, verdict, how=WGMVT, **more):
    return Entry(f"functions:{name}", "function", verdict, how, **more)


def _torch(name, verdict, **more):
    return Entry(f"torch_classes:{name}", "torch", verdict, needs="torch", **more)


def _many(name, form, verdict, how="update(params, grads)", **more):
    return Entry(f"collections_of:{name}", form, verdict, how, **more)


def _arrays(name, verdict, how="update(w, g)", form="array", **more):
    return Entry(f"arrays:{name}", form, verdict, how, **more)


def _objects(name, verdict, how="", form="objects", **more):
    return Entry(f"objects:{name}", form, verdict, how, **more)


def _loops(name, verdict, how="g x n", **more):
    return Entry(f"loops:{name}", "loop", verdict, how, **more)


def _rare(name, form, verdict, how="", **more):
    return Entry(f"rarities:{name}", form, verdict, how, **more)


def _tensors(name, form, verdict, how, **more):
    return Entry(f"tensors:{name}", form, verdict, how, needs="torch", **more)


def _other(name, form, verdict, how="", **more):
    return Entry(f"frameworks:{name}", form, verdict, how, **more)


ZOO = [
    _pairs("plain", "Adam"),
    _pairs("of_other_names", "Adam"),
    _pairs("folded", "Adam"),
    _pairs("with_keras_eps", "Adam", defaults=EPS7),
    _pairs("finished", "Adam", defaults=EPS7),
    _pairs("finished_fast", "Adam", defaults={"alpha": 0.02, "beta1": 0.5}),
    _pairs("InPlace", "Adam"),
    _pairs("in_single_precision", "Adam", loose=True),
    _pairs("clipped_130", "updates_clipped", more={"bound": 1.3}, **NEVER_SURE),
    _pairs("clipped_200", "updates_clipped", more={"bound": 2}, **NEVER_SURE),
    _pairs("clipped_500", "updates_clipped", more={"bound": 5}, **NEVER_SURE),
    _pairs("weights_clipped", "weights_clipped", more={"bound": 5}, **NEVER_SURE),
    _pairs("minus_eps", "minus_eps"),
    _pairs("larger_of_both", "max_eps", **NEVER_SURE),
    _pairs("falling", "alpha_falls", **NEVER_SURE),
    _pairs("warming", "warmup_inside", more={"warmup": 100}, **NEVER_SURE),
    _pairs("tired", "changes_after_400", **NEVER_SURE),
    _pairs("up_on_matrices", "climbs_on_matrices", **NEVER_SURE),
    _pairs("first_rows", "first_rows_only", more={"rows": 2}, **NEVER_SURE),
    _pairs("in_half_precision", "half_precision_averages", **NEVER_SURE),
    _pairs("lazy", "lazy_averages"),
    _pairs("belief", "AdaBelief", **NEVER_SURE),
    _pairs("keywords", "Adam"),
    _pairs("alpha_alone", "Adam", defaults={"eps": 1e-6}),
    _pairs("raises", "not examined"),
    _pairs("theta_alone", "not examined"),
    #
    _functions("adam_update", "Adam"),
    _functions("adam_step", "Adam"),
    _functions("update", "Adam", "g w m v t -> w m v"),
    _functions("averages_first", "Adam", "m v w g t -> m v w"),
    _functions("t_counted_inside", "Adam", "w g m v t -> w m v t"),
    _functions("hyperparameters_first", "Adam"),
    _functions("in_place", "Adam", "w g m v t ->"),
    _functions("state_in_a_dict", "Adam", "w g state -> w state"),
    _functions("of_floats", "Adam", WGMVT + " of floats"),
    _functions("of_lists_of_floats", "Adam", WGMVT + " of lists"),
    _functions("keras_defaults", "Adam", defaults=EPS7),
    _functions("fast_and_loose", "Adam", defaults={"alpha": 0.01, "beta2": 0.99, "eps": 1e-6}),
    _functions("decayed", "AdamW", more=DECAY),
    _functions("words_of_its_own", "Adam"),
    _functions("averages_always_right", "Adam"),
    _functions("state_in_a_tuple", "Adam", "w g state -> w state of tuple"),
    _functions("no_hats", "no_correction"),
    _functions("alpha_t_unused", "no_correction"),
    _functions("half_corrected", "only_m_corrected"),
    _functions("other_half", "only_v_corrected"),
    _functions("t_for_range", "t_guarded_from_zero", "w g m v t -> w m v t"),
    _functions("one_too_many", "t_from_two"),
    _functions("without_power", "correction_without_power", **WITHOUT_POWER),
    _functions("bracket_too_early", "power_outside"),
    _functions("times_for_over", "correction_multiplied"),
    _functions("one_name_for_both", "corrected_state_kept"),
    _functions("squared_correction", "v_correction_squared"),
    _functions("m_corrected_twice", "m_correction_squared"),
    _functions("corrected_here_and_there", "corrected_twice"),
    _functions("one_minus_one_minus", "correction_is_beta_power"),
    _functions("root_of_v_only", "v_correction_squared"),
    _functions("lost_brackets", "eps_outside_fraction"),
    _functions("eps_under_root", "eps_inside_root"),
    _functions("efficient", "eps_hat_for_eps"),
    _functions("without_eps", "no_eps"),
    _functions("square_of_m", "v_from_m"),
    _functions("one_v_for_all", "v_of_all_coordinates"),
    _functions("rootless", "no_square_root"),
    _functions("weight_of_the_other", "beta1_for_v", **NEVER_SURE),
    _functions("weights_turned", "weights_turned", **NEVER_SURE),
    _functions("momentum_in_m", "m_without_weight", **NEVER_SURE),
    _functions("along_the_gradient", "g_for_m", **NEVER_SURE),
    _functions("uphill", "wrong_sign"),
    _functions("stepped_before", "averages_after_use"),
    _functions("betas_fixed", "ignores_betas"),
    _functions("eps_fixed", "ignores_eps"),
    _functions("alpha_fixed", "ignores_alpha"),
    _functions(
        "stuck_and_outside",
        "correction_without_power + eps_outside_fraction",
        also=("t_stuck + eps_outside_fraction",),
    ),
    _functions("uphill_and_efficient", "wrong_sign + eps_hat_for_eps"),
    _functions("no_hats_under_root", "no_correction + eps_inside_root"),
    _functions("square_of_m_no_hats", "v_from_m + no_correction"),
    _functions("l2_efficient", "l2_for_decoupled + eps_hat_for_eps", more={"weight_decay": 0.1}),
    _functions("uphill_no_hats", "wrong_sign + no_correction"),
    _functions("two_and_under_root", "t_from_two + eps_inside_root"),
    _functions("l2_no_hats", "l2_for_decoupled + no_correction", more={"weight_decay": 0.05}),
    _functions("half_corrected_outside", "only_m_corrected + eps_outside_fraction"),
    _functions("one_v_no_root", "v_of_all_coordinates + no_square_root"),
    _functions("padam", "Padam", **NEVER_SURE),
    _functions("quasi_hyperbolic", "QHAdam", **NEVER_SURE),
    _functions(
        "signs_of_momentum", "Signum", "w g m -> w m", defaults={"alpha": 1e-4}, unknown=True
    ),
    _functions(
        "sgd_nesterov",
        "SGD with Nesterov momentum 0.9",
        "w g v -> w v",
        defaults={"alpha": 0.01},
        unknown=True,
    ),
    _functions("adamax", "AdaMax", defaults={"alpha": 0.002, "eps": 0}, **NEVER_SURE),
    _functions("nadam", "NAdam", **NEVER_SURE),
    _functions(
        "lion", "Lion", "w g m -> w m", defaults={"alpha": 1e-4, "beta2": 0.99}, **NEVER_SURE
    ),
    _functions("sgd", "SGD", "w g -> w", defaults={"alpha": 0.01}, **NEVER_SURE),
    _functions(
        "sgd_momentum",
        "SGD with momentum 0.9",
        "w g v -> w v",
        defaults={"alpha": 0.01},
        **NEVER_SURE,
    ),
    _functions(
        "rmsprop",
        "RMSProp",
        "w g v -> w v",
        defaults={"alpha": 0.01},
        more={"rho": 0.99},
        **NEVER_SURE,
    ),
    #
    _torch("InState", "Adam"),
    _torch("InGroup", "joins_late", also=("Adam",)),
    _torch("InSelf", "joins_late + t_not_saved", also=("joins_late", "t_not_saved")),
    _torch("MadeAtOnce", "Adam"),
    _torch("Foreach", "Adam"),
    _torch("SinglePrecision", "Adam", loose=True),
    _torch("Decoupled", "AdamW", more=DECAY),
    _torch("DecayAfter", "decay_after_step", more=DECAY),
    _torch("DecayWithoutAlpha", "decay_without_alpha", more=DECAY),
    _torch("DecayGrows", "decay_of_wrong_sign", more=DECAY, **NEVER_SURE),
    _torch("Penalty", "l2_for_decoupled", more=DECAY),
    _torch("PenaltyInM", "decay_in_m", more=DECAY),
    _torch("PenaltyOnMatrices", "l2_on_matrices", more=DECAY, also=("l2_for_decoupled",)),
    _torch("DecayOnMatrices", "decay_on_matrices", more=DECAY, also=("AdamW",)),
    _torch("DecayUncorrected", "no_correction + AdamW", more=DECAY),
    _torch("DecayEfficient", "eps_hat_for_eps + AdamW", more=DECAY),
    _torch("EpsHat", "eps_hat_for_eps"),
    _torch("Uncorrected", "no_correction"),
    _torch("EachRaises", "shared_t"),
    _torch("NeverStored", "t_stuck", **STUCK),
    _torch("CorrectedInPlace", "corrected_state_kept"),
    _torch("TOutside", "t_not_saved"),
    _torch("AveragesOutside", "averages_not_saved"),
    _torch("OwnAlpha", "alpha_frozen"),
    _torch("AveragesRestarted", "averages_forgotten"),
    _torch("OneVARow", "v_per_row", **NEVER_SURE),
    _torch("Touched", "lazy_steps", also=("lazy_averages",)),
    _torch("ClippedToTwo", "updates_clipped", more={"bound": 2}, **NEVER_SURE),
    _torch("NormClipped", "gradient_clipped", more={"bound": 1}, **NEVER_SURE),
    _torch("Centred", "gradient_centred", **NEVER_SURE),
    _torch(
        "StuckEpsOutside",
        "t_stuck + eps_outside_fraction",
        also=("correction_without_power + eps_outside_fraction",),
    ),
    _torch("Maximal", "AMSGrad, corrected last", also=("AMSGrad",), **NEVER_SURE),
    _torch("MaximalCorrected", "AMSGrad", **NEVER_SURE),
    _torch("Rectified", "RAdam", **NEVER_SURE),
    _torch("Yogi", "Yogi", **NEVER_SURE),
    _torch("ScaledFirst", "LaProp", **NEVER_SURE),
    _torch("Before", "ADOPT", **NEVER_SURE),
    _torch("Layerwise", "LAMB", **NEVER_SURE),
    _torch("ThreeAverages", "Adan", more={"betas": (0.98, 0.92, 0.99)}, **NEVER_SURE),
    _torch("Accumulated", "AdaGrad", defaults={"alpha": 0.01, "eps": 1e-10}, **NEVER_SURE),
    _torch(
        "RootMeanSquare",
        "RMSProp with momentum",
        defaults={"alpha": 0.01},
        more={"rho": 0.99},
        **NEVER_SURE,
    ),
    _torch(
        "ValueClipped",
        "gradient_values_clipped",
        more={"bound": 1},
        also=("gradient_clipped",),
        **NEVER_SURE,
    ),
    _torch("RateOverRoot", "alpha_falls", **NEVER_SURE),
    _torch("GrowsAndClimbs", "wrong_sign + AdamW", more=DECAY),
    _torch("Anything", "Adam"),
    _torch("WantsClosure", "not examined"),
    #
    _many("Dicts", "dicts", "Adam"),
    _many("DictsEfficient", "dicts", "eps_hat_for_eps", defaults=EPS7),
    _many("DictsAtConstruction", "dicts", "Adam", "made with params, step(grads)"),
    _many("DictsReturned", "dicts", "Adam", "params = update(params, grads)"),
    _many("DictsWithDWords", "dicts", "Adam", "params = update_parameters(params, dgrads)"),
    _many("DictsEachRaises", "dicts", "shared_t"),
    _many("DictsNeverCounted", "dicts", "t_stuck", **STUCK),
    _many("DictsSameZeros", "dicts", "state_aliased"),
    _many("dict_function", "dicts", "Adam", "params, state = f(params, grads, state)"),
    _many("NestedDicts", "dicts", "Adam", "update(nested params, nested grads)"),
    _many("list_function", "lists", "Adam", "f(params, grads, ms, vs, t)"),
    _many("list_function_same_square", "lists", "v_from_m", "f(params, grads, ms, vs, t)"),
    _many("Lists", "lists", "Adam"),
    _many("ListsAtConstruction", "lists", "Adam", "made with params, step(grads)"),
    _many("ListsUpdates", "lists", "Adam", "updates = get_updates(grads)"),
    _many("ListsGuarded", "lists", "t_held_at_one", **NEVER_SURE),
    _many("ListsUnderRoot", "lists", "eps_inside_root", "step(params, grads)"),
    _many("Named", "name", "Adam", BY_NAME),
    _many("NamedSharedT", "name", "shared_t", "update(name, w, g)"),
    _many("NamedWithoutPower", "name", "correction_without_power", BY_NAME, **WITHOUT_POWER),
    #
    _objects("Adam", "Adam"),
    _objects("AdamById", "Adam"),
    _objects("AdamOneT", "joins_late", also=("Adam",)),
    _objects("AdamEachRaises", "shared_t"),
    _objects("AdamNoHats", "no_correction"),
    _objects("AdamInPlaceHats", "corrected_state_kept"),
    _objects("AdamW", "AdamW", more={"weight_decay": 0.1}),
    _objects("AdamOfNumbers", "Adam", "numbers"),
    _objects("AdamOfNumbersShared", "shared_t", "numbers", more={"each_number": True}),
    _objects("AMSGrad", "AMSGrad, uncorrected", also=("AMSGrad",), **NEVER_SURE),
    _objects("AdamForLayer", "Adam", "update(layer)", "layers"),
    _objects("AdamForLayers", "Adam", "made with layers, step()", "layers"),
    _objects(
        "AdamLayersShareT", "shared_t", "update_params(layer)", "layers", more={"arrays_a_count": 2}
    ),
    _objects("AdamForWeights", "sgd_on_vectors", "update(layer)", "layers", **NEVER_SURE),
    _objects("AdamOfWeightAndBias", "Adam", "w, b = update(t, w, b, dw, db)", "layers"),
    _objects(
        "AdamBiasNotSquared",
        "g_not_squared_on_vectors",
        "w, b = update(t, w, b, dw, db)",
        "layers",
        **NEVER_SURE,
    ),
    _objects("AdamBeforeAndAfter", "Adam", BEFORE_AND_AFTER, "layers"),
    _objects("AdamBeforeAndNever", "t_stuck", BEFORE_AND_AFTER, "layers", **STUCK),
    _objects("AdamOfParamsAndGrads", "Adam", "update(layer) of params and grads", "layers"),
    #
    _arrays("Adam", "Adam"),
    _arrays("AdamCalled", "Adam", "self(g, w)"),
    _arrays("AdamNoPower", "correction_without_power", **WITHOUT_POWER),
    _arrays("AdamFromZero", "t_from_zero", "step(w, g)"),
    _arrays("AdamForgets", "state_forgotten"),
    _arrays("AdamForgetsAverages", "averages_forgotten"),
    _arrays("AdamCountsTwice", "t_counted_twice"),
    _arrays("AdamSwapped", "betas_swapped"),
    _arrays("AdamNotSquared", "g_not_squared", **NEVER_SURE),
    _arrays("AdamOfSizes", "square_of_mean"),
    _arrays("AdamOfShape", "Adam", "made with shape, update(w, g)"),
    _arrays("make_adam", "Adam", "f(w, g)"),
    _arrays("make_adam_forgetful", "averages_forgotten", "f(w, g)"),
    _arrays("Direction", "Adam", "get_update(g), to subtract"),
    _arrays("DirectionToAdd", "Adam", "compute_step(g), to add"),
    _arrays("DirectionEfficient", "eps_hat_for_eps", "compute_step(g), to add"),
    _arrays("DirectionUncorrected", "no_correction", "get_update(g), to subtract"),
    _arrays("adam", "Adam", "", "config"),
    _arrays("adam_from_one", "t_from_two", "", "config"),
    _arrays("adam_t_not_kept", "t_stuck", "", "config", **STUCK),
    #
    _loops("adam", "Adam"),
    _loops("adam_callback", "Adam"),
    _loops("adam_history", "Adam", "f g x n"),
    _loops("adam_one_by_one", "Adam", "f g x n"),
    _loops("adam_from_zero", "t_from_zero"),
    _loops("adam_swapped", "betas_swapped"),
    _loops("adam_restarts", "state_forgotten"),
    _loops("adam_raised_late", "t_from_two"),
    #
    _other("optax_adam", "optax", "Adam"),
    _other("optax_adamw", "optax", "AdamW", more={"weight_decay": 1e-4}),
    _other("optax_eps_root", "optax", "eps_inside_root"),
    _other("optax_scheduled_from_zero", "optax", "t_from_zero"),
    _other("optax_sign", "optax", "Lion", defaults={"alpha": 1e-4, "beta2": 0.99}, **NEVER_SURE),
    _other("real_optax", "optax", "Adam", needs="optax", loose=True),
    _other("jax_adam", "triple", "Adam"),
    _other("jax_adam_on_jax", "triple", "Adam", needs="jax", loose=True),
    _other("jax_index_as_t", "triple", "t_from_zero"),
    _other("jax_two_too_many", "triple", "t_from_two"),
    _other("MLXAdam", "MLX", "no_correction"),
    _other("MLXAdamCorrected", "MLX", "Adam"),
    _other("KerasAdam", "Keras", "Adam", defaults=EPS7),
    _other("KerasEfficient", "Keras", "eps_hat_for_eps", defaults=EPS7),
    _other("KerasIterationsAsT", "Keras", "t_from_zero", defaults=EPS7),
    _other("PairsOfArrays", "Keras", "Adam", "arrays"),
    #
    _rare("AdamOfFields", "array", "eps_inside_root", "step(w, g)"),
    _rare(
        "AdamOfSquaredHats", "array", "m_correction_squared + v_correction_squared", "update(w, g)"
    ),
    _rare("AdamOfHalfCount", "array", "half_count", "update(w, g)", **NEVER_SURE),
    _rare("AdamOfByteCount", "array", "byte_count", "update(w, g)", **NEVER_SURE),
    _rare("AdamOfFlatViews", "array", "columns_stay", "step(w, g)", **NEVER_SURE),
    _rare("AdamThatTires", "array", "alpha_over_t", "update(w, g)", **NEVER_SURE),
    _rare("AdamThatTalks", "array", "Adam", "update(w, g)"),
    _rare("AdamThatStops", "array", "not examined", "update(w, g)"),
    _rare("AdamThatRounds", "array", "weights_rounded", "update(w, g)", **NEVER_SURE),
    _rare("DecaysTwice", "dicts", "decay_twice", "update(params, grads)", more=DECAY),
    _rare("AdamOfModel", "objects", "Adam", "made with a model"),
    _rare("adam_sent", "generator", "Adam"),
    _rare("adam_sent_late", "generator", "t_from_two"),
    _rare("adam_in_a_dict", "function", "Adam", "w g m v t -> v w m of a dict"),
    _rare("adam_in_fields", "function", "only_m_corrected", WGMVT),
    _tensors("adam_step", "function", "Adam", WGMVT + " of tensors"),
    _tensors("adam_", "function", "eps_hat_for_eps", "w g m v t -> of tensors"),
    _tensors("adam_for_lists", "lists", "Adam", "f(params, grads, ms, vs, t) of tensors"),
]
