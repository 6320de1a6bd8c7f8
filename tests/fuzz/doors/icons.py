"""Icon and logo files: broken, hostile and very large, of documents, projects and scripts."""

from __future__ import annotations

import struct
import zlib
from functools import cache

from diagrams.custom import Custom
from hypothesis import strategies as st

from fuzz.case import Case
from fuzz.markup import examine, in_pictures
from fuzz.scene import ROOT
from fuzz.strange import MARKUP
from mlarch import Diagram, get
from mlarch.documents.project_file import project_at
from mlarch.project import loading

__all__ = ["CASES", "drawing", "enter", "png"]

SVG = (
    '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 24 24" width="24" height="24">'
    '<defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient></defs>'
    '<style>.a{fill:url(#g)}</style><g class="a" transform="scale(2)"><path d="M0 0 L9 9"/>'
    '<use xlink:href="#p" x="1"/></g><text id="p" x="1" y="9" font-size="4">T</text></svg>'
)
HOSTILE = (
    *("<script>alert(1)</script>", "<script xlink:href='http://127.0.0.1:9/x'/>"),
    *("<svg:script xmlns:svg='http://www.w3.org/2000/svg'/>",),
    *("<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>",),
    *("<image href='file:///etc/passwd'/>", "<image xlink:href='http://127.0.0.1:9/x.png'/>"),
    *("<use href='other.svg#x'/>", "<use href='#p'/>" * 300, " onload='x()' "),
    *("<style>@import url(http://127.0.0.1:9/x)</style>",),
    *("<style>*{background:url('file:///etc/passwd')}</style>", "<!DOCTYPE x [<!ENTITY a 'b'>]>"),
    *("<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x'>", "&a;", "&#x0;", "<?xml-stylesheet href='x'?>"),
    *("<g>" * 300, "<g>" * 20_000, "<a href='javascript:x()'>", "<set attributeName='href' to='x'/>"),
    *("<animate/>", "<handler/>", " viewBox='0 0 1e9 1e9' ", " width='1e9' height='1e9' "),
    *(" viewBox='nan' ", " width='100000px' height='1px' ", " style='x' "),
    "<filter id='f'><feGaussianBlur stdDeviation='9999'/></filter><rect filter='url(#f)' width='9'/>",
    *("<!--",),
    "<pattern id='q' width='.0001' height='.0001' patternUnits='userSpaceOnUse'><path d='M0 0'/></pattern>"
    "<rect fill='url(#q)' width='9' height='9'/>",
    *("<text font-size='1e9'>x</text>", "<image href='data:image/png;base64,AAAA'/>"),
    *("<image href='data:image/svg+xml;base64,AAAA'/>", "<path d='" + "M0 0L9 9" * 2000 + "'/>"),
    *("<path stroke='red' stroke-dasharray='.00001' d='M0 0L99 99'/>", "<x:y/>"),
    *MARKUP,
)  # fmt: skip
SIZES = (0, 1, 2, 24, 4096, 4097, 20_000, 2**31 - 1, 2**32 - 1)


def png(width: int, height: int, *, rows: bytes | None = None, kind: int = 6, depth: int = 8) -> bytes:
    """Return a PNG of a size; without `rows`, its pixels are zeros."""
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + width * 4)
    body = (
        packer.compress(rows) if rows is not None else b"".join(packer.compress(row) for _ in range(height))
    )
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", body + packer.flush()), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


@cache
def _pictures() -> tuple[bytes, ...]:
    from mlarch import catalog

    found = [
        icon.data for name in ("nginx", "redis", "gcp.compute.ComputeEngine") if (icon := catalog.icon(name))
    ]
    plain = get("flask-serving/1-uwsgi").to_png(scale=0.3)
    return (*found, png(4, 4), plain, (ROOT / "architectures/examples/acme/icons/hub.svg").read_bytes())


@st.composite
def _bytes(draw: st.DrawFn) -> bytes:
    data = draw(st.sampled_from(_pictures()))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        what = draw(st.sampled_from(("flip", "flip", "cut", "end", "put", "size")))
        if what == "flip" and at < len(data):
            data = data[:at] + bytes([draw(st.integers(0, 255))]) + data[at + 1 :]
        elif what == "cut":
            data = data[:at] + data[at + draw(st.sampled_from((1, 4, 100))) :]
        elif what == "end":
            data = data[:at]
        elif what == "put":
            data = data[:at] + draw(st.binary(max_size=12)) + data[at:]
        elif data[12:16] == b"IHDR" and len(data) > 33:
            size = struct.pack(">II", draw(st.sampled_from(SIZES)), draw(st.sampled_from(SIZES)))
            header = b"IHDR" + size + data[24:29]
            data = data[:12] + header + struct.pack(">I", zlib.crc32(header)) + data[33:]
    return data


@st.composite
def _drawings(draw: st.DrawFn) -> bytes:
    text = SVG
    for _ in range(draw(st.integers(1, 3))):
        # Between two elements, or anywhere.
        ends = [at + 1 for at, sign in enumerate(text) if sign == ">"]
        at = draw(st.sampled_from(ends) if ends and draw(st.integers(0, 3)) else st.integers(0, len(text)))
        put = draw(st.sampled_from(HOSTILE) | st.sampled_from(HOSTILE) | st.text(max_size=5))
        if put.startswith(" ") and " " in text:
            at = text.index(" ", text.index("<svg") if "<svg" in text else 0)
        text = text[:at] + put + text[at + draw(st.sampled_from((0, 0, 0, 1, 9))) :]
    encoding = draw(st.sampled_from(("utf-8",) * 6 + ("utf-16", "utf-7", "latin-1")))
    return text.encode(
        encoding, "surrogatepass" if encoding.startswith("utf-") and encoding != "utf-7" else "replace"
    )


_names = st.sampled_from(("x.svg", "x.png"))
CASES = st.builds(
    lambda data, name, where, format: Case(
        {f"icons/{name}": data, **drawing(f"icons/{name}", where)}, (where, name), format
    ),
    *(_bytes() | _drawings() | _drawings() | st.binary(max_size=60), _names),
    *(
        st.sampled_from(("document", "project", "logo", "script")),
        st.sampled_from(("svg", "svg", "drawio", "html")),
    ),
)


def drawing(icon: str, where: str) -> dict[str, bytes]:
    """Return files that use an image: as the icon of a node, of a technology, or as a logo."""
    of_node = (
        f"nodes: {{a: {{icon: {icon}}}, b: {{technology: acme.Hub}}}}\nclusters: {{c: {{icon: {icon}}}}}\n"
    )
    plain = "nodes: {a: {technology: acme.Hub}}\n"
    project = f"technologies: {{acme.Hub: {{icon: {icon if where == 'project' else 'icons/a.svg'}}}}}\n"
    logo = f"theme: {{logo: {icon}}}\n" if where == "logo" else ""
    return {
        "it.yaml": (of_node if where == "document" else plain).encode(),
        "mlarch.yaml": (project + logo).encode(),
    }


def enter(case: Case) -> None:
    """Draw an image, and sometimes rasterise it."""
    where, name = case.arguments
    options = {}
    if where == "script":
        with Diagram("It", write=False) as drawn:
            Custom("a", f"icons/{name}")
        arch = drawn.architecture
    else:
        arch = loading.load("it.yaml")
        logo = project_at().theme.logo
        options = {"logo": logo} if logo else {}
    examine(arch, case.format, **options)
    if where != "script":  # a script may name any file
        problem = next(in_pictures(arch.to_svg(**options)), None)
        assert problem is None, problem
    if case.format == "html":
        arch.to_png(scale=0.5, **options)
