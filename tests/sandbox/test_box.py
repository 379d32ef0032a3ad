"""The box: whatever a document does, this process and its neighbours live on."""

import os
import signal
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from resume_pipeline.errors import SettingsError, StageFailedError, StageRetryError
from resume_pipeline.sandbox import BoxLimits, InlineBox, SpawnBox, ZygoteBox, open_box
from resume_pipeline.sandbox.answer import parsed
from resume_pipeline.sandbox.zygote_box import resident

from .machine import WALLS, walls_of
from .processes import QUICK, call, children_of, is_alive, wait_until

#: For what fills the memory, which takes its time where others work as well.
PATIENT = BoxLimits(wall_ms=60_000, memory_bytes=256 << 20)
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(params=[ZygoteBox, SpawnBox], ids=["zygote", "spawn"])
def box(request):
    box = request.param(QUICK)
    yield box
    box.close()


@pytest.fixture
def zygote_box():
    box = ZygoteBox(QUICK)
    yield box
    box.close()


def test_a_function_gets_content_and_options_and_its_value_comes_back(box):
    boxed = call(box, "echo", "Zoë".encode(), limit=3)
    assert boxed.status == "ok"
    assert boxed.value == {"content": "Zoë", "limit": 3}
    assert walls_of(boxed.isolation) == WALLS


def test_content_of_many_megabytes_arrives_whole(box):
    content = b"0123456789" * 500_000
    assert call(box, "echo", content).value["content"] == content.decode()


@pytest.mark.parametrize("name", ["hang", "spin", "ignore_every_signal_and_hang"])
def test_what_never_ends_is_killed_by_the_clock(box, name):
    began = time.monotonic()
    assert call(box, name).status == "limit_time"
    assert time.monotonic() - began < 5
    assert call(box, "echo", b"next").status == "ok"


def test_processor_time_is_limited_apart_from_the_clock():
    box = ZygoteBox(BoxLimits(wall_ms=20_000, cpu_s=1))
    assert call(box, "spin").status == "limit_time"
    box.close()


@pytest.mark.parametrize("kind", [ZygoteBox, SpawnBox])
@pytest.mark.parametrize("name", ["hoard", "ask_for_too_much"])
def test_what_takes_too_much_memory_is_stopped(kind, name):
    box = kind(PATIENT)
    assert call(box, name).status == "limit_memory"
    assert call(box, "echo", b"next").status == "ok"
    box.close()


def test_an_abort_with_full_memory_is_told_as_a_memory_limit():
    box = ZygoteBox(PATIENT)
    assert call(box, "abort_when_full").status == "limit_memory"
    box.close()


def test_a_limit_of_memory_is_watched_where_the_kernel_does_not_hold_it(monkeypatch):
    monkeypatch.setattr("resume_pipeline.sandbox.zygote_box.resident", lambda child: 1 << 40)
    box = ZygoteBox(QUICK, walls=())
    boxed = call(box, "hang")
    assert (boxed.status, boxed.isolation) == ("limit_memory", "process")
    box.close()


@linux
def test_how_much_memory_a_process_holds_can_be_asked():
    assert resident(os.getpid()) > 1 << 20
    assert resident(1 << 30) == 0


@pytest.mark.parametrize("name", ["babble", "claim_to_babble"])
def test_what_says_too_much_is_not_heard(zygote_box, name):
    assert call(zygote_box, name).status == "limit_output"


def test_a_long_answer_of_a_spawned_process_is_not_heard():
    assert call(SpawnBox(QUICK), "babble").status == "limit_output"


