"""Vacancy: what a candidate is scored for."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field

from resume_pipeline.model.event import canonical
from resume_pipeline.model.ids import Digest, sha256
from resume_pipeline.wire.base import Wire

Kind = Literal[
    "must",
    "nice",
    "title",
    "years",
    "education",
    "certificate",
    "language",
    "eligibility",
]
#: Points by kind if a vacancy asks for all of them and says nothing else. Those of kinds that it
#: does not ask for go to the others in proportion. ``relevance`` is how much of the advert's own
#: words the resume has; it is asked for by any advert with a text.
DEFAULT_POINTS: Final[dict[str, int]] = {
    "must": 14,
    "nice": 4,
    "title": 18,
    "years": 4,
    "education": 5,
    "certificate": 5,
    "relevance": 50,
    "language": 0,
    "eligibility": 0,
}
Points = Annotated[int, Field(ge=0, le=1000)]


class Criterion(Wire):
    """One thing that the employer asks for.

    Attributes:
        kind: how it is looked for. ``must`` and ``nice`` are skills.
        label: what is looked for; for years, the field of work or an empty string.
        synonyms: other words that count as the same.
        weight: relative to the other criteria of its kind, a positive whole number.
        years: how many, for the kind ``years``; of a range, the lower end.
        blocking: whether a candidate without it is flagged. Never an automatic refusal.
        source: the characters of the advert's text that it was drafted from, if it was.
    """

    kind: Kind
    label: str = Field(default="", max_length=500)
    synonyms: tuple[str, ...] = ()
    weight: int = Field(default=1, ge=1, le=1000)
    years: int = Field(default=0, ge=0, le=60)
    blocking: bool = False
    source: tuple[int, int] | None = None


class Vacancy(Wire):
    """What a candidate is scored for: title, text, criteria and what they are worth.

    Attributes:
        criteria: confirmed by a person. Without any, the score stage drafts them from the text
            and the score says so.
        points: the employer's weights by kind (see `DEFAULT_POINTS`); what is left out keeps its
            default.
    """

    schema_id: ClassVar[str] = "resume_pipeline.vacancy/2"

    title: str = Field(default="", max_length=500)
    text: str = Field(default="", max_length=100_000)
    criteria: tuple[Criterion, ...] = ()
    points: dict[Kind | Literal["relevance"], Points] = Field(default_factory=dict)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """A vacancy with an advert's text; its first line that is not empty is the title."""
        title = next((line.strip(" #*\t") for line in text.splitlines() if line.strip()), "")
        return cls(title=title[:500], text=text)

    @property
    def digest(self) -> Digest:
        """SHA-256 of the canonical bytes: the name under which jobs know it."""
        return sha256(self.to_bytes())

    def weights(self) -> dict[str, int]:
        """Points by kind, the defaults filled in."""
        return {**DEFAULT_POINTS, **{str(kind): worth for kind, worth in self.points.items()}}

    def with_criteria(self, criteria: tuple[Criterion, ...]) -> Self:
        """The same vacancy with these criteria: what a person confirms by submitting it."""
        return self.model_copy(update={"criteria": criteria})


def criteria_digest(criteria: tuple[Criterion, ...], weights: dict[str, int]) -> Digest:
    """SHA-256 of what was asked for and what it was worth."""
    asked = [criterion.model_dump(mode="json", exclude_none=True) for criterion in criteria]
    return sha256(canonical({"criteria": asked, "points": weights}).encode())
