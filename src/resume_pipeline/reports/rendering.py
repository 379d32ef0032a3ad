"""render: a page of HTML from a template of this package."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any, Final

import jinja2

#: What a page may load: pictures inside itself, and the one style sheet with this digest.
#: https://www.w3.org/TR/CSP3/
_POLICY: Final = (
    "default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; "
    "form-action 'none'"
)


def render(template: str, **values: Any) -> str:
    """The page that ``template`` makes of ``values``; every value is escaped.

    Args:
        template: file name of one of this package's templates.
        values: what the template names.

    Raises:
        jinja2.TemplateError: there is no such template, or it names what was not given.
    """
    return _templates().get_template(template).render(**values, policy=_policy())


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("resume_pipeline.reports"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _policy() -> str:
    style = _templates().get_template("style.css").render()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _POLICY.format(digest=digest)
