"""Draw the choice of a datastore as a decision, with products for each outcome."""

from __future__ import annotations

from typing import Annotated

from mlarch.catalog.providers import ProviderId
from mlarch.model.decision import Answer, Decision, Leaf, Product, Question, to_architecture
from mlarch.recording import architecture, extend

__all__ = ["DECISION", "sql_vs_nosql"]

CHECKED = "2026-11-22"


def _published(*names: str) -> tuple[Product, ...]:
    """Return products of the published sheet."""
    return tuple(Product(name=name, checked=CHECKED) for name in names)


def _added(note: str, *names: str) -> tuple[Product, ...]:
    """Return products that are not on the published sheet."""
    return tuple(Product(name=name, status="extension", note=note, checked=CHECKED) for name in names)


def _renamed(name: str, note: str) -> tuple[Product, ...]:
    return (Product(name=name, status="renamed", note=note, checked=CHECKED),)


def _discontinued(name: str, note: str) -> tuple[Product, ...]:
    return (Product(name=name, status="ended", note=note, checked=CHECKED),)


_OURS = "added by us: this leaf is not on the published sheet"

QUESTIONS = (
    Question(
        id="data",
        text="How regular is it?",
        answers=(
            Answer(text="structured", to="workload", note="rows of one fixed shape"),
            Answer(text="semi-structured", to="shape", note="fields that differ from record to record"),
            Answer(text="unstructured", to="blob", note="text, images, audio, video"),
        ),
    ),
    Question(
        id="workload",
        text="What is done with it?",
        answers=(
            Answer(text="transactions", to="relational"),
            Answer(text="analytics", to="columnar"),
            Answer(text="events", to="event-stream", extension=True),
        ),
    ),
    Question(
        id="shape",
        text="How is a record built?",
        answers=(
            Answer(text="dictionary", to="purpose"),
            Answer(text="two-dimensional", to="purpose-two-dimensional"),
            Answer(text="relationships", to="graph"),
            Answer(text="nested", to="purpose-nested"),
            Answer(text="embeddings", to="vector", extension=True),
        ),
    ),
    Question(
        id="purpose",
        text="Kept or forgotten?",
        answers=(
            Answer(text="storage", to="key-value"),
            Answer(text="cache", to="in-memory"),
        ),
    ),
    Question(
        id="purpose-two-dimensional",
        topic="purpose",
        text="What are the rows?",
        answers=(
            Answer(text="general", to="wide-column"),
            Answer(text="time-series", to="time-series"),
            Answer(text="audit-trail", to="ledger"),
            Answer(text="locations", to="geospatial"),
        ),
    ),
    Question(
        id="purpose-nested",
        topic="purpose",
        text="Read or searched?",
        answers=(
            Answer(text="records", to="document"),
            Answer(text="full-text-search", to="text-search"),
        ),
    ),
)

