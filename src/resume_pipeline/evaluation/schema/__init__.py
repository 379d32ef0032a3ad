"""The JSON Schema of a JSON Resume document, as its project published it.

``json-resume-1.3.1.json`` is ``schema.json`` of the npm package ``@jsonresume/schema`` 1.3.1,
unchanged, under the MIT licence beside it.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def json_resume_schema() -> dict[str, Any]:
    """The schema (draft 7) that `Profile.resume` keeps to."""
    file = resources.files(__name__).joinpath("json-resume-1.3.1.json")
    value: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return value
