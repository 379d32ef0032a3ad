"""A tenant with a ranked batch in which everything happens that a report has to show."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from resume_pipeline import Criterion, Pipeline, Settings, Vacancy, demo, draft_criteria
from tests.stages.documents import docx, make_demo

#: Runs if anything in it is taken for markup.
SCRIPT = "<script>window.taken = 1</script><img src=x onerror='window.taken = 2'> {{ 7 * 7 }} &lt;"
LEFT_OUT = ("02", "03")  # of the demo: what they show, others do
WORK = (
    "Kept the ledger of a small bank and wrote the services that reconciled its accounts",
    "Answered calls and complaints, and trained two colleagues who were new in the office",
    "Moved the files of ten years to another database, and threw none of them away",
    "Was praised by the auditors for the order in which the books of the company were",
    "Found a cheaper supplier for two of the three machines that the team depended on",
    "Planned the releases together with the people who had to live with them afterwards",
)
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def escaped(text):
    return "".join(ENTITIES.get(letter, letter) for letter in text)


def hostile_rows():
    return [
        f"Jo {SCRIPT}",
        "jo@example.com",
        "Experience",
        f"Backend Engineer {SCRIPT}",
        "January 2018 - March 2021",
        *WORK,
        f"Built Kubernetes clusters for {SCRIPT}",
        "Skills",
        f"Python, SQL, {SCRIPT}",
    ]


def hostile_pdf():
    rows = [row.replace("'", "").replace("(", "[").replace(")", "]") for row in hostile_rows()]
    texts = [(40, 780 - 16 * n, 9, False, row) for n, row in enumerate(rows)]
    return make_demo().pdf(texts)


def hostile_html():
    return "".join(f"<p>{escaped(row)}</p>" for row in hostile_rows()).encode()


def hostile_docx():
    rows = (f"<w:p><w:r><w:t>{escaped(row)}</w:t></w:r></w:p>" for row in hostile_rows())
    return docx("".join(rows))


HOSTILE = {
    "hostile.pdf": hostile_pdf,
    "hostile.docx": hostile_docx,
    "hostile.html": hostile_html,
    "hostile.txt": lambda: "\n".join(hostile_rows()).encode(),
}


@pytest.fixture(scope="session")
def acme(tmp_path_factory):
    """A tenant whose batch has ended: ``acme.batch``, and ``acme.jobs`` by name of the file.

    ``acme.corrected`` is a job that was run again after corrections, and decided on.
    """
    folder = tmp_path_factory.mktemp("reports")
    files, advert = demo.write(folder / "demo")
    drafted = draft_criteria(Vacancy.from_text(advert.read_text(encoding="utf-8")))
    asked = Criterion(kind="must", label=f"COBOL {SCRIPT}", synonyms=("COBOL",), blocking=True)
    vacancy = drafted.with_criteria((*drafted.criteria, asked))
    vacancy = vacancy.model_copy(update={"title": f"Backend Engineer {SCRIPT}"})
    contents = {path.name: path.read_bytes() for path in files if path.name[:2] not in LEFT_OUT}
    contents |= {name: make() for name, make in HOSTILE.items()}
    contents |= {"scan.png": b"\x89PNG\r\n\x1a\n" + bytes(20), "short.txt": b"Jo\nSkills\nPython\n"}
    with Pipeline.open(Settings.of(home=str(folder / "home"))) as pipeline:
        tenant = pipeline.tenant("acme", actor="user-7")
        records = [
            tenant.upload(body, filename=f"{name} {SCRIPT}" if "hostile" in name else name)
            for name, body in contents.items()
        ]
        batch = tenant.batch(records, vacancy=vacancy, refs=list(contents), ref="opening-3")
        with pipeline.running():
            told = list(tenant.follow_batch(batch, timeout=120))
            jobs = {job.ref: job for job in tenant.jobs(batch=batch.id)}
            again = put_right(tenant, jobs["01-one-column.pdf"])
        yield SimpleNamespace(
            tenant=tenant,
            batch=batch,
            jobs=jobs,
            told=told,
            corrected=again,
            contents=contents,
            running=pipeline.running,
            pipeline=pipeline,
        )


def put_right(tenant, job):
    """A new job for the same resume, corrected and decided on by people."""
    why = f"seen by us {SCRIPT}"
    tenant.correct(job.files[0], "/work/0/position", f"Architect {SCRIPT}", reason=why)
    tenant.correct(job.files[0], "/skills/-", {"name": "COBOL"}, reason=why)
    again = tenant.rerun(job.id)
    tenant.wait(again, timeout=60)
    told = {"reason_code": "interview", "note": f"a note {SCRIPT}"}
    tenant.decide(again, outcome="invited", agrees=False, **told)
    return tenant.job(again)
