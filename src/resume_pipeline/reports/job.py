"""The report on one job: for those who decide, and the candidate's own copy of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any, Final, TypeVar

import attrs

from resume_pipeline.errors import NotFoundError
from resume_pipeline.evidence.endings import find_manifest
from resume_pipeline.evidence.results import stored_vacancy
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.ids import sha256
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.model.keys import file_key
from resume_pipeline.model.on_record import Decision
from resume_pipeline.ports.stage import Box as Sandbox
from resume_pipeline.reporting import TenantReports
from resume_pipeline.reports.evidence import Part, Placed, evidence, parts, placed
from resume_pipeline.reports.pictures import draw_pages
from resume_pipeline.reports.places import Read, Spot, Stretch, marked, read_lines, spots
from resume_pipeline.reports.rendering import data_uri, render
from resume_pipeline.reports.words import CRITERIA, MET, caution, conflict, finding, flag, no_score
from resume_pipeline.sandbox import configured_box
from resume_pipeline.tenant import TenantPipeline
from resume_pipeline.wire.base import Payload
from resume_pipeline.wire.json_resume import MISSING, steps_of, value_at
from resume_pipeline.wire.objects import Manifest
from resume_pipeline.wire.payloads import Corrected, Document, Page, Profile, ScoreCard, View
from resume_pipeline.wire.result import Result
from resume_pipeline.wire.vacancy import Vacancy

P = TypeVar("P", bound=Payload)
_MOST_UNSEEN: Final = 10  # stretches of text that nobody sees, which are shown


@attrs.frozen(kw_only=True)
class Case:
    """A job, and what it left: each part of that is None if it is not there.

    Attributes:
        content: of the resume's file, if it is the one that was read.
        why: what the job waits for, while it has not ended.
    """

    job: Job
    why: str
    file: FileRecord | None
    vacancy: Vacancy | None
    result: Result | None
    document: Document | None
    view: View | None
    manifest: Manifest | None
    content: bytes | None
    decisions: Sequence[Decision]

    @property
    def card(self) -> ScoreCard | None:
        """The score, if one was asked for."""
        return self.result.scorecard if self.result else None

    @property
    def profile(self) -> Profile | None:
        """What was made of the resume."""
        return self.result.profile if self.result else None

    @property
    def name(self) -> str:
        """What the resume is called."""
        return (self.file.filename if self.file else "") or self.job.ref or self.job.id


def job_report(reports: TenantReports, job_id: str | Job) -> str:
    """See `TenantReports.job`."""
    return _report(reports, job_id, is_own=False)


def candidate_report(reports: TenantReports, job_id: str | Job) -> str:
    """See `TenantReports.candidate`."""
    return _report(reports, job_id, is_own=True)


def _report(reports: TenantReports, job_id: str | Job, *, is_own: bool) -> str:
    tenant = TenantPipeline(opened=reports.opened, name=reports.name, actor=reports.actor)
    case = case_of(tenant, job_id)
    with closing(configured_box(reports.opened.settings)) as box:
        return page_of(case, box, is_own=is_own)


def case_of(tenant: TenantPipeline, job_id: str | Job) -> Case:
    """The job with everything that a report shows of it.

    Raises:
        NotFoundError: there is no such job of this tenant, or its result is gone.
    """
    job, storage = tenant.job(job_id), tenant.opened.storage
    found = find_manifest(storage, tenant.name, job.id)
    document = _payload(tenant, job, Document, job.files[0])
    return Case(
        job=job,
        why=tenant.why(job).text,
        file=_record(tenant, job.files[0]),
        vacancy=_vacancy(tenant, job),
        result=tenant.result(job) if job.state is JobState.SUCCEEDED else None,
        document=document,
        view=_payload(tenant, job, View),
        manifest=found[0] if found else None,
        content=_content(tenant, job.files[0], document),
        decisions=tenant.decisions(job),
    )


def _payload(tenant: TenantPipeline, job: Job, kind: type[P], file: str | None = None) -> P | None:
    wrote = any(ref.payload_schema == kind.schema_id for ref in job.done)
    return tenant.artifact(job, kind, file=file) if wrote else None


def _record(tenant: TenantPipeline, file_id: str) -> FileRecord | None:
    try:
        return tenant.file(file_id)
    except NotFoundError:
        return None


def _vacancy(tenant: TenantPipeline, job: Job) -> Vacancy | None:
    try:
        return stored_vacancy(tenant.opened.storage, tenant.name, job.vacancy)
    except NotFoundError:
        return None


def _content(tenant: TenantPipeline, file_id: str, document: Document | None) -> bytes | None:
    """The bytes that were read, if they are still there."""
    body = tenant.opened.storage.get(file_key(tenant.name, file_id)) if document else None
    return body if body and document and sha256(body) == document.file_sha256 else None


@attrs.frozen
class Sheet:
    """One page of the resume: its size, its picture as a data URI, and what is marked on it."""

    number: int
    size: Page
    picture: str | None
    spots: tuple[Spot, ...]


def page_of(case: Case, box: Sandbox, *, is_own: bool) -> str:
    """The report as a page of HTML.

    Args:
        box: where the resume is opened, to draw it.
        is_own: whether it is the candidate's copy.
    """
    card = case.card or ScoreCard()
    view = case.view or View(mode="", file_sha256="")
    where = placed(card, view, case.document, case.content, box)
    found = parts(card, where)
    findings = case.document.findings if case.document else ()
    cautions = (case.profile and case.profile.cautions) or ()
    said = {*findings, *(one.code for one in cautions)}
    return render(
        "job.html",
        case=case,
        card=case.card,
        is_own=is_own,
        reason=_reason(case),
        flags=[flag(code) for code in card.flags if code not in said],
        findings=[finding(code) for code in findings],
        unseen=((case.document and case.document.unseen) or ())[:_MOST_UNSEEN],
        cautions=[(caution(one.code), one) for one in cautions],
        parts=found,
        sheets=_sheets(case, found, where, box),
        lines=_lines(case, found, where),
        corrected=_corrected(case.profile),
        conflicts=[
            (one.path, conflict(one.why))
            for one in (case.profile.conflicts or () if case.profile else ())
        ],
        criteria=CRITERIA,
        met=MET,
        versions=_versions(case),
        digests=_digests(case),
    )


def _reason(case: Case) -> str:
    """Why there is no score; empty if there is one."""
    if not case.job.is_terminal:
        return f"The job has not ended: {case.why}."
    if case.job.state is JobState.CANCELLED:
        return "The job was cancelled."
    if case.job.error or case.card is None:
        return no_score(case.job.error.code if case.job.error else "no_vacancy")
    return no_score(case.card.abstained) if case.card.abstained else ""


def _sheets(case: Case, found: Sequence[Part], where: Placed, box: Sandbox) -> list[Sheet]:
    """The resume's pages; none for a format without."""
    sizes = case.document.pages if case.document else ()
    drawn = draw_pages(case.content or b"", box=box)
    pictures = [*drawn[: len(sizes)], *[None] * len(sizes)]
    marks = spots(evidence(found, where))
    return [
        Sheet(
            number,
            size,
            data_uri(picture) if picture else None,
            tuple(spot for spot in marks if spot.page == number),
        )
        for number, (size, picture) in enumerate(zip(sizes, pictures, strict=False))
    ]


