"""A C4 diagram."""

from diagrams import Diagram
from diagrams.c4 import Container, Database, Person, Relationship, System, SystemBoundary

with Diagram("Internet banking", direction="TB", graph_attr={"splines": "spline"}):
    customer = Person(name="Customer", description="A customer of the bank & its <owner>.")
    with SystemBoundary("Banking R&D"):
        api = Container(name="API", technology="Java and Spring MVC", description="Banking over JSON.")
        database = Database(name="Database", technology="Oracle", description="Stores accounts.")
    mail = System(name="E-mail", external=True)
    customer >> Relationship("Views balances using, and then makes payments with it") >> api
    api >> Relationship() >> [database, mail]
