"""``adamtext check``."""

import json
import os
import subprocess
import sys

import pytest

from adamtext.__main__ import main
from adamtext.teach.mistakes import MISTAKES

MINE = """
from adamtext import adam
from adamtext.teach.mistakes import MISTAKES

wrong = MISTAKES["no_correction"].rule

class Zoo:
    right = adam

fast = adam(0.1, beta2=0.9)
number = 3

def short(lr=1e-3):
    return adam(lr)

def step(w, g, m, v, t, lr=1e-3):
    return w ^ g
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Be where a module of one's own is."""
    (tmp_path / "mine_to_check.py").write_text(MINE)
    (tmp_path / "broken_to_check.py").write_text("raise SystemExit('not\\ntoday')")
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    sys.modules.pop("mine_to_check", None)


def test_right(capsys):
    assert main(["check", "adamtext:adam"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("adam: this is Adam\n")
    assert err == ""


def test_wrong(capsys):
    assert main(["check", "mine_to_check:wrong"]) == 1
    out, err = capsys.readouterr()
    assert "the likely mistake is no_correction" in out
    assert MISTAKES["no_correction"].symptom in " ".join(out.split())
    assert "6.57 ####" in out  # a picture
    assert len(out.splitlines()) < 25
    assert err == ""


def test_other_names(capsys):
    assert main(["check", "mine_to_check:Zoo.right"]) == 0
    assert main(["check", "mine_to_check:fast"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "alpha=0.1 (estimated), beta1=0.9 (estimated), beta2=0.9 (estimated)" in out
    assert main(["check", "--beta2", "0.9", "mine_to_check:fast"]) == 0
    assert "beta2=0.9 (told), alpha=0.1 (estimated)" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["mine_to_check.py:wrong", "./mine_to_check.py:wrong"])
def test_a_file(name, capsys):
    assert main(["check", name]) == 1
    assert "no_correction" in capsys.readouterr().out


def test_at_length(capsys):
    assert main(["check", "--verbose", "adamtext:adam"]) == 0
    out = capsys.readouterr().out
    assert "ok   sparse gradient: one gradient and 99 zeros" in out
    assert "not tested: steps after t = 1000" in out


def test_for_machines(capsys):
    assert main(["check", "--json", "mine_to_check:wrong"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["likely"], found["ok"], found["exit_code"]) == ("no_correction", False, 1)
    assert found["findings"][0]["name"] == "trajectory"


def test_what_cannot_be_examined_is_no_verdict(capsys):
    assert main(["check", "mine_to_check:step"]) == 2
    out, err = capsys.readouterr()
    assert "could not be examined" in out
    assert "mine_to_check.py, line 1" in out
    assert "what may help" in out
    assert err == ""
    assert main(["check", "mine_to_check:number"]) == 2


def test_the_lines_to_wrap_it_in(capsys):
    assert main(["check", "--wrapper"]) == 0
    out = capsys.readouterr().out
    assert "def my_adam(" in out
    compile(out.split("\n\n", 1)[1], "wrapper", "exec")


def test_torch(capsys):
    pytest.importorskip("torch")
    assert main(["check", "torch.optim:Adam"]) == 0
    assert main(["check", "torch.optim:RMSprop"]) == 1
    assert "it behaves like RMSProp" in capsys.readouterr().out


def test_the_path_is_left_as_it_was():
    before = list(sys.path)
    main(["check", "mine_to_check:wrong"])
    with pytest.raises(SystemExit):
        main(["check", "mine_to_check:nothing"])
    assert sys.path == before


def test_from_the_shell(folder):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    # the script that pip makes does not have the current directory on its path
    script = "import sys; from adamtext.__main__ import main; sys.exit(main())"
    (folder / "bin").mkdir()
    (folder / "bin" / "adamtext").write_text(script)
    command = [sys.executable, "bin/adamtext", "check", "mine_to_check:wrong"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("no_correction: ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: MODULE:NAME"),
        (["adam"], "adam: must be MODULE:NAME"),
        (["adamtext:"], "adamtext:: must be MODULE:NAME"),
        ([":adam"], ":adam: must be MODULE:NAME"),
        (["no_such_module:adam"], "no_such_module:adam: cannot import no_such_module (ModuleNot"),
        (["broken_to_check:adam"], "broken_to_check:adam: cannot import broken_to_check (SystemEx"),
        (["adamtext:madam"], "adamtext:madam: module adamtext has no madam"),
        (["mine_to_check.py"], "mine_to_check.py: must be MODULE:NAME: try mine_to_check.py:"),
        (["mine_to_check:nothing"], "mine_to_check:nothing: module mine_to_check has no nothing"),
        (["none.py:adam"], "none.py:adam: there is no file none.py"),
        (
            ["--eps", "1e-6", "mine_to_check:short"],
            "mine_to_check:short: short takes alpha, and no",
        ),
        (["--alpha", "-1", "adamtext:adam"], "adamtext:adam: alpha must be finite and >= 0"),
        (["--alpha", "x", "adamtext:adam"], "argument --alpha: invalid float value"),
    ],
)
def test_a_wrong_command_line_gets_one_line(arguments, message, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["check", *arguments])
    out, err = capsys.readouterr()
    assert stop.value.code == 2
    assert out == ""
    assert err.startswith(f"adamtext check: {message}")
    assert err.count("\n") == 1
