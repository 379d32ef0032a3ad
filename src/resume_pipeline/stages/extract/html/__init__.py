"""HTML: a page's visible text, and what it hides."""

from resume_pipeline.stages.extract.html.lines import read_html

__all__ = ["read_html"]
