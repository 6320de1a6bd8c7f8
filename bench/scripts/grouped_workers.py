"""Workers behind a load balancer that write to one database."""

from diagrams import Diagram
from diagrams.aws.compute import EC2
from diagrams.aws.database import RDS
from diagrams.aws.network import ELB

with Diagram("Grouped workers", show=False, direction="TB"):
    workers = [EC2(f"worker {number}") for number in range(1, 6)]
    ELB("balancer") >> workers >> RDS("predictions")
