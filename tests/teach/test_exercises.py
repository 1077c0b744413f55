"""Exercises: right answers pass, mistakes are told, and no verdict is a matter of chance."""

import json
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from browser import run_script

from adamtext.teach.exercises import Choice, Formula, Function, Number, check, table
from adamtext.teach.live import bundle

EXERCISES = table()
NOTEBOOKS = sorted(Path(__file__).parents[2].glob("book/[0-9][0-9]-*.ipynb"))
CHECKED = re.compile(r'^check\("(\d\d-\d+)", answer\)$', re.M)
NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")


def asked():
    """Return where the book asks each checked exercise: name -> (cell, cells of the notebook)."""
    found = {}
    for path in NOTEBOOKS:
        cells = nbformat.read(path, as_version=4).cells
        for cell in cells:
            if cell.cell_type == "code":
                for name in CHECKED.findall(cell.source):
                    assert name not in found, f"{name} is asked twice"
                    assert name[:2] == path.name[:2]
                    found[name] = cell, cells
    return found


ASKED = asked()


def wrong_answers(exercise):
    """Mistakes of an exercise with their sentences, as pairs."""
    return list(getattr(exercise.mistakes, "items", lambda: exercise.mistakes)())


@pytest.mark.parametrize("name", EXERCISES)
def test_a_stub_is_not_answered(name):
    right, words = check(name)
    assert right is None
    assert words.endswith(": not answered yet.")


@pytest.mark.parametrize("name", EXERCISES)
def test_the_solution_is_right(name):
    right, words = check(name, EXERCISES[name].answer)
    assert right, words


@pytest.mark.parametrize("name", EXERCISES)
def test_two_mistakes_are_told_apart(name):
    mistakes = wrong_answers(EXERCISES[name])
    assert len(mistakes) >= 2
    for answer, sentence in mistakes:
        right, words = check(name, answer)
        assert right is False
        assert words.endswith(f": not yet. {sentence}")


@pytest.mark.parametrize("name", EXERCISES)
def test_no_hint_gives_the_answer(name):
    exercise = EXERCISES[name]
    for _, sentence in wrong_answers(exercise):
        assert sentence.endswith((".", "?"))
        if isinstance(exercise, Number) and exercise.answer not in (0, 1):
            for number in np.atleast_1d(exercise.answer):
                assert f"{number:.3g}" not in sentence.split()


@pytest.mark.parametrize("name", ASKED)
def test_what_the_book_asks_is_in_the_table(name):
    cell, _ = ASKED[name]
    chapter, number = map(int, name.split("-"))
    assert name in EXERCISES
    assert cell.source.count("\nanswer = ") + cell.source.startswith("answer = ") == 1
    assert "answer = None" in cell.source
    stored = [output.data["text/plain"] for output in cell.outputs]
    assert stored == [f"Exercise {chapter}.{number}: not answered yet."]


@pytest.mark.parametrize("chapter", sorted({name[:2] for name in ASKED}))
def test_what_is_in_the_table_is_asked(chapter):
    assert {name for name in EXERCISES if name[:2] == chapter} == {
        name for name in ASKED if name[:2] == chapter
    }


def assert_solves(solution, exercise):
    """Look for the answer in the words and the code of a solution."""
    if isinstance(exercise, Number):
        said = [float(each.replace("−", "-").replace(",", "")) for each in NUMBER.findall(solution)]
        for k, wanted in enumerate(np.atleast_1d(exercise.answer)):
            near = [np.isclose(each, wanted, rtol=exercise.rel, atol=1e-12) for each in said]
            assert any(near), f"number {k + 1} of the answer, {wanted:.6g}, is not in the solution"
    if isinstance(exercise, Function | Formula):
        code = re.search(r"```python\n(.*?)```", solution, re.S)[1]
        space = {"np": np}
        exec(code, space)
        assert exercise.judge(space["answer"]) == (True, "")


@pytest.mark.parametrize("name", ASKED)
def test_the_solution_in_the_book_is_right(name):
    _, cells = ASKED[name]
    opening = f"<details>\n<summary>Answer to {int(name.partition('-')[2])}</summary>"
    (solution,) = [cell.source for cell in cells if cell.source.startswith(opening)]
    assert_solves(solution, EXERCISES[name])


@pytest.mark.parametrize("kind", [Number, Function, Formula])
def test_a_wrong_solution_is_found(kind):
    exercise = next(each for each in EXERCISES.values() if isinstance(each, kind))
    wrong = "It is 1234.5.\n\n```python\ndef answer(*arguments):\n    return 1234.5\n```"
    if kind is Formula:
        wrong = "```python\nanswer = '1234.5'\n```"
    with pytest.raises(AssertionError):
        assert_solves(wrong, exercise)


def test_a_number_that_is_near():
    exercise = Number(2.0, {4.0: "That is the square."}, rel=0.01)
    assert exercise.judge(2.015) == (True, "")
    assert exercise.judge(2.03) == (False, "It is compared to within 0.01 of its size.")
    assert exercise.judge(-2.0) == (False, "The size is right; the sign is not.")
    assert exercise.judge(np.float32(3.99)) == (False, "That is the square.")


@pytest.mark.parametrize("answer", ["2", True, [1, 2], float("nan"), [[2.0]], object()])
def test_what_is_no_number(answer):
    with pytest.raises(ValueError, match="answer must be"):
        Number(2.0, {}).judge(answer)


