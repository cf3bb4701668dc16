"""Advisory locks on files: the kernel lets go of them when their last holder is gone, however."""

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path


class FileLock:
    """One lock on one file; `acquire` may be repeated to change between shared and exclusive."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def acquire(self, *, shared: bool = False, wait: bool = False) -> bool:
        """Take the lock and say whether it was to be had; with `wait`, block until it is."""
        mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self.descriptor, mode if wait else mode | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)

    def write_note(self, text: str) -> None:
        """Leave word in the file about its holder, for `read_note` of others."""
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, text.encode(), 0)

    def read_note(self) -> str:
        return os.pread(self.descriptor, 4096, 0).decode(errors="replace").strip()

    def close(self) -> None:
        """Close our descriptor; the lock lives on while a child that inherited it does."""
        os.close(self.descriptor)


def wait_until(condition: Callable[[], bool], within_s: float, *, every_s: float = 0.02) -> bool:
    """Look until the condition holds; False when it did not within that many seconds."""
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(every_s)
    return True
