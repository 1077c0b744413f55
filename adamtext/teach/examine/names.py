"""What people call the hyper-parameters and the arguments of a step."""

import inspect
import re

HYPERPARAMETERS = {
    "alpha": "alpha lr learningrate stepsize eta rate lrate learnrate initlr baselr alpha0 eta0 "
    "α η",
    "beta1": "beta1 b1 betaone rho1 decay1 decayrate1 firstdecay mu1 gamma1 betam mdecay β1 beta01",
    "beta2": "beta2 b2 betatwo rho2 decay2 decayrate2 seconddecay mu2 gamma2 betav vdecay β2 "
    "beta02",
    "eps": "eps epsilon epsilonhat epshat fuzz ε tiny epsil",
    "betas": "betas beta b",
    "weight_decay": "weightdecay wd l2 weightdecayrate l2reg decoupledweightdecay",
}
ROLES = {
    "theta": "w theta param p x weights weight var variable value params parameters variables "
    "vars θ paramvalue thetas ws xs wt oldparam parameter paramgroups parameterlist "
    "paramlist modelparameters paramsgroup",
    "g": "g grad gradient dw dx dtheta dp dparam grads gradients gt derivative dparams gradw "
    "gradparams gw gs dthetas dws paramgrad gradt",
    "m": "m mt firstmoment moment1 m1 expavg mom mw ms first mean mdw mprev mt1",
    "v": "v vt secondmoment moment2 v2 expavgsq m2 vw vs second vdw vprev sq vt1",
    "t": "t step timestep iteration iter i n k it numiter counter count time epoch iterations "
    "steps stepcount ts globalstep numstep",
    "state": "state cache config optstate memory slots optimstate mem optimizerstate",
    "name": "name key idx index id paramname layername label paramid layerid pid nam",
    "layer": "layer layers model net network nn",
    "shape": "shape paramshape weightshape shapes",
    "size": "size dim dims numparams nparams d numweights nparameters",
    "function": "gradf gradfn dfn df f func function gradfunc gradfunction gradient objective "
    "lossfn closure fun gradientfn jac costfunc",
}
#: Roles in which one letter may mean another thing beside its neighbours.
SECOND_MOMENTS = ("s", "r", "u", "sdw", "sw")


def plain(name):
    """Write a name without case, underscores and what is no letter or digit."""
    return re.sub(r"[\W_]", "", name.lower())


KNOWN = {spelt: ours for ours, words in HYPERPARAMETERS.items() for spelt in words.split()}
PLAYED = {spelt: role for role, words in ROLES.items() for spelt in words.split()}


def hyperparameter(name):
    """Return what a name means among hyper-parameters; None if it is none that we know."""
    return KNOWN.get(plain(name))


def roles(names):
    """Map the names of a step's arguments to their roles; None where we know none.

    Where one speaks of v and s, v is the first moment; of s and r, s is.
    """
    short = [plain(name) for name in names]
    found = {}
    for name, spelt in zip(names, short, strict=True):
        found[name] = PLAYED.get(spelt)
        if spelt in SECOND_MOMENTS:
            found[name] = "v"
    moments = [name for name, role in found.items() if role == "v"]
    if len(moments) == 2 and "m" not in found.values():
        found[moments[0]] = "m"
        if plain(moments[0]) in SECOND_MOMENTS and plain(moments[1]) == "v":
            found[moments[0]], found[moments[1]] = "v", "m"
    if "s" in short and list(found.values()).count("v") == 1 and "m" not in found.values():
        found[names[short.index("s")]] = "state"
    return found


def parameters_of(function):
    """Return the parameters of ``function`` by name, or None if it shows none."""
    try:
        return dict(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return None


def inherited(cls):
    """Return the parameters of a class that hands on whatever it is told: those of its base."""
    for base in cls.__mro__[1:]:
        parameters = parameters_of(base)
        if parameters and required(parameters):
            return parameters
    return {}


def required(parameters):
    """List the names of those parameters that must be given."""
    starred = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [k for k, p in parameters.items() if p.default is p.empty and p.kind not in starred]


def takes_any_name(parameters):
    """Whether there is a ``**kwargs``."""
    return any(p.kind is p.VAR_KEYWORD for p in parameters.values())


class Spelling:
    """How a function spells the hyper-parameters, and what it takes them for by default.

    Attributes
    ----------
    theirs : dict
        Our names -> theirs.
    defaults : dict
        Our names -> the values in the signature.
    weight_decay : float or None
        The default of a weight decay.
    """

    def __init__(self, parameters, skip=()):
        self.theirs, self.defaults, self.weight_decay, self.pair = {}, {}, None, None
        for name, p in parameters.items():
            ours = hyperparameter(name)
            if name in skip or ours is None or p.kind is p.VAR_KEYWORD:
                continue
            value = None if p.default is p.empty else p.default
            self.note(name, ours, value)

    def note(self, name, ours, value):
        """Take notice of one hyper-parameter and its default."""
        if ours == "weight_decay":
            self.weight_decay = value if isinstance(value, int | float) else None
        elif ours == "betas":
            if value is None or (isinstance(value, tuple | list) and len(value) >= 2):
                self.pair = (name, tuple(value or (0.9, 0.999)))
                self.theirs |= {"beta1": name, "beta2": name}
                if value is not None:
                    self.defaults |= dict(zip(("beta1", "beta2"), value[:2], strict=True))
        elif not isinstance(value, tuple | list) and ours not in self.theirs:
            self.theirs[ours] = name
            if isinstance(value, int | float) and not isinstance(value, bool):
                self.defaults[ours] = value

    def call(self, values):
        """Return the keyword arguments that give ``values``, by our names."""
        chosen = {self.theirs[k]: v for k, v in values.items() if k in self.theirs}
        if self.pair and self.pair[0] in chosen:
            name, rest = self.pair
            both = [values.get(k, old) for k, old in zip(("beta1", "beta2"), rest, strict=False)]
            chosen[name] = type(rest)((*both, *rest[2:]))
        return chosen
