"""Callbacks: where they may go, what answers mean, and what becomes of those nobody takes."""

from __future__ import annotations

import ipaddress
import logging
import ssl
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resume_pipeline.backends.http_reporter.addresses import is_global
from resume_pipeline.backends.http_reporter.endpoint import Endpoint
from resume_pipeline.backends.http_reporter.posting import _answer
from resume_pipeline.backends.http_reporter.reporter import HttpReporter, open_reporter
from resume_pipeline.backends.http_reporter.sending import Pace
from resume_pipeline.backends.memory_queue import MemoryQueue
from resume_pipeline.errors import ReportError, SettingsError
from resume_pipeline.settings import Settings
from resume_pipeline.testing.reporter_contract import completion, presence, progress
from resume_pipeline.wire.signing import verified
from tests.callback_server import ACCEPTED, KEY, QUICK, closed_port, reporter_to, serving

PUBLIC = ["93.184.215.14", "8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001::200e"]
PRIVATE = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200"),
    *("100.127.255.255", "127.0.0.1", "127.1.2.3", "127.255.255.255", "168.63.129.16"),
    *("169.254.0.1", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255"),
    *("192.0.0.1", "192.0.0.192", "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1"),
    *("192.168.0.1", "192.168.255.255", "192.175.48.1", "198.18.0.1", "198.19.255.255"),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8"),
    *("::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1"),
    *("2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::"),
    *("2002:a00:1::1", "2620:4f:8000::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254"),
    *("fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1", "4000::1", "localhost", ""),
]
#: What URLs may hold to mean such an address; the system's resolver decides what they mean.
SPELLED = [
    *("127.0.0.1", "localhost", "2130706433", "0x7f000001", "017700000001", "0x7f.1", "127.1"),
    *("0", "0177.0.0.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "10.0.0.1"),
    *("169.254.169.254", "192.168.1.1", "2852039166", "[fd00:ec2::254]", "[64:ff9b::a9fe:a9fe]"),
    *("127.0.0.1.", "localhost.", "LOCALHOST", "100.100.100.200", "0.0.0.0", "255.255.255.255"),
]
URLS = [
    *("http://host.example/", "http://host.example:443/", "https://host.example:80/"),
    *("https://host.example:22/", "https://host.example:6379/", "https://host.example:0/"),
    *("https://host.example:99999/", "https://host.example:x/", "https://user@host.example/"),
    *("https://user:secret@host.example/", "https://@host.example/", "https://a@b@host.example/"),
    *("https://host.example\\@127.0.0.1/", "https://127.0.0.1\\.host.example/", "https:///path"),
    *("https://", "https:host.example", "//host.example/", "ftp://host.example/", "file:///etc"),
    *("gopher://host.example/", "https://host.example/#part", "https://host.example/ b"),
    *("https://host.example/\r\nHost: x", "https://host.example/\t", "https://höst.example/"),
    *(
        "https://[::1/",
        "https://[nonsense]/",
        "https://host.example/\x00",
        "https://ho%73t.example/",
    ),
]


@pytest.fixture
def server():
    with serving() as server:
        yield server


@pytest.fixture
def reporter(server):
    reporter = reporter_to(server.place)
    yield reporter
    reporter.close()


def answering(status, **headers):
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} Any\r\n{lines}\r\n".encode()


def eventually(is_so, seconds=5):
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.01)
    return is_so()


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_never_connected_to(server, monkeypatch, address):
    def connect(*_args, **_options):
        raise AssertionError("it connected")

    monkeypatch.setattr("socket.create_connection", connect)
    endpoint = Endpoint.of("https://host.example/")
    reporter = HttpReporter(endpoint, [KEY], resolver=lambda *_: [address], pace=QUICK)
    with pytest.raises(ReportError, match="not public"):
        reporter.report([presence()])
    reporter.close()


@pytest.mark.parametrize("host", SPELLED)
def test_no_spelling_of_such_an_address_is_connected_to(monkeypatch, host):
    connected = []
    monkeypatch.setattr("socket.create_connection", lambda *args, **_: connected.append(args))
    reporter = HttpReporter(Endpoint.of(f"https://{host}/"), [KEY], pace=QUICK)
    with pytest.raises(ReportError, match=r"not public|no address"):
        reporter.report([presence()])
    reporter.close()
    assert connected == []


@pytest.mark.parametrize("url", URLS)
def test_a_url_that_is_not_plain_is_refused_and_not_repeated(url):
    with pytest.raises(SettingsError) as caught:
        Endpoint.of(url)
    assert "secret" not in str(caught.value)


