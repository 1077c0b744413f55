"""Change a module in small ways, and see whether its tests notice.

`python -m tools.mutants` takes all modules of `TESTS`, `python -m tools.mutants rule arrays` some,
`--sample 40` so many of each. What was killed is kept in `_build/mutants.json` until the module
changes, so a run goes on where another ended; what lives is tried again. Mutants that change
nothing that anybody could notice stand in `tests/mutants.toml`, each with the reason.
"""

import argparse
import compileall
import gc
import hashlib
import importlib
import itertools
import json
import os
import random
import signal
import sys
import tempfile
import time
import tomllib
from contextlib import suppress
from pathlib import Path

from tools.mutations import mutants

ROOT = Path(__file__).parents[1]
STATE = ROOT / "_build/mutants.json"
EQUIVALENT = ROOT / "tests/mutants.toml"
PATIENCE = 10  # seconds that a test may take at least, however quick it was
HEART, LAB = "tests/test_properties.py", "tests/lab/test_"
CONTRACT = "tests/teach/test_contract.py"
QUICK = "-k=not jax"  # which compiles every operation, longer than all others take
# Files, tests in them, and options of pytest: what takes seconds, and kills.
TESTS = {
    "averages": [
        "tests/test_averages.py",
        f"{HEART}::test_averages_are_linear_and_between",
        f"{HEART}::test_corrections_grow_with_time_up_to_one",
        QUICK,
    ],
    "rule": ["tests/test_optimizers.py", HEART, QUICK],
    "arrays": ["tests/test_arrays.py", "tests/test_trajectory.py", HEART, QUICK],
    "bounds": [
        "tests/test_bounds.py",
        f"{HEART}::test_no_step_exceeds_the_bound",
        f"{HEART}::test_bounds_are_at_least_one_and_grow",
        f"{HEART}::test_bounds_broadcast",
    ],
    "online": ["tests/test_online.py", f"{HEART}::test_a_projected_rule_stays_inside"],
    "trajectory": ["tests/test_trajectory.py", f"{HEART}::test_a_run_is_its_steps", QUICK],
    "objectives": [
        "tests/test_objectives.py",
        f"{HEART}::test_turning_keeps_lengths_and_slopes_are_slopes",
    ],
    "optimizers": [
        "tests/test_identities.py",
        "tests/test_reference.py",
        "tests/test_optimizers.py",
        QUICK,
    ],
    "memory": ["tests/test_fused.py", "-k=not threads_do"],
    "loops": ["tests/test_fused.py", "-k=not threads_do"],
    "fused": ["tests/test_fused.py", "-k=not threads_do"],
    "lab/datasets": [LAB + "datasets.py", LAB + "cache.py"],
    "lab/reviews": [LAB + "reviews.py"],
    "lab/reading": ["tests/tools/test_fuzz.py"],
    "lab/unpack": [LAB + "cache.py", "tests/tools/test_fuzz.py"],
    "lab/cache": [LAB + "cache.py", LAB + "embedded.py"],
    "lab/embedded": [LAB + "embedded.py", LAB + "datasets.py"],
    "lab/fields": [LAB + "fields.py", LAB + "results.py"],
    "lab/results": [LAB + "results.py", "-k=not whole"],
    "lab/kept": [LAB + "results.py", "-k=not whole"],
    "lab/writing": [LAB + "results.py"],
    "lab/trials": [LAB + "trials.py", "-k=not (processes or network or blocks or threads or gpu)"],
    "teach/schedule": ["tests/teach/test_schedule.py"],
    "teach/contract": [
        f"{CONTRACT}::test_an_optimizer_at_the_defaults",
        f"{CONTRACT}::test_what_is_given_and_not_taken_is_an_error",
        f"{CONTRACT}::test_hyperparameters_of_a_finished_one_are_estimated_and_said",
        f"{CONTRACT}::test_a_hyperparameter_that_is_not_used_is_named",
        f"{CONTRACT}::test_what_raises_could_not_be_examined",
        f"{CONTRACT}::test_a_t_from_zero_that_raises",
        f"{CONTRACT}::test_wrong_hyperparameters",
        f"{CONTRACT}::test_other_defaults_are_noted",
        f"{CONTRACT}::test_what_would_be_adam_if_it_were_called_otherwise_is_said",
        f"{CONTRACT}::test_a_finished_adamw_is_looked_at_with_its_decay",
        f"{CONTRACT}::test_what_cannot_be_set_to_work_says_why_where_and_what_to_do",
        "tests/teach/test_manners.py::test_a_weight_decay_that_it_takes_is_to_be_used",
        "tests/teach/test_manners.py::test_an_exit_is_no_verdict",
        "tests/teach/test_manners.py::test_prints_are_noted_and_not_shown",
    ],
    "teach/examine/fit": [
        "tests/teach/test_fit.py",
        f"{CONTRACT}::test_hyperparameters_of_a_finished_one_are_estimated_and_said",
    ],
    "teach/examine/identify": [
        "tests/teach/test_identify.py",
        f"{CONTRACT}::test_hyperparameters_of_a_finished_one_are_estimated_and_said",
    ],
    "teach/examine/look": ["tests/teach/test_examine.py"],
    "teach/examine/observe": ["tests/teach/test_examine.py"],
    "teach/examine/properties": ["tests/teach/test_examine.py"],
    "teach/examine/subject": ["tests/teach/test_examine.py"],
}


