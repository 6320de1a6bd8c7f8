"""Work done side by side, in threads and in processes, in programs of their own: a test's may not fork."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mlarch.exporters.parallel import in_processes, in_threads

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")
START = "import os, sys, threading\nfrom mlarch.exporters.parallel import in_processes\n"
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
    """Results come in the order of the items, from as many processes as were asked for, none this one."""
    code = "found = list(in_processes(lambda n: (n * n, os.getpid()), range(40), 2))\n"
    code += (
        "print([n for n, _ in found] == [n * n for n in range(40)], os.getpid() in {p for _, p in found})\n"
    )
    code += "print(len({p for _, p in found}) in (1, 2))"
    assert run(code, tmp_path) == "True False\nTrue\n"


@LINUX
@pytest.mark.parametrize(
    "spoiled",
    [
        "items = range(5)",
        "jobs = 1",
        "threading.Thread(target=threading.Event().wait, daemon=True).start()",
        "import pyvips",
    ],
)
def test_where_a_copy_is_not_worth_it_or_not_safe(spoiled: str, tmp_path: Path) -> None:
    """Few items, one job, or a process with threads or a rasteriser in it: all is done in this process."""
    code = f"items, jobs = range(40), 2\n{spoiled}\n"
    code += "print({one == os.getpid() for one in in_processes(lambda n: os.getpid(), items, jobs)})"
    assert run(code, tmp_path) == "{True}\n"


@LINUX
def test_a_process_that_dies(tmp_path: Path) -> None:
    """What brings a process down is one error, and no traceback of the pool's."""
    code = "from mlarch.errors import MlarchError\n"
    code += "try: list(in_processes(lambda n: os._exit(9) if n == 20 else n, range(40), 2))\n"
    code += "except MlarchError as error: print(error)"
    assert run(code, tmp_path) == "a process that draws has died: is there memory enough?\n"


def test_a_caller_within_pytest_gets_the_same() -> None:
    """Threads and processes give the same, in order."""
    assert list(in_processes(str, range(30))) == list(in_threads(str, range(30))) == [*map(str, range(30))]


@LINUX
def test_many_documents_are_drawn_as_one_by_one(tmp_path: Path) -> None:
    """A batch in processes leaves the bytes of single calls, and names all that is wrong in any."""
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
    """An icon that a document names counts in the next build, whichever process has read it."""
    (tmp_path / "architectures").mkdir()
    for number in range(14):
        (tmp_path / f"architectures/d{number}.yaml").write_text(DOCUMENT.format(number))
    (tmp_path / "architectures/d7.yaml").write_text("nodes:\n  a: {icon: ../x.svg}\n")
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="{0}" height="9"/></svg>'
    )
    said = []
    for width in (9, 9, 5):
        (tmp_path / "x.svg").write_text(drawing.format(width))
        command = [sys.executable, "-m", "mlarch", "build"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
        said.append(done.stderr)
    assert said == ["28 written\n", "28 unchanged\n", "2 written, 26 unchanged\n"]


@LINUX
@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_the_end_of_a_batch_is_that_of_all_processes(how: signal.Signals, code: int, tmp_path: Path) -> None:
    """Ctrl-C in a batch, or its death, prints no traceback, leaves no file and no process behind."""
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
        (os.killpg if how is signal.SIGINT else os.kill)(process.pid, how)
        said = _said(process)
    assert len(children) >= 2 and process.returncode == code
    assert said == ("", "") and not [*tmp_path.glob("all/*")]
    until = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in children):
        assert time.monotonic() < until, children
        time.sleep(0.01)


@LINUX
def test_an_interrupt_waits_for_no_loop(tmp_path: Path) -> None:
    """Ctrl-C ends a build of which one part never would."""
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
        said = _said(process)
    assert (process.returncode, said) == (130, ("", ""))
    assert children and not [pid for pid in children if Path(f"/proc/{pid}").exists()]


def _said(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Return what a program prints until it ends, which it has to."""
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