def test_the_table_is_long_enough():
    assert len(set(PRIVATE)) + len(set(SPELLED)) + len(set(URLS)) >= 110


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_reached(address):
    assert is_global(address)


@given(st.ip_addresses())
def test_what_the_standard_library_calls_private_is_never_reached(address):
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert not is_global(str(address))


@given(st.ip_addresses(v=4))
def test_no_wrapping_of_a_version_four_address_is_reached(address):
    for prefix in ("::ffff:0:0", "64:ff9b::", "::"):
        wrapped = ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) + int(address))
        assert not is_global(str(wrapped))


@pytest.mark.parametrize("private", ["10.0.0.1", "::1", "169.254.169.254"])
def test_one_private_among_public_addresses_is_enough_to_refuse(private):
    endpoint = Endpoint.of("https://host.example/")
    found = [*PUBLIC, private]
    reporter = HttpReporter(endpoint, [KEY], resolver=lambda *_: found, pace=QUICK)
    with pytest.raises(ReportError, match="not public"):
        reporter.report([presence()])
    reporter.close()


@pytest.mark.parametrize("problem", [OSError("x"), UnicodeError("x")])
def test_a_name_without_an_address_is_a_report_error(problem):
    def resolver(_host, _port):
        raise problem

    reporter = HttpReporter(Endpoint.of("https://host.example/"), [KEY], resolver=resolver)
    with pytest.raises(ReportError, match="no address"):
        reporter.report([presence()])
    reporter.close()


def test_a_name_is_resolved_once_per_try_and_never_again(server):
    asked = []

    def resolver(host, port):
        asked.append((host, port))
        return ["127.0.0.1"]  # a second look-up would find nothing: no such name exists

    endpoint = Endpoint.of(
        f"http://host.invalid:{server.port}/a?b=c", [f"HOST.invalid:{server.port}"]
    )
    reporter = HttpReporter(endpoint, [KEY], resolver=resolver, pace=QUICK)
    reporter.report([completion()])
    reporter.close()
    assert asked == [("host.invalid", server.port)]
    assert server.calls[0].headers["host"] == f"host.invalid:{server.port}"
    assert server.calls[0].line == "POST /a?b=c HTTP/1.1"


def test_the_next_address_is_tried_when_one_does_not_answer(server):
    reporter = reporter_to(server.place, resolver=lambda *_: ["127.0.0.2", "127.0.0.1"])
    reporter.report([completion()])
    reporter.close()
    assert len(server.calls) == 1


def test_no_address_at_all_is_a_report_error(server):
    reporter = reporter_to(server.place, resolver=lambda *_: [])
    with pytest.raises(ReportError, match="no address"):
        reporter.report([presence()])
    reporter.close()


def test_tls_names_the_host_though_it_connects_to_an_address(server):
    class Recording:
        name = None

        def wrap_socket(self, plain, server_hostname):
            self.name = server_hostname
            return plain

    tls = Recording()
    allow = [f"host.example:{server.port}"]
    endpoint = Endpoint.of(f"https://host.example:{server.port}/", allow)
    reporter = HttpReporter(endpoint, [KEY], resolver=lambda *_: ["127.0.0.1"], tls=tls, pace=QUICK)
    reporter.report([completion()])
    reporter.close()
    assert tls.name == "host.example"
    assert server.calls[0].headers["host"] == f"host.example:{server.port}"


def test_a_host_without_tls_gets_no_report(server):
    endpoint = Endpoint.of(f"https://{server.place}/", [server.place])
    reporter = HttpReporter(endpoint, [KEY], pace=QUICK)
    with pytest.raises(ReportError, match="no answer"):
        reporter.report([presence()])
    reporter.close()
    assert server.calls == []


def test_certificates_are_checked():
    reporter = HttpReporter(Endpoint.of("https://host.example/"), [KEY])
    assert reporter._tls.verify_mode is ssl.CERT_REQUIRED
    assert reporter._tls.check_hostname