def shadow(folder, module, source):
    """Make in ``folder`` a package adamtext of links, but for one module of that source."""
    here, there = ROOT / "adamtext", Path(folder) / "adamtext"
    *parents, name = module.split("/")
    for part in [*parents, f"{name}.py"]:
        there.mkdir()
        for path in here.iterdir():
            if path.name != part:
                (there / path.name).symlink_to(path)
        here, there = here / part, there / part
    there.write_text(source, "utf-8")
    return there


class Trial:
    """The tests of a module on a changed source, run in a process of their own.

    ``quick`` says how many seconds tests take; in its order they are run, and others after them.
    """

    def __init__(self, module, what, source, quick):
        self.module, self.what = module, what
        # beside the tests, because pytest would look through all that lies in the system's folder
        STATE.parent.mkdir(exist_ok=True)
        self.folder = tempfile.TemporaryDirectory(dir=STATE.parent)
        self.log = Path(self.folder.name, "log.json")
        self.room = tempfile.TemporaryDirectory()
        path = shadow(self.folder.name, module, source)
        self.child = os.fork()
        if self.child == 0:
            os.setsid()
            code = 99
            with suppress(BaseException):
                os.environ["TMPDIR"] = tempfile.tempdir = self.room.name
                code = examine(self.folder.name, [path, *TESTS[module]], Order(self.log, quick))
            os._exit(code)

    def end(self):
        """Return what killed the mutant: an exit code of pytest, or a signal; 0 if nothing did.

        Return None while the tests go on. Afterwards ``seen`` is what :class:`Order` wrote.
        """
        done, status = os.waitpid(self.child, os.WNOHANG)
        if not done:
            return None
        with suppress(ProcessLookupError):  # whatever the tests left running
            os.killpg(self.child, signal.SIGKILL)
        self.seen = load(self.log)
        self.folder.cleanup()
        self.room.cleanup()
        return os.waitstatus_to_exitcode(status)


class Order:
    """A plugin of pytest: it runs tests in the order of ``quick``, and writes down what it saw.

    A test that takes much longer than that says ends the process: a mutant that never ends is
    killed, too.
    """

    def __init__(self, log, quick):
        self.log, self.quick, self.seconds, self.failed = log, quick, {}, ""
        self.rank = {test: k for k, test in enumerate(quick)}
        signal.alarm(60)

    def pytest_collection_modifyitems(self, items):  # noqa: D102
        items.sort(key=lambda item: self.rank.get(short(item.nodeid), len(self.rank)))

    def pytest_runtest_logstart(self, nodeid):  # noqa: D102
        signal.alarm(PATIENCE + int(20 * self.quick.get(short(nodeid), 3)))

    def pytest_runtest_logreport(self, report):  # noqa: D102
        test = short(report.nodeid)
        self.seconds[test] = self.seconds.get(test, 0) + report.duration
        self.failed = test if report.failed else self.failed

    def pytest_sessionfinish(self):  # noqa: D102
        signal.alarm(60)
        seen = {"seconds": self.seconds, "failed": self.failed}
        self.log.write_text(json.dumps(seen), "utf-8")


def short(nodeid):
    """Name a test without its folder: the changed module lies in another one each time."""
    path, _, test = nodeid.partition("::")
    return f"{path.rpartition('/')[2]}::{test}"


def examine(folder, tests, order):
    """Run pytest in this process on the package in ``folder``; return its exit code."""
    import pytest
    from hypothesis import Phase, settings

    # a mutant needs to fail once, and not in the smallest possible way
    settings.register_profile("mutants", phases=[Phase.explicit, Phase.generate], database=None)
    settings.load_profile("mutants")
    if "numba" in sys.modules:  # to compile a loop takes longer than to run it as it is
        sys.modules["numba"].config.DISABLE_JIT = True
    sys.dont_write_bytecode = True
    sys.path[:0] = [folder, str(ROOT)]
    os.environ["PYTHONPATH"] = f"{folder}:{ROOT}"
    os.chdir(ROOT)
    sink = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(sink, stream)
    options = ["-x", "-q", "--no-header", "--tb=no", "--assert=plain"]
    options += ["-p", "no:cacheprovider", "-p", "no:hypothesispytest"]
    options += ["-o", "python_functions=test_*"]  # and no function of a module, such as `tested`
    return int(pytest.main([*options, *map(str, tests)], [order]))


def prepare():
    """Import, once for all mutants, what tests import beside adamtext itself."""
    names = (
        "numpy scipy.optimize scipy.sparse array_api_strict torch jax.numpy numba pooch requests "
        "PIL.Image tqdm matplotlib.pyplot threadpoolctl anywidget pytest hypothesis xdist.plugin "
        "nbval.plugin hypothesis.internal.conjecture.providers nbclient "
        "sphinx.application docutils.core"
    )
    for name in names.split():
        with suppress(ImportError):
            importlib.import_module(name)
    for folder in ("adamtext", "tests", "tools"):
        compileall.compile_dir(ROOT / folder, quiet=1)
    gc.freeze()  # what is there already need not be looked through in every process


