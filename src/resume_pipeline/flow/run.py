"""Run: from a message to a stored ending. No ledger in reach.

A worker claims the hop by a create-only object, runs its stages, stores the ending (or publishes
the next hop), acknowledges, and reports; in this order, so that a crash at any point leaves
either a message, a claim or an ending for others to find. What comes after the stages is done for
many hops at once, where a worker has many: one flush, one acknowledgement, one report.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from resume_pipeline.errors import (
    ArtifactConflictError,
    InvalidRequestError,
    QueueError,
    ReportError,
    StageFailedError,
)
from resume_pipeline.evidence.hop import Hop, StoppedError
from resume_pipeline.model.artifact import EndingKind, JobError
from resume_pipeline.model.ids import sha256
from resume_pipeline.model.keys import claim_key, end_key, manifest_key
from resume_pipeline.model.verdict import ProgressKind
from resume_pipeline.ports.faults import reach
from resume_pipeline.ports.logs import log_event
from resume_pipeline.ports.queue import Delivery, Queue, acknowledge
from resume_pipeline.ports.reporter import Report, Reporter
from resume_pipeline.ports.stage import Box, Stage
from resume_pipeline.ports.storage import Storage
from resume_pipeline.ports.tracing import span
from resume_pipeline.wire.messages import Completion, JobMessage
from resume_pipeline.wire.objects import AttemptEnd, Claim, Manifest


@attrs.define(kw_only=True)
class Attempt:
    """A hop that is running here, as others of this process may see and stop it.

    Attributes:
        stop: why it is to stop: ``ended`` (the job has an ending), ``interrupted`` (this process
            goes down), ``limit`` (it took too long); None while it may go on.
    """

    message: JobMessage
    started: float = attrs.field(factory=time.monotonic)
    stop: str | None = None

    @property
    def hop(self) -> str:
        """The first stage of the hop."""
        return self.message.stages[self.message.first].name


@attrs.frozen(kw_only=True)
class Tools:
    """What a worker runs with.

    Attributes:
        worker: id of this process, fresh per start.
        listens_to: the queue whose stages it runs.
        route: the queue of a stage.
        running: attempts that run in this process, by job and attempt.
    """

    storage: Storage
    queue: Queue
    reporter: Reporter
    stages: Mapping[str, Stage]
    box: Box
    worker: str
    listens_to: str
    route: Callable[[str], str]
    running: dict[tuple[str, int], Attempt] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Closing:
    """What is left to do for a delivery whose stages have run, or must not run; in this order.

    Attributes:
        message: what was delivered; None if nobody can read it.
        results: objects to create first.
        ending: the key and bytes of the attempt's or the job's ending, given what stands under
            ``results``; None if it is stored already, or elsewhere.
        following: queue and body of the next hop.
        unless: what is left to do instead if the next hop cannot be published.
        say: the report, given the bytes that stand as the ending.
    """

    delivery: Delivery
    message: JobMessage | None = None
    results: Mapping[str, bytes] = attrs.field(factory=dict)
    ending: Callable[[Mapping[str, bytes]], tuple[str, bytes]] | None = None
    following: tuple[str, bytes] | None = None
    unless: Callable[[QueueError], Closing] | None = None
    say: Callable[[bytes], Report | None] = lambda _: None


def run(delivery: Delivery, tools: Tools) -> Completion | None:
    """Do what one delivered message asks for.

    Returns:
        How the attempt ended, if it ended here.

    Raises:
        StorageError: neither ending nor next hop became durable; the message is not acknowledged.
    """
    closing = start(delivery, tools)
    completions = conclude([closing], tools) if closing else []
    return completions[0] if completions else None


def start(delivery: Delivery, tools: Tools) -> Closing | None:
    """Claim the hop and run its stages, or find out why not.

    Returns:
        What is left to do; None if the message is to be kept, because its hop runs here.

    Raises:
        StorageError: the hop could not be claimed, or its ending not be looked for.
    """
    reach("run.received")
    try:
        message = JobMessage.from_bytes(delivery.body)
    except InvalidRequestError:
        return Closing(delivery=delivery)  # nobody can run it; the sweep publishes the job again
    hop = Hop(
        message=message,
        storage=tools.storage,
        stages=tools.stages,
        box=tools.box,
        route=tools.route,
        worker=tools.worker,
    )
    mismatch = hop.mismatch()
    if mismatch is not None:
        ending = hop.ending(EndingKind.INCOMPATIBLE, mismatch).to_completion()
        return Closing(delivery=delivery, message=message, say=lambda _: ending)
    if _may_have_ended(message) and _has_manifest(message, tools):
        return _ended(delivery, message, tools)
    if not _claim(hop, tools):
        return _yield_to_claimant(delivery, message, tools)
    m = message
    where: dict[str, Any] = {"job": m.job, "attempt": m.attempt, "tenant": m.tenant}
    log_event("attempt started", stage=hop.name, worker=tools.worker, trace=message.trace, **where)
    with span("run", parent=message.trace, stage=hop.name, **where):
        return _go(delivery, hop, tools)


def conclude(
    closings: Sequence[Closing], tools: Tools, before: Sequence[Report] = ()
) -> list[Completion]:
    """Hand on, store how these hops went, acknowledge, report; each for all of them at once.

    Args:
        before: reports that are to go out with these, ahead of them.

    Returns:
        How those attempts ended that ended here.

    Raises:
        StorageError: not everything became durable; nothing was acknowledged.
    """
    try:
        closings = _hand_on(closings, tools)
        standing = _store({k: v for c in closings for k, v in c.results.items()}, tools)
        if standing:
            reach("run.result_written")
        endings = {id(c): c.ending(standing) for c in closings if c.ending}
        stand = _store(dict(endings.values()), tools)
        if stand:
            reach("run.ending_stored")
        acknowledge(tools.queue, [c.delivery for c in closings])
        reach("run.acknowledged")
        said = [c.say(stand[endings[id(c)][0]] if c.ending else b"") for c in closings]
        reports = [report for report in said if report is not None]
        _report([*before, *reports], tools)
        reach("run.reported")
        return [report for report in reports if isinstance(report, Completion)]
    finally:
        for closing in closings:
            _forget(closing, tools)


def _store(objects: Mapping[str, bytes], tools: Tools) -> dict[str, bytes]:
    return dict(tools.storage.put_all(objects)) if objects else {}


def _hand_on(closings: Sequence[Closing], tools: Tools) -> list[Closing]:
    """Publish the next hops; what is left to do then."""
    following: dict[str, list[bytes]] = {}
    for queue, body in (c.following for c in closings if c.following):
        following.setdefault(queue, []).append(body)
    refused = {queue: _refusal(queue, bodies, tools) for queue, bodies in following.items()}
    left = []
    for closing in closings:
        error = refused[closing.following[0]] if closing.following else None
        left.append(closing.unless(error) if error and closing.unless else closing)
    return left


def _refusal(queue: str, bodies: Sequence[bytes], tools: Tools) -> QueueError | None:
    """Why the broker did not accept all of ``bodies``, if it did not."""
    try:
        tools.queue.publish(queue, bodies)
    except QueueError as error:
        return error
    reach("run.handed_on")
    return None


def _report(reports: Sequence[Report], tools: Tools) -> None:
    """Report if the coordinator can be reached; if not, the sweep finds what storage holds."""
    if not reports:
        return
    try:
        tools.reporter.report(reports)
    except ReportError:
        return


def _forget(closing: Closing, tools: Tools) -> None:
    if closing.message is not None:
        tools.running.pop((closing.message.job, closing.message.attempt), None)


def _may_have_ended(message: JobMessage) -> bool:
    """Whether the job can have an ending while this hop is unclaimed.

    Not at the first hop of the first attempt: who ends such a job also claims that hop.
    """
    return (message.attempt, message.first) > (1, 0)


def _has_manifest(message: JobMessage, tools: Tools) -> bool:
    return tools.storage.exists(manifest_key(message.tenant, message.job))


def _claim(hop: Hop, tools: Tools) -> bool:
    """Whether this call, and no other, may start the hop."""
    m = hop.message
    key = claim_key(m.tenant, m.job, m.attempt, hop.name)
    # A word of its own for each call: two deliveries to one process are two claimants.
    claimant = f"{tools.worker}/{secrets.token_hex(8)}"
    body = Claim(job=m.job, attempt=m.attempt, stage=hop.name, worker=claimant).to_bytes()
    return tools.storage.put_all({key: body}, durable=False)[key] == body


def _yield_to_claimant(delivery: Delivery, message: JobMessage, tools: Tools) -> Closing | None:
    """Somebody started this hop: report its ending, keep the message, or leave it."""
    body = tools.storage.get(end_key(message.tenant, message.job, message.attempt))
    if body is not None:
        said = _attempt_end(body)
        return Closing(delivery=delivery, message=message, say=lambda _: said)
    if (message.job, message.attempt) in tools.running:
        delivery.extend()
        return None
    return _ended(delivery, message, tools)


def _ended(delivery: Delivery, message: JobMessage, tools: Tools) -> Closing:
    """Report the job's ending, whoever wrote it; if there is none, leave the job to the sweep."""
    body = tools.storage.get(manifest_key(message.tenant, message.job))
    said = _job_end(body, tools.worker) if body else None
    return Closing(delivery=delivery, message=message, say=lambda _: said)


