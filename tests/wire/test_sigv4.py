"""Our signatures are those of botocore, and no request makes a verifier raise anything else."""

from __future__ import annotations

import datetime
from unittest import mock
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from botocore import auth, awsrequest, credentials
from hypothesis import given
from hypothesis import strategies as st

from resume_pipeline.errors import SignatureError
from resume_pipeline.wire.sigv4 import Credential, presigned, verified

CREDENTIAL = Credential(
    "AKIDEXAMPLE", b"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "s3"
)
NOW = 1_790_000_000
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
HEADERS = st.dictionaries(
    st.sampled_from(["Content-Type", "If-None-Match", "Content-Length", "x-amz-meta-a"]),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20),
)
PATHS = st.lists(WORDS.filter(lambda word: word not in (".", "..")), min_size=1, max_size=4)


def by_botocore(method: str, url: str, headers: dict[str, str], expires: int) -> str:
    """The same link, signed by the client that AWS ships."""
    keys = credentials.Credentials(CREDENTIAL.id, CREDENTIAL.secret.decode())
    signer = auth.S3SigV4QueryAuth(keys, "s3", "us-east-1", expires=expires)
    request = awsrequest.AWSRequest(method, url, headers=headers)
    moment = datetime.datetime.fromtimestamp(NOW, datetime.UTC)
    with mock.patch.object(auth, "get_current_datetime", lambda: moment):
        signer.add_auth(request)
    return str(request.url)


@given(st.sampled_from(["GET", "PUT"]), PATHS, HEADERS, st.dictionaries(WORDS, WORDS, max_size=3))
def test_signatures_are_those_of_botocore(method, path, headers, query):
    url = "https://s3.example/" + "/".join(quote(word, safe="") for word in path)
    ours = presigned(method, url, CREDENTIAL, headers=headers, query=query, now=NOW, expires=60)
    whole = f"{url}?{urlencode(query, quote_via=quote)}" if query else url
    theirs = by_botocore(method, whole, headers, 60)
    assert sorted(parse_qsl(urlsplit(ours).query)) == sorted(parse_qsl(urlsplit(theirs).query))
    assert verified(method, theirs, [CREDENTIAL], headers=headers, now=NOW) == query


GOOD = presigned(
    "GET", "https://s3.example/a/b", CREDENTIAL, headers={}, query={"a": "b"}, now=NOW, expires=60
)


@given(st.text(max_size=8), st.integers(0, len(GOOD)), st.integers(0, 6), st.text(max_size=5))
def test_whatever_is_asked_the_answer_is_a_query_or_a_signature_error(put, at, cut, method):
    url = GOOD[:at] + put + GOOD[at + cut :]
    for asked in (url, put):
        try:
            query = verified(method or "GET", asked, [CREDENTIAL], headers={put: put}, now=NOW)
        except SignatureError:
            continue
        assert query == {"a": "b"}


OLD, NEW = (Credential(name, name.encode() * 8, "links", "here") for name in ("old", "new"))


def test_a_key_is_good_until_it_is_taken_away():
    link = presigned("GET", "https://a/b", OLD, headers={}, query={}, now=NOW, expires=60)
    assert verified("GET", link, [NEW, OLD], headers={}, now=NOW) == {}
    with pytest.raises(SignatureError):
        verified("GET", link, [NEW], headers={}, now=NOW)


@pytest.mark.parametrize(
    ("after", "is_good"), [(-901, False), (-900, True), (60, True), (61, False)]
)
def test_the_second_counts(after, is_good):
    ask = ("GET", GOOD, [CREDENTIAL])
    if is_good:
        assert verified(*ask, headers={}, now=NOW + after) == {"a": "b"}
    else:
        with pytest.raises(SignatureError):
            verified(*ask, headers={}, now=NOW + after)


def test_a_key_is_not_shown():
    assert "wJalr" not in repr(CREDENTIAL)
