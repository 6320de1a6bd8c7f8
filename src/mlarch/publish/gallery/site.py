"""Know what files the gallery consists of, and make each when it is asked for."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from markupsafe import Markup

from mlarch import drawing
from mlarch.analysis.lint import lint
from mlarch.analysis.retarget import Retargeted, retarget
from mlarch.catalog.providers import PROVIDERS
from mlarch.documents.conventions import FOLDER
from mlarch.drawing.icons import EmbeddedIcon
from mlarch.errors import MlarchError, ParameterError
from mlarch.exporters import writing
from mlarch.layout import engine, page_fit, positioned
from mlarch.layout.steps import stable
from mlarch.model import Architecture
from mlarch.project import cache, loading, registry
from mlarch.project.entry import Entry
from mlarch.publish.gallery import cards, details, downloads
from mlarch.publish.gallery.docs_links import Command
from mlarch.publish.gallery.docs_pages import Manual
from mlarch.publish.gallery.pictures import LOOK, Inline, inline
from mlarch.publish.gallery.templates import page

__all__ = ["Page", "Site", "SitePart"]

STATIC = (
    "gallery.css",
    "docs.css",
    "address.js",
    "start.js",
    "panzoom.js",
    "stage.js",
    "entry.js",
    "family.js",
    "decision.js",
    "download.js",
    "yours.js",
    "live.js",
)
_FILES, _ENTRIES, _FAMILIES, _ICONS = "files", "entries", "families", "icons"
_ICON = re.compile(r"([0-9a-f]{12}\.(?:png|svg))(\.js)?")


@dataclass(frozen=True)
class Page:
    """An HTML page, and the pictures in it by provider or step."""

    html: str
    pictures: Mapping[str, Inline] = field(default_factory=dict)

    @property
    def css(self) -> str:
        """Return the rules of the pictures."""
        return "".join(dict.fromkeys(picture.css for picture in self.pictures.values()))

    @property
    def icons(self) -> Mapping[str, EmbeddedIcon]:
        """Return the icons of the pictures by file name."""
        return {name: icon for picture in self.pictures.values() for name, icon in picture.icons.items()}


@dataclass(frozen=True)
class SitePart:
    """Files made of the same things, of which `made_of` is a hash, empty where files must be compared."""

    name: str
    made_of: str
    paths: Callable[[], Iterator[str]]


@dataclass(frozen=True)
class Loaded:
    """An entry and its architecture, None where `problems` say why there is none."""

    entry: Entry
    architecture: Architecture | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variant:
    """A picture of an entry: the provider it is for, and whether that is just what the entry is."""

    provider: str
    name: str
    picture: Inline
    flows: tuple[details.Flow, ...]
    changes: tuple[tuple[str, str, str, str], ...]
    parts: Mapping[str, Any]

    @property
    def markup(self) -> Markup:
        """Return the drawing, in which the writer of SVG has escaped every text."""
        return Markup(self.picture.svg)


class Site:
    """The files of a gallery by path, each made when it is first asked for.

    Entries are those of `folder`, and those of packages and the zoo that they do not shadow. `live`
    pages follow a server. What was made for an architecture is kept while that stays equal. `docs` is
    a folder of Markdown files to show beside them, `commands` gives what the commands do.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str] = FOLDER,
        *,
        live: bool = False,
        python: bool = True,
        docs: Path | None = None,
        commands: Callable[[], tuple[Command, ...]] | None = None,
    ) -> None:
        self.folder, self.live, self.python = Path(folder), live, python
        self.docs = docs
        self._manual = Manual(docs, commands)
        self._kept: dict[str, tuple[object, Any]] = {}
        self._loaded: dict[str, Loaded] = {}
        self._icons: dict[str, EmbeddedIcon] = {}
        self._entries: tuple[Entry, ...] = ()
        self._problems: tuple[str, ...] = ()
        self.refresh()

    # What there is.

    def refresh(self) -> None:
        """Look again at the files that entries come from; what did not change is kept."""
        self._loaded = {}
        self._manual.refresh()
        found, problems = _found(self.folder)
        misplaced = {entry.name: problem for entry in found for problem in _misplaced(entry)}
        self._entries = tuple(entry for entry in found if entry.name not in misplaced)
        self._problems = (*problems, *misplaced.values())

    @property
    def problems(self) -> tuple[str, ...]:
        """Return all that is wrong with any entry."""
        found = [problem for entry in self._own() for problem in self._load(entry).problems]
        return tuple(dict.fromkeys((*self._problems, *found)))

    def paths(self) -> Iterator[str]:
        """Yield the path of every file."""
        for part in self.parts():
            yield from part.paths()

    def parts(self) -> Iterator[SitePart]:
        """Yield the parts of the site: pages are drawn only when the paths of theirs are asked for."""
        basis = [cache.basis(self.folder), *self._manual.home]
        names = [(entry.name, entry.kind, entry.members) for entry in self._entries]
        yield SitePart("start", "", lambda: iter(("index.html", *(f"static/{name}" for name in STATIC))))
        for entry in self._entries:
            made_of = self._made_of(entry, [basis, names])
            yield SitePart(_at(entry, "html"), made_of, functools.partial(self._files, entry))
        yield SitePart("docs", "", lambda: self._manual.paths(self._by_file()))

    def _made_of(self, entry: Entry, all: list[object]) -> str:
        """Return a hash of what the page of an entry is made of and `all`, empty where that is in doubt."""
        shown = [each for each in self._own() if each.name in (entry.members or [entry.name])]
        archs = [self._load(each).architecture for each in shown]
        if None in archs:
            return ""
        drawn = [drawing.fingerprint(arch, LOOK) for arch in archs if arch is not None]
        asked = _decision_data(loading.entry_decision(entry), {}) if entry.kind == "decision" else {}
        text = json.dumps([*all, repr(entry), [*map(repr, shown)], drawn, asked])
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def _files(self, entry: Entry) -> Iterator[str]:
        made = self._page(entry)
        yield from (_at(entry, "html"), _at(entry, "css"))
        yield from (f"{_ICONS}/{name}" for name in made.icons)
        if entry.kind == "family" or self._load(entry).architecture is None:
            return
        yield cards.picture_path(entry)
        yield from (path for path, _ in downloads.files(entry))
        for provider in filter(None, made.pictures):
            yield downloads.bundle_path(entry, provider)
            yield from (f"{_ICONS}/{name}.js" for name in made.pictures[provider].icons)

    def content(self, path: str, provider: str = "") -> bytes | None:
        """Return what is in the file at a path, None where there is no such file.

        A live page has, beside its own picture, that of `provider` alone: it is made while one waits.
        """
        if path == "index.html":
            return self._start().encode()
        found = self._manual.content(path, self._by_file(), self._render)
        if found is not None:
            return found
        folder, _, rest = path.partition("/")
        if folder == "static":
            return _static(rest) if rest in STATIC else None
        if folder == _ICONS:
            return self._icon(rest)
        stem, _, suffix = path.rpartition(".")
        for entry in self._entries:
            if stem == _at(entry, "")[:-1] and suffix in ("html", "css"):
                made = self._page(entry, provider)
                return (made.html if suffix == "html" else made.css).encode()
            if path == cards.picture_path(entry) and entry.kind != "family":
                return self._download(entry, lambda entry, arch: cards.picture(arch))
            if folder == _FILES and entry.kind != "family":
                made_of = dict(downloads.files(entry))
                if path in made_of:
                    return self._download(entry, made_of[path])
                for name in PROVIDERS:
                    if path == downloads.bundle_path(entry, name):
                        return self._bundle(entry, name)
        return None

    # Loading.

    def _own(self) -> list[Entry]:
        return [entry for entry in self._entries if entry.kind != "family"]

    def _by_file(self) -> dict[str, str]:
        """Return the pages of one's own entries by the path of their file in the project."""
        own = [entry for entry in self._own() if not (entry.builtin or entry.package)]
        root = self.folder.parent
        return {Path(os.path.relpath(entry.path, root)).as_posix(): _at(entry, "html") for entry in own}

    def _families(self) -> list[Entry]:
        return [entry for entry in self._entries if entry.kind == "family"]

    def _load(self, entry: Entry) -> Loaded:
        loaded = self._loaded  # what is read now is of no use after the next refresh
        found = loaded.get(entry.name)
        if found is None:
            found = loaded[entry.name] = self._read(entry)
        return found

    def _read(self, entry: Entry) -> Loaded:
        from mlarch.project.registry import is_document

        if not (self.python or entry.builtin or is_document(entry.path)):
            return Loaded(entry, None, (f"{entry.path}: Python, which --no-python does not run",))
        try:
            arch = loading.load_entry(entry).view()
            return Loaded(entry, arch)
        except MlarchError as error:
            return Loaded(entry, None, error.problems)

    def _keep(self, key: str, state: object, make: Callable[[], Any]) -> Any:
        """Return what was made before for an equal state, else what is made now."""
        before = self._kept.get(key)
        if before is None or before[0] != state:
            before = self._kept[key] = (state, make())
        return before[1]

    # Pages.

    def _icon(self, name: str) -> bytes | None:
        """Return an icon, or its script, of the pages made so far, or of the first of all that shows it."""
        asked = _ICON.fullmatch(name)
        if asked and asked[1] not in self._icons:
            for entry in self._entries:
                if asked[1] in self._page(entry).icons:
                    break
        found = self._icons.get(asked[1]) if asked else None
        if asked is None or found is None:
            return None
        return downloads.icon_script(found).encode() if asked[2] else found.data

    def _page(self, entry: Entry, provider: str = "") -> Page:
        if entry.kind == "family":
            steps = [self._load(each) for each in self._own() if each.name in entry.members]
            return self._made(f"page {entry.name}/", (entry, steps), lambda: self._family(entry, steps))
        loaded = self._load(entry)
        return self._made(f"page {entry.name} {provider}", loaded, lambda: self._entry(loaded, provider))

    def _made(self, key: str, state: object, make: Callable[[], Page]) -> Page:
        found: Page = self._keep(key, state, make)
        self._icons.update(found.icons)
        return found

    def _render(self, template: str, entry: Entry | None = None, at: str = "", **values: Any) -> str:
        """Return the page of an entry, or that at a path."""
        root = "../" * (_at(entry, "html") if entry else at).count("/")
        home = _at(entry, "css") if entry else ""
        given = {
            "entry": entry,
            "stylesheet": home,
            "with_provider": "",
            "folder": self._shown(),
            "manual": self._manual.home,
            **values,
        }
        return page(template, root=root, live=self.live, **given)

    def _shown(self) -> str:
        """Return one's own folder as pages name it: where it is on this machine, to those who edit there."""
        return str(self.folder.absolute()) if self.live else str(self.folder)

    def _start(self) -> str:
        loaded = [self._load(entry) for entry in self._own()]
        found = [_card(one) for one in loaded]
        families = [(entry, _at(entry, "html")) for entry in self._families()]
        return self._render(
            "start.html",
            groups=[*cards.groups(found, families)],
            count=len(found),
            problems=self._problems,
            choices={
                "role": sorted({role for card in found for role in card["roles"]}),
                "technology": sorted({name for card in found for name in card["technologies"]}),
                "provider": {
                    id: provider.name
                    for id, provider in PROVIDERS.items()
                    if any(card["provider"] == id for card in found)
                },
                "family": [entry.name for entry, _ in families],
            },
        )

    def _entry(self, loaded: Loaded, provider: str) -> Page:
        entry, arch = loaded.entry, loaded.architecture
        if arch is None:
            return Page(self._render("problems.html", entry, problems=loaded.problems))
        try:
            with engine.apart(not entry.builtin):
                if entry.kind == "decision":
                    return self._decision(entry, arch)
                return self._architecture(entry, arch, provider)
        except MlarchError as error:
            return Page(self._render("problems.html", entry, problems=error.problems))

    def _architecture(self, entry: Entry, arch: Architecture, provider: str) -> Page:
        moved = details.retargeted(arch)
        others = [name for name, one in moved.items() if one.architecture != arch]
        wanted = [name for name in others if not self.live or name == provider]
        variants = [
            _own_variant(entry, arch, moved),
            *(_variant(entry, moved, name) for name in wanted),
        ]
        html = self._render(
            "entry.html",
            entry,
            arch=arch,
            variants=variants,
            providers=[("", variants[0].name), *((name, PROVIDERS[name].name) for name in others)],
            with_provider=f"?provider={wanted[0]}" if self.live and wanted else "",
            findings=lint(arch),
            downloads=[*downloads.offers(entry)],
            family=self._family_of(entry),
            parts={variant.provider: variant.parts for variant in variants},
            bundles={name: downloads.bundle_path(entry, name) for name in others},
            starter=downloads.overlay(entry, arch) if entry.builtin or entry.package else "",
            remedies={each.name: _at(each, "html") for each in self._entries},
        )
        return Page(html, {variant.provider: variant.picture for variant in variants})

    def _decision(self, entry: Entry, arch: Architecture) -> Page:
        decision = loading.entry_decision(entry)
        picture = inline(arch, _to_icons(entry))
        html = self._render(
            "decision.html",
            entry,
            arch=arch,
            decision=decision,
            markup=Markup(picture.svg),
            data=_decision_data(decision, {each.name: _at(each, "html") for each in self._entries}),
            providers={id: provider.name for id, provider in PROVIDERS.items()},
            parts={"": details.parts(arch, {})},
            downloads=[*downloads.offers(entry)],
        )
        return Page(html, {"": picture})

    def _family(self, entry: Entry, steps: Sequence[Loaded]) -> Page:
        drawn = [(one.entry, one.architecture) for one in steps if one.architecture is not None]
        if not drawn:
            return Page(
                self._render("problems.html", entry, problems=[p for one in steps for p in one.problems])
            )
        with engine.apart(not all(one.entry.builtin for one in steps)):
            layouts = _layouts([arch for _, arch in drawn])
            pictures = [
                inline(arch, _to_icons(entry), layout)
                for (_, arch), layout in zip(drawn, layouts, strict=True)
            ]
        shown = [
            {
                "entry": each,
                "arch": arch,
                "title": cards.short_title(each, arch.title),
                "path": _at(each, "html"),
                "markup": Markup(picture.svg),
                "new": sorted(_ids(arch) - _ids(drawn[number - 1][1])) if number else [],
            }
            for number, ((each, arch), picture) in enumerate(zip(drawn, pictures, strict=True))
        ]
        html = self._render(
            "family.html",
            entry,
            steps=shown,
            parts={str(n): details.parts(arch, {}) for n, (_, arch) in enumerate(drawn, start=1)},
        )
        return Page(html, {str(number): picture for number, picture in enumerate(pictures, start=1)})

    def _family_of(self, entry: Entry) -> tuple[str, str] | None:
        return next(((f.name, _at(f, "html")) for f in self._families() if entry.name in f.members), None)

    # Downloads.

    def _download(self, entry: Entry, make: Callable[[Entry, Architecture], str | bytes]) -> bytes | None:
        arch = self._load(entry).architecture
        if arch is None:
            return None
        with engine.apart(not entry.builtin):
            return writing.as_bytes(make(entry, arch))

    def _bundle(self, entry: Entry, provider: str) -> bytes | None:
        """Return what a page takes away of a provider that it can show, else None."""
        page = self._page(entry, provider if self.live else "")
        arch, shown = self._load(entry).architecture, page.pictures.get(provider)
        if arch is None or shown is None:
            return None
        with engine.apart(not entry.builtin):
            return downloads.bundle(entry, retarget(arch, provider).architecture, provider, shown).encode()