def _attempt_end(body: bytes) -> Completion | None:
    try:
        return AttemptEnd.from_bytes(body).to_completion()
    except InvalidRequestError:
        return None  # no worker of ours wrote it; the sweep finds the attempt silent


def _job_end(body: bytes, worker: str) -> Completion | None:
    try:
        return Manifest.from_bytes(body).to_completion(sha256(body), worker)
    except InvalidRequestError:
        return None  # no worker of ours wrote it; the sweep finds that out


def _go(delivery: Delivery, hop: Hop, tools: Tools) -> Closing:
    """Run the stages, and turn whatever happens into what is left to do."""
    reach("run.claimed")
    attempt = Attempt(message=hop.message)
    tools.running[hop.message.job, hop.message.attempt] = attempt
    try:
        _report([hop.progress(ProgressKind.STARTED, hop.name)], tools)
        reach("run.started")
        hop.perform_all(lambda: attempt.stop is not None, lambda said: _report([said], tools))
        return _succeeded(delivery, hop) if hop.is_last else _handed_on(delivery, hop)
    except StoppedError:
        return _stopped(delivery, hop, attempt, tools)
    except Exception as error:  # a stage may raise anything; its text may quote the document
        if attempt.stop is not None:  # and a long one does when it is told to stop
            return _stopped(delivery, hop, attempt, tools)
        return _closing(delivery, hop, *_why(hop, error))
    except BaseException:
        tools.running.pop((hop.message.job, hop.message.attempt), None)
        raise


