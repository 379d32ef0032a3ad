"""Reports as signed HTTP callbacks: by `endpoint`, `addresses`, `posting`, `sending`, in turn."""

from resume_pipeline.backends.http_reporter.reporter import HttpReporter, open_reporter

__all__ = ["HttpReporter", "open_reporter"]
