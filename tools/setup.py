#!/usr/bin/env python3
"""Make .venv and install what the product and its tests need, once; `make setup` calls it with the system's Python.

Standard library only, and syntax that an old Python still reads: it has to be able to say that it is too old.
"""

# ruff: noqa: UP031 - f-strings are newer than some Pythons that must be turned away

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time

OLDEST = (3, 11)
LEAST_FREE_BYTES = 1500 * 1024 * 1024
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOCKS = ("requirements.txt", "requirements-dev.txt")


def fail(line):
    sys.exit("make setup: " + line)


def wanted():
    """What the stamp must say: this Python, these locked packages."""
    digest = hashlib.sha256(("%d.%d" % sys.version_info[:2]).encode())
    for name in LOCKS:
        with open(os.path.join(ROOT, name), "rb") as lock:
            digest.update(lock.read())
    return digest.hexdigest()


def main():
    if sys.version_info < OLDEST:
        found = "%d.%d" % sys.version_info[:2]
        fail(
            "Python %d.%d or newer is needed, this is %s; name another: make setup PYTHON=python3.12" % (*OLDEST, found)
        )
    venv = os.path.join(ROOT, ".venv")
    python, stamp = os.path.join(venv, "bin", "python"), os.path.join(venv, ".installed")
    with open(os.path.abspath(__file__)) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two makes at once wait for each other
        try:
            with open(stamp) as file:
                if file.read() == wanted() and os.access(python, os.X_OK):
                    return
        except OSError:
            pass
        install(venv, python)
        with open(stamp, "w") as file:
            file.write(wanted())


def install(venv, python):
    try:
        import ensurepip  # noqa: F401
        import venv as _  # noqa: F401
    except ImportError:
        version = "%d.%d" % sys.version_info[:2]
        fail(
            "this Python cannot make virtual environments; on Debian or Ubuntu: apt-get install python%s-venv" % version
        )
    free = shutil.disk_usage(ROOT).free
    if free < LEAST_FREE_BYTES:
        fail("%d MB are free here; %d MB are needed" % (free >> 20, LEAST_FREE_BYTES >> 20))
    began = time.time()
    if os.path.exists(os.path.join(venv, ".installed")):
        os.unlink(os.path.join(venv, ".installed"))
    if not os.access(python, os.X_OK):
        print("Making .venv ...", flush=True)
        if subprocess.call([sys.executable, "-m", "venv", "--clear", venv]):
            fail(".venv could not be made; the lines above say why")
    print("Installing packages (about 300 MB, once; some minutes on a slow line) ...", flush=True)
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--require-hashes", "--only-binary=:all:"]
    for name in LOCKS:
        command += ["-r", os.path.join(ROOT, name)]
    if subprocess.call(command):
        fail("packages could not be installed; the lines above say why (network? disk? platform?)")
    print("Installed in %d s." % (time.time() - began), flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        fail(str(error))
