"""What score says of itself, for its card: read from what it runs with."""

from __future__ import annotations

from typing import Final

import attrs

from resume_pipeline.stages.score.card import MOST_UNKNOWN
from resume_pipeline.stages.score.stage import LEAST_TEXT, Score
from resume_pipeline.stages.score.vocabulary import DIGEST, vocabulary
from resume_pipeline.wire.vacancy import DEFAULT_POINTS

_CRITERIA: Final = {
    "must": "skills that are needed: in full where named, half where a related one is",
    "nice": "skills that are welcome, counted in the same way",
    "title": "the past title that is most alike, by letters or as another name of the occupation",
    "years": "months worked, without counting one twice, never more than asked for",
    "education": "a degree of that level",
    "certificate": "named, or not",
    "relevance": "a cosine of the advert's words and the resume's, by a frozen vocabulary",
    "language": "named, or not; levels are not compared",
    "eligibility": "named, or not",
}
_NOT_USED: Final = (
    "no outcome of anybody's application, and no label of how well somebody fits: no weight of "
    "the score is trained, they are the employer's own",
    "no trait is inferred: no gender, age, origin or health, from names, pictures or anything else",
    "no embedding, no language model, no service behind a network",
    "no picture, no layout, no file name, no time of day, and no other candidate",
)
_LIMITS: Final = (
    "it compares what is printed with what is asked for: it measures neither how good somebody is "
    "nor how somebody would do",
    "a requirement that is met in words that neither the vacancy nor the vocabulary knows is not "
    "found",
    "default points are a start to be edited, and a long advert's own wording has a large part in "
    "them; an employer who wants criteria alone sets relevance to 0",
    "criteria that nobody confirmed are drafts, and the score says so",
    "scores less than two points apart say nothing of who is better",
    "corrected values rest on the word of the person who is named with them",
)


@attrs.frozen(kw_only=True)
class About:
    """What a score is made of.

    Attributes:
        name, version: of the stage.
        vocabulary: SHA-256 of the uncompressed vocabulary.
        sizes: how much the vocabulary knows, by kind.
        sources: from what it was made (``what``, ``from``) and under which ``licence``.
        criteria: by kind, the default points and how it is looked for.
        abstains: by code, when there is no score.
        not_used, limits: in words.
    """

    name: str
    version: str
    vocabulary: str
    sizes: dict[str, int]
    sources: tuple[dict[str, str], ...]
    criteria: dict[str, tuple[int, str]]
    abstains: dict[str, str]
    not_used: tuple[str, ...] = _NOT_USED
    limits: tuple[str, ...] = _LIMITS


def about() -> About:
    """What the score that is installed here is made of.

    Raises:
        BugError: its vocabulary is not the one that it was made with.
    """
    known = vocabulary()
    names = ("skills", "related", "titles", "words", "languages")
    return About(
        name=Score.name,
        version=Score.version,
        vocabulary=DIGEST,
        sizes={name: len(getattr(known, name)) for name in names},
        sources=known.sources,
        criteria={kind: (DEFAULT_POINTS[kind], how) for kind, how in _CRITERIA.items()},
        abstains={
            "no_vacancy": "nothing to score against",
            "no_criteria": "the vacancy asks for nothing that has a weight",
            "too_little_text": f"fewer than {LEAST_TEXT} letters are left of the resume",
            "unsupported_language": "sections and dates of its language are not known",
            "mostly_unknown": f"more than {MOST_UNKNOWN // 100} percent of the weight rests on "
            "what nobody knows",
        },
    )
