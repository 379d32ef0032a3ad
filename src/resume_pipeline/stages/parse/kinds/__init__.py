"""Whether a text is a resume at all."""

from resume_pipeline.stages.parse.kinds.rule import is_resume

__all__ = ["is_resume"]
