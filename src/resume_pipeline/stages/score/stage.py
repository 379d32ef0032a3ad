"""The score stage: a view against a vacancy, or the reason why there is no score."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from resume_pipeline.errors import InvalidRequestError, StageFailedError
from resume_pipeline.ports.stage import Work
from resume_pipeline.stages.score import vocabulary
from resume_pipeline.stages.score.candidate import Candidate
from resume_pipeline.stages.score.card import findings, scorecard
from resume_pipeline.stages.score.draft import drafted
from resume_pipeline.stages.score.fitted import Fitted, read_fitted
from resume_pipeline.stages.score.language import is_read
from resume_pipeline.wire.base import Payload
from resume_pipeline.wire.payloads import ScoreCard, View
from resume_pipeline.wire.vacancy import Criterion, Vacancy, criteria_digest

_WIDE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LEAST_TEXT: Final = 400  # letters; less is no resume to be judged by


class Score:
    """Score the resume against the vacancy's criteria, or say why not."""

    name: str = "score"
    version: str = "4"
    consumes: tuple[type[Payload], ...] = (View,)
    produces: type[Payload] = ScoreCard
    own_object: ClassVar[bool] = False
    uses_vacancy: ClassVar[bool] = True
    uses_as_of: ClassVar[bool] = True
    model: ClassVar[str] = vocabulary.DIGEST

    def run(self, work: Work) -> ScoreCard:
        """The score, or an abstention with its reason.

        The option ``model`` is a `Fitted` as JSON: its points then take the place of the vacancy's.

        Raises:
            StageFailedError: it was given other options, or a model that it cannot use.
        """
        fitted = _fitted(work.options)
        if work.vacancy is None:
            return ScoreCard(abstained="no_vacancy")
        criteria = work.vacancy.criteria or drafted(work.vacancy.title, work.vacancy.text)
        weights = {**work.vacancy.weights(), **(fitted.points if fitted else {})}
        card = _card(work.vacancy, criteria, weights, work.get(View), work.as_of)
        ids = {
            "criteria": criteria_digest(criteria, weights),
            "vocabulary": vocabulary.DIGEST,
            **({"model": fitted.digest} if fitted else {}),
        }
        draft = not work.vacancy.criteria
        return card.model_copy(update={"criteria_draft": draft, "ids": ids})


def _fitted(options: Mapping[str, Any]) -> Fitted | None:
    if not options:
        return None
    if set(options) != {"model"}:
        said = "score takes the option model alone: for points see Vacancy.points"
        raise StageFailedError("bad_option", said)
    try:
        return read_fitted(options["model"])
    except InvalidRequestError as error:
        raise StageFailedError("bad_option", str(error)) from None


def _card(
    vacancy: Vacancy,
    criteria: Sequence[Criterion],
    weights: dict[str, int],
    view: View,
    as_of: str,
) -> ScoreCard:
    reason = _reason_to_abstain(criteria, weights, view)
    if reason:
        return ScoreCard(abstained=reason, weights=weights)
    candidate = Candidate(view)
    return scorecard(findings(vacancy, criteria, candidate, as_of), candidate, weights)


def _reason_to_abstain(
    criteria: Sequence[Criterion], weights: dict[str, int], view: View
) -> str | None:
    if not any(weights[criterion.kind] for criterion in criteria):
        return "no_criteria"
    if _letters(view.text) < LEAST_TEXT:
        return "too_little_text"
    if not is_read(view.text):
        return "unsupported_language"
    return None


def _letters(text: str) -> int:
    """Letters, where one that fills a square counts for three: it says as much."""
    return len("".join(text.split())) + 2 * len(_WIDE.findall(text))
