"""The road, one file a step.

upload, submit, relay, run, report, finalize, watch, sweep; and cancel, from any place on it.

No step calls another. What passes between them is a value, always downstream: a `FileRecord`,
a `Job`, a `JobMessage`, a report, an `Outcome`.
"""
