"""Parse: from lines of text to a JSON Resume, by rules, with evidence for every value."""

from __future__ import annotations

from resume_pipeline.stages.parse.stage import Parse

__all__ = ["Parse"]
