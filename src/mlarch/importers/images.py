"""Recognize the technology of a part by its image, build context, command or name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mlarch import catalog
from mlarch.importers.image_tables import COMMANDS, CONTEXTS, IMAGES, LANGUAGES, USERS_OF_OTHERS

__all__ = ["from_command", "from_context", "from_image", "from_name", "short_image"]

_MAX_WORDS = 40
_MAX_PROGRAMS = 6


def from_image(image: str) -> str:
    """Return the technology of an image as a dotted path, '' if its name is not known.

    >>> from_image("registry.k8s.io/redis:e2e"), from_image("tensorflow/serving:2.19.0")
    ('onprem.inmemory.Redis', 'mlarch.nodes.TensorFlowServing')
    >>> from_image("oliver006/redis_exporter"), from_image("example.com/shop/frontend:v1")
    ('mlarch.nodes.Monitoring', '')
    """
    path = _image_path(image)
    name = path.rpartition("/")[2]
    language = catalog.resolve(LANGUAGES[name]) if name in LANGUAGES else ""
    return _match(IMAGES, (name, path)) or language or _match(IMAGES, _own_words(name))


def from_context(folder: str) -> str:
    """Return the technology in the name of a build context, '' if there is none.

    >>> from_context("./nginx"), from_context("."), from_context("backend")
    ('onprem.network.Nginx', '', '')
    """
    name = folder.rstrip("/").rpartition("/")[2].lower()
    return from_image(name) or _match(CONTEXTS, _words(name)) if name.strip(".") else ""


def from_command(command: str) -> str:
    """Return the technology of a known program in a command line, '' if there is none.

    >>> from_command("gunicorn -w 3 app:app"), from_command("python3 -m vllm.entrypoints.openai.api_server")
    ('onprem.network.Gunicorn', 'mlarch.nodes.VLLM')
    """
    words = re.split(r"[\s;&|\"']+", command)[:_MAX_WORDS]
    names = [word.rpartition("/")[2] for word in words if word]
    programs = [name for name in names if not name.startswith("-") and "=" not in name]
    return _match(COMMANDS, programs[:_MAX_PROGRAMS])


def from_name(name: str) -> str:
    """Return the technology in the name of a part, '' if there is none.

    >>> from_name("valkey-cart"), from_name("checkout")
    ('mlarch.nodes.Valkey', '')
    """
    name = name.lower()
    return _match(IMAGES, [name]) or _match(IMAGES, _own_words(name)) or _match(_PROXIES, _words(name)[-1:])


def short_image(image: str) -> str:
    """Return an image without registry and digest.

    >>> short_image("gcr.io/shop/cart:v1@sha256:00ff"), short_image("redis")
    ('shop/cart:v1', 'redis')
    """
    image = image.partition("@")[0]
    first, slash, rest = image.partition("/")
    return rest if slash and ("." in first or ":" in first or first == "localhost") else image


_PROXIES = CONTEXTS[:1]


def _image_path(image: str) -> str:
    """Return an image without registry, tag and digest, in lower case."""
    parts = short_image(image).lower().split("/")[-2:]
    parts[-1] = parts[-1].partition(":")[0]
    return "/".join(parts)


def _words(name: str) -> list[str]:
    """Return pairs of words before words: `fluent-bit` before `fluent`."""
    words = [word for word in re.split(r"[-_.]+", name) if word]
    pairs = ["-".join(words[start : start + 2]) for start in range(len(words) - 1)]
    return [*pairs, *words]


def _own_words(name: str) -> list[str]:
    """Return the words of a name, none if the part only uses a technology.

    >>> _own_words("kafka-consumer"), _own_words("redis-cart")
    ([], ['redis-cart', 'redis', 'cart'])
    """
    words = _words(name)
    return [] if USERS_OF_OTHERS.intersection(words) else words


def _match(table: Iterable[tuple[str, str]], names: Iterable[str]) -> str:
    names = list(names)
    for pattern, alias in table:
        if any(re.fullmatch(pattern, name) for name in names):
            return catalog.resolve(alias)
    return ""
