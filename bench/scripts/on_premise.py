"""A web service on own machines, with its monitoring."""

from diagrams import Cluster, Diagram
from diagrams.onprem.aggregator import Fluentd
from diagrams.onprem.analytics import Spark
from diagrams.onprem.compute import Server
from diagrams.onprem.database import PostgreSQL
from diagrams.onprem.inmemory import Redis
from diagrams.onprem.monitoring import Grafana, Prometheus
from diagrams.onprem.network import Nginx
from diagrams.onprem.queue import Kafka

with Diagram("On-premise web service", show=False):
    proxy = Nginx("proxy")

    metrics = Prometheus("metrics")
    metrics << Grafana("charts")

    with Cluster("Inference"):
        servers = [Server("gpu 1"), Server("gpu 2"), Server("gpu 3")]

    with Cluster("Sessions"):
        sessions = Redis("sessions")
        sessions - Redis("replica") << metrics
        servers >> sessions

    with Cluster("Results"):
        results = PostgreSQL("results")
        results - PostgreSQL("replica") << metrics
        servers >> results

    logs = Fluentd("logs")
    logs >> Kafka("stream") >> Spark("analysis")

    proxy >> servers >> logs
