"""Print the JSON Schema of documents."""

from __future__ import annotations

import click

__all__ = ["schema"]


@click.command()
@click.option(
    "-o", "--output", default="-", metavar="FILE|-", help="Output file, or - for stdout [default: -]."
)
def schema(output: str) -> None:
    """Print the JSON Schema of documents, with the technologies of your project, for editors."""
    import json

    from mlarch.documents.project_file import project_at
    from mlarch.documents.saving import save
    from mlarch.documents.schema import json_schema

    text = json.dumps(json_schema(project_at().technologies), indent=2, ensure_ascii=False) + "\n"
    if output == "-":
        click.echo(text, nl=False)
        return
    save(output, text)
    click.echo(f"wrote {output}", err=True)
