"""Profiles for Hypothesis, and skips that can be forbidden."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The contracts' bare asserts then say what was compared.
pytest.register_assert_rewrite("resume_pipeline.testing")

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"

_slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("quick", max_examples=15, deadline=None, suppress_health_check=_slow)
settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=_slow)
settings.register_profile(
    "ci",
    max_examples=400,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=_slow,
)
settings.register_profile(
    "thorough", max_examples=4000, deadline=None, print_blob=True, suppress_health_check=_slow
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Resumes with truth, hostile documents and the scorer; they are no part of the project."""
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus: put it beside the checkout, at {CORPUS.relative_to(ROOT.parent)}")
    return CORPUS


@pytest.fixture(scope="session")
def tesseract() -> None:
    """The data of Tesseract's English, which the system's packages bring."""
    from resume_pipeline.stages.extract.ocr.engine import engine_of  # as heavy as its library

    if engine_of("eng", os.environ.get("TESSDATA_PREFIX", "")) is None:
        pytest.skip("no data of Tesseract's: `apt-get install tesseract-ocr`, or TESSDATA_PREFIX")


def pytest_configure(config: pytest.Config) -> None:
    """`WATCHED=1` holds what the library says against what the tests' resumes say."""
    if os.environ.get("WATCHED") == "1":
        config.pluginmanager.import_plugin("tests.watching.plugin")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    if report.skipped and os.environ.get("FORBID_SKIPS") == "1":
        report.outcome = "failed"
        report.longrepr = f"skipped, which is forbidden here: {report.longrepr}"
    return report
