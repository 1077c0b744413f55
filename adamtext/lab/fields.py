"""What a result and a record of results hold: the fields and their types, as JSON has them."""

# As run_trial returns it. In a record, `where` is an index.
FIELDS = {"trial": dict, "outcome": str, "why": str, "noisy": list, "cost": list}
FIELDS |= {"seconds": dict | float}  # in protocol 1, a number
FIELDS |= {"where": dict | int, "protocol": int}
PERHAPS = {"date": str, "test": dict, "notes": dict, "parts": dict, "sha256": str}
TYPES = FIELDS | PERHAPS


def is_result(content):
    """Whether ``content`` holds all that a stored result must, and nothing unknown."""
    return fits(content) and FIELDS.keys() <= content.keys() <= TYPES.keys()


def is_figure(content):
    """Whether ``content``, a dict, holds the results of a figure, as a record lists them.

    >>> is_figure({"tuning": {}, "results": {"Adam": [{"trial": {"seed": 0}}]}})
    True
    """
    groups = content.get("tuning"), content.get("results")
    places = content.get("where", [])
    if not all(isinstance(group, dict) for group in (*groups, content.get("shared", {}))):
        return False
    lists = [results for group in groups for results in group.values()]
    return (
        isinstance(places, list)
        and type(content.get("missing", 0)) is int
        and all(isinstance(results, list) and all(map(fits, results)) for results in lists)
        and all(
            "trial" in one and one.get("where", 0) in range(len(places) or 1)
            for results in lists
            for one in results
        )
    )


def fits(result):
    """Whether what ``result`` holds has the right types, as far as it is there.

    >>> fits({"cost": [2.3, 1.9]}), fits({"cost": "1.9"}), fits({"cost": [None]})
    (True, False, False)
    """
    return (
        isinstance(result, dict)
        and all(
            name not in result or isinstance(result[name], kind) for name, kind in TYPES.items()
        )
        and all(type(x) in (int, float) for k in ("noisy", "cost") for x in result.get(k, ()))
    )
