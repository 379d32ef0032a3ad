"""Ways out of the box. Each returns once it got through; what refuses it raises."""

import ctypes
import mmap
import os
import resource
import socket
import subprocess
import threading

# Loaded here because nothing can be loaded inside.
LIBC = ctypes.CDLL(None, use_errno=True)
PTRACE_ATTACH, PTRACE_TRACEME = 16, 0
IO_URING_SETUP, PIDFD_OPEN, PIDFD_GETFD = 425, 434, 438
#: A system call of 32 bits by its number of another table: getpid, which no filter minds.
INT_80 = b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"


def attempt(content, way, **target):
    """Whether ``way`` got through."""
    try:
        WAYS[way](**target)
    except (OSError, MemoryError, RuntimeError, ValueError):
        return False
    return True


def _call(function, *arguments):
    if getattr(LIBC, function)(*map(ctypes.c_long, arguments)) == -1:
        raise OSError(ctypes.get_errno(), function)


def read_passwords():
    with open("/etc/passwd") as stream:
        stream.read()


def read_own_code():
    with open(__file__) as stream:
        stream.read()


def list_folder():
    os.listdir("/")


def look_up_file():
    os.stat("/etc/passwd")


def read_environment_of_parent():
    with open(f"/proc/{os.getppid()}/environ", "rb") as stream:
        stream.read()


def read_environment_of_host(host):
    with open(f"/proc/{host}/environ", "rb") as stream:
        stream.read()


def write_file(folder):
    with open(f"{folder}/written", "w") as stream:
        stream.write("x")


def make_folder(folder):
    os.mkdir(f"{folder}/made")


def remove_file(folder):
    os.unlink(f"{folder}/precious")


def change_mode(folder):
    os.chmod(f"{folder}/precious", 0o777)


def link_file(folder):
    os.symlink("/etc/passwd", f"{folder}/link")


def connect_tcp(port):
    socket.create_connection(("127.0.0.1", port), timeout=2).close()


def send_udp(port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"x", ("127.0.0.1", port))


def connect_unix(path):
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect(path)


def listen_tcp():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()


def make_socket_pair():
    for end in socket.socketpair():
        end.close()


def execute():
    os.execv("/bin/true", ["true"])


def run_program():
    subprocess.run(["/bin/true"], check=True)


def fork():
    if os.fork() == 0:
        os._exit(0)


def fork_bomb():
    for _ in range(20):
        fork()


def start_thread():
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


def trace_parent():
    _call("ptrace", PTRACE_ATTACH, os.getppid(), 0, 0)


def trace_itself():
    _call("ptrace", PTRACE_TRACEME, 0, 0, 0)


def read_memory_of_parent():
    buffer = ctypes.create_string_buffer(16)
    vector = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 16)
    where = ctypes.addressof(vector)
    _call("process_vm_readv", os.getppid(), where, 1, where, 1, 0)


def kill_parent():
    os.kill(os.getppid(), 0)  # 0 asks for leave only


def kill_host(host):
    os.kill(host, 0)


def kill_everybody():
    os.kill(-1, 0)


def open_ring():
    _call("syscall", IO_URING_SETUP, 1, ctypes.addressof(ctypes.create_string_buffer(256)))


def take_descriptor_of_parent():
    process = LIBC.syscall(PIDFD_OPEN, os.getppid(), 0)
    _call("syscall", PIDFD_GETFD, process, 0, 0)


def make_memory_file():
    os.close(os.memfd_create("x"))


def open_pipe():
    for end in os.pipe():
        os.close(end)


def copy_descriptor():
    os.close(os.dup(1))


def leave_namespace():
    _call("unshare", 0x10000000)


def become_root():
    os.setresuid(0, 0, 0)


def raise_limit():
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (hard + 60, hard + 60))


def limit_parent():
    resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE)


def eat_memory():
    eaten = []
    while True:
        eaten.append(bytearray(1 << 24))


def eat_descriptors():
    for _ in range(2_000):
        os.dup(1)


def attempt_32_bits(content):
    with mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC) as page:
        page.write(INT_80)
        start = ctypes.c_char.from_buffer(page)
        ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(start))()


WAYS = {
    name: way
    for name, way in list(globals().items())
    if callable(way)
    and getattr(way, "__module__", "") == __name__
    and not name.startswith("_")
    and name not in ("attempt", "attempt_32_bits")
}
