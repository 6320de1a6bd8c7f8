"""A web shop: services, a database with its replica, and a cache."""

from diagrams import Cluster, Diagram
from diagrams.aws.compute import ECS
from diagrams.aws.database import RDS, ElastiCache
from diagrams.aws.network import ELB, Route53

with Diagram("Clustered web services", show=False):
    dns = Route53("names")
    balancer = ELB("balancer")

    with Cluster("Shop"):
        services = [ECS("catalog"), ECS("basket"), ECS("checkout")]

    with Cluster("Orders"):
        orders = RDS("orders")
        orders - [RDS("orders, read only")]

    sessions = ElastiCache("sessions")

    dns >> balancer >> services
    services >> orders
    services >> sessions
