"""Generate strange texts and values, and damaged copies of good documents."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import yaml
from hypothesis import strategies as st

__all__ = ["PATHS", "TAGS", "broken", "edited", "texts", "values", "written"]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

MARKUP = (
    *("<script>alert(1)</script>", "</text><script>x</script>", "</style><script>x</script>", "]]><b>x</b>"),
    *(
        "<img src=x onerror=alert(1)>",
        '" onload="alert(1)',
        "' onclick='alert(1)",
        "<!-- x",
        "--><b>",
        "<?x?>",
    ),
    *("&lt;b&gt;", "&#60;b&#62;", "&#0;", "&amp;lt;", "<![CDATA[<b>]]>", "<!DOCTYPE x>", "</svg><b>", "<b"),
    *("<foreignObject><body/></foreignObject>", "javascript:alert(1)", "data:text/html,<script>", "{{7*7}}"),
    *("</script><script>x", "</title><script>x", "</pre></details><script>x", "{% raw %}", "${x}", "%(x)s"),
    *(
        "url(http://example.com/x)",
        "}*{fill:url(http://example.com/)}",
        "/* */",
        "\\3c script\\3e ",
        "<a href=x>",
    ),
    *(
        "&quot;;image=http://example.com/x;",
        ";image=http://example.com;html=1;",
        "%3Cscript%3E",
        "`x`",
        "$(x)",
    ),
)
LETTERS = (
    *(
        "\u202e\u202dright",
        "\u200b",
        "\u200d\ufeff",
        "e" + "\u0301" * 40,
        "\u0645\u0631\u062d\u0628\u0627",
        "\U0001f468\u200d\U0001f469",
    ),
    *(
        "\x00",
        "\x1b[31m",
        "\x7f\x9f",
        "\x07\x08\x0b\x0c",
        "\r\n",
        "\n",
        "\t",
        "\u2028\u2029",
        "\x85",
        "\ufffe\uffff",
    ),
    *(
        "\U0010ffff",
        "\ue000",
        "\u6a21\u578b" * 30,
        "i\u0307",
        "\ufb03",
        " ",
        "   ",
        "\xa0",
        "\u3000",
        "-",
        ".",
    ),
)
HALVES = ("\ud800", "x\udfff", "\udc80")
LONG = ("x" * 300, "word " * 80, "W" * 3000, "\u6a21" * 2000, "<b>" * 500, "a\n" * 400, "x" * 60_000)
VERY_LONG = ("x" * 1_000_000, "word " * 200_000, "<&\"'>" * 200_000)
PATHS = (
    *("../outside/secret.yaml", "../../../../etc/passwd", "/etc/passwd", "~/x.yaml", "link.yaml"),
    *("links/secret.yaml",),
    *("file:///etc/passwd", "http://127.0.0.1:9/x", "//127.0.0.1/x", "\\\\host\\share", "C:\\x.yaml", "."),
    *("..", "/"),
    *("base.yaml", "./base.yaml", "icons/../base.yaml", "round.yaml", "a.yaml", "x" * 5000 + ".yaml"),
    *("icons/a.svg",),
    *("icons", "loop.yaml", "/dev/zero", "/dev/stdin", "/proc/self/environ", "pipe.yaml", "x\x00.yaml"),
    *("CON", "a/" * 900),
    *("../outside/secret.svg", "link.svg", "%2e%2e/outside/secret.yaml", "..\\outside\\secret.yaml"),
    *("script.py",),
)  # fmt: skip
WORDS = (
    *("nginx", "redis", "redsi", "gcp.compute.ComputeEngine", "acme.Hub", "aws", "gcp", "oss", "TB", "LR"),
    *("red", "#fff"),
    *("new", "planned", "request", "event", "a -> b", "a -> b [2]", "a", "b", "n1", "c1", "web", "cache"),
    *("tls", "none"),
    *("gcp-scaling/6-cache", "flask-serving", "zoo:cache", "2024-01-01", "2001-12-14t21:59:43.10-05:00"),
    *("1:30", "0o17"),
    *("0x1F", "1e400", ".nan", "-.inf", "yes", "null", "~", "<<", "=", "!", "*a", "&a"),
    *("https://example.com/?a=b&c#d",),
    *("mailto:a@example.com", "8080:80", "80/udp", "redis://cache:6379/0", "http://web:80/x"),
    *("image:tag@sha256:0",),
)  # fmt: skip
NUMBERS = (
    0,
    1,
    -1,
    3,
    2**31,
    2**63,
    -(2**63),
    10**40,
    10**4000,
    1.5,
    1e308,
    float("inf"),
    float("nan"),
    -0.0,
)

# Put anywhere into the text of a YAML document.
TAGS = (
    *("!!python/object/apply:os.system ['touch pwned']", "!!python/name:os.system", "!!python/module:os"),
    *("!!python/object/new:os.popen [id]", "!!binary aGVsbG8=", "!!set {a, b}", "!!omap [a: 1]"),
    *("!!timestamp 2024-01-01",),
    *("!include base.yaml", "!reset null", "!override []", "!!int x", "!!float nan", "!!str", "!!map []"),
    *("!x!y z",),
    *("&a [*a]", "&a {b: *a}", "*nowhere", "&a", "*a", "<<: *a", "<<: [*a, *a]", "<<: 3", "<<: {<<: {x: 1}}"),
    *("? [complex, key]\n: value", "? {a: b}", "|\n  text", ">-\n  text", "|9\n", "'", '"', "{", "}", "["),
    *("]", "- "),
    *(": ", "# ", "@x", "`x`", "%YAML 1.1\n---\n", "%TAG ! tag:x,2000:\n---\n", "---\n", "...\n", "\t"),
    *("\x00", "\ufeff"),
    *("\x85", "\u2028", "\ud800", "'\\ud800'", '"\\ud800"', '"\\uD83D\\uDE00"', '"\\x00"'),
    *("0x" + "f" * 400, "9" * 5000),
    *("1" * 400 + "e" + "9" * 9, "[" * 60 + "]" * 60, "[" * 3000, "{a: " * 400, "- " * 2000 + "x"),
    *("\n" * 5000,),
    *("extends: base.yaml\n", "\nextends: round.yaml\n", "parameters: {x: [", "provider: aws\n"),
    *("\nnodes: null\n",),
    *("${HOME}", "${X:-${Y:-${Z:-deep}}}", "${X?must}", "${", "$$", "$" * 500, "${X:-" * 200),
    *("{{ .Values.x }}", "{{- if"),
)  # fmt: skip
LAUGHS = "\n".join(
    ["l0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    + [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12)]
)
MERGES = "\n".join(
    ["m0: &m0 {a: 1, b: 2}"]
    + [f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}], k{n}: *m{n - 1}}}" for n in range(1, 30)]
)

_chars = st.text(st.characters(exclude_categories=[]), max_size=20)
texts = st.one_of(
    st.sampled_from(MARKUP),
    st.sampled_from(LETTERS),
    st.sampled_from((*MARKUP, *LETTERS, *LETTERS, *WORDS, *HALVES, *LONG)),
    st.sampled_from(PATHS),
    _chars,
    st.lists(st.sampled_from((*MARKUP, *LETTERS, *WORDS)), min_size=2, max_size=4).map(" ".join),
)
"""Texts of every sort; rarely long, never a megabyte."""

_scalars = st.one_of(
    st.none(), st.booleans(), st.sampled_from(NUMBERS), st.integers(), st.sampled_from(WORDS), texts
)


def values(keys: Sequence[str], *, leaves: int = 12) -> st.SearchStrategy[Any]:
    """Draw nested values that use these keys among others."""
    names = st.sampled_from((*keys, "a", "b", "", "x y", "<b>", "\n")) | st.text(max_size=3)
    return st.recursive(
        _scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=5),
        max_leaves=leaves,
    )


def _deep(depth: int, inner: Any) -> Any:
    for level in range(depth):
        inner = {"a": inner} if level % 2 else [inner]
    return inner


@st.composite
def edited(draw: st.DrawFn, originals: Sequence[Any], *, keys: Sequence[str] = WORDS) -> Any:
    """Draw a copy of one of these values with some parts changed, moved, doubled or removed."""
    value = draw(st.sampled_from(originals))
    for _ in range(draw(st.integers(1, 4))):
        value = _changed(draw, value, originals, keys)
    return value


def _changed(draw: st.DrawFn, value: Any, originals: Sequence[Any], keys: Sequence[str]) -> Any:
    places = [*_places(value)]
    path = places[draw(st.integers(0, len(places) - 1))]
    what = draw(
        st.sampled_from(("text", "text", "value", "value", "gone", "renamed", "moved", "deep", "doubled"))
    )
    if what == "text":
        return _with(
            value,
            path,
            draw(texts | st.sampled_from(VERY_LONG)) if draw(st.integers(0, 50)) == 9 else draw(texts),
        )
    if what == "value":
        return _with(value, path, draw(values(keys, leaves=6)))
    if what == "gone":
        return _without(value, path)
    if what == "deep":
        return _with(value, path, _deep(draw(st.sampled_from((3, 49, 51, 150))), _at(value, path)))
    if what == "moved":
        other = draw(st.sampled_from(originals))
        found = [*_places(other)]
        return _with(value, path, _at(other, found[draw(st.integers(0, len(found) - 1))]))
    if what == "renamed":
        return _renamed(value, path, draw(st.sampled_from(keys) | texts))
    return _with(value, path, [_at(value, path)] * draw(st.sampled_from((2, 3, 200))))


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if len(path) < 40:
            yield from _places(item, (*path, key))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _with(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = _with(value[path[0]], path[1:], new)
    return copy


def _without(value: Any, path: tuple[Any, ...]) -> Any:
    if not path:
        return None
    around = _at(value, path[:-1]).copy()
    del around[path[-1]]
    return _with(value, path[:-1], around)


def _renamed(value: Any, path: tuple[Any, ...], name: str) -> Any:
    around = _at(value, path[:-1]) if path else None
    if not isinstance(around, dict):
        return value
    return _with(value, path[:-1], {(name if key == path[-1] else key): item for key, item in around.items()})


def written(value: Any, *, as_json: bool = False) -> bytes:
    """Return a value as YAML or JSON, with surrogates kept."""
    if as_json:
        try:
            return json.dumps(value).encode()
        except ValueError:  # more digits than Python prints
            return b"[" + b"9" * 4001 + b"]"
    try:
        text = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False)
    except (yaml.YAMLError, UnicodeError, ValueError, RecursionError):
        return written(value, as_json=True)
    return text.encode("utf-8", "surrogatepass")


@st.composite
def broken(draw: st.DrawFn, originals: Sequence[str], *, tokens: Sequence[str] = TAGS) -> bytes:
    """Draw the text of one of these documents with parts removed, inserted, doubled and mixed."""
    text = draw(st.sampled_from(originals))
    for _ in range(draw(st.integers(0, 4))):
        text = _torn(draw, text, originals, tokens)
    if draw(st.integers(0, 40)) == 7:
        text = draw(st.sampled_from((LAUGHS, MERGES))) + "\n" + text
    data = text.encode("utf-8", "surrogatepass")
    if draw(st.integers(0, 40)) == 7:
        data = draw(
            st.sampled_from(
                (data.decode("utf-8", "replace").encode("utf-16"), data + b"\xff", b"\xef\xbb\xbf" + data)
            )
        )
    return data


def _torn(draw: st.DrawFn, text: str, originals: Sequence[str], tokens: Sequence[str]) -> str:
    at = draw(st.integers(0, len(text)))
    what = draw(st.sampled_from(("token", "token", "word", "cut", "part", "line", "line", "double")))
    if what == "token":
        return text[:at] + draw(st.sampled_from(tokens)) + text[at:]
    if what == "word":
        start, end = _word(text, at)
        return text[:start] + draw(texts | st.sampled_from(WORDS)) + text[end:]
    if what == "cut":
        return text[:at] + text[at + draw(st.sampled_from((1, 2, 20, 200))) :]
    if what == "part":
        other = draw(st.sampled_from(originals))
        start = draw(st.integers(0, len(other)))
        return text[:at] + other[start : start + draw(st.sampled_from((10, 60, 400)))] + text[at:]
    lines = text.splitlines(keepends=True) or [""]
    line = lines[draw(st.integers(0, len(lines) - 1))]
    if what == "line":
        lines.remove(line)
    lines.insert(draw(st.integers(0, len(lines))), line)
    return "".join(lines)


def _word(text: str, at: int) -> tuple[int, int]:
    """Return the scalar around a place: the text between a colon or dash and the end of the line."""
    start = max(text.rfind(sign, 0, at) + len(sign) for sign in (": ", "- ", "\n"))
    end = text.find("\n", start)
    return start, len(text) if end < 0 else end
