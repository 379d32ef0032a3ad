"""Dates of a resume: single ones and ranges, on one row or on two."""

from resume_pipeline.stages.parse.dates.grammar import DateAtom, DateRange, date_ranges

__all__ = ["DateAtom", "DateRange", "date_ranges"]
