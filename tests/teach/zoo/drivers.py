"""How each form is made to step: the wrappers, of a few lines each, that its users need.

A driver takes the function or class, what the table says of ``how`` it is called, the
hyper-parameters to be chosen, and the parameters. It returns a function from gradients to
parameters, one step a call. A gradient is None where a parameter has none.
"""

import copy
import inspect
from types import SimpleNamespace

import numpy as np

NAMES = {
    "alpha": ("alpha", "lr", "learning_rate", "step_size", "stepsize", "eta", "learning_rate_init"),
    "beta1": ("beta1", "beta_1", "b1", "decay1"),
    "beta2": ("beta2", "beta_2", "b2", "decay2"),
    "eps": ("eps", "epsilon", "eps_root", "tiny"),
}
THEIRS = {theirs: ours for ours, names in NAMES.items() for theirs in names}


def hyperparameters(thing):
    """Map those of our names that a function or class takes to its own; betas may be a pair."""
    found = {}
    for name, p in inspect.signature(thing).parameters.items():
        if p.kind is p.VAR_KEYWORD:
            found |= {"alpha": "lr", "beta1": "betas", "beta2": "betas", "eps": "eps"}
        elif name == "betas" and (p.default is p.empty or len(p.default) == 2):
            found |= {"beta1": "betas", "beta2": "betas"}
        elif name in THEIRS:
            found.setdefault(THEIRS[name], name)  # beside an lr, alpha is something else
    return found


def chosen(thing, h):
    """Write hyper-parameters as its keyword arguments."""
    names = hyperparameters(thing)
    kwargs = {names[k]: value for k, value in h.items() if k in names}
    if "betas" in kwargs:
        kwargs["betas"] = (h["beta1"], h["beta2"])
    return kwargs


def each(thetas, start):
    """Step arrays one by one, with a ``start(theta)`` that returns a function (theta, g) -> theta.

    As in training, one after the other; what a class keeps for all of them is shared.
    """
    steps = [start(theta) for theta in thetas]

    def step(gradients):
        for i, g in enumerate(gradients):
            if g is not None:
                thetas[i] = steps[i](thetas[i], g)
        return thetas

    return step


# Forms


def pair(thing, how, h, thetas):
    """Step an Optimizer, or what a function returns as such."""
    finished = hasattr(thing, "init") and not isinstance(thing, type)
    optimizer = thing if finished else thing(**chosen(thing, h))

    def start(theta):
        state = optimizer.init(theta)

        def step(theta, g):
            nonlocal state
            theta, state = optimizer.step(theta, g, state)
            return theta

        return step

    return each(thetas, start)


def torch_class(thing, how, h, thetas):
    """Step a class of torch.optim, on float64; with ``restore`` and ``reschedule``."""
    import torch

    def parameters(values):
        return [torch.nn.Parameter(torch.tensor(np.array(x))) for x in values]

    params = parameters(thetas)
    optimizer = thing(params, **chosen(thing, h))

    def step(gradients):
        for p, g in zip(params, gradients, strict=True):
            p.grad = None if g is None else torch.tensor(g)
        optimizer.step()
        return [p.detach().numpy() for p in params]

    def restore():
        nonlocal optimizer, params
        saved = copy.deepcopy(optimizer.state_dict())
        params = parameters(p.detach().numpy() for p in params)
        optimizer = thing(params, **chosen(thing, h))
        optimizer.load_state_dict(saved)

    def reschedule(alpha):
        for group in optimizer.param_groups:
            group["lr"] = alpha

    step.restore, step.reschedule = restore, reschedule
    return step


