"""Show one architecture as text, JSON or YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mlarch.cli.arguments import set_option, surroundings, target_argument
from mlarch.frozen import thaw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlarch.model import Architecture

__all__ = ["show"]


@click.command()
@target_argument
@click.option("--json", "format", flag_value="json", help="Print the whole document as JSON.")
@click.option("--yaml", "format", flag_value="yaml", help="Print a minimal YAML file that loads back equal.")
@set_option
def show(target: str, format: str | None, settings: tuple[str, ...]) -> None:
    """Show what an architecture consists of."""
    from mlarch import targets

    arch = targets.resolve_one(target, surroundings(settings))
    if format is None:
        click.echo("\n".join(_described(arch)))
    else:
        click.echo(arch.to_json() if format == "json" else arch.to_yaml(), nl=False)


def _described(arch: Architecture) -> Iterator[str]:
    """Yield the lines of a description for people."""
    yield from _paragraphs(arch)
    yield from _section("parameters", {name: str(thaw(value)) for name, value in arch.parameters.items()})
    for title, items in (("clusters", arch.clusters), ("nodes", arch.nodes), ("edges", arch.edges)):
        yield from _section(title, {id: item.label for id, item in items.items()})
    yield from _section("flows", {name: " -> ".join(path) for name, path in arch.flows.items()})


def _paragraphs(arch: Architecture) -> Iterator[str]:
    yield f"{arch.name}: {arch.title}"
    yield from filter(None, (arch.summary, arch.source, arch.evidence and f"Evidence: {arch.evidence}"))
    for mark, texts in (("+", arch.pros), ("-", arch.cons), ("*", arch.notes)):
        yield from (f"{mark} {text}" for text in texts)


def _section(title: str, rows: dict[str, str]) -> Iterator[str]:
    if not rows:
        return
    yield f"\n{title}"
    width = max(map(len, rows))
    for key, text in rows.items():
        yield f"  {key:{width}}  {' '.join(text.split())}".rstrip()
