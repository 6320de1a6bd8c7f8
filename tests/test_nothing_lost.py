"""Builds that are killed, refused, doubled or interrupted lose and damage no picture."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from mlarch.documents.saving import save, sweep
from mlarch.project.build import build
from rights import somebody

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("MLARCH_KILLS", "5"))
"""How often a build is killed; a hundred times by hand, see docs/internals/reliability.md."""

NAMES = ("a", "b", "team/c", "team/d")
FILES = {f"{name}.{suffix}" for name in NAMES for suffix in ("svg", "png")}
MLARCH = (sys.executable, "-m", "mlarch")
# A build that stops just before it renames its third file.
DIES = """
import os, pathlib, signal
from mlarch.cli import main
replace, count = pathlib.Path.replace, iter(range(100))
def last(*paths):
    if next(count) == 2: os.kill(os.getpid(), signal.SIGKILL)
    return replace(*paths)
pathlib.Path.replace = last
main(["build", "--force", "--jobs", "1"])
"""


def write_documents(word: str) -> None:
    """Write four documents with a word in each."""
    for name in NAMES:
        path = Path("architectures", f"{name}.yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"nodes: {{x: {{label: {word}}}, y: {{technology: nginx}}}}\nedges: {{x -> y: go}}\n")


def files() -> dict[str, bytes]:
    """Return the content of each file in the output folder."""
    out = Path("out")
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """The folder of a project that other users may enter."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, dict[str, bytes]]:
    """The content of the output folder for each of two words."""
    content, before = {}, Path.cwd()
    os.chdir(folder)
    for word in ("Old", "New"):
        write_documents(word)
        build()
        content[word] = files()
    os.chdir(before)
    return content