def function(thing, how, h, thetas):
    """Call a function for each array: how is its arguments' roles and its results', "w g -> w".

    w and g may be said to be floats, lists of floats or tensors. A t among the results begins at 0.
    """
    how, _, kind = how.partition(" of ")
    takes, gives = (part.split() for part in how.split("->"))
    names = [name for name in inspect.signature(thing).parameters if name not in THEIRS]
    names = [name for name in names if name not in ("betas", "weight_decay", "decay_rate")]
    kwargs = chosen(thing, h)

    def start(theta):
        s = {"m": np.zeros_like(theta), "v": np.zeros_like(theta), "t": 0}
        s["state"] = None if kind == "tuple" else {}
        if kind == "lists":
            s |= {"m": [0.0] * theta.size, "v": [0.0] * theta.size}

        def step(theta, g):
            s["w"], s["g"] = theta, g
            if "t" not in gives:
                s["t"] += 1
            if kind == "lists":
                s["w"], s["g"] = theta.ravel().tolist(), g.ravel().tolist()
            told = {n: s[role] for n, role in zip(names, takes, strict=True)}
            if kind == "tensors":
                told = {n: tensor(x) if isinstance(x, np.ndarray) else x for n, x in told.items()}
            made = thing(**told, **kwargs)
            if kind == "a dict":
                made = made.values()
            if gives:
                made = made if len(gives) > 1 else (made,)
                s.update(zip(gives, made, strict=True))
            return np.asarray(s["w"]).reshape(theta.shape)

        def one_by_one(theta, g):
            flat = [f(x, d) for f, x, d in zip(floats, theta.ravel(), g.ravel(), strict=True)]
            return np.reshape(flat, theta.shape)

        if kind == "floats":
            floats = [start_float(thing, names, takes, gives, kwargs) for _ in range(theta.size)]
            return one_by_one
        return step

    return each(thetas, start)


def tensor(x):
    """Return a tensor of torch in the memory of an array."""
    import torch

    return torch.from_numpy(x)


def start_float(thing, names, takes, gives, kwargs):
    """Begin to step one number of plain Python."""
    s = {"m": 0.0, "v": 0.0, "t": 0}

    def step(x, g):
        s.update(w=float(x), g=float(g), t=s["t"] + 1)
        made = thing(**{n: s[role] for n, role in zip(names, takes, strict=True)}, **kwargs)
        s.update(zip(gives, made, strict=True))
        return s["w"]

    return step


KEYS = "W1", "b1", "W2", "b2"


def dicts(thing, how, h, thetas):
    """Step dicts of arrays."""
    params = dict(zip(KEYS, thetas, strict=False))
    if how == "params, state = f(params, grads, state)":
        state, kwargs = {}, chosen(thing, h)
    elif how == "made with params, step(grads)":
        optimizer = thing(params, **chosen(thing, h))
    else:
        optimizer = thing(**chosen(thing, h))

    def step(gradients):
        nonlocal params, state
        grads = dict(zip(KEYS, gradients, strict=False))
        if how == "update(params, grads)":
            optimizer.update(params, grads)
        elif how == "params = update(params, grads)":
            params = optimizer.update(params, grads)
        elif how == "params = update_parameters(params, dgrads)":
            params = optimizer.update_parameters(params, {"d" + k: g for k, g in grads.items()})
        elif how == "made with params, step(grads)":
            optimizer.step(grads)
        elif how == "update(nested params, nested grads)":
            tree = nested(params)
            optimizer.update(tree, nested(grads))
            params = {k: tree[f"layer{k[1]}"][k[0]] for k in params}
        else:
            params, state = thing(params, grads, state, **kwargs)
        return list(params.values())

    return step


def nested(tree):
    """Turn W1, b1, … into layer1, …, of W and b."""
    layers = {f"layer{k[1]}": {} for k in tree}
    for k, x in tree.items():
        layers[f"layer{k[1]}"][k[0]] = x
    return layers


def lists(thing, how, h, thetas):
    """Step lists of arrays."""
    if how.startswith("f("):
        ms, vs = ([np.zeros_like(theta) for theta in thetas] for _ in "mv")
        make = tensor if how.endswith("tensors") else lambda x: x
        return calling(thing, chosen(thing, h), thetas, ms, vs, make)
    first = (thetas,) if how == "made with params, step(grads)" else ()
    optimizer = thing(*first, **chosen(thing, h))

    def step(gradients):
        if how == "made with params, step(grads)":
            optimizer.step(gradients)
        elif how == "updates = get_updates(grads)":
            for theta, update in zip(thetas, optimizer.get_updates(gradients), strict=True):
                theta += update
        elif how == "step(params, grads)":
            optimizer.step(thetas, gradients)
        else:
            optimizer.update(thetas, gradients)
        return thetas

    return step


def calling(thing, kwargs, thetas, ms, vs, make):
    """Call a function of lists, with t from 1, and with what ``make`` makes of arrays."""
    t, lists = 0, [[make(x) for x in each] for each in (ms, vs)]
    own = [make(theta) for theta in thetas]

    def step(gradients):
        nonlocal t
        t += 1
        thing(own, [make(g) for g in gradients], *lists, t, **kwargs)
        return thetas

    return step


