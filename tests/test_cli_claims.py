"""``adamtext claims``."""

import os
import subprocess
import sys

import pytest

from adamtext.__main__ import main
from adamtext.teach import claims
from adamtext.teach.claims import CLAIMS, ledger
from adamtext.teach.claims.table import slug


def test_the_whole_ledger(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["claims"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert max(map(len, lines)) <= 80
    assert " ".join(lines[-2:]) == ledger.count(CLAIMS.values())
    for claim in CLAIMS.values():
        assert f"{claim.id} ({claim.place})" in lines


def test_one_claim(capsys):
    assert main(["claims", "lemma-10-3"]) == 0
    assert capsys.readouterr().out == (
        "lemma-10-3 (§10, Lemma 10.3)\n"
        "    Σ |g_t| / √t is at most 2 G times the norm of all gradients.\n"
        "    -> false as printed\n"
        "    g_t = 1/√t with G = 1 breaks it at T = 31: 4.0272 > 4.0136; any G below ½ at\n"
        "    T = 1. The factor √(1 + ln T) would be right.\n"
        "    05-convergence, (5.4)\n"
        "\n"
        "1 claim; holds: 0, holds if: 0, false as printed: 1, not reproduced: 0, not\n"
        "testable here: 0\n"
    )


@pytest.mark.parametrize("verdict", ledger.VERDICTS)
def test_one_verdict(verdict, capsys):
    assert main(["claims", "--verdict", slug(verdict), *list(CLAIMS)[-6:], "no-epsilon"]) == 0
    out = capsys.readouterr().out
    wanted = [*list(CLAIMS.values())[-6:], CLAIMS["no-epsilon"]]
    wanted = [claim for claim in wanted if claim.verdict == verdict]
    assert out.count("-> ") == len(wanted)
    assert " ".join(out.split()).endswith(ledger.count(wanted))


def test_a_changed_verdict_is_named_and_the_others_are_printed(capsys, monkeypatch):
    wrong = dict(CLAIMS) | {"lemma-10-3": CLAIMS["lemma-10-3"]._replace(verdict="holds")}
    monkeypatch.setattr(claims, "CLAIMS", wrong)
    assert main(["claims", "lemma-10-3", "lemma-10-4"]) == 1
    out, err = capsys.readouterr()
    assert "lemma-10-4 (" in out
    assert "lemma-10-3 (" not in out
    assert err.startswith("adamtext: lemma-10-3: recorded as 'holds', computed 'false as printed'")


def test_a_claim_that_was_joined_with_another_is_found_by_its_old_name(capsys):
    assert main(["claims", "trust-region"]) == 0
    assert capsys.readouterr().out.startswith("roughly-bounded (")


def test_an_unknown_claim(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["claims", "lemma-10-3", "lemma-10-5"])
    out, err = capsys.readouterr()
    assert stop.value.code == 2
    assert out == ""
    assert err.startswith("adamtext claims: argument ID: invalid choice: 'lemma-10-5' (choose from")
    assert all(id in err for id in CLAIMS)
    assert err.count("\n") == 1


def test_an_unknown_verdict(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["claims", "--verdict", "true"])
    err = capsys.readouterr().err
    assert stop.value.code == 2
    assert all(slug(verdict) in err for verdict in ledger.VERDICTS)


def test_other_commands_do_not_load_the_claims():
    code = "import sys; from adamtext.__main__ import main; main(['datasets']); "
    code += "assert 'adamtext.teach.claims' not in sys.modules"
    path = os.pathsep.join(filter(None, sys.path))
    subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": path},
    )
