"""Links to the host and links to S3: one table of what is accepted and what is refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import attrs
import pytest

from resume_pipeline.errors import InvalidRequestError, NotFoundError
from resume_pipeline.flow.link import HostLinks
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.keys import staging_key
from resume_pipeline.tenant import TenantPipeline
from resume_pipeline.wire.sigv4 import presigned
from tests.links.places import Asked, Place, host_place, s3_place
from tests.servers import s3_server

BODY = b"%PDF-1.7 a resume"
NAME = 'Ada \u202e\u00c4nderung "1";\r\nX: y/../.pdf'


@pytest.fixture(
    scope="module",
    params=["host", pytest.param("s3", marks=[pytest.mark.server, pytest.mark.slow])],
)
def place(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("links")
    if request.param == "host":
        with host_place(folder) as place:
            yield place
    else:
        with s3_server() as server, s3_place(folder, server) as place:
            yield place


@pytest.fixture(scope="module")
def acme(place) -> TenantPipeline:
    return place.pipeline.tenant("acme")


@pytest.fixture(scope="module")
def file(acme) -> FileRecord:
    return acme.upload(BODY, filename=NAME)


@pytest.fixture
def good(acme, file) -> Asked:
    return Asked("GET", acme.links.download(file))


def query(asked: Asked) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(asked.url).query, keep_blank_values=True))


def with_query(asked: Asked, pairs) -> Asked:
    return asked.with_url(f"{asked.url.partition('?')[0]}?{urlencode(pairs, quote_via=quote)}")


def changed(**changes: str | None) -> Callable[[Asked], Asked]:
    """Set parameters, by names with ``_`` for ``-``; None takes one away."""
    named = {name.replace("_", "-"): value for name, value in changes.items()}

    def change(asked: Asked) -> Asked:
        pairs = {**query(asked), **named}
        return with_query(asked, {n: v for n, v in pairs.items() if v is not None})

    return change


def edited(name: str, edit: Callable[[str], str]) -> Callable[[Asked], Asked]:
    return lambda asked: changed(**{name: edit(query(asked)[name])})(asked)


def added(name: str, value: str) -> Callable[[Asked], Asked]:
    return lambda asked: with_query(asked, [*query(asked).items(), (name, value)])


def repeated(name: str) -> Callable[[Asked], Asked]:
    return lambda asked: added(name, query(asked)[name])(asked)


def by(method: str) -> Callable[[Asked], Asked]:
    return lambda asked: attrs.evolve(asked, method=method)


def at(edit: Callable[[str], str]) -> Callable[[Asked], Asked]:
    """Edit the path."""

    def change(asked: Asked) -> Asked:
        path, _, rest = asked.url.partition("?")
        return asked.with_url(f"{edit(path)}?{rest}")

    return change


def word(text: str, number: int, other: str) -> str:
    """``text``, a path, with another word in one place."""
    words = text.split("/")
    return "/".join([*words[:number], other, *words[number + 1 :]])


def last_encoded(path: str) -> str:
    return f"{path[:-1]}%{ord(path[-1]):02x}"


SIGNATURE, EXPIRES, DATE = "X-Amz-Signature", "X-Amz-Expires", "X-Amz-Date"
CREDENTIAL, SHOWN = "X-Amz-Credential", "response-content-disposition"
ACCEPTED = {
    "as it was signed": lambda asked: asked,
    "a letter of the path encoded": at(last_encoded),
    "parameters in another order": lambda a: with_query(a, list(query(a).items())[::-1]),
    "a header that was not signed": lambda a: attrs.evolve(a, headers={"X-Other": "1"}),
}
REFUSED = {
    "no query": lambda asked: asked.with_url(asked.url.partition("?")[0]),
    "HEAD": by("HEAD"),
    "PUT": by("PUT"),
    "POST": by("POST"),
    "DELETE": by("DELETE"),
    "valid for longer": changed(X_Amz_Expires="3600"),
    "valid for nothing": changed(X_Amz_Expires="0"),
    "valid for less than nothing": changed(X_Amz_Expires="-300"),
    "valid for a word": changed(X_Amz_Expires="long"),
    "valid for no time": changed(X_Amz_Expires=None),
    "another date": edited(DATE, lambda date: date[:-2] + ("1Z" if date[-2] != "1" else "2Z")),
    "a date that is none": changed(X_Amz_Date="20261399T990000Z"),
    "no date": changed(X_Amz_Date=None),
    "another disposition": changed(response_content_disposition="inline"),
    "no disposition": changed(response_content_disposition=None),
    "another type": changed(response_content_type="text/html"),
    "a parameter added": added("response-cache-control", "public"),
    "an unknown parameter added": added("anything", "1"),
    "the disposition twice": repeated(SHOWN),
    "the disposition twice, once changed": added(SHOWN, "inline"),
    "a false signature before it": lambda asked: with_query(
        asked, [(SIGNATURE, "0" * 64), *query(asked).items()]
    ),
    "the signature cut": edited(SIGNATURE, lambda text: text[:-1]),
    "the signature lengthened": edited(SIGNATURE, lambda text: text + "0"),
    "the signature changed": edited(SIGNATURE, lambda t: ("0" if t[0] != "0" else "1") + t[1:]),
    "the signature in capitals": edited(SIGNATURE, str.upper),
    "an empty signature": changed(X_Amz_Signature=""),
    "no signature": changed(X_Amz_Signature=None),
    "a signature's name in small letters": lambda asked: with_query(
        asked, {n.lower(): v for n, v in query(asked).items()}
    ),
    "another key's name": edited(CREDENTIAL, lambda text: "0" + text[1:]),
    "another day in the scope": edited(CREDENTIAL, lambda t: t.replace("/20", "/19", 1)),
    "another region": edited(CREDENTIAL, lambda text: word(text, 2, "mars-1")),
    "another service": edited(CREDENTIAL, lambda text: word(text, 3, "ec2")),
    "no credential": changed(X_Amz_Credential=None),
    "another algorithm": changed(X_Amz_Algorithm="AWS4-HMAC-SHA1"),
    "no algorithm": changed(X_Amz_Algorithm=None),
    "no header signed": changed(X_Amz_SignedHeaders=""),
    "another header said to be signed": changed(X_Amz_SignedHeaders="host;x-other"),
    "another case in the path": at(lambda path: path[:-47] + path[-47:].swapcase()),
    "the path encoded twice": at(lambda path: last_encoded(path).replace("%", "%25")),
    "a slash behind the path": at(lambda path: f"{path}/"),
    "a NUL behind the path": at(lambda path: f"{path}%00"),
    "out of the folder and back": at(lambda path: path + "/../" + path.rpartition("/")[2]),
}  # fmt: skip


@pytest.mark.parametrize("change", ACCEPTED)
def test_a_good_link_is_accepted(good, change):
    status, _, body = ACCEPTED[change](good).send()
    assert (status, body) == (200, BODY)


@pytest.mark.parametrize("change", REFUSED)
def test_a_changed_link_is_refused(good, change):
    assert good.is_accepted()
    assert not REFUSED[change](good).is_accepted()


def signed(
    place: Place, acme: TenantPipeline, file: FileRecord, *, ago=0, expires=300, secret=None
):
    """A link of ``ago`` seconds before now, as the place itself would have signed it then."""
    url = acme.links.download(file).partition("?")[0]
    credential = (
        place.credential if secret is None else attrs.evolve(place.credential, secret=secret)
    )
    now = int(time.time()) - ago
    return Asked(
        "GET", presigned("GET", url, credential, headers={}, query={}, now=now, expires=expires)
    )


WHEN = {
    "now": ({}, True),
    "five minutes ago, for six": ({"ago": 300, "expires": 360}, True),
    "a minute ahead, by a clock that goes wrong": ({"ago": -60}, True),
    "for a week": ({"expires": 7 * 86_400}, True),
    "ten minutes ago, for five": ({"ago": 600}, False),
    "six days ago, for five": ({"ago": 6 * 86_400, "expires": 5 * 86_400}, False),
    "for longer than a week": ({"expires": 7 * 86_400 + 1}, False),
    "by another key": ({"secret": b"another"}, False),
}


@pytest.mark.parametrize("when", WHEN)
def test_a_link_is_valid_in_its_time_and_by_its_key(place, acme, file, when):
    how, is_good = WHEN[when]
    assert signed(place, acme, file, **how).is_accepted() == is_good


LAXER = {
    "signed in an hour": lambda p, acme, file: signed(p, acme, file, ago=-3600),
    "a false signature behind it": lambda p, acme, file: added(SIGNATURE, "0" * 64)(
        signed(p, acme, file)
    ),
}


@pytest.mark.parametrize("how", LAXER)
def test_what_the_host_refuses_and_this_server_does_not(place, acme, file, how):
    """Nobody can make such a link without the key, or without a good link; AWS knows better."""
    is_host = isinstance(place.pipeline.opened.links, HostLinks)
    assert LAXER[how](place, acme, file).is_accepted() != is_host


def test_a_link_expires(acme, file):
    asked, until = Asked("GET", acme.links.download(file, expires=2)), time.monotonic() + 60
    assert asked.is_accepted()
    while asked.is_accepted():
        assert time.monotonic() < until
        time.sleep(0.2)


@pytest.mark.parametrize("tenant", ["acme", "rival"])
def test_a_link_leads_to_one_object(place, good, tenant):
    other = place.pipeline.tenant(tenant).upload(b"another")
    link = Asked("GET", place.pipeline.tenant(tenant).links.download(other))
    assert link.is_accepted()
    assert not at(lambda _: link.url.partition("?")[0])(good).is_accepted()


@pytest.mark.parametrize("expires", [0, -1, 7 * 86_400 + 1])
def test_no_link_is_signed_for_longer_than_a_week_or_for_no_time(acme, file, expires):
    with pytest.raises(InvalidRequestError):
        acme.links.download(file, expires=expires)


def test_nothing_of_another_tenant_is_signed(place, file):
    rival = place.pipeline.tenant("rival")
    with pytest.raises(NotFoundError):
        rival.links.download(file)
    with pytest.raises(NotFoundError):
        rival.links.download(file.id)


def test_a_download_is_harmless(acme, file):
    _, headers, _ = Asked("GET", acme.links.download(file)).send()
    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-length"] == str(len(BODY))
    assert headers["content-disposition"] == (
        'attachment; filename="Ada Anderung _1__ X_ y_.._.pdf"; '
        "filename*=UTF-8''Ada%20%C3%84nderung%20_1__%20X_%20y_.._.pdf"
    )


def test_only_what_a_browser_does_not_run_is_shown(acme, file):
    _, headers, _ = Asked("GET", acme.links.download(file, inline=True)).send()
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"].startswith("inline; ")
    page = acme.upload(b"<html><script>alert(1)</script>", filename="cv.html")
    _, headers, _ = Asked("GET", acme.links.download(page, inline=True)).send()
    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-disposition"].startswith("attachment; ")


CV = b"%PDF-1.7 brought by a client"


@pytest.fixture
def brought(acme):
    """An upload link, and the request that uses it well."""
    upload = acme.links.upload(size=len(CV), media_type="application/pdf")
    return upload, Asked("PUT", upload.url, upload.headers, CV)


def without(name: str) -> Callable[[Asked], Asked]:
    return lambda a: attrs.evolve(a, headers={n: v for n, v in a.headers.items() if n != name})


def header(name: str, value: str) -> Callable[[Asked], Asked]:
    return lambda asked: attrs.evolve(asked, headers={**asked.headers, name: value})


def longer(asked: Asked) -> Asked:
    headers = {**asked.headers, "Content-Length": str(len(CV) + 1)}
    return attrs.evolve(asked, headers=headers, body=CV + b"!")


def shorter(asked: Asked) -> Asked:
    headers = {**asked.headers, "Content-Length": str(len(CV) - 1)}
    return attrs.evolve(asked, headers=headers, body=CV[:-1])


BAD_UPLOADS = {
    "GET": lambda asked: attrs.evolve(asked, method="GET", headers={}, body=b""),
    "POST": by("POST"),
    "a longer body": longer,
    "a shorter body": shorter,
    "another type": header("Content-Type", "text/html"),
    "no type": without("Content-Type"),
    "no condition": without("If-None-Match"),
    "another condition": header("If-None-Match", '"0"'),
    "another object": at(lambda path: path[:-1] + ("0" if path[-1] != "0" else "1")),
    "the signature cut": edited(SIGNATURE, lambda text: text[:-1]),
    "valid for longer": changed(X_Amz_Expires="3600"),
    "fewer headers said to be signed": changed(X_Amz_SignedHeaders="host"),
    "a parameter added": added("acl", ""),
}


@pytest.mark.parametrize("change", BAD_UPLOADS)
def test_a_changed_upload_is_refused_and_stores_nothing(acme, brought, change):
    upload, asked = brought
    assert not BAD_UPLOADS[change](asked).is_accepted()
    with pytest.raises(NotFoundError):
        acme.links.accept(upload)
    assert asked.is_accepted()


def test_an_upload_link_is_good_once(brought):
    _, asked = brought
    assert asked.is_accepted()
    assert not asked.is_accepted()


def test_names_of_headers_in_any_case_are_accepted(brought):
    _, asked = brought
    lower = {name.lower(): value for name, value in asked.headers.items()}
    assert attrs.evolve(asked, headers=lower).is_accepted()


def test_what_is_brought_is_a_file_once_it_is_accepted(place, acme, brought):
    upload, asked = brought
    with pytest.raises(NotFoundError):
        acme.file(upload.id)
    assert asked.is_accepted()
    with pytest.raises(NotFoundError):
        acme.file(upload.id)
    with pytest.raises(NotFoundError):
        place.pipeline.tenant("rival").links.accept(upload)
    file = acme.links.accept(upload, filename="cv.pdf", subject="ada")
    assert (file.id, file.size, file.media_type) == (upload.id, len(CV), "application/pdf")
    assert (file.filename, file.subject) == ("cv.pdf", "ada")
    with acme.download(file.id) as stream:
        assert stream.read() == CV
    assert acme.links.accept(upload, filename="other.pdf") == file == acme.file(file.id)
    assert not place.pipeline.opened.storage.exists(staging_key("acme", upload.id))


def test_a_client_cannot_change_what_was_accepted(acme, brought):
    upload, asked = brought
    assert asked.is_accepted()
    file = acme.links.accept(upload)
    asked.send()  # the staging key is free again until the link expires
    assert acme.links.accept(upload) == file
    with acme.download(file.id) as stream:
        assert stream.read() == CV


@pytest.mark.parametrize("size", [0, -1, 26_214_401])
def test_no_upload_is_signed_for_a_file_of_no_size_or_too_long(acme, size):
    with pytest.raises(InvalidRequestError):
        acme.links.upload(size=size)


def test_links_to_what_a_job_found(acme, place):
    job = acme.submit(acme.upload(b"Ada Example\n\nSkills\nPython\n"), plan="profile")
    with pytest.raises(NotFoundError):
        acme.links.result(job)
    with place.pipeline.running():
        acme.wait(job.id, timeout=60)
    status, headers, body = Asked("GET", acme.links.result(job)).send()
    assert (status, headers["content-type"]) == (200, "application/json")
    assert b"Python" in body
    with pytest.raises(NotFoundError):
        place.pipeline.tenant("rival").links.result(job)
