"""A script that draws each diagram in a separate thread."""

from concurrent.futures import ThreadPoolExecutor

from diagrams import Diagram
from diagrams.onprem.compute import Server


def draw(name):
    with Diagram(name):
        Server(name) >> Server("other")


with ThreadPoolExecutor(1) as pool:
    list(pool.map(draw, ["first", "second"]))
