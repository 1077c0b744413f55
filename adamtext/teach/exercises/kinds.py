"""What an exercise asks for, number, formula, function or choice, and how an answer is judged."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np


class Verdict(NamedTuple):
    """Whether an answer is right, None for no answer, and the sentence that says so."""

    right: bool | None
    words: str

    def __repr__(self):
        """Return the sentence, which is what a notebook then shows."""
        return self.words


class Number(NamedTuple):
    """An exercise whose answer is a number, or several in order.

    Attributes
    ----------
    answer : float or tuple of float
    mistakes : dict
        Wrong answer -> the mistake that gives it, in a sentence.
    rel : float
        An answer is right, or that mistake's, if it is this near, relative to it. What is as near
        to a mistake as to the answer would be judged at random, and raises ValueError in a test.
    """

    answer: float | tuple
    mistakes: dict
    rel: float = 0.01

    def judge(self, answer):
        """Return whether ``answer`` is right, and what there is to say.

        Raises
        ------
        ValueError
            If it is not made of so many finite numbers.
        """
        given, wanted = numbers(answer), np.atleast_1d(self.answer)
        if given.shape != wanted.shape:
            count = "one number" if wanted.size == 1 else f"{wanted.size} numbers"
            raise ValueError(f"answer must be {count}, got {answer!r}")
        if self._near(given, wanted):
            return True, ""
        for wrong, words in self.mistakes.items():
            if self._near(given, np.atleast_1d(wrong)):
                return False, words
        if self._near(-given, wanted):
            return False, "The size is right; the sign is not."
        return False, f"It is compared to within {self.rel:g} of its size."

    def as_table(self):
        """Return what the book's page judges by, as JSON knows it."""
        mistakes = [
            (np.atleast_1d(wrong).tolist(), words) for wrong, words in self.mistakes.items()
        ]
        answer = np.atleast_1d(self.answer).tolist()
        return {"kind": "number", "answer": answer, "rel": self.rel, "mistakes": mistakes}

    def _near(self, given, wanted):
        return bool(np.allclose(given, wanted, rtol=self.rel, atol=1e-12))


class Function(NamedTuple):
    """An exercise whose answer is a function: a formula, or code.

    Attributes
    ----------
    answer : callable
        One that is right.
    mistakes : list of (callable, str)
        Wrong ones, each with its mistake in a sentence.
    cases : callable
        ``cases() -> list of tuple``: arguments on which functions are compared.
    rel : float
        How near their values must be.
    """

    answer: Callable
    mistakes: list
    cases: Callable
    rel: float = 1e-6

    def judge(self, answer):
        """Return whether ``answer`` is right, and what there is to say.

        Raises
        ------
        ValueError
            If it cannot be called.
        """
        if not callable(answer):
            raise ValueError(f"answer must be a function, got {answer!r}")
        cases = self.cases()
        try:
            given = [answer(*case) for case in cases]
        except Exception as error:
            return False, f"Your function stops: {type(error).__name__}: {error}"
        wrong = self._differs(self.answer, given, cases)
        if wrong is None:
            return True, ""
        for mistaken, words in self.mistakes:
            if self._differs(mistaken, given, cases) is None:
                return False, words
        case = ", ".join(short(each) for each in cases[wrong])
        return False, f"It goes wrong at ({case}), where yours gives {short(given[wrong])}."

    def _differs(self, function, given, cases):
        """Return the first case in which ``function`` gives something else, or None."""
        for k, (case, value) in enumerate(zip(cases, given, strict=True)):
            with np.errstate(all="ignore"):
                wanted = np.asarray(function(*case), dtype=float)
            try:
                value = np.asarray(value, dtype=float)
            except (TypeError, ValueError):
                return k
            if value.shape != wanted.shape or not np.allclose(
                value, wanted, rtol=self.rel, equal_nan=True
            ):
                return k
        return None


class Formula(NamedTuple):
    """An exercise whose answer is a formula, judged as a function of numbers.

    Attributes
    ----------
    names : str
        What it is a formula of, with spaces between: ``"beta t"``.
    answer : str
        One that is right: ``"1 - beta**t"``.
    mistakes : dict
        Wrong formula -> the mistake that gives it, in a sentence.
    cases : list of tuple
        Numbers on which formulas are compared.
    rel : float
        How near their values must be.
    """

    names: str
    answer: str
    mistakes: dict
    cases: list
    rel: float = 1e-6

    def judge(self, answer):
        """Return whether ``answer``, a text or a function, is right, and what there is to say.

        Raises
        ------
        ValueError
            If it is neither a formula nor a function.
        """
        if isinstance(answer, str):
            answer = self._function(answer)
        mistakes = [(self._function(wrong), words) for wrong, words in self.mistakes.items()]
        right = self._function(self.answer)
        return Function(right, mistakes, lambda: self.cases, self.rel).judge(answer)

    def as_table(self):
        """Return what the book's page judges by, as JSON knows it."""
        return {
            "kind": "formula",
            "names": self.names.split(),
            "cases": self.cases,
            "answer": self._values(self.answer),
            "rel": self.rel,
            "mistakes": [(self._values(wrong), words) for wrong, words in self.mistakes.items()],
        }

    def _function(self, text):
        known = {"sqrt": np.sqrt, "exp": np.exp, "log": np.log, "ln": np.log, "np": np}
        try:
            return eval(f"lambda {', '.join(self.names.split())}: {text.replace('^', '**')}", known)
        except SyntaxError:
            raise ValueError(f"answer must be a formula of {self.names}, got {text!r}") from None

    def _values(self, text):
        return [float(self._function(text)(*case)) for case in self.cases]


class Choice(NamedTuple):
    """An exercise whose answer is one of a few words: ``answer``, or a key of ``mistakes``."""

    answer: str
    mistakes: dict

    def judge(self, answer):
        """Return whether ``answer`` is right, and what there is to say.

        Raises
        ------
        ValueError
            If it is none of the words.
        """
        words = self.words()
        if answer not in words:
            raise ValueError(f"answer must be one of {', '.join(map(repr, words))}, got {answer!r}")
        return answer == self.answer, self.mistakes.get(answer, "")

    def words(self):
        """Return what there is to choose from, in an order that tells nothing."""
        return sorted([self.answer, *self.mistakes])

    def as_table(self):
        """Return what the book's page judges by, as JSON knows it."""
        mistakes = list(self.mistakes.items())
        return {
            "kind": "choice",
            "words": self.words(),
            "answer": self.answer,
            "mistakes": mistakes,
        }


def numbers(answer: Any):
    """Return an answer as an array of finite numbers, of one dimension.

    Raises
    ------
    ValueError
        If it is none.
    """
    try:
        given = np.atleast_1d(np.asarray(answer, dtype=float))
    except (TypeError, ValueError):
        given = np.array([np.nan])
    if given.ndim != 1 or not np.isfinite(given).all() or isinstance(answer, str | bool):
        raise ValueError(f"answer must be a finite number, got {answer!r}")
    return given


def short(value):
    """Return an argument or a value in few signs."""
    array = np.asarray(value)
    if array.ndim == 0 and array.dtype.kind in "fiu":
        return f"{array.item():.6g}"
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:57]}..."
