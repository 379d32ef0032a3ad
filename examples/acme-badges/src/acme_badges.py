"""A stage that finds badges in a profile: a whole plugin in one module."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from resume_pipeline import Payload, Plan, Profile, Work, hookimpl

#: What is looked for, and the badge that it earns.
KNOWN = {
    "AWS Certified": "aws",
    "Certified Kubernetes Administrator": "kubernetes",
    "CKA": "kubernetes",
    "First Aid": "first-aid",
}


class Badges(Payload):
    """What the stage produces.

    Attributes:
        names: of the badges, each once, in alphabetical order.
    """

    schema_id: ClassVar[str] = "acme.badges/1"

    names: tuple[str, ...] = ()


class FindBadges:
    """Consumes a profile, and neither vacancy nor date: its output is shared between jobs."""

    name, version = "acme.badges", "1"
    consumes, produces = (Profile,), Badges
    shared = True

    def run(self, work: Work) -> Badges:
        """The badges in the profile, and those that the job's options add."""
        known = KNOWN | work.options.get("known", {})
        return Badges(names=tuple(sorted(badges_in(work.get(Profile), known))))


def badges_in(profile: Profile, known: dict[str, str]) -> set[str]:
    """The badges that anything in ``profile`` names as whole words."""
    text = "\n".join(texts_in(profile.resume))
    return {badge for words, badge in known.items() if re.search(rf"\b{re.escape(words)}\b", text)}


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts_in(item)


@hookimpl
def register_stages(register: Callable[[Any], None]) -> None:
    """Offer the stage."""
    register(FindBadges())


@hookimpl
def register_plans(register: Callable[[Plan], None]) -> None:
    """Offer the plan that runs it."""
    register(Plan("with-badges", ("extract", "parse", "acme.badges")))
