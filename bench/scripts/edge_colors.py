"""The same on own machines, with labels, colors and dashes on the edges."""

from diagrams import Cluster, Diagram, Edge
from diagrams.onprem.aggregator import Fluentd
from diagrams.onprem.analytics import Spark
from diagrams.onprem.compute import Server
from diagrams.onprem.database import PostgreSQL
from diagrams.onprem.inmemory import Redis
from diagrams.onprem.monitoring import Grafana, Prometheus
from diagrams.onprem.network import Nginx
from diagrams.onprem.queue import Kafka

with Diagram("Web service in colors", show=False):
    proxy = Nginx("proxy")

    metrics = Prometheus("metrics")
    metrics << Edge(color="firebrick", style="dashed") << Grafana("charts")

    with Cluster("Inference"):
        servers = [Server("gpu 1"), Server("gpu 2"), Server("gpu 3")]

    with Cluster("Sessions"):
        sessions = Redis("sessions")
        sessions - Edge(color="brown", style="dashed") - Redis("replica") << Edge(label="collect") << metrics
        servers >> Edge(color="brown") >> sessions

    with Cluster("Results"):
        results = PostgreSQL("results")
        (
            results - Edge(color="brown", style="dotted") - PostgreSQL("replica")
            << Edge(label="collect")
            << metrics
        )
        servers >> Edge(color="black") >> results

    logs = Fluentd("logs")
    logs >> Edge(label="parse") >> Kafka("stream") >> Edge(color="black", style="bold") >> Spark("analysis")

    proxy >> Edge(color="darkgreen") << servers >> Edge(color="darkorange") >> logs
