"""A script that gives one nodeid to two nodes."""

from diagrams import Diagram
from diagrams.onprem.compute import Server

with Diagram("Twice"):
    Server("a", nodeid="server")
    Server("b", nodeid="server")
