"""How sure parse is of a value: signals of how it was found, added up by a small frozen model."""

from __future__ import annotations

from resume_pipeline.stages.parse.confidence.model import DIGEST, Confidence, shipped
from resume_pipeline.stages.parse.confidence.signals import Signalled, signalled

__all__ = ["DIGEST", "Confidence", "Signalled", "shipped", "signalled"]
