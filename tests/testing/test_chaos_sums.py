"""What counts as a bug in the log of a process while others are killed."""

from __future__ import annotations

from resume_pipeline.testing.chaos.sums import tracebacks

POOL = """[x: ERROR/MainProcess] Task handler raised error
Traceback (most recent call last):
  File "pool.py", line 1, in mark_as_worker_lost
billiard.exceptions.WorkerLostError: Worker exited prematurely: signal 9 (SIGKILL) Job: 3.
"""
BROKER = """[x: CRITICAL/MainProcess] Couldn't ack 3, reason:RecoverableConnectionError()
Traceback (most recent call last):
  File "message.py", line 131, in ack_log_error
amqp.exceptions.RecoverableConnectionError: connection already closed
"""
BUG = """[x: ERROR/MainProcess] something that should not happen did; the loop goes on
Traceback (most recent call last):
  File "jobs.py", line 1, in get
amqp.exceptions.RecoverableConnectionError: connection already closed
"""


def test_celery_tells_of_kills_in_these_ways():
    rejected = BROKER.replace("ack 3", "reject 3")
    assert tracebacks((POOL + BROKER + rejected).splitlines()) == []


def test_any_other_traceback_is_a_bug():
    last = BUG.splitlines()[-1]
    assert tracebacks((POOL + BUG + BROKER + BUG).splitlines()) == [last, last]