def test_several_numbers():
    exercise = Number((1.0, -1.0), {(1.0, 1.0): "Look at the signs."})
    assert exercise.judge([1, -1])[0]
    assert exercise.judge((1, 1)) == (False, "Look at the signs.")
    with pytest.raises(ValueError, match="answer must be 2 numbers, got 1"):
        exercise.judge(1)


def square(x):
    return x**2


SQUARE = Function(square, [(lambda x: 2 * x, "You doubled it.")], lambda: [(2.0,), (3.0,)])


def test_a_function():
    assert SQUARE.judge(lambda x: x * x) == (True, "")
    assert SQUARE.judge(lambda x: x + x) == (False, "You doubled it.")
    words = "It goes wrong at (3), where yours gives 4."
    assert SQUARE.judge(lambda x: 4.0) == (False, words)
    assert SQUARE.judge(lambda x: None) == (False, "It goes wrong at (2), where yours gives None.")
    stops = "Your function stops: KeyError: 1"
    assert SQUARE.judge(lambda x: {}[1]) == (False, stops)
    with pytest.raises(ValueError, match="answer must be a function, got 4"):
        SQUARE.judge(4)


FADED = Formula(
    "beta t",
    "1 - beta**t",
    {"1 + beta ** -t": "The sign.", "beta^t": "That is what is missing."},
    [(0.9, 1), (0.5, 3)],
)


def test_a_formula():
    for right in ("1-beta^t", "(1 - beta**t)", lambda beta, t: 1 - beta**t):
        assert FADED.judge(right) == (True, "")
    assert FADED.judge("exp(t*ln(beta))") == (False, "That is what is missing.")
    assert FADED.judge("sqrt(t)") == (False, "It goes wrong at (0.9, 1), where yours gives 1.")
    right, words = FADED.judge("1 - gamma**t")
    assert right is False
    assert words.startswith("Your function stops: NameError")
    for broken in ("1 -", "beta t", ")"):
        with pytest.raises(ValueError, match="answer must be a formula of beta t, got"):
            FADED.judge(broken)
    with pytest.raises(ValueError, match="answer must be a function, got 4"):
        FADED.judge(4)


def in_the_page(attempts):
    """Return what the page's script says, for pairs of a table and what was typed or chosen."""
    body = bundle.join("judge.js") + f"const attempts = {json.dumps(attempts)};\n"
    said = run_script(body + "return JSON.stringify(attempts.map(([t, a]) => judged(t, a)));")
    return [(each["right"], each["words"]) for each in json.loads(said)]


def test_the_page_judges_as_python_does():
    attempts, wanted = [], []
    for exercise in EXERCISES.values():
        if isinstance(exercise, Function):
            continue
        given = [(exercise.answer, "right.")]
        given += [(wrong, f"not yet. {words}") for wrong, words in wrong_answers(exercise)]
        for answer, words in given:
            if isinstance(exercise, Number):
                answer = ", ".join(map(repr, np.atleast_1d(answer).tolist()))
            attempts.append((exercise.as_table(), answer))
            wanted.append((words == "right.", words))
    assert in_the_page(attempts) == wanted


@pytest.mark.parametrize(
    ("typed", "right", "words"),
    [
        ("1 − β^t", True, "right."),
        ("-beta^t + 1", True, "right."),
        ("1 - 2*beta^t/2^1", True, "right."),
        ("1 - np.exp(t * ln(beta))", True, "right."),
        ("1 - beta^(t*2/2)", True, "right."),
        ("1 - (beta^t", None, "A bracket is not closed. A formula of beta, t, please."),
        ("1 - beta^", None, "Something is missing at the end. A formula of beta, t, please."),
        ("1 - gamma", None, "What is gamma? A formula of beta, t, please."),
        ("constructor", None, "What is constructor? A formula of beta, t, please."),
        ("alert(1)", None, "What is alert? A formula of beta, t, please."),
        ("1; beta", None, "What is “;”? A formula of beta, t, please."),
        ("2 beta", None, "“beta” is out of place. A formula of beta, t, please."),
        ("sqrt beta", None, "A bracket is missing after sqrt. A formula of beta, t, please."),
        ("t - 1", False, "not yet. It goes wrong at (0.9, 1), where yours gives 0."),
        (
            "beta / (t - 1)",
            False,
            "not yet. It goes wrong at (0.9, 1), where yours gives no number.",
        ),
        (" ", None, "not answered yet."),
    ],
)
def test_what_is_typed_as_a_formula(typed, right, words):
    assert in_the_page([(FADED.as_table(), typed)]) == [(right, words)]


def test_nothing_is_chosen():
    table = Choice("longer", {"shorter": "No.", "the same": "No."}).as_table()
    assert in_the_page([(table, "")]) == [(None, "not answered yet.")]


def test_a_choice():
    exercise = Choice("longer", {"shorter": "Only v was looked at.", "the same": "At t = 1?"})
    assert exercise.judge("longer") == (True, "")
    assert exercise.judge("shorter") == (False, "Only v was looked at.")
    with pytest.raises(ValueError, match="one of 'longer', 'shorter', 'the same', got 'long'"):
        exercise.judge("long")


@pytest.mark.parametrize("name", ["03-99", "99-1", "3-1", "", None])
def test_an_unknown_exercise(name):
    with pytest.raises(ValueError, match="name must be that of an exercise"):
        check(name, 1)
