"""What may be changed in a module: one comparison, sum, number, name or branch at a time."""

import ast

COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COMPUTED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
JOINED = {ast.And: ast.Or, ast.Or: ast.And}
NAMES = {"any": "all", "min": "max", "minimum": "maximum", "argmin": "argmax"}
NAMES |= {other: name for name, other in NAMES.items()}


def changes(node):
    """Yield what may be done to a node: functions that change it, and may return another."""
    if isinstance(node, ast.Compare):
        for k, op in enumerate(node.ops):
            yield lambda n, k=k, op=op: n.ops.__setitem__(k, COMPARED[type(op)]())
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in COMPUTED:
        yield lambda n: setattr(n, "op", COMPUTED[type(n.op)]())
    elif isinstance(node, ast.BoolOp):
        yield lambda n: setattr(n, "op", JOINED[type(n.op)]())
    elif isinstance(node, ast.UnaryOp):
        yield lambda n: n.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield lambda n: setattr(n, "value", not n.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        more = node.value + 1 if isinstance(node.value, int) else 2 * node.value or 1.0
        yield lambda n: setattr(n, "value", more)
    elif isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield lambda n: setattr(n, "attr", NAMES[n.attr])
    elif isinstance(node, ast.Name) and node.id in NAMES:
        yield lambda n: setattr(n, "id", NAMES[n.id])
    elif isinstance(node, ast.Call) and len(node.args) > 1:
        yield lambda n: n.args.__setitem__(slice(2), n.args[1::-1])
    elif isinstance(node, ast.Return) and ast.unparse(node) not in ("return", "return None"):
        yield lambda n: setattr(n, "value", None)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))


def spots(tree):
    """List (parent, field, index) of all nodes that may be changed, in the order of the source.

    Messages of errors, annotations and f-strings are left alone.
    """
    found = []

    def walk(node, name):
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns"):
                continue
            for index, inner in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(inner, ast.AST) and not isinstance(inner, ast.Raise | ast.JoinedStr):
                    scope = getattr(inner, "name", "") if isinstance(
                        inner, ast.FunctionDef | ast.ClassDef) else ""  # fmt: skip
                    here = ".".join(filter(None, (name, scope)))
                    found.append((node, field, index, here))
                    walk(inner, here)

    walk(tree, "")
    return found


def mutants(source):
    """Yield (what is changed, the changed source) for each mutant of a module."""
    tree = ast.parse(source)
    before = ast.unparse(tree).splitlines()
    seen = {}
    for owner, field, index, name in spots(tree):
        node = getattr(owner, field) if index is None else getattr(owner, field)[index]
        for change in changes(node):
            kept = [(each, shallow(each)) for each in (owner, node)]
            new = change(node)
            if isinstance(new, ast.AST) and index is None:
                setattr(owner, field, new)
            elif isinstance(new, ast.AST):
                getattr(owner, field)[index] = new
            after = ast.unparse(tree).splitlines()
            for each, fields in kept:
                vars(each).update(fields)
            pairs = [(a, b) for a, b in zip(before, after, strict=False) if a != b]
            if pairs:  # two equal arguments change places
                what = f"{name}: {pairs[0][0].strip()} -> {pairs[0][1].strip()}"
                seen[what] = seen.get(what, 0) + 1
                what += f" ({seen[what]})" if seen[what] > 1 else ""
                yield what, "\n".join(after) + "\n"


def shallow(node):
    """Return the fields of a node as they are, lists copied, to be put back."""
    return {key: [*x] if isinstance(x, list) else x for key, x in vars(node).items()}