def _at(entry: Entry, suffix: str) -> str:
    """Return the path of an entry's page.

    Raises:
        OutputError: where its name leads out of the folder.
    """
    folder = _FAMILIES if entry.kind == "family" else _ENTRIES
    writing.place(folder, entry.name, "svg")
    return f"{folder}/{entry.name}.{suffix}"


def _to_icons(entry: Entry) -> str:
    return "../" * _at(entry, "html").count("/") + f"{_ICONS}/"


def _own_variant(entry: Entry, arch: Architecture, moved: Mapping[str, Retargeted]) -> Variant:
    source = next(iter(moved.values())).report.source
    name = PROVIDERS[source].name if source in PROVIDERS else "As it is"
    picture = inline(arch, _to_icons(entry))
    return Variant("", name, picture, details.flows(arch), (), details.parts(arch, moved))


def _variant(entry: Entry, moved: Mapping[str, Retargeted], provider: str) -> Variant:
    """Return the picture of an entry on another provider, and what became of its products."""
    arch = moved[provider].architecture
    others = {name: one for name, one in moved.items() if name != provider}
    changes = dict.fromkeys(
        (outcome.before, outcome.after or "no equivalent", outcome.fidelity, " ".join(outcome.reasons))
        for outcome in moved[provider].report.outcomes
        if outcome.result in ("replaced", "no-equivalent")
    )
    return Variant(
        provider,
        PROVIDERS[provider].name,
        inline(arch, _to_icons(entry)),
        details.flows(arch),
        tuple(changes),
        details.parts(arch, others),
    )


