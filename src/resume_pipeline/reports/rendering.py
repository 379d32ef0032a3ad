"""render: a page of HTML from a template of this package."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any, Final

import jinja2
from markupsafe import Markup

from resume_pipeline.model.naming import when
from resume_pipeline.reports.words import exact, percent
from resume_pipeline.wire.result import shown

#: What a page may load: pictures inside itself, and the one style sheet with this digest.
#: https://www.w3.org/TR/CSP3/
_POLICY: Final = (
    "default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; "
    "form-action 'none'"
)


def render(template: str, **values: Any) -> str:
    """The page that ``template`` makes of ``values``; every value is escaped.

    Args:
        template: file name of one of this package's templates; a style sheet of the same name lies
            beside it.
        values: what the template names.

    Raises:
        jinja2.TemplateError: there is no such template, or it names what was not given.
    """
    style = _style(template)
    page = _templates().get_template(template)
    return page.render(**values, style=Markup(style), policy=_policy(style))  # noqa: S704


@cache
def _style(template: str) -> str:
    """What all pages look like, then what this one does."""
    sheets = ("style.css", template.replace(".html", ".css"))
    return "".join(_templates().get_template(sheet).render() for sheet in sheets)


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("resume_pipeline.reports"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(shown=shown, exact=exact, percent=percent, when=when)
    return environment


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _POLICY.format(digest=digest)


def data_uri(picture: bytes) -> str:
    """A PNG file as an address, so that a page has it inside itself."""
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"
