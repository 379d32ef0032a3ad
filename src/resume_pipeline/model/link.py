"""What a signed link allows: one method on one object, for a time."""

from __future__ import annotations

from typing import Final, Literal

import attrs

from resume_pipeline.errors import InvalidRequestError

#: Seconds; S3 signs for no longer.
LONGEST: Final = 7 * 86_400
#: Formats that a browser may show: it runs nothing that is in them outside its own viewer.
SHOWN: Final = {"application/pdf", "image/png", "image/jpeg"}
BYTES: Final = "application/octet-stream"

Method = Literal["GET", "PUT"]


@attrs.frozen(kw_only=True)
class LinkTerms:
    """What a link allows. A name of a person may be in it: a link is not for logs.

    Attributes:
        method: GET reads the object, PUT creates it once.
        key: of the object.
        expires: seconds from signing on.
        disposition, content_type: with which a GET is answered.
        sha256: of the object, as a host that serves the link holds it against what it reads.
        size, media_type: bytes that a PUT must bring, and the Content-Type it must give, if any.
    """

    method: Method
    key: str
    expires: int
    disposition: str | None = None
    content_type: str | None = None
    sha256: str | None = None
    size: int | None = None
    media_type: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """What the client's request must carry, and the signature covers."""
        if self.method == "GET":
            return {}
        given = {"Content-Length": self.size, "Content-Type": self.media_type}
        return {name: str(value) for name, value in given.items() if value is not None} | {
            "If-None-Match": "*"
        }


@attrs.frozen(kw_only=True)
class UploadLink:
    """By which a client brings a file: one PUT of ``url`` with these headers and the bytes.

    Attributes:
        id: what to accept once the client says that it is done; the later file's id.
        url: signed; whoever has it may use it, once.
        headers: to send with the request. Browsers add Content-Length by themselves.
        expires_at: epoch seconds.
    """

    id: str
    url: str
    headers: dict[str, str]
    expires_at: int


def checked_expiry(seconds: int) -> int:
    """``seconds`` themselves, if a link may be valid for so long.

    Raises:
        InvalidRequestError: not 1 second to 7 days.
    """
    if not 1 <= seconds <= LONGEST:
        raise InvalidRequestError(f"a link is valid for 1 to {LONGEST} seconds")
    return seconds
