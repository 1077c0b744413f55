"""What kind of thing an optimiser is: told by the names of its methods and their arguments."""

import sys

from adamtext.teach.examine.names import parameters_of, required


def is_pair(x):
    """Whether ``x`` has functions init and step."""
    return has(x, "init", "step") and not isinstance(x, type)


def is_optax(x):
    """Whether ``x`` has functions init and update, the latter of (gradients, state, ...)."""
    if isinstance(x, type) or not has(x, "init", "update"):
        return False
    parameters = parameters_of(x.update)
    return parameters is not None and "state" in "".join(list(parameters)[1:2])


def is_triple(x):
    """Whether ``x`` is three functions."""
    return isinstance(x, tuple) and len(x) == 3 and all(callable(part) for part in x)


def is_keras(x):
    """Whether ``x`` takes gradients and variables as Keras' optimisers do."""
    return (
        not isinstance(x, type)
        and has(x, "apply_gradients")
        and (has(x, "build") or "grads_and_vars" in (parameters_of(x.apply_gradients) or {}))
    )


def is_mlx(x):
    """Whether ``x`` takes gradients and parameters as MLX' optimisers do."""
    if isinstance(x, type) or not has(x, "apply_gradients"):
        return False
    return len(required(parameters_of(x.apply_gradients) or {})) == 2


def has(x, *names):
    """Whether ``x`` has methods of these names."""
    return all(callable(getattr(x, name, None)) for name in names)


def is_plain_pair(x):
    """Whether ``x`` is a tuple of two functions."""
    return isinstance(x, tuple) and len(x) == 2 and all(callable(part) for part in x)


def uses_torch(x):
    """Whether ``x`` is of torch, or written with it."""
    if "torch" not in sys.modules:
        return False
    x = getattr(x, "func", x)
    if not isinstance(x, type):
        return speaks_of_torch(getattr(x, "__globals__", {}))
    modules = {cls.__module__ for cls in x.__mro__ if cls is not object} & set(sys.modules)
    return is_torch_class(x) or any(speaks_of_torch(vars(sys.modules[name])) for name in modules)


def is_torch_class(x):
    """Whether ``x`` is a class of optimisers as torch has them."""
    x = getattr(x, "func", x)
    return (
        isinstance(x, type)
        and "torch" in sys.modules
        and issubclass(x, sys.modules["torch"].optim.Optimizer)
    )


def speaks_of_torch(names):
    """Whether a module with these ``names``, a dict, has imported torch or a part of it."""
    return any(home_of(value) == "torch" for value in list(names.values()))


def home_of(x):
    """Return the library that ``x``, a module, class, function or object, is of; "" if none."""
    home = getattr(x, "__module__", None) or getattr(x, "__name__", None)
    return str(home or type(x).__module__).split(".")[0]
