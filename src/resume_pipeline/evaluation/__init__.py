"""How right a reading is: a profile against a truth that somebody labelled, field by field."""

from __future__ import annotations
