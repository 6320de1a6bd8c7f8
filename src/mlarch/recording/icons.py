"""Find icon files, and distinguish them from names of technologies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mlarch import catalog
from mlarch.errors import RecordingError
from mlarch.recording.draft import Draft
from mlarch.recording.location import caller
from mlarch.recording.session import current_session

__all__ = ["find_icon", "icon_of", "technology_or_icon"]

_SUFFIXES = (".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp")


def icon_of(node: Any) -> str:
    """Return the icon file of a node class that is not in the catalog, or ''."""
    return str(node._load_icon() or "") if node._icon and not catalog.path_of(type(node)) else ""


def technology_or_icon(icon: object, draft: Draft, name: str) -> dict[str, str]:
    """Return the field that `icon=` sets, from a class, a technology or an icon file."""
    if isinstance(icon, type):
        return {"technology": catalog.path_of(icon)}
    text = str(icon or "")
    if not text:
        return {}
    if Path(text).suffix.lower() in _SUFFIXES or "://" in text:
        return {"icon": find_icon(text, draft, name)}
    return {"technology": catalog.resolve(text)}


def find_icon(path: str, draft: Draft, name: str) -> str:
    """Find an icon file in the working directory, next to the code or the script.

    Raises:
        RecordingError: if it is missing. A lenient draft raises that when it is closed, and only
            warns of a web address.
    """
    session = current_session()
    folders = [Path.cwd(), Path(caller().file).parent]
    folders += [session.folder] if session and session.folder else []
    files = [folder / path for folder in folders if (folder / path).is_file()]
    if files:
        return _relative(files[0].absolute())
    problem = "is an address, and nothing is fetched" if "://" in path else "does not exist"
    message = f"the icon '{path}' of '{name}' {problem}"
    if not draft.lenient:
        raise RecordingError(f"{caller()}: {message}")
    report = draft.warn if "://" in path else draft.fault
    report(message)
    return ""


def _relative(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
