"""Tell the technology of a part from its image, its build context, its command or its name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mlarch import catalog

__all__ = ["from_command", "from_context", "from_image", "from_name", "short_image"]

# What an image is called, as a regular expression on whole words of its path, and the technology.
# Earlier rows win: an exporter of Redis is no Redis.
_IMAGES = (
    (r"\w*exporter|cadvisor|statsd|telegraf|node-problem-detector|kube-state-metrics", "monitoring"),
    (
        r"phpmyadmin|pgadmin\d*|adminer|mongo-express|redis-commander|redisinsight|kafka-ui|kafdrop|akhq",
        "app",
    ),
    (r"tensorflow/serving|tensorflow-serving|tf-serving", "tensorflow-serving"),
    (r"tritonserver|triton", "triton"),
    (r"vllm\w*|vllm-openai", "vllm"),
    (r"torchserve\w*", "torchserve"),
    (r"sklearnserver|xgbserver|lgbserver|pmmlserver|huggingfaceserver|paddleserver|kserve", "kserve"),
    (r"mlserver|seldon\w*", "seldon-core"),
    (r"bentoml", "bentoml"),
    (
        r"text-generation-inference|text-embeddings-inference|tgi|ollama|llama-cpp|localai|sglang|tei",
        "endpoint",
    ),
    (r"mlflow", "mlflow"),
    (r"tensorboard", "tensorboard"),
    (r"label-studio", "label-studio"),
    (r"jupyterhub", "jupyterhub"),
    (r"jupyter\w*|\w+-notebook", "notebook"),
    (r"airflow", "airflow"),
    (r"dagster\w*", "dagster"),
    (r"prefect", "prefect"),
    (r"zenml", "zenml"),
    (r"argo-workflows?|argoexec|workflow-controller", "argo-workflows"),
    (r"feast|feature-server", "feast"),
    (r"ray|ray-ml|ray-llm", "ray"),
    (r"spark", "spark"),
    (r"flink", "flink"),
    (r"timescale\w*", "timescaledb"),
    (r"pgvector", "pgvector"),
    (r"postgis", "postgis"),
    (r"redis\w*|redis-stack\w*", "redis"),
    (r"valkey", "valkey"),
    (r"memcached", "memcached"),
    (r"hazelcast", "hazelcast"),
    (r"postgres\w*|supabase-postgres|spilo", "postgresql"),
    (r"mariadb", "mariadb"),
    (r"mysql|percona", "mysql"),
    (r"mongo|mongodb", "mongodb"),
    (r"mssql|mssql-server|azure-sql-edge", "sql-server"),
    (r"cockroach\w*", "cockroachdb"),
    (r"cassandra", "cassandra"),
    (r"scylla\w*", "scylladb"),
    (r"couchdb", "couchdb"),
    (r"couchbase", "couchbase"),
    (r"neo4j", "neo4j"),
    (r"influxdb\d*", "influxdb"),
    (r"clickhouse\w*", "clickhouse"),
    (r"druid", "druid"),
    (r"qdrant", "qdrant"),
    (r"milvus", "milvus"),
    (r"weaviate", "weaviate"),
    (r"chroma|chromadb", "chroma"),
    (r"elasticsearch", "elasticsearch"),
    (r"opensearch", "opensearch"),
    (r"kibana", "kibana"),
    (r"logstash", "logstash"),
    (r"filebeat|metricbeat|heartbeat|packetbeat", "beats"),
    (r"solr", "solr"),
    (r"minio", "minio"),
    (r"seaweedfs", "seaweedfs"),
    (r"zookeeper", "zookeeper"),
    (r"etcd", "etcd"),
    (r"kafka|cp-kafka|redpanda", "kafka"),
    (r"rabbitmq", "rabbitmq"),
    (r"activemq\w*|artemis", "activemq"),
    (r"nats|nats-server", "nats"),
    (r"pulsar", "pulsar"),
    (r"emqx", "emqx"),
    (r"mosquitto", "queue"),
    (r"opentelemetry-collector\w*|otel-collector\w*|otelcol\w*|otel", "opentelemetry"),
    (r"prometheus|pushgateway", "prometheus"),
    (r"victoria-metrics|vmagent|vminsert", "monitoring"),
    (r"alertmanager", "alert"),
    (r"grafana", "grafana"),
    (r"loki|promtail", "loki"),
    (r"tempo", "tempo"),
    (r"jaeger\w*", "jaeger"),
    (r"zipkin", "tracing"),
    (r"fluentd", "fluentd"),
    (r"fluent-bit", "fluent-bit"),
    (r"graylog", "graylog"),
    (r"sentry", "sentry"),
    (r"datadog|datadog-agent", "datadog"),
    (r"evidently", "evidently"),
    (r"nginx|nginx-unprivileged|openresty", "nginx"),
    (r"traefik", "traefik"),
    (r"envoy|envoyproxy", "envoy"),
    (r"haproxy", "haproxy"),
    (r"caddy", "caddy"),
    (r"httpd|apache2?", "apache"),
    (r"kong", "kong"),
    (r"istio\w*|proxyv2", "istio"),
    (r"linkerd\w*", "linkerd"),
    (r"oauth2-proxy", "oauth2-proxy"),
    (r"keycloak", "dex"),
    (r"dex", "dex"),
    (r"vault", "vault"),
    (r"consul", "consul"),
    (r"tomcat", "tomcat"),
    (r"jetty", "jetty"),
    (r"wildfly", "wildfly"),
    (r"metabase", "metabase"),
    (r"superset", "superset"),
    (r"trino", "trino"),
    (r"presto", "presto"),
    (r"hive", "hive"),
    (r"gitlab\w*", "gitlab"),
    (r"gitea", "gitea"),
    (r"jenkins", "jenkins"),
    (r"uwsgi\w*", "uwsgi"),
    (r"gunicorn|uvicorn-gunicorn\w*|meinheld-gunicorn\w*", "gunicorn"),
    (r"uvicorn", "uvicorn"),
    (r"celery|flower", "celery"),
    (r"flask", "flask"),
    (r"fastapi", "fastapi"),
    (r"django", "django"),
    (r"tensorflow", "tensorflow"),
    (r"pytorch", "pytorch"),
    (r"onnxruntime\w*|onnx", "onnx-runtime"),
)
# Languages: only where the image is called so, since a word of a longer name says nothing.
_LANGUAGES = {
    "python": "python", "node": "nodejs", "golang": "go", "openjdk": "java", "eclipse-temurin": "java",
    "rust": "rust", "r-base": "rlang",
}  # fmt: skip
_CONTEXTS = (
    (r"proxy|reverse-proxy|gateway", "proxy"),
    (r"react\w*", "react"),
    (r"vue\w*", "vue"),
    (r"angular\w*", "angular"),
    (r"nextjs|next", "nextjs"),
    (r"workers?", "worker"),
    (r"spring\w*", "spring"),
    (r"rails", "rails"),
    (r"express\w*|node\w*", "nodejs"),
    (r"golang", "go"),
)
_COMMANDS = (
    (r"tritonserver", "triton"),
    (r"vllm|vllm\.entrypoints\S*", "vllm"),
    (r"tensorflow_model_server", "tensorflow-serving"),
    (r"torchserve", "torchserve"),
    (r"mlserver", "seldon-core"),
    (r"bentoml", "bentoml"),
    (r"sglang\S*|ollama|text-generation-launcher", "endpoint"),
    (r"gunicorn", "gunicorn"),
    (r"uwsgi", "uwsgi"),
    (r"uvicorn|hypercorn|daphne", "uvicorn"),
    (r"fastapi", "fastapi"),
    (r"celery", "celery"),
    (r"rq|dramatiq|huey_consumer\S*|arq", "worker"),
    (r"mlflow", "mlflow"),
    (r"tensorboard", "tensorboard"),
    (r"jupyter\S*", "notebook"),
    (r"airflow", "airflow"),
    (r"dagster\S*", "dagster"),
    (r"prefect", "prefect"),
    (r"feast", "feast"),
    (r"ray", "ray"),
    (r"flask", "flask"),
    (r"manage\.py|django-admin", "django"),
    (r"redis-server", "redis"),
    (r"valkey-server", "valkey"),
    (r"postgres", "postgresql"),
    (r"mysqld|mariadbd", "mysql"),
    (r"mongod", "mongodb"),
    (r"memcached", "memcached"),
    (r"rabbitmq-server", "rabbitmq"),
    (r"redpanda|kafka-server-start\S*", "kafka"),
    (r"nginx", "nginx"),
    (r"logstash", "logstash"),
    (r"otelcol\S*", "opentelemetry"),
    (r"prometheus", "prometheus"),
    (r"minio", "minio"),
)

# Words of names that work with a technology instead of being it: etl-kafka, redis-worker.
_USERS_OF_OTHERS = frozenset(
    (
        *("adapter", "api", "app", "backend", "backup", "bot", "bridge", "cli", "client", "connector"),
        *("consumer", "demo", "etl", "example", "frontend", "init", "job", "loader", "migrate", "migration"),
        *("migrations", "producer", "reader", "script", "seed", "service", "setup", "sync", "test", "tests"),
        *("tool", "ui", "web", "worker", "workers", "writer"),
    )
)


def from_image(image: str) -> str:
    """Return the technology of an image as a dotted path, '' where its name does not say it.

    >>> from_image("registry.k8s.io/redis:e2e"), from_image("tensorflow/serving:2.19.0")
    ('onprem.inmemory.Redis', 'mlarch.nodes.TensorFlowServing')
    >>> from_image("oliver006/redis_exporter"), from_image("example.com/shop/frontend:v1")
    ('mlarch.nodes.Monitoring', '')
    """
    path = _path(image)
    last = path.rpartition("/")[2]
    found = _match(_IMAGES, (last, path))
    if not found and last in _LANGUAGES:
        found = catalog.resolve(_LANGUAGES[last])
    return found or _match(_IMAGES, _telling_words(last))


def from_context(folder: str) -> str:
    """Return the technology that a build context is named after.

    >>> from_context("./nginx"), from_context("."), from_context("backend")
    ('onprem.network.Nginx', '', '')
    """
    last = folder.rstrip("/").rpartition("/")[2].lower()
    return from_image(last) or _match(_CONTEXTS, _words(last)) if last.strip(".") else ""


def from_command(command: str) -> str:
    """Return the technology of the first program of a command line that is known.

    >>> from_command("gunicorn -w 3 app:app"), from_command("python3 -m vllm.entrypoints.openai.api_server")
    ('onprem.network.Gunicorn', 'mlarch.nodes.VLLM')
    """
    words = [word.rpartition("/")[2] for word in re.split(r"[\s;&|\"']+", command)[:40] if word]
    if not words:
        return ""
    programs = [word for word in words if not word.startswith("-") and "=" not in word]
    return _match(_COMMANDS, programs[:6])


def from_name(name: str) -> str:
    """Return the technology that a part itself is named after: what is left where nothing else says it.

    >>> from_name("valkey-cart"), from_name("checkout")
    ('mlarch.nodes.Valkey', '')
    """
    name = name.lower()
    found = _match(_IMAGES, (name,)) or _match(_IMAGES, _telling_words(name))
    return found or _match(_CONTEXTS[:1], _words(name)[-1:])


def short_image(image: str) -> str:
    """Return an image without registry and digest.

    >>> short_image("gcr.io/shop/cart:v1@sha256:00ff"), short_image("redis")
    ('shop/cart:v1', 'redis')
    """
    image = image.partition("@")[0]
    first, slash, rest = image.partition("/")
    return rest if slash and ("." in first or ":" in first or first == "localhost") else image


def _path(image: str) -> str:
    """Return an image as lower-case organisation and name, without registry, tag and digest."""
    parts = short_image(image).lower().split("/")[-2:]
    parts[-1] = parts[-1].partition(":")[0]
    return "/".join(parts)


def _words(name: str) -> list[str]:
    """Return a name's words, longer runs of them first, so that `fluent-bit` is found in `my-fluent-bit`."""
    words = [word for word in re.split(r"[-_.]+", name) if word]
    pairs = ["-".join(words[at : at + 2]) for at in range(len(words) - 1)]
    return [*pairs, *words]


def _telling_words(name: str) -> list[str]:
    """Return a name's words, none of one that works with a technology instead of being it.

    >>> _telling_words("kafka-consumer"), _telling_words("redis-cart")
    ([], ['redis-cart', 'redis', 'cart'])
    """
    words = _words(name)
    return [] if _USERS_OF_OTHERS.intersection(words) else words


def _match(table: Iterable[tuple[str, str]], names: Iterable[str]) -> str:
    names = list(names)
    for pattern, alias in table:
        if any(re.fullmatch(pattern, name) for name in names):
            return catalog.resolve(alias)
    return ""