def named(thing, how, h, thetas):
    """Step arrays that are told by name."""
    optimizer, names = thing(**chosen(thing, h)), iter(KEYS)

    def start(theta):
        name = next(names)
        if how == "update(name, w, g)":
            return lambda theta, g: optimizer.update(name, theta, g)
        return lambda theta, g: optimizer.update(theta, g, name)

    return each(thetas, start)


def objects(thing, how, h, thetas):
    """Step objects that have data and grad: of arrays, or each of a number as in a scalar."""
    numbers = how == "numbers"
    values = [float(x) for theta in thetas for x in theta.flat] if numbers else thetas
    params = [SimpleNamespace(data=x, grad=None) for x in values]
    model = SimpleNamespace(parameters=lambda: params)
    optimizer = thing(model if how == "made with a model" else params, **chosen(thing, h))

    def step(gradients):
        if numbers:
            gradients = [float(x) for g in gradients for x in g.flat]
        for p, g in zip(params, gradients, strict=True):
            p.grad = g
        optimizer.step()
        if numbers:
            data = iter(params)
            return [np.reshape([next(data).data for _ in x.flat], x.shape) for x in thetas]
        return [p.data for p in params]

    return step


OTHER_LAYERS = (
    "w, b = update(t, w, b, dw, db)",
    "pre_update_params(), update_params(layer), post_update_params()",
    "update(layer) of params and grads",
)


def layers(thing, how, h, thetas):
    """Step layers, objects that have W, b, dW, db; each two arrays are one."""
    if how in OTHER_LAYERS:
        return weights_and_biases(thing, how, h, thetas)
    pairs = list(zip(thetas[::2], thetas[1::2], strict=True))
    made = [SimpleNamespace(W=weights, b=biases) for weights, biases in pairs]
    first = (made,) if how == "made with layers, step()" else ()
    optimizer = thing(*first, **chosen(thing, h))

    def step(gradients):
        for layer, dW, db in zip(made, gradients[::2], gradients[1::2], strict=True):
            layer.dW, layer.db = dW, db
            if how != "made with layers, step()":
                getattr(optimizer, how.partition("(")[0])(layer)
        if how == "made with layers, step()":
            optimizer.step()
        return [x for layer in made for x in (layer.W, layer.b)]

    return step


def weights_and_biases(thing, how, h, thetas):
    """Step layers by methods (t, w, b, dw, db), an object each; or of other words for W and b."""
    kwargs, t, n = chosen(thing, h), 0, len(thetas)
    if how == "w, b = update(t, w, b, dw, db)":
        optimizers = [thing(**kwargs) for _ in thetas[::2]]
    else:
        optimizer = thing(**kwargs)
    made = [SimpleNamespace(weights=thetas[i], biases=thetas[i + 1]) for i in range(0, n, 2)]
    for layer in made:
        layer.params = {"W": layer.weights, "b": layer.biases}

    def step(gradients):
        nonlocal t
        t += 1
        pairs = list(zip(gradients[::2], gradients[1::2], strict=True))
        if how == "w, b = update(t, w, b, dw, db)":
            for i, pair in enumerate(pairs):
                thetas[2 * i : 2 * i + 2] = optimizers[i].update(
                    t, *thetas[2 * i : 2 * i + 2], *pair
                )
            return thetas
        for layer, (dw, db) in zip(made, pairs, strict=True):
            layer.dweights, layer.dbiases, layer.grads = dw, db, {"W": dw, "b": db}
        if how == "update(layer) of params and grads":
            for layer in made:
                optimizer.update(layer)
            return [x for layer in made for x in layer.params.values()]
        optimizer.pre_update_params()
        for layer in made:
            optimizer.update_params(layer)
        optimizer.post_update_params()
        return [x for layer in made for x in (layer.weights, layer.biases)]

    return step


