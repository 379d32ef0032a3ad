"""The public surface: which names there are, and that naming the library costs nothing."""

from __future__ import annotations

import ast
import importlib
import inspect
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

import resume_pipeline
import resume_pipeline.testing
from resume_pipeline import errors
from tests.house.freeze import PACKAGES

HEAVY = ("sqlalchemy", "kombu", "pypdf", "pypdfium2", "sklearn", "numpy", "pydantic", "fsspec")


@pytest.mark.parametrize("package", PACKAGES)
def test_each_name_can_be_imported_and_is_listed(package) -> None:
    for name in package.__all__:
        assert getattr(importlib.import_module(package.__name__), name) is not None
        assert name in dir(package)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_type_checker_sees_the_same_names(package) -> None:
    tree = ast.parse(Path(package.__file__).read_text(encoding="utf-8"))
    (guarded,) = (node for node in tree.body if isinstance(node, ast.If))
    imports = [node for node in guarded.body if isinstance(node, ast.ImportFrom)]
    seen = {(node.module, alias.name) for node in imports for alias in node.names}
    assert {name for _, name in seen} == set(package.__all__)
    for module, name in seen:
        assert getattr(importlib.import_module(module), name) is getattr(package, name)


@pytest.mark.parametrize("package", PACKAGES)
def test_another_name_is_an_attribute_error(package) -> None:
    with pytest.raises(AttributeError, match="no attribute 'Pipelines'"):
        _ = package.Pipelines


def test_every_error_is_public() -> None:
    classes = [value for value in vars(errors).values() if inspect.isclass(value)]
    assert {kind.__name__ for kind in classes} <= set(resume_pipeline.__all__)
    assert all(issubclass(kind, resume_pipeline.ResumePipelineError) for kind in classes)


@pytest.mark.parametrize("name", ["resume_pipeline", "resume_pipeline.testing"])
def test_importing_imports_nothing_heavy(name: str) -> None:
    code = f"import {name}, sys; print(*(n for n in {HEAVY!r} if n in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_importing_takes_less_than_150_milliseconds() -> None:
    def took(code: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - start

    pairs = [(took("pass"), took("import resume_pipeline")) for _ in range(5)]
    bare, full = (statistics.median(column) for column in zip(*pairs, strict=True))
    assert full - bare < 0.150
