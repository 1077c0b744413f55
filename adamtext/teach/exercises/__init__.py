"""The book's exercises: answers that are judged, and mistakes that are told by what they give.

Each chapter's table is a module of its own, ``chapter_01`` and so on; the notebooks hold the tasks.
It is a list in the order of the exercises, with None for one that asks for what nothing can check.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from adamtext.teach.exercises.kinds import Choice, Formula, Function, Number, Verdict

__all__ = ["Choice", "Formula", "Function", "Number", "Verdict", "check", "table"]


@cache
def table():
    """Return all exercises: a dictionary from names such as ``"03-2"`` to what judges them."""
    found = {}
    for module in sorted(each.name for each in iter_modules(__path__)):
        if module.startswith("chapter_"):
            number = module.removeprefix("chapter_")
            judged = import_module(f"{__name__}.{module}").EXERCISES
            found |= {f"{number}-{k}": each for k, each in enumerate(judged, 1) if each}
    return found


def check(name, answer=None):
    """Judge an answer to an exercise; never give the right one away.

    Parameters
    ----------
    name : str
        Chapter and number, as the book prints it: ``"03-2"``.
    answer : optional
        A number, several, a formula, a function or a word, as is asked; None: not answered yet.

    Returns
    -------
    Verdict
        Whether it is right, and a sentence: of a known mistake, which mistake gives that answer.

    Raises
    ------
    ValueError
        If there is no such exercise, or the answer is of another kind than the one asked for.

    Examples
    --------
    >>> check("03-1")
    Exercise 3.1: not answered yet.
    >>> check("03-1", 0.41)
    Exercise 3.1: not yet. That is the weight that has arrived, not what is still on the zero.
    """
    exercises = table()
    if name not in exercises:
        chapter = str(name).partition("-")[0]
        near = [each for each in exercises if each.startswith(f"{chapter}-")]
        allowed = ", ".join(near) or f"{min(exercises)} to {max(exercises)}"
        raise ValueError(f"name must be that of an exercise ({allowed}), got {name!r}")
    chapter, number = name.split("-")
    title = f"Exercise {int(chapter)}.{number}"
    if answer is None:
        return Verdict(None, f"{title}: not answered yet.")
    right, words = exercises[name].judge(answer)
    return Verdict(right, f"{title}: {'right' if right else 'not yet'}. {words}".rstrip())
