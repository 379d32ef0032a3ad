"""The example plugins, as somebody else would install them: into an environment of their own."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = [ROOT / "examples" / "acme-badges", ROOT / "examples" / "acme-storage"]
pytestmark = pytest.mark.slow


def run(python: Path, *arguments: object, cwd: Path) -> str:
    command = [str(part) for part in (python, *arguments)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter with both examples installed, which sees what is installed here too.

    Nothing is downloaded: what the examples depend on is found by a path file.
    """
    folder = tmp_path_factory.mktemp("environment")
    run(Path(sys.executable), "-m", "venv", folder / "env", cwd=folder)
    found = folder / "env" / "bin" / "python"
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run(found, "-c", code, cwd=folder).strip())
    here = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    lines = [f"import site; site.addsitedir({path!r})\n" for path in sorted(here)]
    (packages / "here.pth").write_text("".join(lines), encoding="utf-8")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "-q")
    options += ("--disable-pip-version-check",)
    run(found, "-m", "pip", "install", *options, *EXAMPLES, cwd=folder)
    return found


def test_an_installed_stage_runs_over_an_installed_storage(python: Path, tmp_path: Path) -> None:
    script = Path(__file__).with_name("with_badges.py")
    assert run(python, "-W", "error", script, tmp_path, cwd=tmp_path) == "aws kubernetes\n"


def test_their_own_tests_pass(python: Path, tmp_path: Path) -> None:
    tests = [example / "tests" for example in EXAMPLES]
    run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, cwd=tmp_path)


def test_a_type_checker_knows_the_names_that_they_import(tmp_path: Path) -> None:
    sources = [path for example in EXAMPLES for path in (example / "src").glob("*.py")]
    cache = ("--cache-dir", tmp_path / "cache")
    run(Path(sys.executable), "-m", "mypy", "--strict", *cache, *sources, cwd=tmp_path)