def test_proxies_of_the_environment_are_ignored(server, reporter, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")
    reporter.report([completion()])
    assert len(server.calls) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_no_acceptance_and_is_not_followed(server, reporter, status):
    with serving() as other:
        server.answer = lambda _: answering(status, Location=f"http://{other.place}/")
        with pytest.raises(ReportError, match=str(status)):
            reporter.report([presence()])
        assert other.calls == []


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_status_of_success_is_an_acceptance(server, reporter, status):
    server.answer = lambda _: answering(status)
    reporter.report([completion()])
    assert len(server.calls) == 1


def test_a_long_body_of_an_answer_is_not_read(server, reporter):
    server.answer = lambda _: answering(200) + b"x" * 10_000_000
    reporter.report([completion()])


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"x" * 10_000,
        b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 10_000,
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/2 200 OK\r\n\r\n",
        b"\r\n\r\n",
        b"SSH-2.0-server\r\n\r\n",
    ],
)
def test_what_is_no_answer_is_a_report_error(server, reporter, answer):
    server.answer = lambda _: answer
    with pytest.raises(ReportError, match="no answer"):
        reporter.report([presence()])


@given(st.binary())
def test_any_head_is_an_answer_or_refused(head):
    try:
        assert _answer(b"HTTP/1.1 503 Any\r\nRetry-After: " + head + b"\r\n\r\n").status == 503
    except ValueError:
        raise AssertionError from None


def test_a_host_that_drips_is_given_up_in_time(server, reporter):
    over = threading.Event()

    def drip(_call):
        for letter in b"HTTP/1.1 200 OK " + b"x" * 100:
            yield bytes([letter])
            if over.wait(0.1):
                return

    server.answer = drip
    started = time.monotonic()
    with pytest.raises(ReportError, match="no answer"):
        reporter.report([presence()])
    over.set()
    assert time.monotonic() - started < 2


def test_a_caller_is_held_up_for_a_moment_at_most(server):
    over = threading.Event()
    server.answer = lambda _: over.wait(10) and ACCEPTED
    pace = Pace(total=9, attempt=9, hold=0.2, drain=2)
    reporter = reporter_to(server.place, pace=pace)
    started = time.monotonic()
    with pytest.raises(ReportError, match="no answer yet"):
        reporter.report([completion()])
    assert time.monotonic() - started < 1
    over.set()
    reporter.close()
    assert len(server.calls) == 1


def test_a_silent_host_is_not_waited_for_again(server, reporter):
    server.answer = lambda _: answering(503, Retry_After=1)
    with pytest.raises(ReportError, match="503"):
        reporter.report([completion()])
    started = time.monotonic()
    with pytest.raises(ReportError, match="no answer yet"):
        reporter.report([completion(2)])
    assert time.monotonic() - started < 0.2


def test_a_completion_is_tried_again_with_the_same_id_and_a_time_of_its_own(server, reporter):
    server.answer = lambda _: answering(500) if len(server.calls) < 4 else ACCEPTED
    with pytest.raises(ReportError, match="500"):
        reporter.report([completion()])
    assert eventually(lambda: len(server.calls) == 4)
    assert len({call.headers["webhook-id"] for call in server.calls}) == 1
    assert {call.body for call in server.calls} == {completion().to_bytes()}
    for call in server.calls:
        verified(call.headers, call.body, [KEY], int(time.time()))


def test_a_completion_has_one_id_in_every_process_and_no_two_share_one(server):
    for number in (1, 2, 1):
        reporter = reporter_to(server.place)
        reporter.report([completion(number)])
        reporter.close()
    one, two, again = (call.headers["webhook-id"] for call in server.calls)
    assert one == again != two


@pytest.mark.parametrize("report", [progress(), presence()])
def test_a_sign_of_life_is_tried_once(server, reporter, report):
    server.answer = lambda _: answering(500)
    with pytest.raises(ReportError):
        reporter.report([report])
    time.sleep(0.5)
    assert len(server.calls) == 1


def test_two_signs_of_life_are_two_messages(server, reporter):
    reporter.report([progress(), progress()])
    assert len({call.headers["webhook-id"] for call in server.calls}) == 2


def test_completions_go_before_signs_of_life(server, reporter):
    reporter.report([presence(), progress(), completion()])
    assert b"completion" in server.calls[0].body


def test_gone_is_not_asked_again(server, reporter):
    server.answer = lambda _: answering(410)
    with pytest.raises(ReportError, match="410"):
        reporter.report([completion()])
    time.sleep(0.5)
    assert len(server.calls) == 1


def test_a_host_that_asks_for_time_is_given_it(server, reporter):
    at = []

    def answer(_call):
        at.append(time.monotonic())
        return answering(429, Retry_After=1) if len(at) == 1 else ACCEPTED

    server.answer = answer
    with pytest.raises(ReportError, match="429"):
        reporter.report([completion()])
    assert eventually(lambda: len(at) == 2)
    assert at[1] - at[0] >= 1


