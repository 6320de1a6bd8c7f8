"""Find the pictures that nodes bring along, and tell them from names of technologies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mlarch import catalog
from mlarch.errors import RecordingError
from mlarch.recording.draft import Draft
from mlarch.recording.location import caller
from mlarch.recording.session import current

__all__ = ["find_icon", "icon_of", "technology_or_icon"]

_PICTURES = (".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp")


def icon_of(node: Any) -> str:
    """Return the picture that a node of a class of the user's own brings along, or an empty string."""
    return str(node._load_icon() or "") if node._icon and not catalog.path_of(type(node)) else ""


def technology_or_icon(icon: object, draft: Draft, name: str) -> dict[str, str]:
    """Return the field that an `icon=` is about: a node class, a technology's name or a picture."""
    if isinstance(icon, type):
        return {"technology": catalog.path_of(icon)}
    text = str(icon or "")
    if not text:
        return {}
    if Path(text).suffix.lower() in _PICTURES or "://" in text:
        return {"icon": find_icon(text, draft, name)}
    return {"technology": catalog.resolve(text)}


def find_icon(path: str, draft: Draft, name: str) -> str:
    """Return where a picture is: below the working directory, beside the code, or beside the script.

    Raises:
        RecordingError: where it is missing; a lenient draft reports that when it is closed, and only
            warns of an address.
    """
    session = current()
    folders = [Path.cwd(), Path(caller().file).parent]
    folders += [session.folder] if session and session.folder else []
    found = next((folder / path for folder in folders if (folder / path).is_file()), None)
    if found is not None:
        return _short(found.absolute())
    fault = "is an address, and nothing is fetched" if "://" in path else "does not exist"
    message = f"the icon '{path}' of '{name}' {fault}"
    if not draft.lenient:
        raise RecordingError(f"{caller()}: {message}")
    (draft.warn if "://" in path else draft.fault)(message)
    return ""


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