LEAVES = (
    Leaf(
        id="relational",
        label="Relational",
        reason="Transactions keep rows consistent across tables, and any column can be asked for.",
        technology="mlarch.nodes.RelationalDatabase",
        products={
            "aws": _published("RDS", "Aurora"),
            "azure": _published("Azure SQL Database")
            + _added("managed PostgreSQL", "PostgreSQL Flexible Server"),
            "gcp": _published("Cloud SQL", "Spanner")
            + _added("PostgreSQL-compatible, since 2022", "AlloyDB"),
            "oss": _published("PostgreSQL", "MySQL") + _added("the community's fork of MySQL", "MariaDB"),
        },
        checked=CHECKED,
        entry="gcp-scaling/8-retrain",
    ),
    Leaf(
        id="columnar",
        label="Columnar",
        reason="Analytics read few columns of many rows; stored by column, only those are read.",
        technology="mlarch.nodes.ColumnarStore",
        products={
            "aws": _published("Redshift"),
            "azure": _added("where Microsoft puts new analytics work", "Microsoft Fabric")
            + _published("Synapse Analytics"),
            "gcp": _published("BigQuery"),
            "oss": _published("ClickHouse", "Druid") + _added("in process, for one machine", "DuckDB"),
        },
        checked=CHECKED,
    ),
    Leaf(
        id="event-stream",
        label="Event stream",
        reason="Events are appended once and read by many consumers, each at its own place.",
        technology="mlarch.nodes.Stream",
        products={
            "aws": _added(_OURS, "Kinesis", "MSK"),
            "azure": _added(_OURS, "Event Hubs"),
            "gcp": _added(_OURS, "Pub/Sub"),
            "oss": _added(_OURS, "Kafka", "NATS", "Pulsar"),
        },
        checked=CHECKED,
        entry="gcp-scaling/9-offline-inference",
        extension=True,
    ),
    Leaf(
        id="key-value",
        label="Key-value",
        reason="A record is always asked for by its key, at any scale, in the same short time.",
        technology="mlarch.nodes.KeyValueStore",
        products={
            "aws": _published("DynamoDB"),
            "azure": _published("Cosmos DB"),
            "gcp": _published("Bigtable"),
            "oss": _added("the open fork of Redis, since 2024", "Valkey")
            + _published("Redis")
            + _added("a store on flash, for large sets of keys", "Aerospike"),
        },
        checked=CHECKED,
    ),
    Leaf(
        id="in-memory",
        label="In-memory",
        reason="What can be computed again is kept in memory, and forgotten when it is old.",
        technology="mlarch.nodes.Cache",
        products={
            "aws": _published("ElastiCache") + _added("in memory and durable", "MemoryDB"),
            "azure": _renamed(
                "Azure Managed Redis", "takes the place of Azure Cache for Redis, which is being retired"
            ),
            "gcp": _published("Memorystore"),
            "oss": _added("the open fork of Redis, since 2024", "Valkey")
            + _published("Redis", "Memcached", "Hazelcast"),
        },
        checked=CHECKED,
        entry="gcp-scaling/6-cache",
    ),
    Leaf(
        id="wide-column",
        label="Wide-column",
        reason="Rows are found by key and hold any number of columns; writes spread over many machines.",
        technology="mlarch.nodes.WideColumnStore",
        products={
            "aws": _published("Keyspaces"),
            "azure": _published("Cosmos DB for Apache Cassandra"),
            "gcp": _published("Bigtable"),
            "oss": _published("Cassandra", "HBase", "ScyllaDB"),
        },
        checked=CHECKED,
        runner_up="key-value",
    ),
    Leaf(
        id="time-series",
        label="Time series",
        reason="Values come in order of time, are asked for by interval, and are thinned out with age.",
        technology="mlarch.nodes.TimeSeriesDatabase",
        products={
            "aws": _added(
                "in the place of Timestream for LiveAnalytics, which takes no new customers",
                "Timestream for InfluxDB",
            ),
            "azure": _published("Azure Data Explorer"),
            "gcp": _published("Bigtable") + _added("where the values are analysed, not served", "BigQuery"),
            "oss": _published("InfluxDB", "TimescaleDB") + _added("for metrics of systems", "Prometheus"),
        },
        checked=CHECKED,
        runner_up="columnar",
    ),
    Leaf(
        id="ledger",
        label="Ledger",
        reason="History can be added to and proven, but not changed.",
        technology="mlarch.nodes.Ledger",
        products={
            "aws": _discontinued("QLDB", "ended 2025-07-31")
            + _added("in the place of QLDB", "Aurora PostgreSQL with audit tables"),
            "azure": _published("SQL Database ledger tables")
            + _added("a tamper-proof store of its own", "Confidential Ledger"),
            "gcp": (),
            "oss": _published("Hyperledger Fabric") + _added("a ledger database of one's own", "immudb"),
        },
        note="Google Cloud offers no ledger.",
        checked=CHECKED,
        runner_up="relational",
    ),
    Leaf(
        id="geospatial",
        label="Geospatial",
        reason="Questions are about distance and containment, which need an index over both coordinates.",
        technology="mlarch.nodes.GeospatialDatabase",
        products={
            "aws": _added("an expert's choice today", "RDS/Aurora with PostGIS"),
            "azure": _published("Cosmos DB") + _added("an expert's choice today", "PostgreSQL with PostGIS"),
            "gcp": _published("BigQuery") + _added("an expert's choice today", "Cloud SQL with PostGIS"),
            "oss": _published("PostGIS", "MongoDB"),
        },
        note="As published; an expert would put it beside relational and document.",
        checked=CHECKED,
        runner_up="relational",
    ),
    Leaf(
        id="graph",
        label="Graph",
        reason="Questions follow relationships over several steps, which joins do slowly.",
        technology="mlarch.nodes.GraphDatabase",
        products={
            "aws": _published("Neptune"),
            "azure": _published("Cosmos DB for Apache Gremlin"),
            "gcp": _added("Google Cloud had no graph of its own before", "Spanner Graph"),
            "oss": _published("Neo4j", "JanusGraph"),
        },
        checked=CHECKED,
        runner_up="relational",
    ),
    Leaf(
        id="document",
        label="Document",
        reason="A record is one nested object that is read and written as a whole.",
        technology="mlarch.nodes.DocumentStore",
        products={
            "aws": _published("DocumentDB") + _added("documents up to 400 KB", "DynamoDB"),
            "azure": _published("Cosmos DB")
            + _renamed("Azure DocumentDB", "was Cosmos DB for MongoDB vCore"),
            "gcp": _published("Firestore"),
            "oss": _published("MongoDB", "Couchbase"),
        },
        checked=CHECKED,
        runner_up="relational",
    ),
    Leaf(
        id="text-search",
        label="Text search",
        reason="Words are looked for anywhere in the text, and results are ranked.",
        technology="mlarch.nodes.SearchEngine",
        products={
            "aws": _renamed("OpenSearch Service", "was Amazon Elasticsearch Service"),
            "azure": _renamed("Azure AI Search", "was Azure Cognitive Search"),
            "gcp": _renamed("Agent Search", "was Vertex AI Search"),
            "oss": _added("the open fork of Elasticsearch, since 2021", "OpenSearch")
            + _published("Elasticsearch", "Solr"),
        },
        checked=CHECKED,
    ),
    Leaf(
        id="vector",
        label="Vector",
        reason="The nearest of many embeddings are looked for, and nearly the nearest will do.",
        technology="mlarch.nodes.VectorDatabase",
        products={
            "aws": _added(_OURS, "OpenSearch", "Aurora pgvector", "S3 Vectors"),
            "azure": _added(_OURS, "Azure AI Search", "Cosmos DB"),
            "gcp": _renamed("Vector Search", f"was Vertex AI Vector Search; {_OURS}")
            + _added(_OURS, "AlloyDB"),
            "oss": _added(_OURS, "Qdrant", "Milvus", "Weaviate", "pgvector"),
        },
        checked=CHECKED,
        runner_up="text-search",
        extension=True,
    ),
    Leaf(
        id="blob",
        label="Blob",
        reason="Files of any size are written once and read as a whole, at the lowest price.",
        technology="mlarch.nodes.ObjectStore",
        products={
            "aws": _published("S3"),
            "azure": _published("Blob Storage"),
            "gcp": _published("Cloud Storage"),
            "oss": _added("in the place of MinIO", "Ceph", "SeaweedFS")
            + _discontinued("MinIO", "unmaintained since 2026"),
        },
        checked=CHECKED,
        entry="gcp-scaling/9-offline-inference",
        runner_up="document",
    ),
)

