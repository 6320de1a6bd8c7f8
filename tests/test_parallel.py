"""Parallel work in threads and processes. Processes are tested in programs that can fork safely."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mlarch.project.parallel import in_processes, in_threads

pytestmark = pytest.mark.slow

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="no process is forked elsewhere")
START = """
import os, sys, threading
from mlarch.project.parallel import in_processes

def square(number):
    return number * number, os.getpid()

def process(number):
    return os.getpid()

def die(number):
    return os._exit(9) if number == 20 else number

"""
DOCUMENT = "nodes:\n  a: {{label: A {0}}}\n  b: {{label: B}}\nedges:\n  a -> b: calls\n"


def run(code: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", START + code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


@LINUX
def test_processes_share_the_work(tmp_path: Path) -> None:
    """Results come in the order of the items, from the other processes, as many as there may be."""
    code = "results = list(in_processes(square, range(40), 2))\n"
    code += "print([number for number, _ in results] == [number * number for number in range(40)])\n"
    code += "processes = {process for _, process in results}\n"
    code += "print(os.getpid() in processes, len(processes) in (1, 2))"
    assert run(code, tmp_path) == "True\nFalse True\n"


@LINUX
@pytest.mark.parametrize(
    "change",
    [
        "items = range(5)",
        "jobs = 1",
        "threading.Thread(target=threading.Event().wait, daemon=True).start()",
        "import pyvips",
    ],
)
def test_no_process_is_forked_if_it_is_not_worth_it_or_not_safe(change: str, tmp_path: Path) -> None:
    """Few items, one job, or a program with threads or libvips: all work is done in its process."""
    code = f"items, jobs = range(40), 2\n{change}\n"
    code += "print({result == os.getpid() for result in in_processes(process, items, jobs)})"
    assert run(code, tmp_path) == "{True}\n"


@LINUX
def test_a_process_that_dies(tmp_path: Path) -> None:
    """The death of a process is one error, without a traceback of the pool."""
    code = "from mlarch.errors import MlarchError\n"
    code += "try: list(in_processes(die, range(40), 2))\n"
    code += "except MlarchError as error: print(error)"
    assert run(code, tmp_path) == "a process that draws has died: is there memory enough?\n"


def test_threads_and_processes_give_the_same() -> None:
    """Both yield the same results in the same order, here in pytest too."""
    assert list(in_processes(str, range(30))) == list(in_threads(str, range(30))) == [*map(str, range(30))]


@LINUX
def test_many_documents_are_drawn_as_one_by_one(tmp_path: Path) -> None:
    """A batch in processes writes the bytes of single calls, and reports the problems of all documents."""
    paths = [tmp_path / f"d{number}.yaml" for number in range(14)]
    for number, path in enumerate(paths):
        path.write_text(DOCUMENT.format(number))
    command = [sys.executable, "-m", "mlarch", "render", "-f", "svg", "-o"]
    subprocess.run([*command, "all/", *paths], cwd=tmp_path, capture_output=True, check=True, timeout=60)
    subprocess.run([*command, "one/", paths[7]], cwd=tmp_path, capture_output=True, check=True, timeout=60)
    assert len([*tmp_path.glob("all/*.svg")]) == 14
    assert (tmp_path / "all/d7.svg").read_bytes() == (tmp_path / "one/d7.svg").read_bytes()
    for path in paths[3:5]:
        path.write_text(f"nodes:\n  a: {{icon: {path.stem}.png}}\n")
        (tmp_path / f"{path.stem}.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    done = subprocess.run(
        [*command, "new/", *paths], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, [*tmp_path.glob("new/*")]) == (2, [])
    assert [name for name in ("d3.png", "d4.png") if name in done.stderr] == ["d3.png", "d4.png"]


@LINUX
def test_a_build_in_processes_remembers_what_they_read(tmp_path: Path) -> None:
    """An icon that a document names is an input of the next build, whichever process has read it."""
    (tmp_path / "architectures").mkdir()
    for number in range(14):
        (tmp_path / f"architectures/d{number}.yaml").write_text(DOCUMENT.format(number))
    (tmp_path / "architectures/d7.yaml").write_text("nodes:\n  a: {icon: ../x.svg}\n")
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="{0}" height="9"/></svg>'
    )
    summaries = []
    for width in (9, 9, 5):
        (tmp_path / "x.svg").write_text(drawing.format(width))
        command = [sys.executable, "-m", "mlarch", "build"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
        summaries.append(done.stderr)
    assert summaries == ["28 written\n", "28 unchanged\n", "2 written, 26 unchanged\n"]


@LINUX
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_the_end_of_a_batch_ends_all_its_processes(sent: signal.Signals, code: int, tmp_path: Path) -> None:
    """A batch that is interrupted or killed prints no traceback, and leaves no file and no process."""
    for number in range(300):
        (tmp_path / f"d{number}.yaml").write_text(DOCUMENT.format(number))
    command = [sys.executable, "-m", "mlarch", "render", "-f", "svg", "-o", "all/"]
    command += [f"d{number}.yaml" for number in range(300)]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=-1, stderr=-1, text=True, start_new_session=True
    ) as process:
        while process.poll() is None and len(_children(process.pid)) < 2:
            time.sleep(0.01)
        children = _children(process.pid)
        (os.killpg if sent is signal.SIGINT else os.kill)(process.pid, sent)
        output = _output(process)
    assert len(children) >= 2 and process.returncode == code
    assert output == ("", "") and not [*tmp_path.glob("all/*")]
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in children):
        assert time.monotonic() < deadline, children
        time.sleep(0.01)


@LINUX
def test_an_interrupt_does_not_wait_for_a_loop(tmp_path: Path) -> None:
    """Ctrl-C ends a build with an endless loop at once."""
    (tmp_path / "architectures").mkdir()
    for number in range(14):
        (tmp_path / f"architectures/d{number}.yaml").write_text(DOCUMENT.format(number))
    loop = "from mlarch import architecture\n@architecture('loop')\ndef loop():\n"
    loop += "    open('began', 'w').close()\n    while True: pass\n"
    (tmp_path / "architectures/loop.py").write_text(loop)
    command = [sys.executable, "-m", "mlarch", "build"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=-1, stderr=-1, text=True, start_new_session=True
    ) as process:
        while process.poll() is None and not (tmp_path / "began").exists():
            time.sleep(0.01)
        children = _children(process.pid)
        os.killpg(process.pid, signal.SIGINT)
        output = _output(process)
    assert (process.returncode, output) == (130, ("", ""))
    assert children and not [pid for pid in children if Path(f"/proc/{pid}").exists()]


def _output(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Return the output of a program, which must end in time."""
    try:
        return process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def _children(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
