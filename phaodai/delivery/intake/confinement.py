"""Lock the current process in before it touches an untrusted file: resources and network."""

import ctypes
import platform
import socket
import struct
import sys

SYSTEM_CALLS: dict[str, tuple[int, int, int]] = {
    # machine: (audit architecture, number of socket(2), number of io_uring_setup(2))
    "x86_64": (0xC000003E, 41, 425),
    "aarch64": (0xC00000B7, 198, 425),
}
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | 13  # the call fails with EACCES
_LOAD = 0x20
_JUMP_IF_EQUAL = 0x15
_JUMP_IF_GREATER_OR_EQUAL = 0x35
_RETURN = 0x06
_OFFSET_NUMBER = 0
_OFFSET_ARCHITECTURE = 4
_OFFSET_FIRST_ARGUMENT = 16
_X32_CALLS = 0x40000000
_NO_FAMILY = 0xFFFF


def limit_resources(
    *, cpu_seconds: int, memory_bytes: int, written_bytes: int, open_files: int
) -> None:
    """Set hard limits that the process and its children cannot raise.

    Args:
        cpu_seconds: Processor time, seconds; the kernel then ends the process.
        memory_bytes: Address space, bytes.
        written_bytes: Largest file that may be written; 0 forbids writing files.
        open_files: Number of file descriptors.
    """
    if sys.platform == "win32":
        return
    import resource

    for what, value in (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, written_bytes),
        (resource.RLIMIT_NOFILE, open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (ceiling, ceiling))


def forbid_network(*, allow_local: bool = False) -> bool:
    """Make every attempt to open a socket fail, in this process and in its children.

    Args:
        allow_local: Whether sockets inside the machine (AF_UNIX) stay possible.

    Returns:
        Whether the kernel took the rule; False off Linux or on an unlisted processor.

    Notes:
        A seccomp filter needs no privilege and works inside containers, where a network namespace
        of one's own often does not.
    """
    calls = SYSTEM_CALLS.get(platform.machine())
    if sys.platform != "linux" or calls is None:
        return False
    architecture, socket_number, ring_number = calls
    permitted_family = socket.AF_UNIX if allow_local else _NO_FAMILY
    program = (
        (_LOAD, 0, 0, _OFFSET_ARCHITECTURE),
        (_JUMP_IF_EQUAL, 0, 7, architecture),
        (_LOAD, 0, 0, _OFFSET_NUMBER),
        (_JUMP_IF_GREATER_OR_EQUAL, 5, 0, _X32_CALLS),
        (_JUMP_IF_EQUAL, 4, 0, ring_number),
        (_JUMP_IF_EQUAL, 0, 2, socket_number),
        (_LOAD, 0, 0, _OFFSET_FIRST_ARGUMENT),
        (_JUMP_IF_EQUAL, 0, 1, permitted_family),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    )
    return _install_filter(b"".join(struct.pack("=HBBI", *step) for step in program), len(program))


def _install_filter(code: bytes, n_steps: int) -> bool:
    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = Program(n_steps, ctypes.addressof(buffer))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    taken: int = libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
    return taken == 0
