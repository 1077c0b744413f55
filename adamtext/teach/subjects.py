"""What can be held to the contract: all of it seen as a function that makes an Optimizer."""

import inspect
from collections.abc import Callable
from typing import NamedTuple

from adamtext.rule import Optimizer

# Name of a parameter -> ours
OURS = {name: name for name in ("alpha", "beta1", "beta2", "eps")}
OURS |= dict.fromkeys(["lr", "learning_rate"], "alpha")
TORCH = {"lr": "alpha", "eps": "eps"}


class NotAnOptimizer(TypeError):
    """What was given cannot be checked."""

    def __init__(self, what):
        super().__init__(
            "expected an Optimizer, a function of alpha, beta1, beta2, eps that returns one, or a "
            f"class of torch.optim; got {what}"
        )


class Subject(NamedTuple):
    """An optimiser to be checked.

    Attributes
    ----------
    name : str
    build : callable
        ``build(**hyperparameters) -> Optimizer``, given those that it ``takes``.
    takes : tuple of str
        Those of alpha, beta1, beta2, eps that can be chosen.
    defaults : dict
        What these are if they are not chosen, where its signature tells.
    in_place : bool
        Whether it is meant to change parameters in place, as those of torch are.
    """

    name: str
    build: Callable
    takes: tuple = ()
    defaults: dict = {}  # noqa: RUF012 (nobody writes to it)
    in_place: bool = False


def see(x):
    """See ``x`` as a :class:`Subject`.

    Raises
    ------
    NotAnOptimizer
        If it cannot be; a TypeError.
    """
    if is_optimizer(x):
        return Subject(getattr(x, "__name__", type(x).__name__), lambda: x)
    try:
        parameters = inspect.signature(x).parameters
    except (TypeError, ValueError):
        raise NotAnOptimizer(f"{short(x)}") from None
    return (of_torch if next(iter(parameters), None) == "params" else of_ours)(x, parameters)


def short(x):
    """Show a value in one line."""
    text = " ".join(repr(x).split())
    return text if len(text) <= 60 else text[:60] + "…"


def is_optimizer(x):
    """Whether ``x`` is a pair of functions, init and step."""
    pair = (getattr(x, "init", None), getattr(x, "step", None))
    return not isinstance(x, type) and all(callable(function) for function in pair)


def name_of(x):
    """Name a function, or what functools.partial made of one."""
    if hasattr(x, "func"):
        fixed = ", ".join(f"{k}={v!r}" for k, v in x.keywords.items())
        return f"{name_of(x.func)}({fixed})"
    return getattr(x, "__qualname__", type(x).__name__)


def takes_anything(parameters):
    """Whether a function takes arguments of any name."""
    return any(p.kind is p.VAR_KEYWORD for p in parameters.values())


def their_names(x, parameters, ours, others=()):
    """Map our names to theirs.

    Raises
    ------
    NotAnOptimizer
        If ``x`` must be told something else.
    """
    theirs = {ours[name]: name for name in reversed(parameters) if name in ours}
    for name, p in parameters.items():
        optional = p.default is not p.empty or p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
        if not optional and (p.kind is p.POSITIONAL_ONLY or name not in (*ours, *others)):
            raise NotAnOptimizer(f"{name_of(x)}, which also needs {name!r}")
    if takes_anything(parameters):
        theirs = {mine: name for name, mine in reversed(ours.items())} | theirs
    return {mine: theirs[mine] for mine in OURS if mine in theirs}


def stated(parameters, names):
    """Read defaults from a signature."""
    found = {ours: parameters[name].default for ours, name in names.items() if name in parameters}
    return {ours: value for ours, value in found.items() if value is not inspect.Parameter.empty}


def of_ours(x, parameters):
    """See a function that returns an Optimizer.

    Raises
    ------
    NotAnOptimizer
        When it is called, if it returns something else.
    """
    names = their_names(x, parameters, OURS)

    def build(**hyperparameters):
        made = x(**{names[k]: v for k, v in hyperparameters.items()})
        if not is_optimizer(made):
            raise NotAnOptimizer(f"{name_of(x)}, which returned {short(made)}")
        return made

    return Subject(name_of(x), build, tuple(names), stated(parameters, names))


def of_torch(x, parameters):
    """See an optimiser class of torch, or a function that makes one, as a pair of functions.

    All arrays that are initialised become parameters of one optimiser; those that are not being
    stepped have no gradient, and so stay as they are.
    """
    names = their_names(x, parameters, TORCH, others=("params", "betas"))
    takes, known = tuple(names), stated(parameters, names)
    with_betas = "betas" in parameters or takes_anything(parameters)
    if with_betas:
        takes += ("beta1", "beta2")
        betas = stated(parameters, {"betas": "betas"}).get("betas", ())
        known |= dict(zip(("beta1", "beta2"), betas, strict=False))

    def build(**h):
        theirs = {names[k]: h[k] for k in names}
        if with_betas:
            theirs["betas"] = (h["beta1"], h["beta2"])
        return torch_rule(lambda parameters: x(parameters, **theirs))

    return Subject(name_of(x), build, takes, known, in_place=True)


def torch_rule(make):
    """Wrap what ``make(parameters)`` returns, an optimiser of torch.

    Raises
    ------
    NotAnOptimizer
        In ``init``, if it returns something else.
    """
    import torch

    made = []

    def init(theta):
        parameter = torch.nn.Parameter(torch.tensor(theta))
        if made:
            made[0].add_param_group({"params": [parameter]})
        else:
            made.append(make([parameter]))
            if not isinstance(made[0], torch.optim.Optimizer):
                raise NotAnOptimizer(f"a function of params that returned {short(made[0])}")
        return parameter

    def step(theta, g, parameter):
        with torch.no_grad():
            parameter.copy_(torch.tensor(theta))
        parameter.grad = torch.tensor(g)
        made[0].step()
        parameter.grad = None
        return parameter.detach().numpy().copy(), parameter

    return Optimizer(init, step)