def _card(loaded: Loaded) -> dict[str, Any]:
    entry, arch = loaded.entry, loaded.architecture
    card: dict[str, Any] = {
        "entry": entry,
        "path": _at(entry, "html"),
        "problems": loaded.problems,
        "title": cards.short_title(entry, arch.title if arch else entry.title or entry.name),
        "summary": arch.summary if arch else entry.summary,
        "tags": arch.tags if arch else entry.tags,
        "roles": details.roles(arch) if arch else [],
        "technologies": details.technologies(arch) if arch else [],
        "provider": _provider(arch) if arch else "",
        "picture": cards.picture_path(entry),
    }
    nodes = details.labels(arch).values() if arch else ()
    words = [
        entry.name,
        arch.title if arch else card["title"],
        card["summary"],
        *card["tags"],
        *card["roles"],
        *card["technologies"],
        *nodes,
    ]
    return {**card, "words": " ".join(map(str, words)).lower()}


def _found(folder: Path) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Return all entries; where one's own cannot even be listed, all others and why."""
    try:
        return registry.available(folder), ()
    except MlarchError as error:
        return registry.available(folder, own=()), error.problems


def _misplaced(entry: Entry) -> Iterator[str]:
    """Yield what is wrong with the name of an entry, which is that of its page."""
    try:
        _at(entry, "html")
    except MlarchError as error:
        yield from (f"{entry.path}: {problem}" for problem in error.problems)