def _why(hop: Hop, error: Exception) -> tuple[EndingKind, JobError]:
    is_final = isinstance(error, StageFailedError | ArtifactConflictError)
    return EndingKind.FAILED if is_final else EndingKind.RETRYABLE, hop.error_of(error)


def _closing(delivery: Delivery, hop: Hop, kind: EndingKind, error: JobError) -> Closing:
    """Store an ending that is not the job's."""
    ending = _attempt_ending(hop, kind, error)
    return Closing(
        delivery=delivery, message=hop.message, ending=lambda _: ending, say=_attempt_end
    )


def _attempt_ending(hop: Hop, kind: EndingKind, error: JobError) -> tuple[str, bytes]:
    m = hop.message
    return end_key(m.tenant, m.job, m.attempt), hop.ending(kind, error).to_bytes()


def _handed_on(delivery: Delivery, hop: Hop) -> Closing:
    queue, message = hop.following()
    said = hop.progress(ProgressKind.HANDED_ON, message.stages[message.first].name)
    return Closing(
        delivery=delivery,
        message=hop.message,
        following=(queue, message.to_bytes()),
        unless=lambda error: _closing(delivery, hop, EndingKind.RETRYABLE, hop.error_of(error)),
        say=lambda _: said,
    )


def _succeeded(delivery: Delivery, hop: Hop) -> Closing:
    """Write result, explanations and then the manifest; go on from what stands."""
    m = hop.message
    made = hop.results()
    results = {key: value.to_bytes() for key, value in made.items()}
    written: dict[bytes, Manifest] = {}

    def ending(standing: Mapping[str, bytes]) -> tuple[str, bytes]:
        try:
            manifest = hop.manifest(made, results, standing)
            body = manifest.to_bytes()
            written[body] = manifest
            return manifest_key(m.tenant, m.job), body
        except Exception as error:  # what another attempt left under these keys may be anything
            return _attempt_ending(hop, *_why(hop, error))

    def said(standing: bytes) -> Completion | None:
        if standing in written:  # nobody was there before
            return written[standing].to_completion(sha256(standing), hop.worker)
        return _job_end(standing, hop.worker) or _attempt_end(standing)

    return Closing(delivery=delivery, message=m, results=results, ending=ending, say=said)


def _stopped(delivery: Delivery, hop: Hop, attempt: Attempt, tools: Tools) -> Closing:
    """End an attempt that was told to stop."""
    if attempt.stop == "ended":
        return _ended(delivery, hop.message, tools)
    if attempt.stop == "interrupted":
        said = JobError(code="interrupted", message="the worker shut down")
        return _closing(delivery, hop, EndingKind.INTERRUPTED, said)
    said = JobError(code="attempt_limit", message="the attempt took longer than its limit")
    return _closing(delivery, hop, EndingKind.RETRYABLE, said)
