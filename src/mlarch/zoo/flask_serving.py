"""Draw a model server in three steps: application server, proxy, containers."""

from __future__ import annotations

from typing import Annotated

from diagrams.onprem.client import Client
from diagrams.onprem.container import Docker
from diagrams.onprem.network import Nginx

from mlarch.recording import Cluster, Range, architecture, call, extend, flow, note, request
from mlarch.zoo.stack import FRAMEWORKS, RUNTIMES, FrameworkName, Processes, RuntimeName, worker_label

__all__ = ["docker", "nginx", "uwsgi"]

FAMILY = {
    "title": "One model server, in three steps",
    "summary": "A Flask app with a U-Net, first behind uWSGI, then behind Nginx, then in containers.",
}


@architecture(
    "flask-serving/1-uwsgi",
    title="One model server, step 1: application server",
    summary=(
        "An application server runs the web app and its model in processes of their own, in place of the "
        "framework's development server."
    ),
    source="https://theaisummer.com/uwsgi-nginx/",
    credit="AI Summer, picture uwsgi; redrawn from the article's description and its companion code.",
    evidence="Hops, ports and protocols: code. Why the development server is not enough: text.",
    reviewed="2026-11-22",
    pros=[
        "Several processes answer at once, are restarted when they die and are bounded in time and memory.",
        "Nothing else to run: enough for small or internal traffic.",
    ],
    cons=[
        "The application server is itself the public edge: no TLS termination, no protection from "
        "slow clients.",
        "One machine: it is the ceiling and the single point of failure.",
    ],
    notes=["Memory is processes times model: each process holds its own copy."],
    tags=["serving", "single-server"],
)
def uwsgi(
    *,
    processes: Processes = 1,
    port: Annotated[int, "Port of the application server.", Range(1, 65535)] = 8080,
    framework: FrameworkName = "flask",
    model_runtime: RuntimeName = "tensorflow",
) -> None:
    """Draw a client, an application server, and a process with the app and the model."""
    web, runtime = FRAMEWORKS[framework], RUNTIMES[model_runtime]
    for text in (*web.notes, *runtime.notes):
        note(text)

    client = Client("Client", id="client", role="client")
    with Cluster("Server", id="server", kind="host"):
        app_server = web.server(
            web.server_name, id="app-server", role="app-server", description="application server"
        )
        with Cluster(worker_label(web, processes), id="worker", kind="process"):
            app = web.app(web.name, id="app", role="app", description="POST /infer")
            model = runtime.model(
                "U-Net", id="model", role="model", description=f"{runtime.name}, {runtime.artefact}"
            )

    client >> request(f"HTTP :{port}") >> app_server >> call(web.interface) >> app
    app >> call("infer(image)") >> model
    flow("request", client, app_server, app, model)


@architecture(
    "flask-serving/2-nginx",
    title="One model server, step 2: reverse proxy",
    summary="Nginx takes the connections of the world and hides the application server behind a unix socket.",
    source="https://theaisummer.com/uwsgi-nginx/",
    credit="AI Summer, picture nginx; redrawn from the article's description and its companion code.",
    evidence="Hops, ports and protocols: code. What the proxy is for: text.",
    reviewed="2026-11-22",
    pros=[
        "Nginx does what it is good at: many connections, TLS, buffering of slow clients, caching.",
        "The application server is no longer reachable from outside.",
    ],
    cons=[
        "Two configurations that must agree on body size and time limits.",
        "Still one machine, set up by hand.",
    ],
    notes=[
        "Memory is processes times model: each process holds its own copy.",
        "The published configuration keeps an http port on uWSGI beside the socket, so it stays "
        "reachable directly; drop it.",
    ],
    tags=["serving", "single-server", "reverse-proxy"],
)
def nginx(
    *,
    processes: Processes = 1,
    framework: FrameworkName = "flask",
    model_runtime: RuntimeName = "tensorflow",
) -> None:
    """Put a reverse proxy in front of the application server."""
    base = extend(uwsgi(processes=processes, framework=framework, model_runtime=model_runtime))
    base.remove("client -> app-server")
    with base["server"]:
        proxy = Nginx("Nginx", id="proxy", role="reverse-proxy", description="reverse proxy")
    base["client"] >> request("HTTP :80, POST /infer") >> proxy
    proxy >> request(f"{FRAMEWORKS[framework].upstream}, unix socket") >> base["app-server"]
    flow("request", base["client"], proxy, base["app-server"], base["app"], base["model"])


@architecture(
    "flask-serving/3-docker",
    title="One model server, step 3: containers",
    summary="The same chain as two containers on one host, started together by Docker Compose.",
    source="https://theaisummer.com/docker/",
    credit=(
        "AI Summer, picture docker-flask-tensorflow-uwsgi-nginx; redrawn from the article's description "
        "and its companion code."
    ),
    evidence="Containers, images, ports and protocols: code. What containers are for: text.",
    reviewed="2026-11-22",
    pros=[
        "The same system on a laptop, in a test and in production.",
        "Proxy and app have their own dependencies, are updated and restarted apart.",
        "Lighter than two virtual machines.",
    ],
    cons=[
        "Compose runs on one host: no failover, no rolling update.",
        "The image of a deep-learning framework weighs gigabytes.",
    ],
    notes=[
        "As published: app image from tensorflow/tensorflow, Flask 1.1.2, uWSGI 2.0.18; both "
        "containers restart always.",
        "The app's port 660 is exposed to the Compose network and not published on the host.",
        "Memory is processes times model: each process holds its own copy.",
        "Today: pin the base image to a version; the version key of the Compose file is obsolete (ours).",
    ],
    tags=["serving", "single-server", "containers"],
)
def docker(
    *,
    processes: Processes = 1,
    framework: FrameworkName = "flask",
    model_runtime: RuntimeName = "tensorflow",
) -> None:
    """Move the proxy and the application server into separate containers."""
    base = extend(nginx(processes=processes, framework=framework, model_runtime=model_runtime))
    with Cluster("Docker host", id="docker-host", kind="host", icon=Docker):
        proxy_container = Cluster("Proxy container", id="proxy-container", kind="container")
        app_container = Cluster("App container", id="app-container", kind="container")
    base.move("proxy", proxy_container)
    base.move("app-server", app_container)
    base.move("worker", app_container)
    base.remove("server")
    base.change("client -> proxy", label="HTTP :80, published 80:80")
    base.change("proxy -> app-server", label=f"{FRAMEWORKS[framework].upstream}, app:660")
    flow("request", *(base[id] for id in ("client", "proxy", "app-server", "app", "model")))
