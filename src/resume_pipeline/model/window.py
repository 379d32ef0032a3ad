"""Width: how far a queue's window opens, by how fast workers empty it."""

from __future__ import annotations

from typing import Final

import attrs

#: How many times its base a window may be.
MOST: Final = 64
_SOON: Final = 250  # milliseconds between two looks that say how fast a queue is emptied
_LONG: Final = 1_000  # milliseconds without such a look after which the window closes by half


@attrs.frozen(kw_only=True)
class Width:
    """A factor on the base of a window, as additive increase would be too slow for short jobs.

    The base is what long jobs need: a few messages for each slot, so that nothing waits for the
    relay and a tenant who comes later is soon served. Short jobs empty it before the next look;
    then it doubles, and holds at most what is emptied in about half a second.

    Attributes:
        factor: a power of two.
        looked_at, emptied_at: when anybody last looked, and found it emptied (epoch milliseconds).
    """

    factor: int = 1
    looked_at: int | None = None
    emptied_at: int = 0

    def looked(self, unclaimed: int, base: int, now: int) -> Width:
        """After a look at a queue for which more is waiting, and that holds ``unclaimed``."""
        if self.looked_at is None or now - self.looked_at > _SOON:
            return Width(looked_at=now, emptied_at=now)
        if 2 * unclaimed <= base * self.factor:
            return Width(factor=min(2 * self.factor, MOST), looked_at=now, emptied_at=now)
        if now - self.emptied_at > _LONG:
            return Width(factor=max(self.factor // 2, 1), looked_at=now, emptied_at=now)
        return attrs.evolve(self, looked_at=now)
