"""How a function that makes one step may be called: what its arguments are, and what they hold."""

import sys

import numpy as np

from adamtext.teach.examine.kinds import uses_torch
from adamtext.teach.examine.names import (
    hyperparameter,
    parameters_of,
    required,
    roles,
)
from adamtext.teach.examine.work import numpy_of

#: The roles that are played by arrays.
ARRAYS = ("theta", "g", "m", "v")


class Call:
    """How to call a step: a function, and the roles of its arguments.

    Attributes
    ----------
    function : callable
    order : list of (str, str)
        Name and role of each argument that is given.
    positional : bool
        Whether they have to be given by position.
    own : callable or None
        Makes what the function wants of a NumPy array, in the same memory.
    """

    def __init__(self, function, order, positional=False, own=None):
        self.function, self.order, self.positional = function, order, positional
        self.own = own

    def of(self, function):
        """Return the same call of another function."""
        return Call(function, self.order, self.positional, self.own)

    def __call__(self, values):
        """Call it with ``values`` by role."""
        if self.own:
            values = values | {k: self.owned(values[k]) for k in ARRAYS if k in values}
        given = [(name, values[role]) for name, role in self.order]
        if self.positional:
            return self.function(*(value for _, value in given))
        return self.function(**dict(given))

    def owned(self, x):
        """Make arrays of ``x``, an array or a tree of arrays, the function's own."""
        if isinstance(x, dict):
            return {k: self.owned(part) for k, part in x.items()}
        if isinstance(x, list | tuple):
            return type(x)(self.owned(part) for part in x)
        return self.own(x) if isinstance(x, np.ndarray) else x

    def in_words(self):
        """Write its arguments."""
        return ", ".join(name for name, _ in self.order) + (" of tensors" if self.own else "")

    @property
    def roles(self):
        """The roles of its arguments."""
        return [role for _, role in self.order]


def calls(function, by_position=(), also=()):
    """Yield the ways in which ``function`` may be called.

    ``by_position`` lists orders of roles that are tried where names say nothing; of the arguments
    with defaults only those of the roles ``also`` are given. What is written with torch is called
    with its tensors as well.
    """
    yield from numpy_calls(function, by_position, also)
    if uses_torch(function):
        for call in numpy_calls(function, by_position, also):
            yield Call(function, call.order, call.positional, sys.modules["torch"].from_numpy)


def numpy_calls(function, by_position, also):
    """Yield the ways in which ``function`` may be called with arrays of NumPy."""
    parameters = parameters_of(function)
    if parameters is None:
        return
    needed = [k for k in required(parameters) if hyperparameter(k) is None or k in ("b",)]
    played = roles(list(parameters))
    needed = [k for k in parameters if k in needed or played[k] in also]
    known = [played[k] for k in needed]
    positional = any(parameters[k].kind is parameters[k].POSITIONAL_ONLY for k in needed)
    if None not in known and len(set(known)) == len(known) and ("g" in known or "layer" in known):
        yield Call(function, list(zip(needed, known, strict=True)), positional)
    for order in by_position:
        if len(order) == len(needed) and list(order) != known:
            yield Call(function, list(zip(needed, order, strict=True)), positional)
    if any(p.kind is p.VAR_POSITIONAL for p in parameters.values()) and not needed:
        for order in by_position:
            yield Call(function, [(role, role) for role in order], True)


class Box:
    """How arrays are handed over: one by one, as a list, or as a dict.

    ``kind`` is "array", "floats", "numbers", "list", "tuple", "dict", "nested" for dicts of
    dicts, or "d-dict" for gradients whose keys begin with d.
    """

    def __init__(self, kind):
        self.kind = kind

    @property
    def whole(self):
        """Whether all arrays are handed over at once."""
        return self.kind in ("list", "tuple", "dict", "d-dict", "nested")

    def keys(self, n):
        """Name ``n`` arrays as those of layers are named."""
        return [f"{'Wb'[i % 2]}{i // 2 + 1}" for i in range(n)]

    def pack(self, arrays, role="theta"):
        """Hand ``arrays`` over."""
        if not self.whole:
            return self.one(arrays[0])
        if self.kind in ("list", "tuple"):
            return {"list": list, "tuple": tuple}[self.kind](arrays)
        if self.kind == "nested":
            found = {}
            for i, x in enumerate(arrays):
                found.setdefault(f"layer{i // 2 + 1}", {})["Wb"[i % 2]] = x
            return found
        mark = "d" if self.kind == "d-dict" and role != "theta" else ""
        return {mark + k: x for k, x in zip(self.keys(len(arrays)), arrays, strict=True)}

    def one(self, x):
        """Hand over one array."""
        if self.kind == "floats":
            return x.ravel().tolist()
        return float(x.ravel()[0]) if self.kind == "numbers" else x

    def unpack(self, x, like):
        """Take arrays back that look ``like`` a list of arrays; None if ``x`` is something else."""
        if not self.whole:
            parts = [x]
        elif isinstance(x, dict) and self.kind == "nested":
            parts = [
                array for layer in x.values() if isinstance(layer, dict) for array in layer.values()
            ]
            if len(parts) != len(like):
                return None
        elif isinstance(x, dict):
            parts = [x.get(k, x.get(f"d{k}")) for k in self.keys(len(like))]
        elif isinstance(x, list | tuple) and len(x) == len(like):
            parts = list(x)
        else:
            return None
        taken = []
        for part, array in zip(parts, like, strict=True):
            try:
                part = numpy_of(part) if part is not None else None
            except (TypeError, ValueError):
                return None
            if part is None or part.dtype.kind not in "fiu":
                return None
            if self.kind in ("floats", "numbers") and part.size == array.size:
                part = part.astype(float).reshape(array.shape)
            if part.shape != array.shape:
                return None
            taken.append(part)
        return taken
