"""Retarget: an architecture on another provider is the same system, and the report is correct."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from architectures import architectures
from mlarch import catalog, drawing
from mlarch.analysis.retarget import DIFFERENT, SIMILAR, RetargetReport, retarget
from mlarch.analysis.retarget.origin import cloud_of
from mlarch.catalog import FIDELITIES, Equivalent, equivalents
from mlarch.catalog.equivalence_tables import parse
from mlarch.catalog.providers import PROVIDERS
from mlarch.drawing.checker import check, check_svg
from mlarch.errors import UnknownNameError
from mlarch.layout import page_fit
from mlarch.model import Architecture, ClusterData, EdgeData, Node
from mlarch.project import entry_loading, loading, registry

FEAST = Path(__file__).parent / "files" / "providers"
ZOO = [entry.name for entry in registry.zoo()]
CELLS = [
    pytest.param(cell, id=f"{table.role}{'-' + table.variant if table.variant else ''}-{provider}")
    for tables in equivalents().values()
    for table in tables
    for provider, cell in table.cells.items()
]
PRODUCTS = {
    provider: [
        (table.role, table.cells[provider])
        for tables in equivalents().values()
        for table in tables
        if cloud_of(table.cells[provider].technology) == provider
    ]
    for provider in ("gcp", "aws", "azure")
}


# The tables.


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_is_complete(cell: Equivalent) -> None:
    """Each product has a class and an icon, each cell a source and a date, each difference a sentence."""
    if cell.technology:
        assert catalog.node_class(cell.technology)
        assert catalog.icon(cell.technology) is not None
        assert cell.product
    assert cell.fidelity in FIDELITIES
    assert (cell.fidelity == "same") == (cell.sentence == "")
    assert re.fullmatch(r"https://[\w.-]+/\S*", cell.source)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", cell.checked)
    for text in filter(None, (cell.sentence, cell.note)):
        assert text.endswith(".") and text[0].isupper()


def test_every_role_has_tables_or_a_reason_for_none() -> None:
    """A role has a table with a cell for each provider, or is the same anywhere, and never both."""
    anywhere = catalog.provider_neutral()
    without = {*anywhere.people, *anywhere.roles}
    assert set(catalog.ROLES) == without | set(equivalents())
    assert not without & set(equivalents())
    for tables in equivalents().values():
        assert tables[0].variant == ""
        assert all(tuple(table.cells) == tuple(PROVIDERS) for table in tables)
    assert all(path in catalog.technologies() for path in anywhere.technologies)


def test_a_provider_without_a_cell_has_no_equivalent() -> None:
    """A table that does not mention a provider has an empty cell for it, with a reason."""
    (table,) = parse(["[cache] 2026-01-01\ngcp: Memorystore = gcp.database.Memorystore, same\n"])["cache"]
    assert tuple(table.cells) == tuple(PROVIDERS)
    assert table.cells["aws"].product == ""
    assert table.cells["aws"].sentence == "No product of AWS is known for the role 'cache'."


def test_the_shipped_tables_mention_every_provider() -> None:
    """No cell of a shipped table is missing."""
    cells = [cell for tables in equivalents().values() for table in tables for cell in table.cells.values()]
    assert not [cell for cell in cells if cell.sentence.startswith("No product of ")]


def test_an_invalid_table_quotes_the_line() -> None:
    """A header or a cell of another form is an error."""
    from mlarch.catalog.equivalence_tables import parse

    with pytest.raises(ValueError, match=r"^not '\[role\] date': '\[cache\]'$"):
        parse(["[cache]\n"])
    with pytest.raises(ValueError, match=r"^not 'provider: product = technology, fidelity': 'gcp: Redis'$"):
        parse(["[cache] 2026-11-22\ngcp: Redis\n"])


def test_the_datastores_of_the_decision_agree_with_the_tables() -> None:
    """The product in a table is one of the products of the leaf in the decision."""
    from mlarch.zoo.datastores import DECISION

    roles = {"columnar": "data-warehouse", "blob": "object-store", "in-memory": "cache"}
    for leaf in DECISION.leaves:
        role = roles.get(leaf.id) or catalog.role_of(leaf.technology)
        for provider, products in leaf.products.items():
            cell = equivalents()[role][0].cells[provider]
            current = " ".join(product.name for product in products if product.status != "ended")
            words = {word for name in (cell.product, *cell.names) for word in re.findall(r"[\w-]+", name)}
            common = words & set(re.findall(r"[\w-]+", current))
            assert common or not (current or cell.product), (role, cell)


# Properties.


def shape(arch: Architecture) -> object:
    """Return everything that a retarget must not change."""
    return (
        [(id, node.cluster, node.replicas, node.status) for id, node in arch.nodes.items()],
        [(id, cluster.cluster, cluster.kind) for id, cluster in arch.clusters.items()],
        arch.edges,
        arch.flows,
        arch.name,
    )


@settings(deadline=None, max_examples=60)
@given(arch=architectures(), provider=st.sampled_from([*PROVIDERS]))
def test_ids_edges_clusters_and_flows_stay(arch: Architecture, provider: str) -> None:
    """A retargeted architecture keeps its shape, and a second retarget changes nothing."""
    moved = retarget(arch, provider)
    assert shape(moved.architecture) == shape(arch)
    assert retarget(moved.architecture, provider).architecture == moved.architecture
    reported = {outcome.id for outcome in moved.report.outcomes}
    assert set(arch.nodes) <= reported <= {*arch.nodes, *arch.clusters}


@st.composite
def product_nodes(draw: st.DrawFn, id: str, role: str, cell: Equivalent) -> Node:
    """Return a node of a product, with a role if the technology does not imply it."""
    roles = [role, ""] if catalog.role_of(cell.technology) == role else [role]
    return Node(
        id=id,
        label=draw(st.sampled_from([cell.product, "Ours", f"Main {cell.product}, old"])),
        description=draw(st.sampled_from(["", cell.product, "kept for a year"])),
        technology=cell.technology,
        role=draw(st.sampled_from(roles)),
        cluster="cloud",
    )


@st.composite
def on_a_cloud(draw: st.DrawFn) -> tuple[str, Architecture]:
    """Return a cloud and an architecture of its products, labelled by product or by hand."""
    provider = draw(st.sampled_from(sorted(PRODUCTS)))
    products = draw(st.lists(st.sampled_from(PRODUCTS[provider]), min_size=1, max_size=5))
    nodes = [draw(product_nodes(f"n{number}", *product)) for number, product in enumerate(products)]
    cloud = ClusterData(id="cloud", label=PROVIDERS[provider].name, kind="provider")
    return provider, Architecture(
        name="a", credit="Us.", notes=["Big."], provider=provider, nodes=nodes, clusters=[cloud]
    )


@pytest.mark.slow
@pytest.mark.no_cover
@settings(deadline=None, max_examples=200)
@given(start=on_a_cloud(), other=st.sampled_from([*PROVIDERS]))
def test_there_and_back_restores_the_architecture(start: tuple[str, Architecture], other: str) -> None:
    """a -> b -> a restores products, labels and credit, if every replacement was the same."""
    provider, arch = start
    there = retarget(arch, other)
    back = retarget(there.architecture, provider)
    if there.report.fidelity == back.report.fidelity == "same":
        assert back.architecture == arch


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("name", ZOO)
def test_the_zoo_on_every_provider_has_no_findings(name: str, provider: str) -> None:
    """Retargeted pictures are as clean as the originals, and every role in the zoo is known."""
    arch = entry_loading.load_entry(registry.find(f"zoo:{name}"))
    moved = retarget(arch, provider)
    assert moved.report.problems == ()
    if moved.architecture != arch:
        assert check(moved.architecture, page_fit.lay_out(moved.architecture)) == ()
        assert check_svg(drawing.to_svg(moved.architecture), moved.architecture) == ()


@pytest.mark.parametrize("name", ZOO)
def test_the_provider_it_is_on_changes_nothing(name: str) -> None:
    """The zoo is on Google Cloud or on no cloud, and retargeting to that changes nothing."""
    arch = entry_loading.load_entry(registry.find(f"zoo:{name}"))
    source = retarget(arch, "gcp").report.source
    assert source in ("gcp", "oss", "")
    assert retarget(arch, source or "oss").architecture is arch


# Examples.


def report_of(name: str, provider: str) -> RetargetReport:
    return retarget(entry_loading.load_entry(registry.find(name)), provider).report


def test_the_ninth_step_on_azure() -> None:
    """Every product of Google Cloud becomes one of Azure, and hand-written labels stay."""
    moved = retarget(
        entry_loading.load_entry(registry.find("gcp-scaling/9-offline-inference")), "azure"
    ).architecture
    assert {node.label for node in moved.nodes.values()} == {
        *("Users", "Developer", "Repository", "On call", "Load balancer", "Monitoring", "Training"),
        *("Evaluation", "Model store", "Uploads", "Worker 1", "Worker 2"),
        *(f"Instance {number}" for number in (1, 2, 3, 4)),
        *("Azure DNS", "Azure Pipelines", "Azure Container Registry", "Azure Monitor Logs", "Service Bus"),
        *("Azure Managed Redis", "Application Insights", "Azure Database for PostgreSQL"),
    }
    assert moved.nodes["load-balancer"].technology == "azure.network.FrontDoors"
    assert moved.nodes["model-store"].description == "Blob Storage"
    assert moved.clusters["google-cloud"].label == "Azure"
    assert moved.clusters["serving"].label == "Virtual Machine Scale Sets, autoscaled"
    assert moved.title == "Scaling on Azure, step 9: offline inference"
    assert moved.credit.endswith("Retargeted from Google Cloud to Azure.")
    assert not [node.id for node in moved.nodes.values() if cloud_of(node.technology) == "gcp"]


def test_a_load_balancer_before_one_region_is_regional() -> None:
    """A load balancer for several regions becomes a global product, one for a single group does not."""
    regional, global_ = (
        retarget(entry_loading.load_entry(registry.find(f"gcp-scaling/{step}")), "aws").architecture
        for step in ("4-horizontal-scaling", "5-scaling-out")
    )
    assert regional.nodes["load-balancer"].technology == "aws.network.ElbApplicationLoadBalancer"
    assert regional.nodes["load-balancer"].description == "Application Load Balancer"
    assert global_.nodes["load-balancer"].technology == "aws.network.GlobalAccelerator"


def test_marks_show_similar_and_different_replacements() -> None:
    """Only similar and different nodes have a tag, with its sign in picture and legend."""
    moved = retarget(entry_loading.load_entry(registry.find("gcp-scaling/9-offline-inference")), "aws")
    marked = {id: node.tags for id, node in moved.architecture.nodes.items() if node.tags}
    assert marked == {
        "load-balancer": (SIMILAR,),
        "error-reporting": (DIFFERENT,),
        "queue": (SIMILAR,),
    }
    svg = moved.architecture.to_svg()
    assert svg.count(">≈</text>") == 3 and svg.count(">≠</text>") == 2
    assert "similar to the original, not the same" in svg
    back = retarget(moved.architecture, "gcp").architecture
    assert back.nodes["cache"].tags == () and back.nodes["queue"].tags == (SIMILAR,)


def test_an_explicit_role_wins_over_that_of_the_technology() -> None:
    """Pub/Sub becomes Kinesis as a stream, SQS as a queue, and SQS if its role is unknown."""
    nodes = [
        Node(id=role, label="Pub/Sub", technology="gcp.analytics.Pubsub", role=role)
        for role in ("stream", "queue", "worker")
    ]
    moved = retarget(Architecture(name="a", nodes=nodes), "aws").architecture.nodes
    assert [node.label for node in moved.values()] == ["Kinesis Data Streams", "SQS", "SQS"]
    assert [node.role for node in moved.values()] == ["stream", "queue", "worker"]


def test_the_role_is_kept_if_the_new_technology_implies_another() -> None:
    """Feast becomes SageMaker with the role of a feature store, so it can be moved back."""
    arch = Architecture(name="a", nodes=[Node(id="f", label="Feast", technology="mlarch.nodes.Feast")])
    there = retarget(arch, "aws").architecture
    assert (there.nodes["f"].label, there.nodes["f"].role) == ("SageMaker Feature Store", "feature-store")
    assert retarget(there, "oss").architecture.nodes["f"].technology == "mlarch.nodes.Feast"


def test_self_managed_products_stay_beside_products_of_a_cloud() -> None:
    """Redis stays next to products of a cloud, and becomes a service in an open-source system."""
    redis = Node(id="r", label="Redis", technology="onprem.inmemory.Redis", role="cache")
    bucket = Node(id="b", label="Files", technology="gcp.storage.Storage")
    mixed = retarget(Architecture(name="a", nodes=[redis, bucket]), "aws")
    alone = retarget(Architecture(name="a", nodes=[redis]), "aws")
    assert mixed.architecture.nodes["r"] == redis
    assert alone.architecture.nodes["r"].label == "ElastiCache"
    assert mixed.report.of("stays")[0].reasons == ("Redis is self-managed, which AWS also allows.",)


def test_a_generic_symbol_becomes_a_product_without_a_mark() -> None:
    """A generic queue becomes a product with fidelity "same", and its label stays."""
    arch = Architecture(name="a", nodes=[Node(id="q", label="Queue", technology="mlarch.nodes.Queue")])
    moved = retarget(arch, "aws")
    assert moved.architecture.nodes["q"].technology == "aws.integration.SimpleQueueServiceSqs"
    assert moved.architecture.nodes["q"].label == "Queue"
    assert (moved.report.fidelity, moved.report.source) == ("same", "")


def test_a_product_outside_the_table_is_compared_only_by_its_role() -> None:
    """Another product of the role is at best similar, and the report gives the reason."""
    arch = Architecture(
        name="a", nodes=[Node(id="d", label="My DB", technology="digitalocean.compute.Droplet")]
    )
    outcome = retarget(arch, "aws").report.of("replaced")[0]
    assert (outcome.before, outcome.after, outcome.fidelity) == ("Droplet", "EC2", "similar")
    assert outcome.reasons == ("Droplet: compared only by its role, 'virtual-machine'.",)


def test_another_class_of_one_product_is_the_same_product() -> None:
    """`diagrams` has two classes for Blob Storage, and both are the same as S3."""
    nodes = [
        Node(id=str(number), label="Files", technology=path)
        for number, path in enumerate(("azure.storage.BlobStorage", "azure.storage.StorageAccounts"))
    ]
    moved = retarget(Architecture(name="a", nodes=nodes), "aws")
    assert [outcome.fidelity for outcome in moved.report.of("replaced")] == ["same", "same"]


def test_a_partly_moved_architecture_can_be_moved_back() -> None:
    """A VPC has no equivalent and stays on AWS, but Kubernetes next to it still becomes EKS again."""
    nodes = [
        Node(id="k", label="EKS", technology="aws.compute.ElasticKubernetesService"),
        Node(id="v", label="VPC", technology="aws.network.VPC"),
    ]
    arch = Architecture(name="a", provider="aws", nodes=nodes)
    there = retarget(arch, "oss").architecture
    assert (there.nodes["k"].label, there.nodes["v"], there.provider) == ("Kubernetes", nodes[1], "oss")
    assert retarget(there, "aws").architecture == arch


def test_a_node_without_equivalent_or_role_stays_and_is_reported() -> None:
    """A ledger has no equivalent, an internet gateway has no table, and two nodes have no role."""
    technologies = {
        "ledger": "aws.database.QuantumLedgerDatabaseQldb",
        "gate": "aws.network.InternetGateway",
        "vision": "aws.ml.Polly",
        "thing": "",
    }
    nodes = [Node(id=id, label=id.title(), technology=path) for id, path in technologies.items()]
    moved = retarget(Architecture(name="a", nodes=nodes), "gcp")
    assert moved.architecture.nodes["ledger"] == nodes[0]
    assert moved.report.problems == (
        "a: node 'ledger' is not replaced: Google Cloud offers no ledger.",
        "a: node 'gate' is not replaced: Internet gateway is not in the table of its role, 'network'.",
        "a: node 'vision' is not replaced: The role of Polly is unknown: write 'role'.",
        "a: node 'thing' is not replaced: The role of Thing is unknown: write 'role'.",
    )


def test_a_cluster_of_a_provider_changes_name_and_icon() -> None:
    """The label changes if it is the name of a provider, the icon if it is the brand of one."""
    clusters = [
        ClusterData(id="a", label="GCP", technology="gcp.GCP"),
        ClusterData(id="b", label="Our cloud", technology="gcp.GCP"),
        ClusterData(id="c", label="Google Cloud"),
        ClusterData(id="d", label="Kubernetes", technology="k8s.K8S"),
    ]
    node = Node(id="n", label="VM", technology="gcp.compute.ComputeEngine", cluster="a")
    moved = retarget(Architecture(name="x", clusters=clusters, nodes=[node]), "azure").architecture.clusters
    assert [(cluster.label, cluster.technology) for cluster in moved.values()] == [
        ("Azure", "azure.Azure"),
        ("Our cloud", "azure.Azure"),
        ("Azure", ""),
        ("Kubernetes", "k8s.K8S"),
    ]


def test_an_unknown_provider_gets_a_suggestion() -> None:
    """The message suggests the nearest provider, or lists all."""
    arch = Architecture(name="a")
    with pytest.raises(UnknownNameError, match=r"^unknown provider 'azur'. Did you mean 'azure'\?$"):
        retarget(arch, "azur")
    with pytest.raises(UnknownNameError, match=r"^unknown provider 'x'. There are gcp, aws, azure, oss.$"):
        arch.retarget("x")


# Feast, which has published guides for three clouds.

SELF_MANAGED = "the guide runs it as a pod, and self-managed products stay"
EXPLAINED = {
    (
        "aws",
        "gcp",
        "metadata",
    ): "the guide for Google Cloud keeps PostgreSQL in a pod; Aurora's peer is AlloyDB",
    ("aws", "gcp", "events"): "in 2021 Google Cloud had no managed Kafka; it has one since 2025",
    ("aws", "azure", "metadata"): "the guide for Azure keeps PostgreSQL in a pod; Azure has it as a service",
    (
        "aws",
        "azure",
        "events",
    ): "the guide takes HDInsight; Event Hubs speaks Kafka's protocol without machines",
    ("aws", "azure", "spark"): "the guide runs the Spark operator; Azure's managed Spark is Databricks",
    ("gcp", "aws", "metadata"): SELF_MANAGED,
    ("gcp", "aws", "events"): SELF_MANAGED,
    ("gcp", "azure", "events"): SELF_MANAGED,
    ("gcp", "azure", "spark"): "the guide runs the Spark operator; Azure's managed Spark is Databricks",
    ("azure", "aws", "metadata"): SELF_MANAGED,
    ("azure", "aws", "spark"): SELF_MANAGED,
    ("azure", "gcp", "spark"): SELF_MANAGED,
    (
        "azure",
        "gcp",
        "events",
    ): "the guide for Google Cloud runs Kafka in pods; there is a service since 2025",
}


@pytest.mark.parametrize("target", ["aws", "gcp", "azure"])
@pytest.mark.parametrize("source", ["aws", "gcp", "azure"])
def test_feast_on_one_cloud_becomes_feast_as_published_for_another(source: str, target: str) -> None:
    """The replacements agree with Feast's own guides, except for the differences explained above."""
    original, published = (loading.load(FEAST / f"feast-{provider}.yaml") for provider in (source, target))
    moved = retarget(original, target)
    differing = {
        id
        for id, node in moved.architecture.nodes.items()
        if node.technology != published.nodes[id].technology
    }
    assert differing == {id for a, b, id in EXPLAINED if (a, b) == (source, target)}
    assert moved.architecture.clusters["cluster"].technology == published.clusters["cluster"].technology
    assert moved.architecture.clusters["cloud"].label == published.clusters["cloud"].label
    assert moved.report.problems == ()