def _lines(case: Case, found: Sequence[Part], where: Placed) -> list[tuple[Read, list[Stretch]]]:
    """The text of a resume without pages, with the marks in it."""
    document = case.document
    if document is None or document.pages:
        return []
    lines = read_lines(document)
    marks = marked(document.text, lines, evidence(found, where))
    return list(zip(lines, marks, strict=True))


@attrs.frozen
class Changed:
    """A corrected value: where, what it says now (None if it was taken away), and the record."""

    path: str
    value: Any
    mark: Corrected


def _corrected(profile: Profile | None) -> list[Changed]:
    marks = (profile.corrected or ()) if profile else ()
    return [Changed(mark.path, _now(profile, mark), mark) for mark in marks]


def _now(profile: Profile | None, mark: Corrected) -> Any:
    if profile is None or mark.is_removed:
        return None
    value = value_at(profile.resume, steps_of(mark.path))
    return None if value is MISSING else value


def _versions(case: Case) -> dict[str, str]:
    """What made the score, by name."""
    job, manifest = case.job, case.manifest
    engines = manifest.environment.values() if manifest else ()
    return {
        "resume_pipeline": job.pipeline_version,
        "model": job.model_version,
        **{spec.name: f"version {spec.version}" for spec in job.stages},
        **{name: version for engine in engines for name, version in sorted(engine.items())},
        "as of": job.as_of,
    }


def _digests(case: Case) -> Mapping[str, str]:
    """SHA-256 of everything that the score rests on and of what was written, by name."""
    refs = [item.to_ref() for item in case.manifest.artifacts] if case.manifest else case.job.done
    named = {
        "resume": case.file.sha256 if case.file else None,
        "vacancy": case.job.vacancy,
        **(case.card.ids if case.card else {}),
        **{f"payload of {ref.stage}": ref.payload_sha256 for ref in refs},
        "manifest": case.job.manifest,
    }
    return {name: digest for name, digest in named.items() if digest}
