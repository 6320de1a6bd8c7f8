"""A service in two steps."""

from diagrams.onprem.client import Users
from diagrams.onprem.compute import Server
from diagrams.onprem.inmemory import Redis
from diagrams.onprem.network import Nginx

from mlarch.recording import Cluster, architecture, extend, flow, request

FAMILY = {"title": "A service, growing", "summary": "From one server to several."}

SOURCE = "https://example.com/service"


@architecture(
    "service/1-proxy",
    title="A server behind a proxy",
    summary="One proxy, one server.",
    source=SOURCE,
    tags=["serving"],
    pros=["Two processes."],
)
def proxy() -> None:
    users = Users("Users", id="users")
    with Cluster("Machine", id="machine"):
        front = Nginx("Nginx", id="front", role="reverse-proxy")
        server = Server("Server", id="server", role="app-server")
    users >> request("HTTPS") >> front >> request("HTTP") >> server
    flow("request", users, front, server)


@architecture(
    "service/2-cache",
    title="Several servers and a cache",
    summary="The proxy spreads requests over servers that share a cache.",
    source=SOURCE,
    tags=["serving", "cache"],
    cons=["One cache for all."],
)
def cache(*, servers: int = 2, cached: bool = True) -> None:
    base = extend(proxy())
    for number in range(2, servers + 1):
        with base["machine"]:
            base["front"] >> request("HTTP") >> Server(f"Server {number}", id=f"server-{number}")
    if cached:
        base["server"] >> request("lookups") >> Redis("Redis", id="cache", role="cache")
