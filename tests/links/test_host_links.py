"""What a host does with its own links: settings, keys, frameworks, crashes."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import io
from urllib.parse import urlsplit

import pytest
from flask import Flask, Response, request
from hypothesis import given
from hypothesis import strategies as st

from resume_pipeline import AsyncPipeline
from resume_pipeline.errors import (
    ArtifactConflictError,
    InvalidRequestError,
    NotFoundError,
    SettingsError,
    SignatureError,
)
from resume_pipeline.flow.link import HostLinks, link
from resume_pipeline.model.keys import file_key, result_key, staging_key
from resume_pipeline.model.link import LinkTerms
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.ports.clock import SystemClock
from resume_pipeline.ports.faults import trapped
from resume_pipeline.settings import Settings
from resume_pipeline.testing.storage_samples import new_id, new_key

BASE = "https://app.example/some/links"
OLD, NEW = ("whsec_" + base64.b64encode(name.encode() * 32).decode() for name in "on")
BODY = b"%PDF-1.7"


@pytest.fixture
def opened(tmp_path):
    """Opens one pipeline with such link keys."""
    with contextlib.ExitStack() as stack:

        def open_(*keys):
            home = str(tmp_path / "data")
            return stack.enter_context(Pipeline.open(home=home, links=BASE, link_keys=keys))

        yield open_


@pytest.fixture
def pipeline(opened):
    return opened(NEW)


def read(pipeline, url, method="GET"):
    return b"".join(pipeline.open_link(method, url, {}).chunks())


def test_links_and_their_keys_belong_together(tmp_path):
    for half in ({"links": BASE}, {"link_keys": [NEW]}):
        with pytest.raises(SettingsError, match="belong together"):
            Pipeline.open(home=str(tmp_path), **half)


@pytest.mark.parametrize(
    "base", ["app.example", "ftp://a/b", "https://", "https://a/b/", "https://a/b?c", "https://a b"]
)
def test_a_base_that_is_none_is_refused(base):
    with pytest.raises(SettingsError):
        Settings.of(links=base)


def test_who_cannot_sign_says_what_to_set(tmp_path):
    with Pipeline.open(home=str(tmp_path)) as pipeline:
        acme = pipeline.tenant("acme")
        file = acme.upload(BODY)
        for attempt in (
            lambda: acme.links.download(file),
            lambda: acme.links.upload(size=1),
            lambda: pipeline.open_link("GET", f"{BASE}/x", {}),
            lambda: pipeline.take_upload("PUT", f"{BASE}/x", {}, io.BytesIO()),
        ):
            with pytest.raises(SettingsError, match="link_keys"):
                attempt()


def test_a_worker_holds_no_key_of_links():
    assert Settings.of(links=BASE, link_keys=[NEW]).for_worker().link_keys == ()


def test_keys_are_changed_without_a_gap(opened):
    old, both, new = opened(OLD), opened(NEW, OLD), opened(NEW)
    file = old.tenant("acme").upload(BODY)
    first, second = (pipeline.tenant("acme").links.download(file) for pipeline in (old, both))
    assert read(old, first) == read(both, first) == read(both, second) == read(new, second) == BODY
    for pipeline, url in ((old, second), (new, first)):
        with pytest.raises(SignatureError):
            read(pipeline, url)


def test_only_the_path_counts_of_where_a_request_went(pipeline):
    acme = pipeline.tenant("acme")
    parts = urlsplit(acme.links.download(acme.upload(BODY)))
    for url in (
        parts.geturl(),
        parts._replace(scheme="http", netloc="10.0.0.7:8000").geturl(),
        f"{parts.path}?{parts.query}",
    ):
        assert read(pipeline, url) == BODY
    with pytest.raises(SignatureError):
        read(pipeline, f"/other{parts.path}?{parts.query}")


@pytest.mark.parametrize(
    "key",
    [new_key(), staging_key("acme", new_id()), "acme/x", "../acme"],
    ids=["a file", "a staged upload", "no key", "a way out"],
)
def test_no_key_outside_the_tenant_is_signed(key):
    signer = HostLinks(BASE, [b"k" * 32], SystemClock())
    with pytest.raises(InvalidRequestError):
        link(LinkTerms(method="GET", key=key, expires=60), tenant="rival", signer=signer)
    with pytest.raises(InvalidRequestError):
        link(LinkTerms(method="GET", key=key, expires=60), tenant="acm", signer=signer)


def test_a_link_that_was_signed_for_one_thing_is_good_for_no_other(pipeline):
    acme = pipeline.tenant("acme")
    upload = acme.links.upload(size=len(BODY))
    with pytest.raises(SignatureError):
        read(pipeline, upload.url, method="PUT")
    with pytest.raises(SignatureError):
        download = acme.links.download(acme.upload(BODY))
        pipeline.take_upload("GET", download, {}, io.BytesIO(BODY))


@pytest.mark.parametrize("body", [b"", BODY[:-1], BODY + b"!"])
def test_a_body_of_another_length_is_not_stored(pipeline, body):
    acme = pipeline.tenant("acme")
    upload = acme.links.upload(size=len(BODY))
    with pytest.raises(InvalidRequestError):
        pipeline.take_upload("PUT", upload.url, upload.headers, io.BytesIO(body))
    pipeline.take_upload("PUT", upload.url, upload.headers, io.BytesIO(BODY))
    with pytest.raises(ArtifactConflictError):
        pipeline.take_upload("PUT", upload.url, upload.headers, io.BytesIO(BODY))


@pytest.mark.parametrize("point", ["upload.stored", "upload.recorded"])
def test_accepting_again_after_a_crash_makes_one_file(pipeline, point):
    acme = pipeline.tenant("acme")
    upload = acme.links.upload(size=len(BODY))
    pipeline.take_upload("PUT", upload.url, upload.headers, io.BytesIO(BODY))

    def crash(reached):
        if reached == point:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), trapped(crash):
        acme.links.accept(upload, filename="first")
    file = acme.links.accept(upload, filename="second")
    assert file.filename == ("second" if point == "upload.stored" else "first")
    assert acme.file(file.id) == file
    storage = pipeline.opened.storage
    assert [*storage.list("acme/")] == [file_key("acme", file.id)]


def test_what_was_staged_cannot_be_submitted_or_read(pipeline):
    acme = pipeline.tenant("acme")
    upload = acme.links.upload(size=len(BODY))
    pipeline.take_upload("PUT", upload.url, upload.headers, io.BytesIO(BODY))
    for attempt in (acme.submit, acme.download, acme.links.download):
        with pytest.raises(NotFoundError):
            attempt(upload.id)
    with pytest.raises((InvalidRequestError, NotFoundError)):
        acme.links.accept("../files/" + upload.id)


TERMS = LinkTerms(method="GET", key=result_key("acme", new_id()), expires=60)
SIGNER = HostLinks(BASE, [b"k" * 32], SystemClock())
GOOD = SIGNER.sign(TERMS)
TEXT = st.text(st.characters(codec=None), max_size=6)


@given(TEXT, st.integers(0, len(GOOD)), st.integers(0, 6), st.sampled_from(["GET", "PUT", "\x00"]))
def test_whatever_is_asked_the_answer_is_the_object_or_a_signature_error(put, at, cut, method):
    for url in (GOOD[:at] + put + GOOD[at + cut :], put):
        with contextlib.suppress(SignatureError):
            assert SIGNER.verified(method, url, {put: put}).key == TERMS.key


def test_a_flask_host_calls_the_same_functions(pipeline):
    app = Flask(__name__)

    @app.route("/some/links/<handle>", methods=["GET", "PUT"])
    def serve(handle):
        asked = (request.method, request.url, dict(request.headers))
        try:
            if request.method == "PUT":
                pipeline.take_upload(*asked, request.stream)
                return "", 200
            file = pipeline.open_link(*asked)
        except SignatureError:
            return "", 403
        return Response(file.chunks(), headers=file.headers)

    acme, client = pipeline.tenant("acme"), app.test_client()
    upload = acme.links.upload(size=len(BODY), media_type="application/pdf")
    assert client.put(upload.url, headers=upload.headers, data=BODY).status_code == 200
    url = acme.links.download(acme.links.accept(upload), inline=True)
    with client.get(url) as answer:
        assert (answer.status_code, answer.data) == (200, BODY)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(url + "0").status_code == 403


def test_an_async_host_awaits_them(tmp_path):
    async def act():
        async with await AsyncPipeline.open(
            home=str(tmp_path), links=BASE, link_keys=[NEW]
        ) as pipeline:
            links = pipeline.tenant("acme").links
            upload = await links.upload(size=len(BODY))

            async def body():
                yield BODY[:3]
                yield BODY[3:]

            await pipeline.take_upload("PUT", upload.url, upload.headers, body())
            file = await links.accept(upload)
            found = await pipeline.open_link("GET", await links.download(file), {})
            return b"".join(found.chunks())

    assert asyncio.run(act()) == BODY
