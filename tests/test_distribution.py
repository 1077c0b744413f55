"""What is published: the package's wheels and sdist, and the book as one zip."""

import base64
import csv
import email
import hashlib
import importlib.metadata
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest
from commands import call, without_python
from server import Server

import adamtext
from adamtext.lab import embedded
from adamtext.teach.claims import CLAIMS
from tools import light
from tools.archive import archive
from tools.set_repository import LIGHT

ROOT = Path(__file__).parents[1]
PACKAGE = {  # types of scripts are for `tsc` alone
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "adamtext").rglob("*")
    if path.is_file() and "__pycache__" not in path.parts and not path.name.endswith(".d.ts")
}


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    """The folder into which sdist and wheel were built, the wheel from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--outdir", folder, ROOT)
    return folder


def modules(wheel):
    """Return the names of a wheel's files, without those about it."""
    return {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}


def test_the_wheel_is_the_package_and_nothing_else(dist):
    (wheel,) = dist.glob("*.whl")
    assert modules(wheel) == PACKAGE


def test_a_wheel_that_lacks_a_file_is_caught(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        for name in (*sorted(PACKAGE)[1:], "adamtext/left_over.py", "a.dist-info/RECORD"):
            wheel.writestr(name, "")
    assert modules(tmp_path / "a.whl") ^ PACKAGE == {min(PACKAGE), "adamtext/left_over.py"}


def test_the_sdist_holds_package_tests_and_licences(dist):
    (sdist,) = dist.glob("*.tar.gz")
    names = {name.split("/", 1)[1] for name in tarfile.open(sdist).getnames()}
    wanted = {"LICENSE", "LICENSE-TEXT.md", "CITATION.cff", "CHANGELOG.md", "pyproject.toml"}
    assert PACKAGE | wanted <= names
    assert not any(name.startswith("book/") for name in names)


def test_the_wheel_in_an_environment_of_its_own_decides_every_claim(dist, tmp_path):
    call(sys.executable, "-m", "venv", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    (wheel,) = dist.glob("*.whl")
    env = without_python()
    call(python, "-m", "pip", "install", "--quiet", wheel, env=env)
    where = call(python, "-c", "import adamtext; print(adamtext.__file__)", cwd=tmp_path, env=env)
    assert where.startswith(str(tmp_path))
    said = call(python.with_name("adamtext"), "claims", cwd=tmp_path, env=env)
    assert set(CLAIMS) <= set(re.findall(r"[\w-]+", said))


def test_the_version_stands_in_one_place(dist):
    (wheel,) = dist.glob("*.whl")
    assert wheel.name.startswith(f"adamtext-{adamtext.__version__}-")
    assert importlib.metadata.version("adamtext") == adamtext.__version__


LACKS = {
    f"adamtext/lab/data/{file}"
    for file in (
        "cifar10_2000_1000_test.webp",
        "cifar10_2000_1000_train.webp",
        "imdb_bow10k_25k_25k.npz",
        "mnist_20k_5k.npz",
        "topics_python311.npz",
    )
}


@pytest.fixture(scope="module")
def wheels(dist, tmp_path_factory):
    """The wheel, and the light one made of it."""
    (whole,) = dist.glob("*.whl")
    target = tmp_path_factory.mktemp("light") / LIGHT.format(version=adamtext.__version__)
    light.light(whole, target)
    return whole, target


def test_the_light_wheel_lacks_large_data_and_nothing_else(wheels):
    whole, small = (zipfile.ZipFile(wheel) for wheel in wheels)
    assert set(whole.namelist()) - set(small.namelist()) == LACKS
    changed = [n for n in small.namelist() if small.read(n) != whole.read(n)]
    assert [name.split("/")[1] for name in changed] == ["WHEEL", "RECORD"]
    assert wheels[1].stat().st_size < 1.1e6


def test_the_light_wheel_says_what_it_holds(wheels):
    packed = zipfile.ZipFile(wheels[1])
    info = f"adamtext-{adamtext.__version__}.dist-info"
    rows = list(csv.reader(packed.read(f"{info}/RECORD").decode().splitlines()))
    assert rows.pop() == [f"{info}/RECORD", "", ""]
    assert [name for name, _, _ in rows] == packed.namelist()[:-1]
    for name, digest, size in rows:
        content = packed.read(name)
        assert int(size) == len(content)
        hashed = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode()
        assert digest == f"sha256={hashed.rstrip('=')}"
    about = email.message_from_bytes(packed.read(f"{info}/WHEEL"))
    assert about["Build"] == wheels[1].name.split("-")[2]


def test_a_light_wheel_of_the_same_wheel_is_the_same(wheels, tmp_path):
    again = tmp_path / wheels[1].name
    light.light(wheels[0], again)
    assert again.read_bytes() == wheels[1].read_bytes()


def test_the_light_wheel_fetches_what_it_lacks(wheels, tmp_path):
    call(sys.executable, "-m", "venv", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    env = without_python() | {"ADAMTEXT_CACHE": str(tmp_path / "cache")}
    call(python, "-m", "pip", "install", "--quiet", "--no-deps", wheels[1], env=env)
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(call(python, "-c", code, env=env).strip())
    (site / "others.pth").write_text(sysconfig.get_path("purelib"))  # NumPy and the like, behind it
    (metadata,) = site.glob("adamtext-*/METADATA")
    rest = re.sub("^Project-URL: .*\n", "", metadata.read_text("utf-8"), flags=re.M)

    def load(home):
        metadata.write_text(f"Project-URL: Homepage, {home}\n{rest}" if home else rest, "utf-8")
        code = "from adamtext.lab.datasets import load; print(len(load('mnist').y_train))"
        return subprocess.run([python, "-c", code], cwd=tmp_path, env=env, capture_output=True)

    file = "mnist_20k_5k.npz"
    assert f"lacks {file}, and names no address".encode() in load(None).stderr
    place = f"/raw/v{adamtext.__version__}/adamtext/lab/data/{file}"
    with Server() as server:
        server.replies[place] = b"damaged"
        assert b"does not match the known hash" in load(server.url).stderr
        server.replies[place] = (embedded.DATA / file).read_bytes()
        assert load(server.url).stdout.split() == [b"20000"]
        assert load(server.url).stdout.split() == [b"20000"]
    assert server.log == [place] * 2
    assert load(None).stdout.split() == [b"20000"]


@pytest.mark.skipif("wheel" not in os.environ.get("PYTHONPATH", ""), reason="not by `make test`")
def test_make_test_tests_the_installed_package():
    installed = Path(os.environ["PYTHONPATH"])
    assert Path(adamtext.__file__).is_relative_to(installed)
    code = "import adamtext; print(adamtext.__file__)"
    kernels = call(sys.executable, "-c", code, cwd=ROOT / "book")
    assert Path(kernels.strip()).is_relative_to(installed)


@pytest.fixture
def built(tmp_path):
    folder = tmp_path / "html"
    (folder / "book").mkdir(parents=True)
    (folder / "index.html").write_text('<meta http-equiv="Refresh" content="0; url=book/a.html">')
    (folder / "book" / "a.html").write_text("<h1>α</h1>")
    return folder


def test_archive_is_the_book_in_one_folder(built, tmp_path):
    target = tmp_path / "dist" / "book-1.0.zip"
    digest = archive(built, target, [ROOT / "LICENSE"])
    assert re.fullmatch("[0-9a-f]{64}", digest)
    packed = zipfile.ZipFile(target)
    names = [f"book-1.0/{name}" for name in ("LICENSE", "book/a.html", "index.html")]
    assert packed.namelist() == names
    assert packed.read("book-1.0/book/a.html").decode() == "<h1>α</h1>"


def test_archive_of_the_same_pages_is_the_same(built, tmp_path):
    first = archive(built, tmp_path / "book.zip")
    for path in built.rglob("*.html"):
        os.utime(path, (0, 0))
    assert archive(built, tmp_path / "book.zip") == first
    (built / "book" / "a.html").write_text("changed")
    assert archive(built, tmp_path / "book.zip") != first


def test_archive_without_a_book_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"index\.html"):
        archive(tmp_path, tmp_path / "dist" / "book.zip")
    assert not (tmp_path / "dist").exists()
