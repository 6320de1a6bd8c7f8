"""Write the generated sections of docs/reference/ and draw the pictures of docs/.

python scripts/make_docs.py             the sections and the pictures
python scripts/make_docs.py --text      the sections alone
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from mlarch import catalog
from mlarch.analysis.lint import RULES, lint
from mlarch.analysis.lint.reference import to_markdown
from mlarch.analysis.retarget import retarget
from mlarch.catalog import EquivalenceTable, Equivalent
from mlarch.catalog.providers import PROVIDERS
from mlarch.cli import main as program
from mlarch.errors import OutputError
from mlarch.exporters import writing
from mlarch.model.edge_kinds import EDGE_KINDS
from mlarch.model.formats import FORMATS
from mlarch.project import entry_loading, loading, registry
from mlarch.project.entry import Entry

DOCS = Path(__file__).parents[1] / "docs" / "reference"
PACKAGES = DOCS.parent / "internals" / "architecture.yaml"
FAMILY = "gcp-scaling"
EXAMPLES = ("9-offline-inference", ("aws", "azure", "oss"))


def main(arguments: list[str]) -> None:
    for path, text in pages().items():
        path.write_text(text, "utf-8")
    if "--text" not in arguments:
        draw()


def pages() -> dict[Path, str]:
    """Return the text of each page that is generated, or has a generated section."""
    sections = {
        "cli.md": ("commands", _commands()),
        "formats.md": ("formats", _formats()),
        "providers.md": ("tables", _providers()),
        "themes.md": ("edge kinds", _edge_kinds()),
    }
    pages = {DOCS / name: _with_section(DOCS / name, *section) for name, section in sections.items()}
    return {**pages, DOCS / "lint-rules.md": _lint_rules()}


def _with_section(path: Path, name: str, content: str) -> str:
    """Return a page with the content between its two marks replaced."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, _, rest = path.read_text("utf-8").partition(begin)
    return f"{before}{begin}\n{content}\n{end}{rest.partition(end)[2]}"


def _commands() -> str:
    """Return a section for each command, in the order of `mlarch --help`."""
    context = click.Context(program, info_name="mlarch", **program.context_settings)
    sections = [_options(program, context, "## mlarch")]
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        assert command is not None
        nested = click.Context(command, info_name=name, parent=context)
        sections.append(_command(command, nested))
    return "\n".join(sections)


def _command(command: click.Command, context: click.Context) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    paragraphs = (command.help or "").partition("\f")[0].split("\n\n")
    text = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    heading = f"## {context.command_path}\n\n```console\n$ {usage}\n```\n\n{_literal(text)}"
    return _options(command, context, heading)


def _options(command: click.Command, context: click.Context, heading: str) -> str:
    options = [
        option
        for option in command.get_params(context)
        if isinstance(option, click.Option) and "--help" not in option.opts
    ]
    records = filter(None, (option.get_help_record(context) for option in options))
    rows = [f"| `{_cell_text(name)}` | {_cell_text(_literal(help))} |" for name, help in records]
    return "\n".join([heading, "", "| option | effect |", "|---|---|", *rows, ""])


def _literal(text: str) -> str:
    """Return text in which Markdown finds no HTML."""
    return text.replace("<", "&lt;")


def _cell_text(text: str) -> str:
    return text.replace("|", "\\|")


def _formats() -> str:
    lines = ["| format | suffix | description |", "|---|---|---|"]
    for name, format in FORMATS.items():
        suffixes = ", ".join(f"`.{suffix}`" for suffix in (format.suffix, *format.aliases))
        lines.append(f"| `{name}` | {suffixes} | {format.help} |")
    return "\n".join(lines)


def _edge_kinds() -> str:
    lines = ["| kind | legend | light | dark | line |", "|---|---|---|---|---|"]
    for name, kind in EDGE_KINDS.items():
        dash = f"dashes of {kind.dash} px" if kind.dash else "solid"
        lines.append(f"| `{name}` | {kind.legend} | `{kind.light}` | `{kind.dark}` | {dash} |")
    return "\n".join(lines)


def _lint_rules() -> str:
    steps = {_short(entry): lint(entry_loading.load_entry(entry)) for entry in _family()}
    return to_markdown(RULES.values(), steps)


def _providers() -> str:
    return "\n".join([*_steps(), *_tables(), *_anywhere()])


def draw() -> None:
    """Draw the packages of mlarch, and each step of the family on each provider."""
    writing.render(loading.load(PACKAGES), PACKAGES.with_suffix(".svg"))
    for entry in _family():
        arch = entry_loading.load_entry(entry)
        for provider in PROVIDERS:
            retargeted = retarget(arch, provider).architecture
            writing.render(retargeted, DOCS / _picture(_short(entry), provider))


def _family() -> list[Entry]:
    return [entry for entry in registry.zoo() if entry.family == FAMILY and entry.kind != "family"]


def _short(entry: Entry) -> str:
    return entry.name.rpartition("/")[2]


def _picture(step: str, provider: str) -> str:
    return f"providers/{step}-{provider}.svg"


def _steps() -> Iterator[str]:
    step, providers = EXAMPLES
    yield "## The scaling series with each provider\n"
    yield f"`mlarch render {FAMILY} --provider azure` draws the nine steps with one provider. `make docs`"
    yield "draws them with every provider into `docs/reference/providers/`. This is the ninth step:"
    for provider in providers:
        yield f"\n![The ninth step with {PROVIDERS[provider].name}]({_picture(step, provider)})"


def _tables() -> Iterator[str]:
    yield "\n## Tables\n"
    for role, tables in sorted(catalog.equivalents().items()):
        yield f"### {role}\n\n{catalog.ROLES[role]}\n"
        for table in tables:
            yield from _table(table)


def _table(table: EquivalenceTable) -> Iterator[str]:
    if table.variant:
        yield f"**{table.variant.replace('-', ' ')}**\n"
    yield "| provider | product | fidelity | remarks | source |"
    yield "|---|---|---|---|---|"
    for provider, cell in table.cells.items():
        yield f"| {PROVIDERS[provider].name} | {_cell(cell)} |"
    checked = next(iter(table.cells.values())).checked
    exact = " Other products of this role are not replaced." if table.exact else ""
    yield f"\nChecked {checked}.{exact}\n"


def _cell(cell: Equivalent) -> str:
    product = f"{cell.product}<br>`{cell.technology}`" if cell.technology else "none"
    fidelity = cell.fidelity if cell.technology else ""
    remarks = " ".join(filter(None, (cell.sentence, cell.note and f"*{cell.note}*")))
    return f"{product} | {fidelity} | {remarks} | [source]({cell.source})"


def _anywhere() -> Iterator[str]:
    anywhere = catalog.provider_neutral()
    yield "## The same with every provider\n"
    for reasons in (anywhere.people, anywhere.roles, anywhere.technologies):
        for reason in dict.fromkeys(reasons.values()):
            names = ", ".join(f"`{name}`" for name, other in reasons.items() if other == reason)
            yield f"- {reason} {names}"


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except OutputError as error:
        sys.exit(str(error))
