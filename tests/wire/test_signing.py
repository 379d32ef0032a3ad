"""Signatures, held both ways against an implementation by others."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from resume_pipeline.errors import RequestError, SettingsError, SignatureError
from resume_pipeline.settings import Settings
from resume_pipeline.wire.signing import TOLERANCE, key_of, sign, verified

NOW = 1_750_000_000
BODY = b'{"schema":"any/1"}'
KEY, OTHER = b"k" * 32, b"o" * 24
BODIES = st.dictionaries(st.text(), st.integers() | st.text()).map(lambda v: json.dumps(v).encode())
KEYS = st.binary(min_size=24, max_size=64)
IDS = st.from_regex(r"[a-zA-Z0-9_:-]{1,64}", fullmatch=True)
HEADERS = st.dictionaries(
    st.sampled_from(["webhook-id", "Webhook-Timestamp", "WEBHOOK-SIGNATURE", "host"]) | st.text(),
    st.text() | st.sampled_from(["v1,", "v1a,x", " ", str(NOW), "v1,\udcff", "9" * 5000, "\u0661"]),
)


def secret_of(key: bytes) -> str:
    return "whsec_" + base64.b64encode(key).decode()


def signed(**changes: str) -> dict[str, str]:
    return sign("msg_1", NOW, BODY, [KEY]) | changes


@given(id=IDS, body=BODIES, key=KEYS)
def test_we_sign_as_others_sign(id: str, body: bytes, key: bytes) -> None:
    when = datetime.fromtimestamp(NOW, UTC)
    theirs = Webhook(secret_of(key)).sign(id, when, body.decode())
    assert sign(id, NOW, body, [key])["webhook-signature"] == theirs


@given(id=IDS, body=BODIES, key=KEYS)
def test_others_verify_what_we_sign(id: str, body: bytes, key: bytes) -> None:
    now = int(datetime.now(UTC).timestamp())
    headers = sign(id, now, body, [OTHER, key])
    assert Webhook(secret_of(key)).verify(body, headers) == json.loads(body)


@given(id=IDS, body=BODIES, key=KEYS)
def test_we_verify_what_others_sign(id: str, body: bytes, key: bytes) -> None:
    when = datetime.fromtimestamp(NOW, UTC)
    headers = {
        "Webhook-Id": id,
        "Webhook-Timestamp": str(NOW),
        "Webhook-Signature": Webhook(secret_of(key)).sign(id, when, body.decode()),
    }
    assert verified(headers, body, [OTHER, key], NOW) == id


@given(id=IDS, body=st.binary(), keys=st.lists(KEYS, min_size=1, max_size=4))
def test_what_is_signed_is_verified_by_each_of_its_keys(id, body, keys) -> None:
    headers = sign(id, NOW, body, keys)
    assert {verified(headers, body, [key], NOW) for key in keys} == {id}


def test_a_rotation_loses_nothing() -> None:
    old, both, new = ([KEY], [KEY, OTHER], [OTHER])
    for ours, theirs in [(old, both), (both, both), (new, both), (both, old), (both, new)]:
        assert verified(sign("msg_1", NOW, BODY, ours), BODY, theirs, NOW)
    with pytest.raises(SignatureError):
        verified(sign("msg_1", NOW, BODY, old), BODY, new, NOW)


@pytest.mark.parametrize("off", [-TOLERANCE, 0, TOLERANCE])
def test_a_clock_may_be_five_minutes_off(off: int) -> None:
    assert verified(signed(), BODY, [KEY], NOW + off) == "msg_1"


@pytest.mark.parametrize("off", [-TOLERANCE - 1, TOLERANCE + 1])
def test_a_clock_may_not_be_more_than_that_off(off: int) -> None:
    with pytest.raises(SignatureError, match="300 seconds"):
        verified(signed(), BODY, [KEY], NOW + off)


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook-id": "msg_2"},
        {"webhook-id": "msg.1"},
        {"webhook-id": ""},
        {"webhook-id": "msg_1\n"},
        {"webhook-id": "m" * 257},
        {"webhook-timestamp": str(NOW + 1)},
        {"webhook-timestamp": f"+{NOW}"},
        {"webhook-timestamp": f"{NOW}.0"},
        {"webhook-timestamp": f"{NOW}\n"},
        {"webhook-timestamp": "٣" * 10},
        {"webhook-timestamp": "9" * 10_000},
        {"webhook-timestamp": "nan"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1a," + "A" * 43 + "="},
        {"webhook-signature": "v2," + signed()["webhook-signature"][3:]},
        {"webhook-signature": signed()["webhook-signature"][3:]},
        {"webhook-signature": signed()["webhook-signature"].rstrip("=")},
        {"webhook-signature": "v1,ü\udcff"},
    ],
)
def test_any_change_of_a_header_is_a_signature_error(changes: dict[str, str]) -> None:
    with pytest.raises(SignatureError):
        verified(signed(**changes), BODY, [KEY], NOW)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_a_signature_error(name: str) -> None:
    headers = signed()
    del headers[name]
    with pytest.raises(SignatureError):
        verified(headers, BODY, [KEY], NOW)


def test_no_keys_verify_nothing() -> None:
    with pytest.raises(SignatureError):
        verified(signed(), BODY, [], NOW)


def test_signatures_of_other_kinds_stand_beside_ours() -> None:
    mine = signed()["webhook-signature"]
    headers = signed(**{"webhook-signature": f"v1a,AAAA  v1,AAAA {mine}"})
    assert verified(headers, BODY, [KEY], NOW) == "msg_1"


@given(headers=HEADERS, body=st.binary())
@example(headers={"webhook-id": "\ud800", "webhook-timestamp": "1"}, body=b"\xff")
def test_whatever_comes_in_is_one_error(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(SignatureError):
        verified(headers, body, [KEY], NOW)


@given(garbage=st.text())
def test_whatever_the_signature_is_it_is_one_error(garbage: str) -> None:
    with pytest.raises(SignatureError):
        verified(signed(**{"webhook-signature": garbage}), BODY, [KEY], NOW)


@given(body=st.binary())
def test_a_changed_body_is_one_error(body: bytes) -> None:
    if body != BODY:
        with pytest.raises(SignatureError):
            verified(signed(), body, [KEY], NOW)


@given(key=KEYS)
def test_a_secret_is_read(key: bytes) -> None:
    assert key_of(secret_of(key)) == key


@pytest.mark.parametrize(
    "secret",
    [
        *("", "whsec_", "whsec_ü", "whsec_****", base64.b64encode(KEY).decode(), "\udcff"),
        *(secret_of(b"k" * 23), secret_of(b"k" * 65), secret_of(KEY) + "\n", secret_of(KEY)[:-1]),
    ],
)
def test_another_secret_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(ValueError, match="a secret is whsec_ and base64") as caught:
        key_of(secret)
    assert not secret[6:] or secret[6:] not in str(caught.value)
    with pytest.raises(SettingsError, match="callback_keys"):
        Settings.of(callback_keys=[secret])


@pytest.mark.parametrize(
    ("id", "timestamp", "keys"), [("a.b", 1, [KEY]), ("a", -1, [KEY]), ("a", 1, [])]
)
def test_what_nobody_could_verify_is_not_signed(id, timestamp, keys) -> None:
    with pytest.raises(ValueError, match="expected an id"):
        sign(id, timestamp, BODY, keys)


def test_a_key_is_never_shown() -> None:
    secret = secret_of(KEY)
    chosen = Settings.load({"RESUME_PIPELINE_CALLBACK_KEYS": json.dumps([secret])})
    assert chosen.signing_keys == (KEY,)
    assert secret[6:] not in f"{chosen!r} {chosen} {chosen.model_dump()} {chosen.model_dump_json()}"
    with pytest.raises(SettingsError) as caught:
        Settings.load({"RESUME_PIPELINE_CALLBACK_KEYS": secret})
    assert secret[6:] not in str(caught.value)


def test_it_is_the_callers_error() -> None:
    assert issubclass(SignatureError, RequestError)