def tried(jobs, quick, workers):
    """Yield each trial of ``jobs`` that has ended, and what killed it; so many run at a time.

    Whatever test kills is the first to be run from then on.
    """
    jobs, going = iter(jobs), []
    while True:
        for job in itertools.islice(jobs, workers - len(going)):
            going.append(Trial(*job, quick.get(job[0], {})))
        if not going:
            return
        for trial in tuple(going):
            code = trial.end()
            if code is not None:
                going.remove(trial)
                known, test = quick.setdefault(trial.module, {}), trial.seen.get("failed")
                if test:
                    quick[trial.module] = {test: known.get(test, 3)} | known
                yield trial, code
        time.sleep(0.01)


def load(path):
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def equivalent():
    """Return the mutants that change nothing, by module: what is changed, and why it is nothing."""
    tables = tomllib.loads(EQUIVALENT.read_text("utf-8"))
    return {name: {one["mutant"]: one["reason"] for one in ones} for name, ones in tables.items()}


def plan(module, sample, killed):
    """Return what is to be run of a module: all mutants, and those that are not yet known."""
    source = (ROOT / f"adamtext/{module}.py").read_text("utf-8")
    every = list(mutants(source))
    if sample:
        every = random.Random(module).sample(every, min(sample, len(every)))
    stamp = hashlib.sha256(source.encode()).hexdigest()
    known = set(killed.get(module, {}).get(stamp, ()))
    return stamp, every, [one for one in every if one[0] not in known]


def table(rows):
    """Yield the lines of the table; a row has its module, mutants, killed, and equivalent ones."""
    yield f"{'module':26}{'mutants':>9}{'killed':>8}{'equivalent':>12}{'alive':>7}{'share':>8}"
    for module, total, dead, same in rows:
        share = dead / max(total - same, 1)
        yield f"{module:26}{total:9}{dead:8}{same:12}{total - dead - same:7}{share:8.1%}"


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="of: " + ", ".join(TESTS))
    parser.add_argument("--sample", type=int, metavar="N", help="so many mutants of each module")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--list", action="store_true", help="only say what would be changed")
    args = parser.parse_args(argv)
    if wrong := set(args.modules) - TESTS.keys():
        parser.error(f"no module {', '.join(sorted(wrong))}")
    killed, same = load(STATE), equivalent()
    plans = {name: plan(name, args.sample, killed) for name in args.modules or TESTS}
    jobs = [
        (name, *one)
        for name, (_, _, left) in plans.items()
        for one in left
        if one[0] not in same.get(name, {})
    ]
    if args.list:
        print(*(f"{name} {what}" for name, what, _ in jobs), sep="\n")
        return 0
    return report(plans, run(jobs, plans, killed, args.workers), killed, same)


def run(jobs, plans, killed, workers):
    """Run all jobs; keep who was killed; return the survivors."""
    prepare()
    modules = dict.fromkeys(name for name, *_ in jobs)
    whole = [(name, "", (ROOT / f"adamtext/{name}.py").read_text("utf-8")) for name in modules]
    quick, alive, start, said = {}, [], time.monotonic(), 0.0
    for trial, code in tried(whole, {}, 1):
        if code:
            failed = trial.seen.get("failed") or code
            raise SystemExit(f"{trial.module}: tests fail, though nothing is changed: {failed}")
        seconds = trial.seen["seconds"]
        quick[trial.module] = {test: seconds[test] for test in sorted(seconds, key=seconds.get)}
        print(f"{trial.module}: {len(seconds)} tests take {sum(seconds.values()):.1f} s")
    for done, (trial, code) in enumerate(tried(jobs, quick, workers), 1):
        if code == 0:
            alive.append((trial.module, trial.what))
            print(f"alive: {trial.module} {trial.what}", flush=True)
        else:
            dead = killed.setdefault(trial.module, {}).setdefault(plans[trial.module][0], [])
            dead.append(trial.what)
        spent = time.monotonic() - start
        if spent - said > 20 or done == len(jobs):
            said, left = spent, spent * (len(jobs) - done) / done
            print(f"{done} of {len(jobs)} mutants, {left:.0f} s to go", file=sys.stderr)
            STATE.write_text(json.dumps(killed, indent=0), "utf-8")
    return alive


def report(plans, alive, killed, same):
    """Print the table and the survivors; return 1 if a module has more than one in twenty."""
    rows = []
    for name, (stamp, every, _) in plans.items():
        dead = set(killed.get(name, {}).get(stamp, ()))
        listed = [what for what, _ in every if what in same.get(name, {}) and what not in dead]
        rows.append((name, len(every), sum(what in dead for what, _ in every), len(listed)))
    print(*table(rows), sep="\n")
    print(*(f"alive: {name} {what}" for name, what in sorted(alive)), sep="\n")
    return int(any(dead < 0.95 * (total - listed) for _, total, dead, listed in rows))


if __name__ == "__main__":
    sys.exit(main())
