"""Attributes of Graphviz, with and without an effect."""

from diagrams import Cluster, Diagram, Edge, Node
from diagrams.aws.compute import EC2

graph_attr = {"dpi": "300", "label": "Attributes of <Graphviz>", "splines": "curved"}
node_attr = {"fontsize": "9"}
edge_attr = {"color": "firebrick", "minlen": "2"}

with Diagram("x", graph_attr=graph_attr, node_attr=node_attr, edge_attr=edge_attr):
    with Cluster("box", direction="TB", graph_attr={"margin": "30", "URL": "https://a.b/box"}):
        web = EC2("web", URL="https://a.b/web", tooltip="hint", fontsize="20")
    with Cluster("", graph_attr={"style": "invis"}):
        db = Node("db", shape="cylinder", fontsize="20", xlabel="beside it")
    web >> Edge(taillabel="1", label="SQL", headlabel="n", penwidth="3", minlen="4") >> db
    web << Edge(color="blue", arrowtail="none") << db
