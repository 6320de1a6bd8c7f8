"""Consumers of a broker whose icon is a picture beside the script."""

from diagrams import Cluster, Diagram
from diagrams.aws.database import Aurora
from diagrams.custom import Custom
from diagrams.k8s.compute import Pod

with Diagram("Broker and its consumers", show=False):
    with Cluster("Consumers"):
        consumers = [Pod("consumer 1"), Pod("consumer 2"), Pod("consumer 3")]

    broker = Custom("broker", "icons/broker.png")
    broker >> consumers >> Aurora("results")
