"""Score: a profile against a vacancy, in whole thousandths of a point that add up."""

from __future__ import annotations

from resume_pipeline.stages.score.stage import Score

__all__ = ["Score"]
