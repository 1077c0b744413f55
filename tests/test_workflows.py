"""The workflows of .github: what they may do, and that the scripts in them do what they say.

`make lint` checks their syntax and their safety; here is what this repository asks beyond that.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import adamtext

ROOT = Path(__file__).parents[1]
PATHS = sorted((ROOT / ".github/workflows").glob("*.yml"))
TEXTS = {path.stem: path.read_text() for path in PATHS}
MAKEFILE = (ROOT / "Makefile").read_text()

# The only jobs that may write anything.
WRITERS = {
    ("pages", "deploy"): {"pages", "id-token"},
    ("release", "publish"): {"contents"},
    ("report", "issue"): {"issues"},
    ("links", "report"): {"issues"},
    ("weekly", "report-colab"): {"issues"},
    ("weekly", "report-newest"): {"issues"},
}


def steps(text):
    """Yield every step of every job."""
    for job in yaml.safe_load(text)["jobs"].values():
        yield from job.get("steps", [])


def check_targets(_, text):
    """Complain of `make` targets that the Makefile lacks."""
    known = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.M))
    scripts = "\n".join(step.get("run", "") for step in steps(text))
    called = re.findall(r"\bmake ([a-z-]+)", scripts)
    return [f"the Makefile has no {target}" for target in called if target not in known]


def check_pins(_, text):
    """Complain of actions of others that are not pinned by a commit, with its version beside it."""
    used = re.findall(r"\buses: *(.*)$", text, re.M)
    pin = re.compile(r"[\w.-]+(/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\./\S+")
    return [f"not pinned: {action}" for action in used if not pin.fullmatch(action)]


def check_trust(_, text):
    """Complain of triggers that run the code of strangers with rights, and of secrets."""
    triggers = re.findall(r"\b(pull_request_target|workflow_run)\b", text)
    secrets = re.findall(r"secrets(?:\.(?!GITHUB_TOKEN\b)\w+|: inherit)", text)
    return [f"{found} is not to be trusted" for found in triggers + secrets]


def check_permissions(name, text):
    """Complain unless nothing is allowed but what each job asks for, and few may write."""
    workflow = yaml.safe_load(text)
    complaints = [] if workflow.get("permissions") == {} else ["the top allows something"]
    for job, content in workflow["jobs"].items():
        asked = content.get("permissions")
        if not isinstance(asked, dict):
            complaints.append(f"{job} does not say what it may do")
            continue
        writes = {what for what, level in asked.items() if level == "write"}
        if writes != WRITERS.get((name, job), set()):
            complaints.append(f"{job} may write {sorted(writes)}")
    return complaints


def check_scripts(_, text):
    """Complain of expressions pasted into scripts: they belong in `env`."""
    return [f"{{{{ in: {step['run']}" for step in steps(text) if "${{" in step.get("run", "")]


def check_checkouts(_, text):
    """Complain of checkouts that leave the token behind, where every later step can read it."""
    checkouts = [step for step in steps(text) if "actions/checkout" in step.get("uses", "")]
    kept = [step.get("with", {}).get("persist-credentials") for step in checkouts]
    return ["a checkout keeps the token" for keeps in kept if keeps is not False]


CHECKS = (
    check_targets,
    check_pins,
    check_trust,
    check_permissions,
    check_scripts,
    check_checkouts,
)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_workflow_keeps_the_rule(name, check):
    assert check(name, TEXTS[name]) == []


def test_an_action_has_one_pin_in_all_workflows():
    pins = {pin for text in TEXTS.values() for pin in re.findall(r"uses: (\w\S+@.*)", text)}
    assert len(pins) == len({pin.partition("@")[0] for pin in pins})


HASH = "a" * 40
SOUND = f"""
on: push
permissions: {{}}
jobs:
  one:
    runs-on: ubuntu-latest
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@{HASH} # v1.2.3
        with:
          persist-credentials: false
      - run: make book
        env:
          TOKEN: ${{{{ secrets.GITHUB_TOKEN }}}}
