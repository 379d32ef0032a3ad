"""What the tests run inside the box."""

import contextlib
import errno
import os
import signal
import time


def echo(content, **options):
    return {"content": content.decode(), **options}


def hang(content):
    while True:
        time.sleep(1)


def spin(content):
    while True:
        pass


def hoard(content):
    hoarded = []
    while True:
        hoarded.append(bytearray(1 << 20))


def ask_for_too_much(content):
    return len(bytearray(1 << 40))


def abort_when_full(content):
    """As C++ does: fill the memory, then abort."""
    hoarded = []
    try:
        while True:
            hoarded.append(bytearray(1 << 20))
    except MemoryError:
        os.abort()


def babble(content):
    return "x" * (9 << 20)


def claim_to_babble(content):
    os.write(_pipe_end(), (1 << 40).to_bytes(8, "big"))
    time.sleep(60)


def answer_rubbish(content):
    os.write(_pipe_end(), (4).to_bytes(8, "big") + b"[[[[")
    os._exit(0)


def _pipe_end():
    return next(number for number in range(3, 16) if _is_pipe(number))


def _is_pipe(descriptor):
    try:
        os.lseek(descriptor, 0, os.SEEK_CUR)
    except OSError as error:
        return error.errno == errno.ESPIPE
    return False


def die(content):
    os.kill(os.getpid(), signal.SIGSEGV)


def die_later(content):
    time.sleep(2)
    os.kill(os.getpid(), signal.SIGSEGV)


def leave(content):
    os._exit(0)


def quote_the_document(content):
    raise ValueError(content.decode())


def look_around(content):
    return {"environment": dict(os.environ), "descriptors": list(filter(_is_open, range(256)))}


def _is_open(descriptor):
    try:
        os.lseek(descriptor, 0, os.SEEK_CUR)
    except OSError as error:
        return error.errno != errno.EBADF
    return True


def write_a_file(content):
    with open("/tmp/resume-pipeline-box-test", "wb") as stream:
        stream.write(b"x")
        stream.flush()


def who(content):
    return {"child": os.getpid(), "zygote": os.getppid()}


def fill(content, size):
    return "x" * size


def ignore_every_signal_and_hang(content):
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        with contextlib.suppress(OSError):
            signal.signal(number, signal.SIG_IGN)
    while True:
        time.sleep(1)


def look_up_a_codec(content):
    return content.decode("iso2022_jp_ext")


def surrogates(content):
    return "a\ud800b"


def wait_a_little(content):
    time.sleep(0.3)
    return os.getppid()
