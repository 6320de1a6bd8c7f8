"""A script that fails inside its diagram."""

from diagrams import Cluster, Diagram
from diagrams.onprem.compute import Server

with Diagram("Half"), Cluster("Rack"):
    Server("one")
    print(1 / 0)