"""


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_sound_workflow_passes(check):
    assert check("sound", SOUND) == []


BROKEN = [
    (check_targets, "make book", "make bok"),
    (check_pins, f"{HASH} # v1.2.3", "v1"),
    (check_pins, f"{HASH} # v1.2.3", "v1.2.3 # v1.2.3"),
    (check_pins, f"{HASH} # v1.2.3", HASH),
    (check_pins, f"{HASH} # v1.2.3", f"{HASH[1:]} # v1.2.3"),
    (check_trust, "on: push", "on: pull_request_target"),
    (check_trust, "on: push", "on: {workflow_run: {workflows: [test]}}"),
    (check_trust, "GITHUB_TOKEN", "PYPI_TOKEN"),
    (check_trust, "    steps:", "    secrets: inherit\n    steps:"),
    (check_permissions, "permissions: {}\n", ""),
    (check_permissions, "permissions: {}\n", "permissions: write-all\n"),
    (check_permissions, "    permissions:\n      contents: read\n", ""),
    (check_permissions, "    permissions:\n      contents: read\n", "    permissions: write-all\n"),
    (check_permissions, "contents: read", "contents: write"),
    (check_permissions, "contents: read", "contents: read\n      id-token: write"),
    (check_scripts, "make book", 'echo "${{ github.head_ref }}"'),
    (check_checkouts, "credentials: false", "credentials: true"),
    (check_checkouts, "        with:\n          persist-credentials: false\n", ""),
]


@pytest.mark.parametrize(("check", "sound", "broken"), BROKEN)
def test_broken_workflow_is_caught(check, sound, broken):
    assert sound in SOUND
    assert check("sound", SOUND.replace(sound, broken))


LINTERS = {"jactionlint": ["-"], "zizmor": ["--offline", "--quiet", "-"]}


@pytest.mark.parametrize(
    ("linter", "sound", "broken", "complaint"),
    [
        ("jactionlint", "on: push", "on: psuh", "unknown"),
        ("jactionlint", "secrets.GITHUB_TOKEN", "matrix.pyhton", "pyhton"),
        ("jactionlint", "permissions: {}", "permissions: write-all", "excessive-permissions"),
        ("zizmor", f"@{HASH} # v1.2.3", "@v1", "unpinned-uses"),
        ("zizmor", "permissions:\n      contents: read", "permissions: write-all", "excessive"),
        ("zizmor", "make book", "echo ${{ github.head_ref }}", "template-injection"),
    ],
)
def test_linter_catches_a_broken_workflow(linter, sound, broken, complaint):
    command = [Path(sys.executable).parent / linter, *LINTERS[linter]]
    if not command[0].exists():
        pytest.skip(f"{linter} is not installed")
    text = SOUND.replace(sound, broken)
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    assert done.returncode != 0
    assert complaint in done.stdout


def run(workflow, step, cwd, **environment):
    """Run the script of a named step as a runner does: with bash, ending at the first failure."""
    (script,) = [found["run"] for found in steps(TEXTS[workflow]) if found.get("name") == step]
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=cwd,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
    )


VERSION = adamtext.__version__


@pytest.mark.parametrize("workflow", ["pages", "release"])
@pytest.mark.parametrize(
    ("ref", "passes"),
    [
        (f"refs/tags/v{VERSION}", True),
        (f"refs/tags/v{VERSION}.1", False),
        (f"refs/tags/{VERSION}", False),
        (f"refs/heads/v{VERSION}", False),
        ("refs/heads/main", False),
    ],
)
def test_only_the_tag_of_the_version_is_published(workflow, ref, passes):
    done = run(workflow, "The tag is the version", ROOT, GITHUB_REF=ref)
    assert (done.returncode == 0) == passes
    assert passes or f"publish the tag v{VERSION}" in done.stdout


CHANGELOG = """# Changes

## Unreleased

- Not yet.

## [1.1.0] - 2026-02-01

- Second.

### Fixed

- A thing.

## 1.0.0

- First.

## 0.9.0
"""


@pytest.mark.parametrize(
    ("version", "notes"),
    [
        ("1.1.0", "\n- Second.\n\n### Fixed\n\n- A thing.\n\n"),
        ("1.0.0", "\n- First.\n\n"),
        ("1.1", None),
        ("0.9.0", None),
    ],
)
def test_release_notes_are_the_section_of_the_changelog(tmp_path, version, notes):
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    done = run("release", "What CHANGELOG.md says of it", tmp_path, GITHUB_REF_NAME=f"v{version}")
    if notes is None:
        assert done.returncode != 0
        assert f"no section ## {version}" in done.stdout
    else:
        assert (tmp_path / "notes.md").read_text() == notes


def test_checksums_are_of_all_files(tmp_path):
    names = ["a.whl", "a.tar.gz", "a.zip"]
    (tmp_path / "dist").mkdir()
    for name in names:
        assert run("release", "Checksums", tmp_path).returncode != 0, f"{name} is missing"
        (tmp_path / "dist" / name).write_text(name)
    assert run("release", "Checksums", tmp_path).returncode == 0
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    done = subprocess.run(check, cwd=tmp_path / "dist", capture_output=True, text=True)
    assert done.stdout.split() == [word for name in names for word in (f"{name}:", "OK")]


@pytest.mark.parametrize(("open_issue", "said"), [("", "issue create"), ("7", "issue comment 7")])
def test_trouble_is_one_issue(tmp_path, open_issue, said):
    gh = tmp_path / "gh"
    gh.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/said\n[ "$2" != list ] || echo {open_issue}')
    gh.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = run(
        "report",
        "Open an issue, or comment on the open one",
        tmp_path,
        PATH=path,
        TITLE="All is lost",
        RUN="the-run",
    )
    assert done.returncode == 0
    asked, told = (tmp_path / "said").read_text().splitlines()
    assert 'in:title "All is lost"' in asked
    assert told.startswith(said)
    assert "the-run" in told
