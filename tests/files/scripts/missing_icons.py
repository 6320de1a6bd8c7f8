"""Nodes with missing icon files."""

from diagrams import Diagram, Node
from diagrams.custom import Custom

with Diagram("Missing icons"):
    gone = Custom("Gone", "icons/missing.png")
    gone >> Node("Lost", image="lost.svg")
