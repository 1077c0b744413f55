"""The scripts of the live figures, by the types that their comments name."""

from typescript import ROOT, complaints, needs_tsc


@needs_tsc
def test_types_are_right():
    assert complaints(ROOT / "tools/web") == ""


@needs_tsc
def test_a_wrong_type_would_be_found(tmp_path):
    (tmp_path / "wrong.js").write_text('/** @type {number} */\nexport const x = "one";\n')
    config = (ROOT / "tools/web/tsconfig.json").read_text("utf-8")
    (tmp_path / "tsconfig.json").write_text(config.replace("../../adamtext/teach/live", "."))
    assert "wrong.js(2,14): error TS2322" in complaints(tmp_path)
