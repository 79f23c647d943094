"""Runs a daemon under its unit's restrictions, and uses it: sandbox.py BINARY UNIT DIRECTORY."""

import ctypes
import errno
import json
import mmap
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.request

BINARY, UNIT, WORK = sys.argv[1:4]
ALLOW = 0x7FFF0000
DENY = 0x00050000 | errno.EPERM
PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP, NOT_EQUAL, MASKED_EQUAL = 38, 24, 1, 7
PROT_WRITE, PROT_EXEC = 2, 4
FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10}


class Comparison(ctypes.Structure):
    _fields_ = [("argument", ctypes.c_uint), ("operator", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


def settings(name):
    with open(UNIT) as unit:
        return re.findall(rf"^{name}=(.*)$", unit.read(), re.MULTILINE)


def members(group):
    """The system calls of one of systemd's groups, and of the groups in it."""
    text = subprocess.run(["systemd-analyze", "syscall-filter", group], capture_output=True, text=True, check=True).stdout
    calls = set()
    for line in text.splitlines()[1:]:
        word = line.strip()
        if word and not word.startswith("#"):
            calls |= members(word) if word.startswith("@") else {word}
    return calls


def allowed_calls():
    calls = set(members("@default"))
    for value in settings("SystemCallFilter"):
        named = set().union(*(members(word) if word.startswith("@") else {word} for word in value.lstrip("~").split()))
        calls = calls - named if value.startswith("~") else calls | named
    return calls


def restrict():
    """What the process and all that it starts may do from here on."""
    library, libc = ctypes.CDLL("libseccomp.so.2"), ctypes.CDLL(None, use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(DENY))
    number = library.seccomp_syscall_resolve_name

    def allow(call, *comparisons):
        code = number(call.encode())
        if code < 0:
            return
        array = (Comparison * max(1, len(comparisons)))(*comparisons)
        result = library.seccomp_rule_add_array(context, ctypes.c_uint32(ALLOW), code, len(comparisons), array)
        assert result == 0, (call, result)

    special = {"socket", "mmap", "mprotect", "pkey_mprotect", "shmat"}
    for call in sorted(allowed_calls() - special):
        allow(call)
    for family in settings("RestrictAddressFamilies")[0].split():
        allow("socket", Comparison(0, 4, FAMILIES[family], 0))
    for call in ["mmap", "mprotect"]:
        # Memory that is written is never run; for mmap it is both at once that is refused.
        mask = PROT_WRITE | PROT_EXEC if call == "mmap" else PROT_EXEC
        for value in {0, PROT_WRITE & mask, PROT_EXEC & mask if call == "mmap" else 0}:
            allow(call, Comparison(2, MASKED_EQUAL, mask, value))
    files = int(settings("LimitNOFILE")[0])
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    os.umask(0o077)
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
    assert libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    assert library.seccomp_load(context) == 0


def inside(command):
    """The command in namespaces of its own, where only its directory and a /var/tmp can be written."""
    script = (
        f"mount --make-rprivate / && mount --bind {WORK} {WORK} && mount -o remount,bind,ro / "
        "&& mount -t proc -o hidepid=invisible,subset=pid proc /proc "
        "&& mount -t tmpfs -o size=64m,mode=1777 tmpfs /var/tmp && unset TMPDIR && exec \"$@\"")
    return ["unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "sh", "-c", script, "sh",
            sys.executable, os.path.abspath(__file__), BINARY, os.path.abspath(UNIT), WORK, "--"] + command


def main():
    state = f"{WORK}/state"
    os.mkdir(state)
    os.chmod(WORK, 0o755)
    os.chown(state, 65534, 65534)
    answer = json.loads(subprocess.run(inside([BINARY, "init", "--data", f"{state}/log", "--json"]), check=True,
                                       stdout=subprocess.PIPE, text=True).stdout)
    daemon = subprocess.Popen(inside([BINARY, "serve", "--data", f"{state}/log", "--listen", "127.0.0.1:18444"]),
                              stdout=subprocess.PIPE, text=True)
    try:
        for line in daemon.stdout:
            if "listening" in line:
                break
        else:
            raise SystemExit("the daemon ended before it listened")
        ask("/readyz")
        token = answer["token"]
        ask("/api/v1/users", token, {"id": "lin", "name": "Lin", "roles": [{"role": "member"}]})
        ask("/api/v1/documents", token, {"template": "design", "title": "Boxed in"})
        ask("/api/v1/events?limit=5", token)
    finally:
        # What is waited for is unshare, which takes no notice of the signal: it is for the daemon.
        with open(f"/proc/{daemon.pid}/task/{daemon.pid}/children") as children:
            for child in children.read().split():
                os.kill(int(child), signal.SIGTERM)
        try:
            status = daemon.wait(60)
        finally:
            daemon.kill()
    assert status == 0, f"the daemon ended with {status}"
    print("The daemon was initialised, started, used and stopped under the unit's restrictions.")


def ask(path, token=None, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:18444{path}", method="POST" if body else "GET",
                                     data=json.dumps(body).encode() if body else None)
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status < 300, (path, answer.status)
        return answer.read()


def refusals():
    """The restrictions hold: each of these must fail."""
    def fails(what, act):
        try:
            act()
        except OSError:
            return
        raise SystemExit(f"the sandbox lets the daemon {what}")

    fails("open a raw packet socket", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM))
    fails("write outside of its directory", lambda: open("/etc/countersign-was-here", "w"))
    fails("change its priority", lambda: os.setpriority(os.PRIO_PROCESS, 0, -1))
    fails("make memory that is written and run", lambda: mmap.mmap(-1, 4096, prot=7))
    fails("mount", lambda: mount())


def mount():
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"none", b"/mnt", b"tmpfs", 0, None) != 0:
        raise OSError(ctypes.get_errno(), "mount")


if "--" in sys.argv:
    restrict()
    refusals()
    command = sys.argv[sys.argv.index("--") + 1:]
    os.execv(command[0], command)
else:
    main()
