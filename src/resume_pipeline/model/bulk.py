"""Chunk: what came of doing something to many jobs, so far."""

from __future__ import annotations

import attrs

from resume_pipeline.model.job import Job


@attrs.frozen(kw_only=True)
class Done:
    """What came of one job.

    Attributes:
        job: as it was found.
        left_because: why it was left alone, if it was.
        said: what came of it; empty in a dry run.
        has_failed: whether it could not be done; ``said`` tells why.
    """

    job: Job
    left_because: str | None = None
    said: str = ""
    has_failed: bool = False


@attrs.frozen(kw_only=True)
class Chunk:
    """Some of the jobs that match.

    Attributes:
        jobs: each with what came of it.
        is_dry: whether nothing was done.
        after: where to go on; None if these were the last.
    """

    jobs: tuple[Done, ...]
    is_dry: bool
    after: str | None = None

    @property
    def matched(self) -> int:
        """How many jobs were looked at."""
        return len(self.jobs)

    @property
    def acted(self) -> int:
        """To how many it was done; in a dry run, to how many it would be."""
        return sum(1 for one in self.jobs if one.left_because is None and not one.has_failed)

    @property
    def failed(self) -> int:
        """For how many it could not be done."""
        return sum(1 for one in self.jobs if one.has_failed)
