"""A script of builders, one of them with a required parameter."""

from diagrams.onprem.network import Nginx

from mlarch.recording import architecture


@architecture("acme/web", title="Web")
def web(*, servers: int = 2) -> None:
    for number in range(servers):
        Nginx(f"web {number}")


@architecture("acme/named")
def named(*, label: str) -> None:
    Nginx(label)
