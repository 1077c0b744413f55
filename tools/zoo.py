"""Show what ``adamtext check`` says of each optimiser of the zoo, beside what is true.

``make zoo``, or ``python -m tools.zoo [--failures] [WORD …]`` for those whose id or form has a
word. The zoo is in tests/teach/zoo; the exit status is 0, since this measures and does not test.
With ``--write`` the totals go into CONTRIBUTING.md.
"""

import argparse
import contextlib
import importlib.util
import io
import re
import sys
import warnings
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from teach.zoo import SLIPS, ZOO
from teach.zoo.truths import TRUTHS

PAGE = Path(__file__).parents[1] / "CONTRIBUTING.md"
RIGHT = "right"
OUTCOMES = (RIGHT, "in part", "unknown", "missed", "false alarm", "wrong name", "not examined")
FAMILY = ("Adam", "AdamW")


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m tools.zoo", description=__doc__.split("\n")[0])
    parser.add_argument("words", nargs="*", metavar="WORD", help="only ids and forms with it")
    parser.add_argument("--failures", action="store_true", help="leave out what is right")
    parser.add_argument("--write", action="store_true", help=f"write totals into {PAGE.name}")
    args = parser.parse_args(arguments)
    if args.write and args.words:
        parser.error("--write is for all of them")
    chosen = [
        e for e in ZOO if not args.words or any(w in f"{e.form} {e.where}" for w in args.words)
    ]
    absent = {e.needs for e in chosen if e.needs and not importlib.util.find_spec(e.needs)}
    totals = Counter()
    print(line("optimiser", "form", "true verdict", "said", "which is"))
    for entry in chosen:
        if entry.needs in absent:
            continue
        said, outcome = examine(entry)
        totals[group(entry), outcome] += 1
        if not (args.failures and outcome == RIGHT):
            print(line(entry.where, entry.form, entry.in_words(), said, outcome), flush=True)
    print()
    print(table(totals))
    if args.write:
        text = PAGE.read_text("utf-8")
        start, end = "<!-- zoo -->\n", "<!-- /zoo -->"
        before, rest = text.split(start)
        after = rest.partition(end)[2]
        PAGE.write_text(f"{before}{start}\n{table(totals)}\n\n{end}{after}", "utf-8")
    if absent:
        print(f"left out, for want of {', '.join(sorted(absent))}: "
              f"{sum(e.needs in absent for e in chosen)}")  # fmt: skip
    return 0


def line(where, form, verdict, said, outcome):
    return f"{where:40} {form:9} {verdict:52} {said:44} {outcome}"


def group(entry):
    """Say what an entry is in the table of totals."""
    if entry.verdict in FAMILY:
        return "right ones"
    if entry.verdict == "not examined":
        return "cannot run"
    if " + " in entry.verdict and not entry.names & set(FAMILY):
        return "two slips"
    return "slips" if entry.names & slips() else "relatives"


def slips():
    from adamtext.teach.mistakes import MISTAKES

    return set(MISTAKES) | set(SLIPS)


def examine(entry):
    """Return what is said of an entry, in short, and which of OUTCOMES that is."""
    from adamtext.teach.contract import check

    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            report = check(entry.load())
        except Exception as error:
            text = f"{type(error).__name__}: {' '.join(str(error).split())}"
            return text[:42], RIGHT if entry.verdict == "not examined" else "not examined"
    return said_by(report), judge(entry, report)


# What a report looks like is known from here


def examined(report):
    """Say whether it came to steps at all."""
    runs = all(f.passed for f in getattr(report, "findings", ()) if f.name == "runs")
    return runs and "could not be examined" not in report.verdict


def said_by(report):
    """Say in short what a report says."""
    if not examined(report):
        return "could not be examined"
    said = str(report.likely or report.rule or "not Adam, unknown")
    return f"{said} (not ok)" if said.startswith(FAMILY) and not report.ok else said


def named_by(report):
    """Return the names that a report gives: slips, or else a relative or Adam."""
    text = f"{report.likely or ''} {report.rule or ''}"
    found = slips() & set(re.findall(r"\w+", text))
    if not found and report.rule:
        words = [name for name in relatives() if re.match(rf"{name}\b", report.rule)]
        found = {max(words, key=len)} if words else set()
    if not report.ok and not found & slips():
        for said in re.findall(r"\bignores ([^.;\n]*)", str(report)):
            words = {"alpha": "alpha", "betas": "beta", "eps": "eps"}
            found |= {f"ignores_{word}" for word, part in words.items() if part in said}
    return found


def names_in(verdict):
    """Return the names in a verdict, of which Adam is none beside a slip."""
    found = {name.partition(",")[0] for name in verdict.split(" + ")}
    return found - set(FAMILY) or found


def judge(entry, report):
    """Hold a report to an entry's verdict: one of OUTCOMES."""
    if not examined(report):
        return RIGHT if entry.verdict == "not examined" else "not examined"
    named, right = named_by(report), [names_in(v) for v in (entry.verdict, *entry.also)]
    if report.ok:
        return RIGHT if named in right else "missed"
    named -= set(FAMILY)
    if entry.verdict in FAMILY:
        return "wrong name" if named else "false alarm"
    if not named:
        return RIGHT if entry.unknown else "unknown"
    if named in right:
        return RIGHT
    return "in part" if any(named < names for names in right) else "wrong name"


def relatives():
    return {name.partition(",")[0] for name in TRUTHS if name[0].isupper()}


def table(totals):
    """Write the table of totals in Markdown."""
    groups = [g for g in ("right ones", "slips", "two slips", "relatives", "cannot run")
              if any(totals[g, o] for o in OUTCOMES)]  # fmt: skip
    rows = [["", *OUTCOMES, "all"]]
    for g in groups:
        found = [totals[g, o] for o in OUTCOMES]
        rows.append([g, *found, sum(found)])
    found = [sum(totals[g, o] for g in groups) for o in OUTCOMES]
    rows.append(["all", *found, sum(found)])
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join([lines[0], "|:--|" + "--:|" * (len(OUTCOMES) + 1), *lines[1:]])


if __name__ == "__main__":
    sys.exit(main())
