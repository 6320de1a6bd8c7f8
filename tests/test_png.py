"""Test PNGs: size, metadata, fonts, and errors without a rasteriser."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import pyvips

from mlarch.drawing import fingerprint, read_fingerprint
from mlarch.drawing.png import HELP, is_dark, rasterise, thumbnail, version, with_text
from mlarch.errors import ParameterError, RasterError
from mlarch.model import Architecture
from pictures import drawn, picture

pytestmark = pytest.mark.slow

ARCH = Architecture(name="x", title="Title").with_node("a", technology="onprem.network.Nginx").with_node("b")
ICON = (Path(__file__).parents[1] / "src/mlarch/catalog/data/icons/cache.png").read_bytes()


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of a PNG, each checked (PNG specification, 5.3)."""
    at = 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", data, at + 8 + length)[0] == zlib.crc32(kind + body)
        yield kind, body
        at += 12 + length


def text_svg(font: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40">'
        f'<text x="5" y="25" font-family="{font}" font-weight="600" font-size="20">Hamburgefons</text></svg>'
    )


def run(code: str, folder: Path, **environment: str) -> str:
    """Return the output of a script in its own process, with `folder` for temporary files."""
    environment = {**os.environ, "TMPDIR": str(folder), **environment}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("scale", [0.5, 1, 2, 3.3])
def test_size(scale: float) -> None:
    """A PNG has the size of the SVG in CSS pixels, times the scale."""
    _, svg = drawn("kubernetes/2-with")
    image = pyvips.Image.new_from_buffer(rasterise(svg.text, scale), "")
    for pixels, length in ((image.width, "width"), (image.height, "height")):
        assert abs(pixels - scale * float(svg.root.get(length, "0"))) <= 1


def test_default_scale() -> None:
    """The default scale is two pixels per CSS pixel."""
    assert ARCH.to_png() == ARCH.to_png(scale=2)
    assert ARCH.to_png() != ARCH.to_png(scale=1)


def test_the_canvas_is_opaque() -> None:
    """The canvas is opaque unless `transparent` is set."""
    corners = {}
    for transparent in (False, True):
        image = pyvips.Image.new_from_buffer(ARCH.to_png(transparent=transparent, theme="dark"), "")
        corners[transparent] = image(2, 2)
    assert corners == {False: [13, 19, 32, 255], True: [0, 0, 0, 0]}


def test_the_fingerprint_is_inside() -> None:
    """A text chunk after the header holds the fingerprint, and there is no other metadata."""
    data = ARCH.to_png()
    all_chunks = list(chunks(data))
    assert data.startswith(b"\x89PNG\r\n\x1a\n") and all_chunks[0][0] == b"IHDR"
    texts = [body for kind, body in all_chunks if kind == b"tEXt"]
    assert texts == [b"mlarch-fingerprint\0" + fingerprint(ARCH, scale=2.0).encode()]
    assert {kind for kind, _ in all_chunks} <= {b"IHDR", b"tEXt", b"IDAT", b"IEND", b"PLTE", b"tRNS", b"pHYs"}
    assert read_fingerprint(data) == fingerprint(ARCH, scale=2.0) != fingerprint(ARCH, scale=1.0)


def test_with_text_changes_no_pixel() -> None:
    """An added text chunk changes no pixel."""
    data = with_text(ICON, "key", "value")
    assert (b"tEXt", b"key\0value") in list(chunks(data))
    before, after = (pyvips.Image.new_from_buffer(image, "").write_to_memory() for image in (ICON, data))
    assert before == after


@pytest.mark.parametrize("scale", [0, -1, float("nan"), float("inf")])
def test_invalid_scale(scale: float) -> None:
    """A scale has to be a number above 0."""
    with pytest.raises(ParameterError) as caught:
        ARCH.to_png(scale=scale)
    assert str(caught.value) == f"scale must be a number above 0, not {scale}"


def test_too_large() -> None:
    """The error for a picture that is too large names its size and a remedy."""
    with pytest.raises(RasterError) as caught:
        rasterise('<svg xmlns="http://www.w3.org/2000/svg" width="400" height="10"/>', 100)
    assert str(caught.value) == (
        "40000x1000 pixels are more than the rasteriser draws (32767): choose a smaller scale, or SVG"
    )


