"""Plan: a named sequence of stages; StageSpec: one of them, with all that decides its output."""

from __future__ import annotations

import json
from typing import Final

import attrs

#: The option by which a stage is told the digests of corrections; set by `submit`, never by a host.
CORRECTIONS: Final = "corrections"


@attrs.frozen
class Plan:
    """A named sequence of stages.

    Attributes:
        name: what ``submit(plan=...)`` takes.
        stages: names of registered stages, in the order in which they run.
    """

    name: str
    stages: tuple[str, ...]


@attrs.frozen(kw_only=True)
class StageSpec:
    """A stage as a job asks for it.

    Attributes:
        name: of the stage.
        version: which a worker must offer exactly.
        options: canonical JSON of the stage's options.
        model: digest of the model the stage uses, or an empty string.
    """

    name: str
    version: str
    options: str = "{}"
    model: str = ""

    @property
    def corrections(self) -> tuple[str, ...]:
        """Digests of the corrections that the stage is given."""
        return tuple(json.loads(self.options).get(CORRECTIONS, ()))