def _provider(arch: Architecture) -> str:
    from mlarch.analysis.retarget.origin import source_of

    return source_of(arch)


def _layouts(archs: Sequence[Architecture]) -> Sequence[positioned.Layout]:
    """Return the layouts of steps, at stable positions where they have anything in common."""
    try:
        return stable.layouts(archs, LOOK)
    except ParameterError:
        return [page_fit.lay_out(arch, LOOK) for arch in archs]


def _ids(arch: Architecture) -> set[str]:
    return {*arch.nodes, *arch.clusters, *arch.edges}


def _decision_data(decision: Any, paths: Mapping[str, str]) -> dict[str, Any]:
    from mlarch.model.decision import answer_keys

    questions = {
        question.id: {
            "text": question.text,
            "topic": question.topic,
            "answers": [
                [answer.text, answer.to, answer.note, answer_keys(question)[answer.text]]
                for answer in question.answers
            ],
        }
        for question in decision.questions
    }
    leaves = {
        leaf.id: {
            "label": leaf.label,
            "reason": leaf.reason,
            "note": leaf.note,
            "entry": [leaf.entry, paths[leaf.entry]] if leaf.entry in paths else [],
            "products": {
                provider: [[p.name, p.status, p.note] for p in products]
                for provider, products in leaf.products.items()
            },
        }
        for leaf in decision.leaves
    }
    return {"first": decision.questions[0].id, "questions": questions, "leaves": leaves}


def _static(name: str) -> bytes:
    shared = files("mlarch.exporters") / "html_page" / name  # what the page of one file has in itself
    return (shared if shared.is_file() else files("mlarch.publish.gallery") / "static" / name).read_bytes()
