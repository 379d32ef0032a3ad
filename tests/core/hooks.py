"""Hooks of a host, by name."""

from __future__ import annotations

CALLS: list[tuple[str, str, object]] = []
MOOD = {"raises": False}


def remember(tx, job, result) -> None:
    CALLS.append(("remember", job.ref, result))
    if MOOD["raises"]:
        raise RuntimeError("the host could not")


def mail(call_id, job) -> None:
    CALLS.append(("mail", job.ref, call_id))
    if MOOD["raises"]:
        raise RuntimeError("no mail today")
