"""A module that scripts import; it imports `diagrams` before the recording."""

from diagrams import Cluster as Box
from diagrams import Diagram as Drawing
from diagrams.onprem.database import PostgreSQL


def draw(title):
    with Drawing(title, filename=f"out/{title}.png", outformat=["PNG", "svg"], direction="tb"):
        with Box("VPC"):
            PostgreSQL("db")
        with Box("VPC"):
            PostgreSQL("db")
