"""Files are written whole or not at all, and every refusal has its reason."""

from __future__ import annotations

import errno
import os
import resource
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mlarch.documents.saving import save
from mlarch.errors import OutputError
from rights import somebody


@pytest.fixture
def locked() -> Iterator[Path]:
    """A folder that can be read but not written, with one old file in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "x.svg").write_text("old")
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """Make the system refuse to write more than `size` bytes to a file."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_text_is_utf_8_with_its_own_newlines(tmp_path: Path) -> None:
    """Text is written as UTF-8 with its newlines, and bytes unchanged."""
    assert save(tmp_path / "x.svg", "é\n").read_bytes() == b"\xc3\xa9\n"
    assert save(str(tmp_path / "x.png"), b"\r\n").read_bytes() == b"\r\n"


def test_folders_are_created(tmp_path: Path) -> None:
    """Missing folders are created."""
    assert save(tmp_path / "a" / "b" / "x.svg", "x").read_text() == "x"


def test_no_temporary_file_stays(tmp_path: Path) -> None:
    """Overwriting a file leaves only that file in its folder."""
    save(tmp_path / "x.svg", "old")
    save(tmp_path / "x.svg", "new")
    assert names(tmp_path) == ["x.svg"]
    assert (tmp_path / "x.svg").read_text() == "new"


def test_mode_of_a_new_file_is_the_umask(tmp_path: Path) -> None:
    """A new file has the mode that the umask gives, not that of a temporary file."""
    old = os.umask(0o027)
    try:
        path = save(tmp_path / "x.svg", "x")
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_mode_of_an_old_file_is_kept(tmp_path: Path) -> None:
    """Writing over a file keeps its mode."""
    path = save(tmp_path / "x.svg", "old")
    path.chmod(0o600)
    assert stat.S_IMODE(save(path, "new").stat().st_mode) == 0o600


def test_links_are_followed(tmp_path: Path) -> None:
    """A link stays a link, and its target is written, even a missing one."""
    link = tmp_path / "link.svg"
    link.symlink_to("target.svg")
    save(link, "one")
    save(link, "two")
    assert link.is_symlink()
    assert (tmp_path / "target.svg").read_text() == "two"


def test_devices_stay_devices() -> None:
    """A device is written to and not replaced."""
    save("/dev/null", "x")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    """A named pipe carries the data to its reader."""
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    save(tmp_path / "pipe", "x")
    assert os.read(reader, 10) == b"x"
    os.close(reader)


def test_a_folder_that_is_not_writable(locked: Path) -> None:
    """A read-only folder is named, and the old file stays."""
    with somebody(), pytest.raises(OutputError) as caught:
        save(locked / "x.svg", "new")
    assert str(caught.value) == f"{locked}/x.svg: cannot be written: folder '{locked}' is not writable"
    assert (locked / "x.svg").read_text() == "old"
    assert names(locked) == ["x.svg"]


def test_a_folder_that_cannot_be_created(locked: Path) -> None:
    """If a folder cannot be created, the nearest existing one is named."""
    with somebody(), pytest.raises(OutputError) as caught:
        save(locked / "a" / "b" / "x.svg", "new")
    assert str(caught.value) == f"{locked}/a/b/x.svg: cannot be written: folder '{locked}' is not writable"


def test_a_folder_that_cannot_be_entered(locked: Path) -> None:
    """A folder that may not be entered is named."""
    locked.chmod(0o444)
    with somebody(), pytest.raises(OutputError) as caught:
        save(locked / "x.svg", "new")
    assert str(caught.value) == f"{locked}/x.svg: cannot be written: folder '{locked}' is not writable"


def test_a_full_disk(tmp_path: Path) -> None:
    """A full disk is reported in the words of the system."""
    (tmp_path / "x.svg").symlink_to("/dev/full")
    with pytest.raises(OutputError) as caught:
        save(tmp_path / "x.svg", "new")
    assert str(caught.value) == f"{tmp_path}/x.svg: cannot be written: no space left on device"
    assert caught.value.__cause__.errno == errno.ENOSPC


def test_an_incomplete_write_leaves_the_old_file(tmp_path: Path) -> None:
    """If the system stops a write half way, only the old file remains."""
    path = save(tmp_path / "x.svg", "old")
    with file_size_limit(1000), pytest.raises(OutputError) as caught:
        save(path, "new" * 1000)
    assert str(caught.value) == f"{path}: cannot be written: file too large"
    assert path.read_text() == "old"
    assert names(tmp_path) == ["x.svg"]


def test_a_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    """A file in the place of a folder is named and not changed."""
    (tmp_path / "out").write_text("mine")
    with pytest.raises(OutputError) as caught:
        save(tmp_path / "out" / "a" / "x.svg", "new")
    assert str(caught.value) == (
        f"{tmp_path}/out/a/x.svg: cannot be written: '{tmp_path}/out' is a file, not a folder"
    )
    assert (tmp_path / "out").read_text() == "mine"


def test_paths_are_named_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative path is relative in the message."""
    monkeypatch.chdir(tmp_path)
    Path("out").write_text("mine")
    with pytest.raises(OutputError) as caught:
        save("out/x.svg", "new")
    assert str(caught.value) == "out/x.svg: cannot be written: 'out' is a file, not a folder"


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    """A folder in the place of the file is reported."""
    (tmp_path / "x.svg").mkdir()
    with pytest.raises(OutputError) as caught:
        save(tmp_path / "x.svg", "new")
    assert str(caught.value) == f"{tmp_path}/x.svg: cannot be written: it is a folder"
    assert names(tmp_path) == ["x.svg"]


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    """Any other refusal is reported in the words of the system."""
    with pytest.raises(OutputError, match=r"cannot be written: file name too long$"):
        save(tmp_path / ("x" * 300), "new")
