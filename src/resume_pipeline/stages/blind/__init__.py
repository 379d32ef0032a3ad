"""Blind: what a score may see of a resume, with identity taken out before anything is computed."""

from __future__ import annotations

from resume_pipeline.stages.blind.stage import Blind

__all__ = ["Blind"]
