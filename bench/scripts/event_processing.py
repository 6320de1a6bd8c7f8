"""Uploads become events, are processed, and end in a store and a warehouse."""

from diagrams import Cluster, Diagram
from diagrams.aws.compute import ECS, EKS, Lambda
from diagrams.aws.database import Redshift
from diagrams.aws.integration import SQS
from diagrams.aws.storage import S3

with Diagram("Event processing", show=False):
    uploads = EKS("uploads")

    with Cluster("Events"):
        with Cluster("Cutting"):
            cutters = [ECS("cutter 1"), ECS("cutter 2"), ECS("cutter 3")]

        images = SQS("images")

        with Cluster("Segmentation"):
            models = [Lambda("model 1"), Lambda("model 2"), Lambda("model 3")]

    masks = S3("masks")
    reports = Redshift("reports")

    uploads >> cutters >> images
    images >> models
    models >> masks
    models >> reports
