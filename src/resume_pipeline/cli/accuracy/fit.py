"""The command ``fit``: points of criteria from an employer's own decisions."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from resume_pipeline.cli.accuracy.train import writable
from resume_pipeline.cli.jobs import tenant_of
from resume_pipeline.cli.tables import print_lines
from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.ids import sha256
from resume_pipeline.stages.score.fitted import Fitted
from resume_pipeline.training.outcomes import outcomes_of
from resume_pipeline.training.weights import Measured
from resume_pipeline.training.weights import fit as fitted
from resume_pipeline.wire.base import parse_json

_AUDIT: Final = "resume_pipeline.bias/1"


def fit(arguments: Namespace) -> int:
    """Measure what can be learned, and freeze it if there is a bias audit."""
    out = writable(arguments.out) if arguments.out else None
    if out and arguments.audit is None:
        raise InvalidRequestError(
            "no model is frozen without a bias audit of what it learns from: --audit FILE, as "
            "audit bias --format json writes it"
        )
    audit = _audit(arguments.audit) if arguments.audit else ""
    with tenant_of(arguments) as tenant:
        outcomes = outcomes_of(tenant, arguments.selected)
    model, body, found = fitted(outcomes, audit)
    print_lines(_lines(len(outcomes), model, found))
    if out:
        out.write_bytes(body)
        print_lines([f"the model is {out}, sha256 {model.digest}"])
    return 0


def _audit(file: Path) -> str:
    """The digest of a bias audit that has counted somebody."""
    body = file.read_bytes()
    value = parse_json(body)
    is_audit = isinstance(value, dict) and value.get("schema") == _AUDIT
    if not is_audit or not value.get("people") or not value.get("tables"):
        raise InvalidRequestError(f"{file}: no bias audit of schema {_AUDIT} with people in it")
    return sha256(body)


def _lines(count: int, model: Fitted, found: Measured) -> Iterator[str]:
    yield f"EXPERIMENTAL. {count} outcomes; points of 1,000 by kind:"
    yield from (f"  {kind}: {points}" for kind, points in model.points.items() if points)
    mean, low, high = found.difference
    yield (
        f"area under the curve, left out vacancies and people: {found.fitted / 10_000:.3f}, "
        f"default points {found.default / 10_000:.3f}"
    )
    yield f"difference {mean / 10_000:+.3f} [{low / 10_000:+.3f}, {high / 10_000:+.3f}]"
    yield f"calibrated: {'yes' if model.calibration else 'no'}"