def array(thing, how, h, thetas):
    """Step each array by an object of its own."""

    def start(theta):
        first = (theta.shape,) if how == "made with shape, update(w, g)" else ()
        optimizer = thing(*first, **chosen(thing, h))
        return {
            "f(w, g)": optimizer,
            "made with shape, update(w, g)": lambda theta, g: optimizer.update(theta, g),
            "update(w, g)": lambda theta, g: optimizer.update(theta, g),
            "step(w, g)": lambda theta, g: optimizer.step(theta, g),
            "self(g, w)": lambda theta, g: optimizer(g, theta),
            "get_update(g), to subtract": lambda theta, g: theta - optimizer.get_update(g),
            "compute_step(g), to add": lambda theta, g: theta + optimizer.compute_step(g),
        }[how]

    return each(thetas, start)


def generator(thing, how, h, thetas):
    """Send each gradient to a generator."""

    def start(theta):
        made = thing(theta, **chosen(thing, h))
        next(made)
        return lambda theta, g: made.send(g)

    return each(thetas, start)


def config(thing, how, h, thetas):
    """Step by functions (w, dw, config) -> (w, config)."""

    def start(theta):
        names = {"alpha": "learning_rate", "eps": "epsilon"}
        kept = {names.get(k, k): value for k, value in h.items()} or None

        def step(theta, g):
            nonlocal kept
            theta, kept = thing(theta, g, kept)
            return theta

        return step

    return each(thetas, start)


def optax(thing, how, h, thetas):
    """Step what has init and update, a tree of all arrays at once."""
    rule, tree = thing(**chosen(thing, h)), dict(zip(KEYS, thetas, strict=False))
    state = rule.init(tree)

    def step(gradients):
        nonlocal state, tree
        grads = dict(zip(KEYS, gradients, strict=False))
        updates, state = rule.update(grads, state, tree)
        tree = {k: np.asarray(x + updates[k]) for k, x in tree.items()}
        return list(tree.values())

    return step


def triple(thing, how, h, thetas):
    """Step by (init, update, get_params)."""
    init, update, get_params = thing(**chosen(thing, h))

    def start(theta):
        state, i = init(theta), 0

        def step(theta, g):
            nonlocal state, i
            state, i = update(i, g, state), i + 1
            return np.asarray(get_params(state))

        return step

    return each(thetas, start)


def mlx(thing, how, h, thetas):
    """Step by init_single and apply_single."""
    optimizer = thing(**chosen(thing, h))

    def start(theta):
        state = {}
        optimizer.init_single(theta, state)
        return lambda theta, g: optimizer.apply_single(g, theta, state)

    return each(thetas, start)


class Variable:
    """As much of a variable of Keras as is needed."""

    def __init__(self, value):
        self.value, self.shape, self.dtype = value, value.shape, value.dtype

    def __array__(self, dtype=None, copy=None):
        return np.array(self.value, dtype=dtype)

    def numpy(self):
        return self.value

    def assign(self, value):
        self.value = value

    def assign_sub(self, value):
        self.value = self.value - value


def keras(thing, how, h, thetas):
    """Step by apply_gradients, variables or arrays."""
    optimizer = thing(**chosen(thing, h))
    arrays = how == "arrays"
    variables = thetas if arrays else [Variable(theta) for theta in thetas]

    def step(gradients):
        optimizer.apply_gradients(zip(gradients, variables, strict=True))
        return variables if arrays else [x.value for x in variables]

    return step


def loop(thing, how, h, theta, gradients):
    """Run the whole loop, and return where it asked for gradients, but for the first time.

    How is its arguments' roles: g the gradients' function, f the cost's, x the start, n steps.
    """
    seen = []

    def grad(x, *rest):
        seen.append(np.array(x, dtype=float))
        return gradients[min(len(seen), len(gradients)) - 1].copy()

    roles = {"g": grad, "f": lambda x: 0.0, "x": theta.copy(), "n": len(gradients) + 1}
    names = [n for n in inspect.signature(thing).parameters if n not in (*THEIRS, "callback")]
    told = {n: roles[role] for n, role in zip(names, how.split(), strict=True)}
    thing(**told, **chosen(thing, h))
    return [[x] for x in seen[1:]]


DRIVERS = {
    "pair": pair,
    "torch": torch_class,
    "function": function,
    "dicts": dicts,
    "lists": lists,
    "name": named,
    "objects": objects,
    "layers": layers,
    "array": array,
    "config": config,
    "generator": generator,
    "optax": optax,
    "triple": triple,
    "MLX": mlx,
    "Keras": keras,
}
