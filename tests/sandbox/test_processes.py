"""Which processes there are, whoever dies, forks or forgets; and that nothing is left behind."""

import asyncio
import gc
import multiprocessing
import os
import signal

import pytest
from billiard import get_context

from resume_pipeline.sandbox import SpawnBox, ZygoteBox

from .machine import IS_LINUX
from .processes import (
    HOSTILE,
    QUICK,
    call,
    children_of,
    is_alive,
    open_descriptors,
    run,
    wait_until,
)

pytestmark = pytest.mark.skipif(not IS_LINUX, reason="looks into /proc")


@pytest.fixture
def box():
    box = ZygoteBox(QUICK)
    yield box
    box.close()


def zygote_of(box):
    return call(box, "who").value["zygote"]


def test_a_forgotten_box_takes_its_processes_with_it():
    box = ZygoteBox(QUICK)
    zygote = zygote_of(box)
    del box
    gc.collect()
    wait_until(lambda: not is_alive(zygote))


def test_zygote_and_child_die_with_the_process_that_started_them():
    with run(f"""
        from resume_pipeline.sandbox import ZygoteBox
        box = ZygoteBox()
        print(box.call("{HOSTILE}:who", b"", {{}}).value["zygote"], flush=True)
        box.call("{HOSTILE}:hang", b"", {{}})
    """) as process:
        zygote = int(process.stdout.readline())
        children = wait_until(lambda: children_of(zygote))
        process.kill()
    wait_until(lambda: not any(map(is_alive, [zygote, *children])))


def test_they_die_with_it_though_a_process_that_it_forked_lives_on():
    """Which holds a copy of everything that was open."""
    with run(f"""
        import os, signal
        from resume_pipeline.sandbox import ZygoteBox
        box = ZygoteBox()
        zygote = box.call("{HOSTILE}:who", b"", {{}}).value["zygote"]
        if (child := os.fork()) == 0:
            signal.pause()
        print(zygote, child, flush=True)
        box.call("{HOSTILE}:hang", b"", {{}})
    """) as process:
        zygote, brother = map(int, process.stdout.readline().split())
        children = wait_until(lambda: children_of(zygote))
        process.kill()
        wait_until(lambda: not any(map(is_alive, [zygote, *children])))
        assert is_alive(brother)
        os.kill(brother, signal.SIGKILL)


def test_a_crash_is_seen_at_once_though_a_fork_holds_a_copy_of_all_that_is_open():
    """A fork of the host in the middle of a call must not turn a crash into a time-out."""
    with run(f"""
        import os, signal, threading, time
        from resume_pipeline.sandbox import BoxLimits, ZygoteBox
        box = ZygoteBox(BoxLimits(wall_ms=120_000))
        box.call("{HOSTILE}:who", b"", {{}})
        ended = []
        calling = threading.Thread(
            target=lambda: ended.append(box.call("{HOSTILE}:die_later", b"", {{}}).status)
        )
        calling.start()
        time.sleep(0.2)
        if (child := os.fork()) == 0:
            signal.pause()
        calling.join(60)
        os.kill(child, signal.SIGKILL)
        print(*ended)
    """) as process:
        assert process.stdout.read().split() == ["crashed"]


def test_a_forked_process_starts_zygotes_of_its_own():
    with run(f"""
        import os
        from resume_pipeline.sandbox import ZygoteBox
        box = ZygoteBox()
        ours = box.call("{HOSTILE}:who", b"", {{}}).value["zygote"]
        if (child := os.fork()) == 0:
            theirs = box.call("{HOSTILE}:who", b"", {{}}).value["zygote"]
            box.close()
            os._exit(0 if theirs != ours else 1)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(code, box.call("{HOSTILE}:who", b"", {{}}).value["zygote"] == ours)
        box.close()
    """) as process:
        assert process.stdout.read().split() == ["0", "True"]


def open_one(pipe):
    """What a task of a worker pool does."""
    box = ZygoteBox(QUICK)
    boxed = call(box, "echo", b"opened")
    box.close()
    pipe.send((boxed.status, boxed.isolation))


@pytest.mark.parametrize(
    "context",
    [
        pytest.param(get_context("fork"), id="celery prefork"),
        pytest.param(multiprocessing.get_context("spawn"), id="spawned"),
        pytest.param(multiprocessing.get_context("forkserver"), id="forkserver"),
    ],
)
def test_a_daemonic_process_of_a_pool_opens_documents(box, context):
    """Such a process may have no children, as multiprocessing and billiard see it."""
    expected = call(box, "echo", b"x").isolation
    ours, theirs = context.Pipe()
    worker = context.Process(target=open_one, args=(theirs,), daemon=True)
    worker.start()
    assert ours.poll(60)
    status, isolation = ours.recv()
    worker.join(60)
    for end in (ours, theirs):
        end.close()
    assert (status, isolation, worker.exitcode) == ("ok", expected, 0)


def test_a_running_event_loop_goes_on_while_documents_are_opened(box):
    async def open_some():
        calls = (asyncio.to_thread(call, box, "echo", b"x") for _ in range(5))
        return await asyncio.gather(*calls)

    assert [boxed.status for boxed in asyncio.run(open_some())] == ["ok"] * 5


def test_five_hundred_documents_leave_no_descriptor_no_process_and_no_memory(box):
    for _ in range(20):
        call(box, "echo", b"x")
    zygote, open_before = zygote_of(box), open_descriptors()
    theirs_before = len(os.listdir(f"/proc/{zygote}/fd"))
    resident_before = resident_of(zygote)
    for n in range(500):
        assert call(box, "die" if n % 50 == 0 else "echo", b"x").status in ("ok", "crashed")
    assert zygote_of(box) == zygote
    assert open_descriptors() == open_before
    assert len(os.listdir(f"/proc/{zygote}/fd")) == theirs_before
    wait_until(lambda: not children_of(zygote))
    assert resident_of(zygote) - resident_before < 2 << 20


def resident_of(process):
    with open(f"/proc/{process}/statm") as stream:
        return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.unwatched  # the watch opens descriptors, too
@pytest.mark.parametrize("kind", [ZygoteBox, SpawnBox])
@pytest.mark.parametrize("name", ["hang", "die", "babble", "ask_for_too_much"])
def test_an_end_by_force_leaves_no_descriptor_and_no_process(kind, name):
    box = kind(QUICK)
    call(box, "echo", b"x")
    before, children = open_descriptors(), children_of(os.getpid())
    assert call(box, name).status != "ok"
    assert (open_descriptors(), children_of(os.getpid())) == (before, children)
    assert call(box, "echo", b"x").status == "ok"
    box.close()


def test_a_child_ends_though_the_host_is_stopped():
    """The zygote has a clock of its own."""
    with run(f"""
        from resume_pipeline.sandbox import BoxLimits, ZygoteBox
        box = ZygoteBox(BoxLimits(wall_ms=500))
        print(box.call("{HOSTILE}:who", b"", {{}}).value["zygote"], flush=True)
        print(box.call("{HOSTILE}:hang", b"", {{}}).status, flush=True)
    """) as process:
        zygote = int(process.stdout.readline())
        (child,) = wait_until(lambda: children_of(zygote))
        os.kill(process.pid, signal.SIGSTOP)
        wait_until(lambda: not is_alive(child))
        os.kill(process.pid, signal.SIGCONT)
        assert process.stdout.readline().strip() in ("limit_time", "crashed")
