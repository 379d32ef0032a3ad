"""The commands ``evaluate``, ``train`` and ``fit``: what readings and points are worth."""

from __future__ import annotations