@pytest.fixture
def old(folder: Path, expected: dict[str, dict[str, bytes]], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in the project, in which the pictures of an earlier version are drawn."""
    monkeypatch.chdir(folder)
    write_documents("Old")
    build()
    assert files() == expected["Old"] and files().keys() == FILES
    write_documents("New")
    return folder


def assert_whole(expected: dict[str, dict[str, bytes]]) -> None:
    """Each picture is the old or the new one, and other files are removed by the next build."""
    content = files()
    assert content.keys() >= FILES
    assert all(content[name] in (expected["Old"][name], expected["New"][name]) for name in FILES)
    assert all(Path(name).name.startswith(".mlarch-") for name in content.keys() - FILES)


def assert_repaired(expected: dict[str, dict[str, bytes]]) -> None:
    """The next build draws the rest, and leaves no other file."""
    assert build().problems == ()
    assert files() == expected["New"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def start(*command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)


def wait_for_a_change(process: subprocess.Popen[str]) -> None:
    """Wait until a process has written to the output folder, or has ended."""
    times = {path: path.stat().st_mtime_ns for path in Path("out").rglob("*.*")}
    while process.poll() is None and times == {
        path: path.stat().st_mtime_ns for path in times if path.exists()
    }:
        time.sleep(0.002)


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_build_that_is_killed(seed: int, old: Path, expected: dict[str, dict[str, bytes]]) -> None:
    """A build killed at any moment leaves whole pictures, and the next one draws the rest."""
    started = time.monotonic()
    process, chance = start(*MLARCH, "build", "--force"), random.Random(seed)
    if seed % 5:  # A build seldom writes. Most kills should hit it while it does.
        wait_for_a_change(process)
        time.sleep(chance.uniform(0, 0.12))
    else:
        time.sleep(chance.uniform(0.1, 0.6))
    process.kill()
    process.communicate()
    assert_whole(expected)
    new = sum(data == expected["New"][name] for name, data in files().items() if name in FILES)
    print(f"seed {seed}: {time.monotonic() - started:.2f} s, {process.returncode}, {new} new")
    assert_repaired(expected)


def test_a_build_killed_before_renaming(old: Path, expected: dict[str, dict[str, bytes]]) -> None:
    """The temporary file stays beside the old picture, until the next build removes it."""
    assert start(sys.executable, "-c", DIES).wait() == -signal.SIGKILL
    assert len(files().keys() - FILES) == 1
    assert_whole(expected)
    assert_repaired(expected)


@pytest.mark.parametrize("seconds", [0, 0.02, 0.1])
def test_an_interrupt(seconds: float, old: Path, expected: dict[str, dict[str, bytes]]) -> None:
    """Ctrl-C, which every process in the terminal gets, ends a build with 130 and no traceback."""
    process = start(*MLARCH, "build", "--force")
    wait_for_a_change(process)
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
    output = process.communicate()[1]
    # -2: the build was done, and Python was exiting.
    assert (process.returncode, output) in [(130, ""), (0, "8 written\n"), (-2, "8 written\n")]
    assert_whole(expected)
    assert files().keys() == FILES
    assert_repaired(expected)


def test_two_builds_at_once(old: Path, expected: dict[str, dict[str, bytes]]) -> None:
    """Two builds in one folder do not harm each other."""
    running = [start(*MLARCH, "build", "--force") for _ in range(3)]
    assert [(process.communicate()[1], process.returncode) for process in running] == [("8 written\n", 0)] * 3
    assert files() == expected["New"]


def test_files_that_may_not_grow(old: Path, expected: dict[str, dict[str, bytes]]) -> None:
    """If the system writes only the beginning of a file, the old picture stays and is reported."""
    most = min(len(data) for data in expected["New"].values()) + 100
    limit = (most, most)
    command = [*MLARCH, "build"]
    done = subprocess.run(
        command, capture_output=True, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == "error: out/a.png: cannot be written: file too large"
    assert_whole(expected)
    assert files().keys() == FILES
    assert_repaired(expected)


def test_a_full_disk(old: Path, expected: dict[str, dict[str, bytes]]) -> None:
    """On a full disk, a build reports each picture it cannot write, and keeps the old one."""
    if os.geteuid() != 0:
        assert Path("/dev/full").exists()  # test_saving fills that; only root can make a small disk
        return
    kept, size = files(), sum(len(data) // 4096 + 1 for data in files().values()) * 4 + 256
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", "out"], check=True)
    try:
        for name, data in kept.items():
            save(Path("out", name), data)
        with suppress(OSError):
            Path("out/other").write_bytes(b"x" * 10**6)
        built = build()
        assert "out/a.svg: cannot be written: no space left on device" in built.problems
        Path("out/other").unlink()
        assert_whole(expected)
        assert files().keys() == FILES
        assert_repaired(expected)
    finally:
        subprocess.run(["umount", "out"], check=True)


def test_a_folder_that_is_read_only(
    old: Path, expected: dict[str, dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pictures in a read-only folder are each reported, and the others are drawn."""

    def saved(path: Path, data: str | bytes) -> Path:
        with somebody():  # another user, who may not be able to read this package
            return save(path, data)

    Path("out").chmod(0o777)
    Path("out/team").chmod(0o555)
    try:
        with monkeypatch.context() as patch:
            patch.setattr("mlarch.project.pictures.save", saved)
            built = build(jobs=1)
    finally:
        Path("out/team").chmod(0o755)
    assert built.problems == tuple(
        f"out/team/{name}: cannot be written: folder 'out/team' is not writable"
        for name in ("c.svg", "c.png", "d.svg", "d.png")
    )
    assert len(built.written) == 4
    assert_whole(expected)
    assert_repaired(expected)


@pytest.mark.parametrize("name", ["a.svg", "a.png"])
def test_a_picture_that_is_cut_off_is_drawn_again(
    name: str, old: Path, expected: dict[str, dict[str, bytes]]
) -> None:
    """A truncated picture is not up to date, whatever its fingerprint."""
    build()
    path = Path("out", name)
    path.write_bytes(path.read_bytes()[:-5])
    assert build().written == (path,)
    assert files() == expected["New"]


def test_files_of_dead_processes_are_swept(tmp_path: Path) -> None:
    """Files of dead processes are removed; those being written, and foreign ones, stay."""
    import fcntl

    for name in (".mlarch-dead.tmp", ".mlarch-alive.tmp", "x.tmp", ".mlarch-other"):
        (tmp_path / name).write_text("half")
    with (tmp_path / ".mlarch-alive.tmp").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        sweep(tmp_path)
        assert names(tmp_path) == [".mlarch-alive.tmp", ".mlarch-other", "x.tmp"]
    sweep(tmp_path)
    assert names(tmp_path) == [".mlarch-other", "x.tmp"]
    sweep(tmp_path / "none")


def test_sweeping_and_writing_at_once(tmp_path: Path) -> None:
    """Files can be written to a folder that is swept all the time."""
    code = "import sys; from pathlib import Path; from mlarch.documents.saving import sweep\n"
    code += "print('up', file=sys.stderr, flush=True)\nwhile True: sweep(Path(sys.argv[1]))"
    sweeper = start(sys.executable, "-c", code, str(tmp_path))
    assert sweeper.stderr is not None and sweeper.stderr.readline() == "up\n"
    try:
        for number in range(2000):
            assert save(tmp_path / "x", f"{number}").read_text() == f"{number}"
    finally:
        sweeper.kill()
        sweeper.communicate()
    assert names(tmp_path) == ["x"]
