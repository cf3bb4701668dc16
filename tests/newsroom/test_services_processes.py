"""Children that die, that linger, and that a killed launcher leaves behind."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom.services.errors import ServiceError
from newsroom.services.folders import make_data_folder
from newsroom.services.locks import FileLock, wait_until
from newsroom.services.processes import Child, Children, Program, stop_leftovers, turn_logs
from tests.newsroom.launching import alive, all_gone, fresh_data_folder, leader, script

IDLE = "import time; time.sleep(600)"
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.fork()
print("ready", flush=True)
while True: time.sleep(1)
"""


@pytest.fixture
def data() -> Iterator[Path]:
    with fresh_data_folder() as folder:
        make_data_folder(folder)
        yield folder


def program(name: str, code: str, patience_s: float = 10) -> Program:
    return Program(
        name=name,
        title=f"The {name}",
        command=[sys.executable, "-c", code],
        cwd=Path("/"),
        patience_s=patience_s,
    )


def ready(child: Child, times: int = 1) -> bool:
    return wait_until(lambda: child.log.read_text().count("ready") == times, 10)


def test_stop_ends_a_child_that_ignores_it_and_what_that_started(data: Path) -> None:
    with Children(data) as children:
        child = children.start(program("worker", STUBBORN, patience_s=0.2))
        assert ready(child, times=2)
        children.stop(child)
        assert child.process.returncode == -signal.SIGKILL
        assert alive(data) == []


def test_all_are_asked_to_stop_before_any_is_waited_for(data: Path) -> None:
    code = """
import signal, sys, time
from pathlib import Path
def stop(*_):
    Path({mine!r}).touch()
    while not Path({other!r}).exists(): time.sleep(0.01)
    sys.exit(7)
signal.signal(signal.SIGTERM, stop)
print("ready", flush=True)
while True: time.sleep(1)
"""
    one, two = str(data / "one"), str(data / "two")
    with Children(data) as children:
        web = children.start(program("web", code.format(mine=one, other=two)))
        worker = children.start(program("worker", code.format(mine=two, other=one)))
        assert ready(web)
        assert ready(worker)
    assert (web.process.returncode, worker.process.returncode) == (7, 7)


def test_dead_child_is_named_with_how_and_its_log(data: Path) -> None:
    with Children(data) as children:
        child = children.start(program("worker", IDLE))
        os.kill(child.process.pid, signal.SIGKILL)
        assert wait_until(child.died, 10)
        with pytest.raises(ServiceError, match=r"The worker .*killed by signal 9.*worker\.log"):
            children.check()


def test_error_amid_a_child_s_death_becomes_the_sentence_about_the_child(data: Path) -> None:
    def lose_the_connection() -> None:
        with Children(data) as children:
            child = children.start(program("valkey", "raise SystemExit(3)"))
            assert wait_until(child.died, 10)
            raise ConnectionResetError("the connection was lost")

    with pytest.raises(ServiceError, match="exit status 3"):
        lose_the_connection()


def test_second_child_of_one_name_is_refused(data: Path) -> None:
    with Children(data) as children:
        children.start(program("web", IDLE))
        with pytest.raises(ServiceError, match="already runs"):
            children.start(program("web", "pass"))


def test_child_is_in_a_session_of_its_own_and_tells_its_process_id(data: Path) -> None:
    with Children(data) as children:
        child = children.start(program("web", "print('ready', flush=True)\n" + IDLE))
        assert ready(child)
        assert os.getsid(child.process.pid) == child.process.pid != os.getsid(0)
        assert leader(data, "web") == child.process.pid


LAUNCHER = """
from threading import Event
from pathlib import Path
from newsroom.services.processes import Children, Program
with Children(data_folder()) as children:
    children.start(Program(name="worker", title="", command=[sys.executable, "-c", {code!r}],
                           cwd=Path("/")))
    print("started", flush=True)
    Event().wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent")
def test_child_ends_when_its_launcher_is_killed(data: Path) -> None:
    with script(LAUNCHER.format(code=IDLE), data=data) as launcher:
        assert launcher.says("started")
        launcher.end(signal.SIGKILL)
        assert all_gone(data, within_s=10)


def test_next_launcher_ends_what_a_killed_one_left(data: Path) -> None:
    with script(LAUNCHER.format(code=STUBBORN), data=data) as launcher:
        log = data / "logs" / "worker.log"
        assert wait_until(lambda: log.exists() and log.read_text().count("ready") == 2, 10)
        launcher.end(signal.SIGKILL)
    assert alive(data) == ["worker"]
    stop_leftovers(data, patience_s=0.2)
    assert alive(data) == []


def test_logs_keep_one_earlier_run(data: Path) -> None:
    log = data / "logs" / "web.log"
    for text in ("first", "second", "third"):
        turn_logs(data)
        log.write_text(text)
    assert log.read_text() == "third"
    assert (data / "logs" / "web.previous.log").read_text() == "second"


def test_lock_is_shared_or_exclusive(data: Path) -> None:
    one, two = FileLock(data / "lock"), FileLock(data / "lock")
    assert one.acquire(shared=True)
    assert two.acquire(shared=True)
    assert not one.acquire()
    two.release()
    assert one.acquire()
    one.close()
    two.close()
