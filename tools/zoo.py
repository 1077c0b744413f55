"""Show what ``adamtext check`` says of each optimiser of the zoo, beside what is true.

``make zoo``, or ``python -m tools.zoo [--failures] [WORD …]`` for those whose id or form has a
word. The zoo is in tests/teach/zoo; its exit status is 0, since it measures and does not test.
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

RIGHT = "right"
OUTCOMES = (RIGHT, "in part", "unknown", "missed", "false alarm", "wrong name", "not examined")
FAMILY = ("Adam", "AdamW")


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m tools.zoo", description=__doc__.split("\n")[0])
    parser.add_argument("words", nargs="*", metavar="WORD", help="only ids and forms with it")
    parser.add_argument("--failures", action="store_true", help="leave out what is right")
    args = parser.parse_args(arguments)
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


# The two functions that know what a report looks like


def examined(report):
    """Whether it came to steps at all."""
    return "could not be examined" not in report.verdict and all(
        f.name != "runs" or f.passed for f in report.findings
    )


def said_by(report):
    """Say in short what a report says."""
    if not examined(report):
        return "could not be examined"
    said = str(report.likely or report.rule or "not Adam, unknown")
    return said if report.ok or report.rule is None or report.likely else f"{said} (not ok)"


def judge(entry, report):
    """Hold a report to an entry's verdict."""
    if not examined(report):
        return RIGHT if entry.verdict == "not examined" else "not examined"
    words = f"{report.likely or ''} {report.rule or ''}"
    named = set(re.findall(r"\w+", words)) & (slips() | set(FAMILY))
    relative = next((r for r in TRUTHS if r[0].isupper() and r not in FAMILY
                     and re.match(rf"{r}\b", report.rule or "")), None)  # fmt: skip
    if relative and not report.likely:
        named = {relative.split(",")[0]}
    if named & slips():
        named -= set(FAMILY)  # said of the rule beside a slip
    truths = [set(v.split(" + ")) for v in (entry.verdict, *entry.also)]
    truths = [{n.split(",")[0] for n in t} - (set(FAMILY) if len(t) > 1 else set()) for t in truths]
    if report.ok:
        return RIGHT if named in truths else "missed"
    if entry.verdict in FAMILY:
        return "wrong name" if named - set(FAMILY) else "false alarm"
    if named in truths and not named & set(FAMILY):
        return RIGHT
    if not named - set(FAMILY):
        return RIGHT if entry.unknown else "unknown"
    return "in part" if any(named < t for t in truths) else "wrong name"


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