DECISION = Decision(
    name="sql-vs-nosql",
    title="SQL or NoSQL: which datastore",
    summary="Questions about the data lead to a kind of datastore, and to products of each cloud for it.",
    questions=QUESTIONS,
    leaves=LEAVES,
)


@architecture(
    "sql-vs-nosql",
    kind="decision",
    title="SQL or NoSQL: which datastore",
    summary="Questions about the data lead to a kind of datastore, and to products of each cloud for it.",
    source="https://www.ml4devs.com/articles/datastore-choices-sql-vs-nosql-database/",
    credit=(
        "Satish Chandra Gupta, ML4Devs; the facts redrawn from the article's description, the published "
        "picture is CC BY-NC-ND."
    ),
    evidence=(
        "Leaves, use cases and cloud columns: text, several independent transcriptions agree. Nesting: "
        "text, one. Layout: our reading."
    ),
    reviewed="2026-11-22",
    direction="LR",
    pros=["Starts from the data and what is asked of it, not from a product."],
    cons=["One answer for each kind of data; a real system often keeps the same data in two stores."],
    notes=[
        "Its purpose is, in its author's words, recall and not precision: it names candidates to compare.",
        "Time series, ledger and geospatial stand under two-dimensional data as published; "
        "an expert would put geospatial beside relational and document.",
        "Events and embeddings are our extensions.",
        "Products are those of November 2026; each carries its date and, where it differs from the "
        "published sheet, why.",
    ],
    tags=["decision", "datastore", "sql", "nosql"],
)
def sql_vs_nosql(*, products: Annotated[ProviderId, "Provider whose products are shown."] = "oss") -> None:
    """Draw the decision with products on its leaves."""
    extend(to_architecture(DECISION, provider=products))