def test_an_answer_that_is_no_answer_is_a_crash(zygote_box):
    assert call(zygote_box, "answer_rubbish").status == "crashed"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[[[[",
        b"[" * 100_000,
        b"{}",
        b"[]",
        b'"ok"',
        b'{"status":"fine"}',
        b'{"status":["ok"]}',
        b'{"status":"ok","value":NaN}',
        b'{"status":"ok","value":"\\ud800"}',
        b'{"status":"ok","value":"\xff"}',
    ],
)
def test_whatever_a_child_may_write_is_an_answer_or_a_crash(body):
    assert parsed(body) == ("crashed", None)


def test_an_escaped_letter_is_a_letter():
    assert parsed(b'{"status":"ok","value":"\\u00eb \\\\ud800"}') == ("ok", "ë \\ud800")


def test_a_crash_is_told_by_its_signal(zygote_box):
    boxed = call(zygote_box, "die")
    assert (boxed.status, boxed.value) == ("crashed", "SIGSEGV")


def test_a_child_that_just_leaves_has_crashed(box):
    assert call(box, "leave").status == "crashed"


def test_an_exception_is_told_by_its_class_and_never_quotes_the_document(box):
    boxed = call(box, "quote_the_document", b"Jane Doe")
    assert (boxed.status, boxed.value) == ("crashed", "ValueError")


def test_lone_surrogates_do_not_break_the_pipe(box):
    assert call(box, "surrogates").value == "a?b"


def test_the_child_sees_neither_environment_nor_files_of_the_host(box, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    with open(__file__) as kept, socket.socket() as listening:
        os.set_inheritable(kept.fileno(), True)
        os.set_inheritable(listening.fileno(), True)
        seen = call(box, "look_around").value
    assert not {name for name in seen["environment"] if name not in ("LC_CTYPE",)}
    assert len(seen["descriptors"]) <= 4  # three of its own and the pipe for the answer


def test_each_document_has_a_process_of_its_own(zygote_box):
    first, second = call(zygote_box, "who").value, call(zygote_box, "who").value
    assert first["zygote"] == second["zygote"]
    assert first["child"] != second["child"]
    assert os.getpid() not in (first["zygote"], first["child"])


def test_a_lost_zygote_says_nothing_of_the_document_and_the_next_call_works(zygote_box):
    told = call(zygote_box, "who").value
    zygote = told["zygote"]
    with ThreadPoolExecutor(1) as pool:
        hanging = pool.submit(call, zygote_box, "hang", b"Jane Doe")
        wait_until(lambda: {*children_of(zygote)} - {told["child"]})  # that one may be there yet
        os.kill(zygote, signal.SIGKILL)
        with pytest.raises(StageRetryError) as raised:
            hanging.result()
    assert raised.value.code == "box_lost"
    assert "Jane" not in str(raised.value)
    assert call(zygote_box, "echo", b"again").value == {"content": "again"}


def test_a_codec_that_nobody_used_before_is_there_behind_every_wall(box):
    assert call(box, "look_up_a_codec", b'\x1b$B$"\x1b(B').value == "あ"


@pytest.mark.parametrize("kind", [ZygoteBox, SpawnBox])
def test_a_child_that_cannot_be_confined_opens_nothing(kind):
    box = kind(BoxLimits(cpu_s=1 << 70))  # more than the kernel can count
    with pytest.raises(StageRetryError) as raised:
        call(box, "echo", b"x")
    assert raised.value.code == "box_lost"
    box.close()


def test_an_idle_zygote_that_died_is_replaced_unnoticed(zygote_box):
    zygote = call(zygote_box, "who").value["zygote"]
    os.kill(zygote, signal.SIGKILL)
    wait_until(lambda: not is_alive(zygote))
    assert call(zygote_box, "echo", b"again").status == "ok"


def test_a_function_that_cannot_be_imported_is_an_error_of_the_stage(zygote_box):
    with pytest.raises(StageFailedError, match="ModuleNotFoundError"):
        zygote_box.call("tests.no_such_module:read", b"", {})
    assert call(zygote_box, "echo", b"again").status == "ok"


def test_threads_open_documents_at_the_same_time(zygote_box):
    began = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        zygotes = list(pool.map(lambda _: call(zygote_box, "wait_a_little").value, range(4)))
    assert len(set(zygotes)) > 1
    assert time.monotonic() - began < 5


def test_many_threads_get_their_own_answers(zygote_box):
    with ThreadPoolExecutor(8) as pool:
        boxed = list(pool.map(lambda n: call(zygote_box, "echo", str(n).encode()), range(40)))
    assert [one.value["content"] for one in boxed] == [str(n) for n in range(40)]


def test_a_zygote_outlives_the_thread_that_started_it(zygote_box):
    thread = threading.Thread(target=call, args=(zygote_box, "who"))
    thread.start()
    thread.join()
    assert call(zygote_box, "echo", b"x").status == "ok"


def test_the_box_that_opens_is_the_strongest_one():
    box = open_box(QUICK)
    assert isinstance(box, ZygoteBox)
    box.close()


def test_without_fork_a_process_is_spawned(monkeypatch):
    monkeypatch.delattr(os, "fork")
    assert isinstance(open_box(QUICK), SpawnBox)


def test_no_box_must_be_asked_for_in_so_many_words():
    with pytest.raises(SettingsError, match="allow_unsafe"):
        InlineBox()
    box = InlineBox(allow_unsafe=True)
    assert call(box, "echo", b"x", n=1).value == {"content": "x", "n": 1}
    assert call(box, "echo", b"x").isolation == "none"
    assert call(box, "quote_the_document", b"x").value == "ValueError"
    box.close()


def test_the_limit_of_processor_time_follows_the_clock():
    assert BoxLimits().cpu_s == 17
    assert BoxLimits(wall_ms=60_000).cpu_s == 62
    assert BoxLimits(wall_ms=60_000, cpu_s=5).cpu_s == 5


def test_limits_must_be_positive():
    with pytest.raises(ValueError, match="wall_ms"):
        BoxLimits(wall_ms=0)
