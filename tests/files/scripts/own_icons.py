"""Nodes with custom icons: a file beside the script and a web address."""

from diagrams import Diagram
from diagrams.custom import Custom

with Diagram("Own icons"):
    here = Custom("Here", "icons/dot.png")
    here >> Custom("Far", "https://example.com/far.png")
