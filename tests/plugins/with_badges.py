"""What a host does with both examples installed; run in an environment of its own."""

from __future__ import annotations

import sys
from pathlib import Path

from acme_badges import Badges

from resume_pipeline import JobState, Pipeline, Settings

RESUME = b"""Ada Example
ada@example.org

Certificates
AWS Certified Developer
Certified Kubernetes Administrator

Skills
Python, SQL
"""


def main(home: Path) -> None:
    settings = Settings.of(
        storage=f"sqlite-blob://{home}/objects.db",
        ledger=f"sqlite:///{home}/ledger.db",
        queue=f"sqlite:///{home}/queue.db",
    )
    with Pipeline.open(settings) as pipeline:
        acme = pipeline.tenant("acme")
        file = acme.upload(RESUME, filename="cv.txt")
        job = acme.submit(file, plan="with-badges")
        with pipeline.running():
            job = acme.wait(job.id, timeout=60)
        assert job.state is JobState.SUCCEEDED, acme.why(job).text
        assert acme.verify(job).holds
        with acme.download(file.id) as stream:
            assert stream.read() == RESUME
        print(*acme.artifact(job, Badges).names)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
