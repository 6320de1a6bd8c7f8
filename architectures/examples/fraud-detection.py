"""Score card payments as they happen: a plain `diagrams` script that does not import mlarch."""

from diagrams import Cluster, Diagram, Edge
from diagrams.generic.storage import Storage
from diagrams.onprem.analytics import Spark
from diagrams.onprem.client import Users
from diagrams.onprem.database import Cassandra
from diagrams.onprem.mlops import Mlflow
from diagrams.onprem.queue import Kafka
from diagrams.onprem.workflow import Airflow
from diagrams.programming.framework import Spring

with Diagram("Fraud detection on a stream of payments", direction="TB", show=False):
    cards = Users("Card holders")
    analysts = Users("Fraud analysts")

    with Cluster("Online, in 200 ms"):
        service = Spring("Payment service")
        payments = Kafka("Payments")
        scoring = Spark("Scoring")
        decisions = Kafka("Decisions")
        profiles = Cassandra("Card profiles")

    with Cluster("Offline, every night"):
        lake = Storage("Data lake")
        airflow = Airflow("Airflow")
        training = Spark("Training")
        registry = Mlflow("Model registry")

    cards >> Edge(label="pay") >> service >> Edge(label="payment") >> payments >> scoring
    scoring >> Edge(label="accept or refuse") >> decisions >> Edge(label="unclear cases") >> analysts
    scoring >> Edge(label="look up, update") >> profiles
    payments >> Edge(label="archive", style="dashed") >> lake >> training
    airflow >> Edge(label="start", style="dotted") >> training
    training >> Edge(label="candidate") >> registry
    scoring >> Edge(label="load the approved one") >> registry
