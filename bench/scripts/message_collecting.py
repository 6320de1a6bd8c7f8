"""Sensors send measurements that are collected, transformed, stored and viewed."""

from diagrams import Cluster, Diagram
from diagrams.gcp.analytics import BigQuery, Dataflow, PubSub
from diagrams.gcp.compute import AppEngine, Functions
from diagrams.gcp.database import BigTable
from diagrams.gcp.iot import IotCore
from diagrams.gcp.storage import GCS

with Diagram("Message collecting", show=False):
    messages = PubSub("messages")

    with Cluster("Sensors"):
        [IotCore("camera 1"), IotCore("camera 2"), IotCore("camera 3")] >> messages

    with Cluster("Targets"):
        with Cluster("Flow"):
            flow = Dataflow("transform")

        with Cluster("Lake"):
            flow >> [BigQuery("tables"), GCS("files")]

        with Cluster("Streaming"):
            with Cluster("Reacting"):
                flow >> AppEngine("board") >> BigTable("state")

            flow >> Functions("alert") >> AppEngine("pager")

    messages >> flow
