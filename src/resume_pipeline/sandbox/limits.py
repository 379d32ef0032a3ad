"""BoxLimits: what opening one document may take."""

from __future__ import annotations

import attrs

_MEBIBYTE = 1 << 20


def _positive(_: object, attribute: attrs.Attribute[int], value: int) -> None:
    if value <= 0:
        raise ValueError(f"{attribute.name} must be positive")


@attrs.frozen(kw_only=True)
class BoxLimits:
    """What opening one document may take.

    Attributes:
        wall_ms: milliseconds until the child is killed.
        cpu_s: seconds of processor time; by default two more than the wall clock's, as a second
            line of defence.
        memory_bytes: of address space; below 256 MiB the readers themselves do not fit.
        output_bytes: of JSON that the function may return.
        open_files: descriptors that the child may hold.
    """

    wall_ms: int = attrs.field(default=15_000, validator=_positive)
    cpu_s: int = attrs.field(validator=_positive)
    memory_bytes: int = attrs.field(default=512 * _MEBIBYTE, validator=_positive)
    output_bytes: int = attrs.field(default=8 * _MEBIBYTE, validator=_positive)
    open_files: int = attrs.field(default=16, validator=_positive)

    @cpu_s.default
    def _behind_the_clock(self) -> int:
        return self.wall_ms // 1000 + 2
