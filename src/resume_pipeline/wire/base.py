"""Wire and Payload: frozen pydantic models that read and write canonical JSON."""

from __future__ import annotations

from typing import Any, ClassVar, Self, get_args

import msgspec
from pydantic import BaseModel, ConfigDict, ValidationError

from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.event import canonical_bytes
from resume_pipeline.model.ids import Digest, sha256


class Wire(BaseModel):
    """A closed contract: unknown fields are refused, values are frozen.

    Attributes:
        schema_id: name and version of the shape, written as ``schema``. A changed shape is a
            new number.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
    schema_id: ClassVar[str] = ""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse a field that would not read back: None is left out, so it needs a default."""
        super().__pydantic_init_subclass__(**kwargs)
        for name, field in cls.model_fields.items():
            admits_none = type(None) in get_args(field.annotation)
            if admits_none and (field.is_required() or field.default is not None):
                raise TypeError(f"{cls.__name__}.{name} may be None, so its default must be None")

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values with the schema's id; fields that are None are left out."""
        return {"schema": self.schema_id, **self.model_dump(mode="json", exclude_none=True)}

    def to_bytes(self) -> bytes:
        """Canonical bytes: sorted keys, no spaces, UTF-8. Equal values have equal bytes."""
        return canonical_bytes(self.to_json())

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """The value that `to_json` wrote.

        Raises:
            InvalidRequestError: another schema, or not of this shape. The message names fields
                and rules, never values.
        """
        if not isinstance(value, dict) or value.get("schema") != cls.schema_id:
            raise InvalidRequestError(f"expected an object of schema {cls.schema_id}")
        try:
            return cls.model_validate({k: v for k, v in value.items() if k != "schema"})
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            # An unknown field's name is the sender's text; it is not repeated.
            is_foreign = first["type"] == "extra_forbidden"
            where = "a field" if is_foreign else ".".join(str(part) for part in first["loc"])
            raise InvalidRequestError(f"{cls.schema_id}: {where}: {first['type']}") from None

    @classmethod
    def from_bytes(cls, body: bytes) -> Self:
        """The value that `to_bytes` wrote.

        Raises:
            InvalidRequestError: not UTF-8 JSON of this schema.
        """
        return cls.from_json(parse_json(body))


class Said(Wire):
    """What a worker says, and the coordinator keeps in rows.

    A worker opens hostile documents and may have been taken over. What no database could hold is
    refused at the door, or one report would stop the group that it is committed with.
    """

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """The value that `to_json` wrote.

        Raises:
            InvalidRequestError: not of this shape, a whole number beyond 2**53, or a text with a
                NUL.
        """
        if not _is_storable(value):
            raise InvalidRequestError(f"{cls.schema_id}: a number or text that cannot be kept")
        return super().from_json(value)


class Sealed(Wire):
    """An object in storage. It states a digest of all else that it says, as ``seal``.

    So whoever reads it, a worker without a ledger too, tells what was damaged from what was
    written. It is no signature: whoever may write objects can seal them.
    """

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values with the schema's id and the seal."""
        said = super().to_json()
        return said | {"seal": self.seal_of(said)}

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """The value that `to_json` wrote.

        Raises:
            InvalidRequestError: not of this shape, or what it says is not what was sealed.
        """
        if not isinstance(value, dict):
            return super().from_json(value)  # which refuses it
        said = {name: item for name, item in value.items() if name != "seal"}
        found = super().from_json(said)
        if value.get("seal") != found.seal_of(said):
            raise InvalidRequestError(f"{cls.schema_id}: what it says is not what was sealed")
        return found

    def seal_of(self, said: dict[str, Any]) -> Digest:
        """SHA-256 of the canonical bytes of ``said``, which is this as JSON without its seal."""
        return sha256(canonical_bytes(said))


def _is_storable(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" not in value
    if isinstance(value, dict):
        return all(map(_is_storable, value)) and all(map(_is_storable, value.values()))
    if isinstance(value, list):
        return all(map(_is_storable, value))
    return not isinstance(value, int) or abs(value) <= 2**53


class Payload(Wire):
    """What a stage produces. Numbers are integers; equal input gives equal bytes."""

    @property
    def digest(self) -> Digest:
        """SHA-256 of the canonical bytes."""
        return sha256(self.to_bytes())


def parse_json(body: bytes) -> Any:
    """The JSON value in ``body``.

    Raises:
        InvalidRequestError: not UTF-8, not JSON, or nested too deeply.
    """
    try:
        return msgspec.json.decode(body)
    except (ValueError, RecursionError):
        raise InvalidRequestError("not a JSON document in UTF-8") from None
