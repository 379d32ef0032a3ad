"""Columns as the ledger's tables have them: TEXT and BIGINT, with or without NULL."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Text


def words(*names: str) -> list[Column[str]]:
    """Texts."""
    return [Column(name, Text, nullable=False) for name in names]


def maybe(*names: str) -> list[Column[str]]:
    """Texts that may be NULL."""
    return [Column(name, Text) for name in names]


def numbers(*names: str) -> list[Column[int]]:
    """Whole numbers."""
    return [Column(name, BigInteger, nullable=False) for name in names]


def maybe_numbers(*names: str) -> list[Column[int]]:
    """Whole numbers that may be NULL."""
    return [Column(name, BigInteger) for name in names]
