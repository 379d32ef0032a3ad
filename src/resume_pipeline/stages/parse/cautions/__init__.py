"""Cautions: what a person should look at in a profile. They change no value of it."""

from resume_pipeline.stages.parse.cautions.careers import careers
from resume_pipeline.stages.parse.cautions.printed import placeholders, stuffing

__all__ = ["careers", "placeholders", "stuffing"]
