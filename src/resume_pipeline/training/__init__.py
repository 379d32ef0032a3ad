"""Invented resumes with their truth, and the model of confidence that is fitted to them."""

from __future__ import annotations
