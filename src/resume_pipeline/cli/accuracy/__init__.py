"""The commands ``evaluate`` and ``train``: how right readings are, and how sure of themselves."""

from __future__ import annotations
