"""Write docs/reference/providers.md from the tables of equivalents, and draw the scaling steps on each provider.

python scripts/make_docs.py             the page and its pictures
python scripts/make_docs.py --text      the page alone
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from mlarch import catalog
from mlarch.analysis.retarget import retarget
from mlarch.catalog import Equivalent, Equivalents
from mlarch.catalog.providers import PROVIDERS
from mlarch.errors import OutputError
from mlarch.exporters import writing
from mlarch.project import loading, registry
from mlarch.project.entry import Entry

DOCS = Path(__file__).parents[1] / "docs" / "reference"
PAGE = DOCS / "providers.md"
FAMILY = "gcp-scaling"
EXAMPLES = ("9-offline-inference", ("aws", "azure", "oss"))

GUIDES = "https://docs.feast.dev/v0.11-branch/feast-on-kubernetes/getting-started/install-feast"

INTRODUCTION = """\
<!-- Written by scripts/make_docs.py from src/mlarch/catalog/data: change the data and run `make docs`. -->

# The same system with another provider

`mlarch render NAME --provider aws` draws an architecture with the products of AWS; `azure`, `gcp` and
`oss` (open source, on Kubernetes where that is how it is run today) do the same. `mlarch show NAME
--provider aws --report` says what was replaced by what and how nearly the same that is; with `--json`
programs can read it. In Python it is `arch.retarget("aws")`, in a document `provider: aws`.

What moves: each part whose role stands in a table below. What stays: people, software and data of one's
own, objects of Kubernetes, services outside the providers, and, beside the products of a cloud, what one
runs oneself. Ids, edges, clusters and flows never change; a label changes where it names the product.

**How nearly the same.** A product is compared with what its role says, not with each other product: `same`
does just that, `similar` (≈) does it in a way that callers or operators must know, `different` (≠) serves
the same end by other means. What becomes of a part is as faithful as the less faithful of the two products.
Every product of open source is run by oneself: its machines, upgrades and backups are one's own, which is
not repeated in each row.

A part that could not be replaced stays as it is and is reported; with `--strict` the exit code is 1.

**Compared with a published system.** Feast 0.11 has guides for
[AWS](GUIDES/kubernetes-amazon-eks-with-terraform),
[Google Cloud](GUIDES/google-cloud-gke-with-terraform) and
[Azure](GUIDES/kubernetes-azure-aks-with-terraform):
managed Kubernetes, Redis, PostgreSQL, Kafka, Spark and a bucket. Retargeting one of them gives the managed
Kubernetes, Redis and bucket of the other in every direction, and its Spark between AWS and Google Cloud.
Where ours differs, the guide runs the part itself in pods (Kafka on Google Cloud, PostgreSQL on Google
Cloud and Azure, Spark on Azure), which we leave as a choice and replace only where it was a service; or the
guide is of 2021: Google Cloud has a managed Kafka since, and on Azure Event Hubs speaks Kafka's protocol
where the guide takes HDInsight.
"""


def main(arguments: list[str]) -> None:
    DOCS.mkdir(exist_ok=True)
    PAGE.write_text(page(), "utf-8")
    if "--text" not in arguments:
        draw()


def page() -> str:
    """Return the page as Markdown."""
    return "\n".join([INTRODUCTION.replace("GUIDES", GUIDES), *_steps(), *_tables(), *_anywhere()]) + "\n"


def draw() -> None:
    """Draw each step of the family on each provider."""
    for entry in _family():
        arch = loading.load_entry(entry)
        for provider in PROVIDERS:
            moved = retarget(arch, provider).architecture
            writing.render(moved, DOCS / _picture(_short(entry), provider))


def _family() -> list[Entry]:
    return [entry for entry in registry.zoo() if entry.family == FAMILY and entry.kind != "family"]


def _short(entry: Entry) -> str:
    return entry.name.rpartition("/")[2]


def _picture(step: str, provider: str) -> str:
    return f"providers/{step}-{provider}.svg"


def _steps() -> Iterator[str]:
    step, providers = EXAMPLES
    yield "## The nine steps of scaling with each provider\n"
    yield "`make docs` draws all of them; the ninth is shown here, the others are links to what it writes.\n"
    names = list(PROVIDERS)
    yield f"| step | {' | '.join(PROVIDERS[name].name for name in names)} |"
    yield f"|---|{'---|' * len(names)}"
    for entry in _family():
        links = " | ".join(f"[{name}]({_picture(_short(entry), name)})" for name in names)
        yield f"| {entry.title.partition(': ')[2]} | {links} |"
    for provider in providers:
        yield f"\n![The ninth step with {PROVIDERS[provider].name}]({_picture(step, provider)})"


def _tables() -> Iterator[str]:
    yield "\n## Tables\n"
    for role, tables in sorted(catalog.equivalents().items()):
        yield f"### {role}\n\n{catalog.ROLES[role]}\n"
        for table in tables:
            yield from _table(table)


def _table(table: Equivalents) -> Iterator[str]:
    if table.variant:
        yield f"**{table.variant.replace('-', ' ')}**\n"
    yield "| provider | product | fidelity | what to know | source |"
    yield "|---|---|---|---|---|"
    for provider, cell in table.cells.items():
        yield f"| {PROVIDERS[provider].name} | {_cell(cell)} |"
    checked = next(iter(table.cells.values())).checked
    exact = " Other products of this role are not replaced." if table.exact else ""
    yield f"\nChecked {checked}.{exact}\n"


def _cell(cell: Equivalent) -> str:
    product = f"{cell.product}<br>`{cell.technology}`" if cell.technology else "none"
    fidelity = cell.fidelity if cell.technology else ""
    words = " ".join(filter(None, (cell.sentence, cell.note and f"*{cell.note}*")))
    return f"{product} | {fidelity} | {words} | [source]({cell.source})"


def _anywhere() -> Iterator[str]:
    known = catalog.anywhere()
    yield "## What is the same anywhere\n"
    for reasons in (known.people, known.roles, known.technologies):
        for reason in dict.fromkeys(reasons.values()):
            names = ", ".join(f"`{name}`" for name, why in reasons.items() if why == reason)
            yield f"- {reason} {names}"


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except OutputError as error:
        sys.exit(str(error))