@pytest.mark.parametrize("said", ["3600", "Fri, 31 Dec 2100 23:59:59 GMT", "9" * 400])
def test_who_asks_for_more_than_the_minute_leaves_it_to_the_sweep(server, reporter, said, caplog):
    server.answer = lambda _: answering(503, Retry_After=said)
    with caplog.at_level(logging.WARNING), pytest.raises(ReportError, match="503"):
        reporter.report([completion()])
    reporter.close()
    assert len(server.calls) == 1
    assert "left to the sweep" in caplog.text


def test_a_completion_in_line_is_not_put_there_twice(server, reporter):
    server.answer = lambda _: answering(503, Retry_After=1)
    for _ in range(5):
        with pytest.raises(ReportError, match="503"):
            reporter.report([completion()])
    assert len(server.calls) == 1
    server.answer = lambda _: ACCEPTED
    assert eventually(lambda: len(server.calls) == 2)

    def is_accepted():
        try:
            reporter.report([completion()])
        except ReportError:  # the host has it, but its answer is on its way
            return False
        return True

    assert eventually(is_accepted)
    assert len(server.calls) == 2


@pytest.mark.parametrize("answer", [answering(410), answering(503, Retry_After=3600)])
def test_who_tries_on_his_own_does_not_bother_a_host_that_wants_no_more(server, reporter, answer):
    server.answer = lambda _: answer
    for _ in range(3):
        with pytest.raises(ReportError, match=r"410|503"):
            reporter.report([completion()])
    assert len(server.calls) == 1


@pytest.mark.parametrize("said", ["", "soon", "-1", "1.5", "٣", "Fri, 31 Dec 1999 23:59:59 GMT"])
def test_a_time_that_is_none_changes_nothing(said):
    head = f"HTTP/1.1 503 Any\r\nRetry-After: {said}\r\n\r\n".encode()
    assert _answer(head).retry_after == 0


def test_trying_ends_with_the_minute(server, caplog):
    server.answer = lambda _: answering(500)
    reporter = reporter_to(server.place, pace=Pace(total=0.5, base=0.1, cap=0.1, drain=5))
    with caplog.at_level(logging.WARNING), pytest.raises(ReportError, match="500"):
        reporter.report([completion()])
    reporter.close()
    assert len(server.calls) > 2
    assert "sweep" in caplog.text


def test_closing_waits_for_what_is_in_line(server, reporter):
    server.answer = lambda _: answering(500) if len(server.calls) < 3 else ACCEPTED
    with pytest.raises(ReportError):
        reporter.report([completion()])
    reporter.close()
    assert len(server.calls) == 3


def test_closing_does_not_wait_for_ever(server, caplog):
    server.answer = lambda _: answering(503, Retry_After=20)
    reporter = reporter_to(server.place, pace=Pace(drain=0.2))
    with pytest.raises(ReportError):
        reporter.report([completion()])
    started = time.monotonic()
    with caplog.at_level(logging.WARNING):
        reporter.close()
    assert time.monotonic() - started < 1
    assert "not delivered" in caplog.text


def test_the_line_has_an_end(server):
    server.answer = lambda _: answering(503, Retry_After=20)
    reporter = reporter_to(server.place, pace=Pace(line=3, drain=0))
    for number in range(3):
        with pytest.raises(ReportError, match="not accepted"):
            reporter.report([completion(number)])
    with pytest.raises(ReportError, match="too many"):
        reporter.report([completion(4)])
    reporter.close()


def test_many_threads_report_at_once(server, reporter):
    threads = [
        threading.Thread(target=lambda n=n: reporter.report([completion(n)])) for n in range(1, 17)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({call.body for call in server.calls}) == 16


def test_it_is_opened_from_settings(server):
    url = f"http://{server.place}/secret-path?token=1"
    secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
    chosen = Settings.of(callback_keys=[secret], callback_allow=[server.place])
    reporter = open_reporter(url, MemoryQueue(), chosen)
    reporter.report([completion()])
    reporter.close()
    assert reporter.describe() == f"signed callbacks to http://{server.place}"
    verified(server.calls[0].headers, server.calls[0].body, [KEY], int(time.time()))
    with pytest.raises(SettingsError, match="callback_keys"):
        open_reporter(url, MemoryQueue(), Settings.of(callback_allow=[server.place]))
    with pytest.raises(SettingsError, match="callback_allow"):
        open_reporter(url, MemoryQueue(), Settings.of(callback_keys=[secret]))


def test_asking_where_reports_go_starts_nothing():
    before = threading.active_count()
    HttpReporter(Endpoint.of("https://host.example:8443/"), [KEY]).describe()
    assert threading.active_count() == before