def test_broken_images() -> None:
    """Errors of the rasteriser are RasterErrors."""
    with pytest.raises(RasterError, match=r"^the rasteriser refused the picture: ."):
        rasterise("<svg")
    for data in (b"", b"nonsense", b"<svg", ICON[:200]):
        with pytest.raises(RasterError):
            thumbnail(data, 96)
        with pytest.raises(RasterError):
            is_dark(data)


def test_icons_are_scaled_down_only() -> None:
    """A thumbnail fits its square and is never larger than the image."""
    small, same = (pyvips.Image.new_from_buffer(thumbnail(ICON, size), "") for size in (96, 4000))
    assert max(small.width, small.height) == 96
    assert same.width == pyvips.Image.new_from_buffer(ICON, "").width


def test_dark_icons() -> None:
    """Black on transparent is dark; colors, and black on white, are not."""
    black = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48"><circle cx="24" cy="24" r="14"{}/>'
    )
    black += "</svg>"
    white = black.replace("<circle", '<rect width="48" height="48" fill="#fff"/><circle')
    svgs = (black.format(""), black.format(' fill="#1a1a1a"'), black.format(' fill="#e60"'), white.format(""))
    assert [is_dark(svg.encode()) for svg in svgs] == [True, True, False, False]


def test_threads() -> None:
    """Many threads draw the same bytes as one."""
    _, svg = drawn("kubernetes/1-without")
    alone = rasterise(svg.text, 1)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: rasterise(svg.text, 1), range(16))) == {alone}


def test_version() -> None:
    """The version is that of libvips."""
    assert version() == ".".join(str(pyvips.version(part)) for part in range(3))


def test_the_signature_is_defined_once() -> None:
    """Only `model.formats` spells out the first bytes of a PNG."""
    package = Path(__file__).parents[1] / "src/mlarch"
    spelled = [path for path in package.rglob("*.py") if r"x89PNG" in path.read_text(encoding="utf-8")]
    assert spelled == [package / "model/formats.py"]


# fonts


def test_text_is_drawn_in_our_font(tmp_path: Path) -> None:
    """Text is in Inter, with and without fonts on the system."""
    (tmp_path / "fonts.conf").write_text("<fontconfig/>")
    code = "import hashlib; from mlarch.drawing.png import rasterise\n"
    texts = [
        text_svg("Inter"),
        text_svg("x"),
        text_svg("Inter").replace("<text", "<desc").replace("</text", "</desc"),
    ]
    code += f"print(*(hashlib.sha256(rasterise(svg)).hexdigest() for svg in {texts}))"
    inter, _, none = run(code, tmp_path).split()
    assert inter != none
    assert run(code, tmp_path, FONTCONFIG_FILE=str(tmp_path / "fonts.conf")).split() == [inter, inter, none]


@pytest.mark.parametrize("before", ["", "/nowhere/fonts.conf"])
def test_the_environment_stays(before: str, tmp_path: Path) -> None:
    """Child processes see the original font configuration, and no file is left."""
    code = "import os, subprocess; from mlarch.drawing.png import rasterise\n"
    code += f"rasterise({text_svg('Inter')!r})\nprint(os.listdir(os.environ['TMPDIR']))\n"
    code += "subprocess.run('echo \"${FONTCONFIG_FILE-none}\"', shell=True)"
    variables = {"FONTCONFIG_FILE": before} if before else {}
    os.environ.pop("FONTCONFIG_FILE", None)
    assert run(code, tmp_path, PYTHONUNBUFFERED="1", **variables) == f"[]\n{before or 'none'}\n"


# without a rasteriser


@pytest.mark.parametrize(
    "fault", ["raise OSError('libvips is gone')", "raise ImportError('no pyvips')", "import cffi_gone"]
)
def test_without_a_rasteriser(fault: str, tmp_path: Path) -> None:
    """Without pyvips an SVG is still drawn with icons, and a PNG is an error that says what to install."""
    (tmp_path / "pyvips.py").write_text(fault)
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
    code += "from mlarch import Architecture\nfrom mlarch.drawing import png\n"
    code += "arch = Architecture(name='x').with_node('a', technology='onprem.network.Nginx')\n"
    code += "print(arch.to_svg(theme='dark'))\nprint(png.version() == '', png.available())\n"
    code += "try: arch.to_png()\nexcept Exception as error: print(type(error).__name__, error)"
    *svg, state, message = run(code, tmp_path).splitlines()
    parsed = picture("\n".join(svg))
    assert len(list(parsed.elements("image"))) == 1 and "In" not in parsed.words()
    assert state == "True False"
    assert message.startswith(f"RasterError {HELP} (")
