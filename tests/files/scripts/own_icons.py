"""Nodes with pictures of one's own: beside the script, and on the web."""

from diagrams import Diagram
from diagrams.custom import Custom

with Diagram("Own icons"):
    here = Custom("Here", "icons/dot.png")
    here >> Custom("Far", "https://example.com/far.png")
