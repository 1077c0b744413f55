"""What :func:`adamtext.teach.contract.check` reports: in short, at length, or for a machine."""

import textwrap
from typing import NamedTuple

from adamtext.teach.examine.look import Finding
from adamtext.teach.mistakes import MISTAKES
from adamtext.teach.wrong.breaches import BREACHES

__all__ = ["Finding", "Report"]

WIDTH = 92
MORE = " (to see them: --verbose, or report.long())"


class Report(NamedTuple):
    """What was found out; as text, the verdict and what it rests on.

    Attributes
    ----------
    subject, form : str
        What was checked, and what it was taken for.
    rule : str or None
        What it does: "Adam", "AdamW with weight_decay=0.01", a mistake, a relative; None if
        nothing that we know does the same.
    likely : str or None
        What explains it, a key of :data:`~adamtext.teach.mistakes.MISTAKES` or of BREACHES, or
        several with " + " between.
    hyperparameters : str
        Those it was checked with, and whether they were chosen, told, assumed or estimated.
    findings : list of Finding
    examined : bool
        Whether it came to steps at all. If not, it is unknown what it is.
    notes, untested : tuple of str
        What else is to be said, and what nobody looked at.
    line, remedy : str
        Where in the user's own file something was raised, and what may help.
    picture : str
        The first steps, drawn.
    """

    subject: str
    rule: str | None
    likely: str | None
    hyperparameters: str
    findings: list
    examined: bool = True
    form: str = ""
    notes: tuple = ()
    line: str = ""
    remedy: str = ""
    picture: str = ""
    untested: tuple = ()

    def noted(self, note):
        """Return the report with one note more."""
        return self._replace(notes=(*self.notes, note))

    @property
    def ok(self):
        """True if it is Adam or AdamW, all required tests being passed."""
        return self.examined and all(f.passed for f in self.findings if f.required)

    @property
    def exit_code(self):
        """0 if it is Adam, 1 if not, 2 if it could not be examined."""
        return 2 if not self.examined else int(not self.ok)

    @property
    def mistakes(self):
        """The parts of ``likely``."""
        return tuple(self.likely.split(" + ")) if self.likely else ()

    @property
    def verdict(self):
        """The outcome in a few words."""
        if not self.examined:
            return "it could not be examined, which says nothing of whether it is Adam"
        if self.ok:
            return f"this is {self.rule}"
        adam = self.rule is not None and self.rule.split()[0] in ("Adam", "AdamW")
        if self.likely and adam and all(name in BREACHES for name in self.mistakes):
            return f"this makes the steps of {self.rule}, but breaks its contract: {self.likely}"
        if self.likely:
            several = "mistakes are" if len(self.mistakes) > 1 else "mistake is"
            return f"this is not Adam; the likely {several} {' and '.join(self.mistakes)}"
        if self.rule is None:
            return "this is not Adam, nor anything else that we know"
        if adam and " " not in self.rule.replace(" with weight_decay", "_with"):
            return f"this makes the steps of {self.rule}, but breaks its contract"
        return f"this is not Adam; it behaves like {self.rule}"

    def __str__(self):
        lines = [f"{self.subject}: {self.verdict}"]
        if not self.examined:
            lines += [f"  {x}" for x in (self.line, *self.notes) if x]
            return "\n".join([*lines, *block("what may help", self.remedy)])
        lines += wrapped(f"taken for {self.form}, {self.hyperparameters}")
        lines += [x for note in self.notes for x in wrapped(f"note: {note}")]
        for name in self.mistakes:
            lines += explained(name)
        failed = [f for f in self.findings if not f.passed and f.required]
        if not self.likely:
            for f in failed[:3]:
                lines += [*wrapped(f"expected: {f.expected}"), *wrapped(f"     got: {f.got}")]
        for f in self.findings:
            if not f.passed and not f.required and f.name != "in place":
                lines += wrapped(f"note: {f.name}: {f.got}")
        if not self.ok and self.picture:
            lines += ["", self.picture]
        required = [f.passed for f in self.findings if f.required]
        lines.append(f"  {sum(required)} of {len(required)} tests passed{MORE}")
        return "\n".join(lines)

    def long(self):
        """Return everything as text."""
        lines = [str(self).replace(MORE, "")]
        for f in self.findings:
            mark = "ok" if f.passed else "FAIL" if f.required else "note"
            lines.append(f"  {mark:5}{f.name}: {f.expected}")
            if not f.passed:
                lines += textwrap.wrap(
                    f.got, WIDTH, initial_indent=" " * 7 + "got ", subsequent_indent=" " * 11
                )
        if self.untested:
            lines += wrapped("not tested: " + "; ".join(self.untested))
        return "\n".join(lines)

    def as_dict(self):
        """Return everything as what JSON can hold."""
        found = self._asdict()
        found["findings"] = [f._asdict() for f in self.findings]
        found["notes"], found["untested"] = list(self.notes), list(self.untested)
        return found | {"ok": self.ok, "verdict": self.verdict, "exit_code": self.exit_code}


def explained(name):
    """Say what a mistake does, and show its line and the right one."""
    if name in MISTAKES:
        mistake = MISTAKES[name]
        lines = wrapped(f"{name}: {mistake.symptom}")
        lines += block("as though it had", mistake.line) if mistake.line else []
        return lines + (block("instead of", mistake.right) if mistake.right else [])
    words, remedy = BREACHES.get(name, ("", ""))
    return [*wrapped(f"{name}: {words}"), *(wrapped(f"what helps: {remedy}") if remedy else [])]


def block(title, code):
    """Show some lines under a title."""
    return [f"  {title}", textwrap.indent(code, "    ")] if code else []


def wrapped(text):
    """Break a paragraph."""
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")


def bars(title, times, ours, right):
    """Draw steps as bars, in units of alpha, beside those that are right."""
    lines = [f"  {title}: steps in units of alpha, and Adam's"]
    finite = [abs(x) for x in (*ours, *right) if abs(x) < 1e9]
    longest = max([*finite, 1e-9])
    for t, x, y in zip(times, ours, right, strict=True):
        bar = "#" * round(30 * min(abs(x) / longest, 1)) if abs(x) < 1e9 else "not a number"
        lines.append(f"  t = {t:<5}{x:>9.3g} {bar:30} {y:.3g}")
    return "\n".join(lines)
