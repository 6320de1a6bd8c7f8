"""A script that points at a tuple."""

from diagrams import Diagram
from diagrams.onprem.compute import Server

with Diagram("Tuple"):
    Server("a") >> (Server("b"), Server("c"))
