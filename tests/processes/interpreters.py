"""The same payload bytes on other interpreters.

``python -m tests.processes.interpreters PYTHON...``: for each PYTHON a throw-away environment is
made, with the engines of this one; then both run the project's own resumes through extract, parse,
blind and score, and every digest is compared. The newest interpreter on the path is taken if none
is named.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from resume_pipeline import demo

from .fonts import FONTS, without_its_font
from .test_same_bytes import SCRIPT

ROOT = Path(__file__).resolve().parents[2]
#: What decides what is read, besides this library; a stage's digest covers their versions.
ENGINES = ("pypdfium2", "pypdf")


def newest():
    """The newest interpreter on the path that is not this one."""
    names = (f"python3.{minor}" for minor in range(30, 10, -1))
    found = (shutil.which(name) for name in names if name != f"python3.{sys.version_info.minor}")
    return next(filter(None, found), None)


def environment(python, folder):
    """The interpreter of a fresh environment made by ``python``, with the library in it."""
    subprocess.run([python, "-m", "venv", folder], check=True)
    inside = folder / "bin" / "python"
    engines = [f"{name}=={metadata.version(name)}" for name in ENGINES]
    install = [inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, ROOT, *engines], check=True)
    return inside


def resumes(folder):
    """Write the demo's resumes and advert, and resumes whose fonts are not embedded."""
    folder.mkdir()
    files, advert = demo.write(folder.parent / "demo")
    for path in (*files, advert):
        shutil.copy(path, folder / path.name)
    for number, name in enumerate(FONTS):
        (folder / f"font-{number}.pdf").write_bytes(without_its_font(name))


def digests(python, folder, home):
    """Digests of every stage's payload, by file."""
    command = [python, "-c", SCRIPT, str(home), "0", str(folder)]
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(command, env=kept, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main(*pythons):
    pythons = pythons or tuple(filter(None, (newest(),)))
    if not pythons:
        sys.exit("there is no other interpreter on the path: name one")
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        resumes(scratch / "resumes")
        here = digests(sys.executable, scratch / "resumes", scratch / "here")
        for number, python in enumerate(pythons):
            other = environment(python, scratch / f"env-{number}")
            version = subprocess.run(
                [other, "--version"], capture_output=True, text=True, check=True
            )
            there = digests(other, scratch / "resumes", scratch / f"home-{number}")
            differ = sorted(file for file in here if here[file] != there[file])
            versions = f"Python {sys.version.split()[0]} and {version.stdout.split()[1]}"
            payloads = sum(map(len, here.values()))
            print(f"{versions}: {len(here)} files, {payloads} payloads; {len(differ)} files differ")
            if differ:
                sys.exit(f"not the same bytes: {', '.join(differ)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