# The report.


def test_the_report_as_text() -> None:
    """The text lists replacements with fidelity, differences and notes, then the rest with reasons."""
    nodes = [
        Node(id="users", label="Users", technology="onprem.client.Users"),
        Node(id="queue", label="Jobs", technology="gcp.analytics.Pubsub"),
        Node(id="cache", label="Memorystore", technology="gcp.database.Memorystore"),
    ]
    report = retarget(Architecture(name="a", nodes=nodes), "azure").report
    assert "\n".join(report.lines()) == (
        "a: Google Cloud -> Azure\n"
        "\n"
        "replaced\n"
        "  queue  Pub/Sub -> Service Bus              similar\n"
        "      Pub/Sub: A topic gives each subscription its own copy of a message, and consumers of one "
        "subscription acknowledge message by message; on a plain queue a second kind of consumer needs a "
        "queue of its own.\n"
        "  cache  Memorystore -> Azure Managed Redis  same\n"
        "      Note: Takes the place of Azure Cache for Redis, which ends on 2028-09-30 "
        "(Enterprise tiers on 2027-03-31).\n"
        "\n"
        "stays\n"
        "  users  People and programs outside the system belong to no provider."
    )


def test_the_report_as_json() -> None:
    """The object lists outcomes by result, with sources and the date of the last check."""
    arch = Architecture(
        name="a",
        nodes=[Node(id="q", label="Q", technology="gcp.analytics.Pubsub")],
        edges=[EdgeData(source="q", target="q")],
    )
    mapping = retarget(arch, "aws").report.to_mapping()
    assert {key: mapping[key] for key in ("architecture", "from", "to", "fidelity")} == {
        "architecture": "a",
        "from": "gcp",
        "to": "aws",
        "fidelity": "similar",
    }
    [replaced] = mapping["replaced"]
    assert (replaced["before"], replaced["after"], replaced["checked"]) == ("Pub/Sub", "SQS", "2026-11-22")
    assert replaced["technology"] == "aws.integration.SimpleQueueServiceSqs"
    assert len(replaced["sources"]) == 2
    assert mapping["stays"] == mapping["no_equivalent"] == mapping["unknown_role"] == []


def test_the_page_of_providers_shows_committed_pictures() -> None:
    """Every picture that the page of providers shows is committed; `make docs` writes the page."""
    folder = Path(__file__).parents[1] / "docs" / "reference"
    page = (folder / "providers.md").read_text("utf-8")
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page)
    assert len(pictures) == 3 and all((folder / picture).is_file() for picture in pictures)
