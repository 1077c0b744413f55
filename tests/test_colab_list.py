"""What is compared with Colab's published list of packages."""

import pytest

from tools import colab_list

OURS = colab_list.OURS.read_text("utf-8")


def test_the_same_versions_are_the_same(tmp_path, capsys):
    file = tmp_path / "list.txt"
    file.write_text("# a comment\nabsl-py==1.4.0\n" + OURS.replace("2.1.3", "2.1.9"), "utf-8")
    assert colab_list.main(["--file", str(file)]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("torch==2.12.0", "torch: we rehearse 2.11.0, Colab has 2.12.0"),
        ("torch @ https://h/torch-2.12.1%2Bcu130-cp313.whl", "torch: we rehearse 2.11.0, Colab"),
        ("", "torch: we rehearse 2.11.0, Colab has none"),
    ],
)
def test_another_version_is_named(line, complaint, tmp_path, capsys):
    file = tmp_path / "list.txt"
    file.write_text(OURS.replace("torch==2.11.0", line), "utf-8")
    assert colab_list.main(["--file", str(file)]) == 1
    assert complaint in capsys.readouterr().out


def test_a_list_that_cannot_be_had_is_no_difference(tmp_path, capsys):
    assert colab_list.main(["--file", str(tmp_path / "none.txt")]) == 2
    assert "none.txt cannot be read" in capsys.readouterr().err


def test_every_line_of_ours_is_read():
    lines = [line for line in OURS.splitlines() if line and not line.startswith("#")]
    assert len(colab_list.versions(OURS)) == len(lines)
