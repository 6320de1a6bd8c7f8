"""A script with a tuple as the target of an edge."""

from diagrams import Diagram
from diagrams.onprem.compute import Server

with Diagram("Tuple"):
    Server("a") >> (Server("b"), Server("c"))
