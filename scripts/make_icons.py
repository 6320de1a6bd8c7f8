"""Write the icons of `mlarch.nodes`: a lettered tile per product, all as PNG.

The other glyphs in src/mlarch/catalog/data/icons are drawn by hand. Letters are outlines of Inter, so
that no icon needs a font. Needs fontTools, fontpkg-inter and pyvips.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pyvips
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ICONS = Path(__file__).parents[1] / "src" / "mlarch" / "catalog" / "data" / "icons"
PNG_SIZE = 256

TILE = '<rect x="4" y="4" width="56" height="56" rx="13" fill="{main}"/>'
STORE = (
    '<path fill="{main}" d="M8 14V49C8 54 18 59 32 59S56 54 56 49V14Z"/>'
    '<ellipse cx="32" cy="14" rx="24" ry="9" fill="{light}"/>'
)

# name: (shape, color, letters)
PRODUCTS = {
    "argo-workflows": (TILE, "#E0653B", "Ar"),
    "bentoml": (TILE, "#4A5568", "Be"),
    "chroma": (STORE, "#3366E0", "Ch"),
    "dagster": (TILE, "#4F43DD", "Da"),
    "dvc": (TILE, "#13A3C4", "dvc"),
    "evidently": (TILE, "#D6453D", "Ev"),
    "feast": (TILE, "#2F6FE4", "Fe"),
    "great-expectations": (TILE, "#E8702A", "GX"),
    "hugging-face": (TILE, "#E5A50A", "HF"),
    "hyperledger-fabric": (STORE, "#2F6690", "HLF"),
    "immudb": (STORE, "#1F78D1", "im"),
    "jax": (TILE, "#5E5CE6", "JAX"),
    "jupyterhub": (TILE, "#E8711C", "JH"),
    "kserve": (TILE, "#326CE5", "KS"),
    "label-studio": (TILE, "#F0664F", "LS"),
    "metaflow": (TILE, "#7A4FD0", "Mf"),
    "milvus": (STORE, "#12A5D8", "Mi"),
    "minio": (STORE, "#C72C48", "M"),
    "onnx-runtime": (TILE, "#5B6472", "ONNX"),
    "opensearch": (STORE, "#1478A0", "OS"),
    "opentelemetry": (TILE, "#4F62AD", "OTel"),
    "pgvector": (STORE, "#336791", "pgv"),
    "prefect": (TILE, "#0B5FFF", "Pr"),
    "pulsar": (TILE, "#188FFF", "Pu"),
    "pytorch": (TILE, "#EE4C2C", "PyT"),
    "ray": (TILE, "#1489C9", "Ray"),
    "scikit-learn": (TILE, "#F18A2B", "skl"),
    "seaweedfs": (STORE, "#1F9E6E", "SW"),
    "seldon-core": (TILE, "#8A4FFF", "Se"),
    "tensorboard": (TILE, "#F57C00", "TB"),
    "tensorflow": (TILE, "#F57C00", "TF"),
    "tensorflow-serving": (TILE, "#F57C00", "TFS"),
    "timescaledb": (STORE, "#3B4CCA", "TS"),
    "torchserve": (TILE, "#EE4C2C", "TS"),
    "triton": (TILE, "#5E9C00", "Tri"),
    "uvicorn": (TILE, "#2F9E8F", "Uvi"),
    "uwsgi": (TILE, "#5D8A12", "uW"),
    "valkey": (STORE, "#3F51C5", "Vk"),
    "vllm": (TILE, "#2B7FD9", "vLLM"),
    "weaviate": (STORE, "#2C9A4B", "We"),
    "weights-and-biases": (TILE, "#C79A00", "W&B"),
    "xgboost": (TILE, "#1A8FBF", "XG"),
    "zenml": (TILE, "#6C3BD9", "Zen"),
}


def main() -> None:
    font = _font()
    for name, (shape, main, letters) in PRODUCTS.items():
        (ICONS / f"{name}.svg").write_text(_svg(font, shape, main, letters), "utf-8")
    for path in sorted(ICONS.glob("*.svg")):
        picture = pyvips.Image.thumbnail_buffer(path.read_bytes(), PNG_SIZE)
        picture.pngsave(str(path.with_suffix(".png")), palette=True, compression=9, effort=10, strip=True)


def _font() -> TTFont:
    spec = importlib.util.find_spec("fontpkg_inter")
    assert spec is not None and spec.origin is not None
    font = TTFont(Path(spec.origin).parent / "files" / "Inter[opsz,wght].ttf")
    return instantiateVariableFont(font, {"opsz": 32, "wght": 750})


def _svg(font: TTFont, shape: str, main: str, letters: str) -> str:
    middle, width = (32, 42) if shape is TILE else (39.5, 36)
    background = shape.format(main=main, light=_lighter(main))
    letters_path = _outline(font, letters, middle, width)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">'
        f'{background}<path fill="#FFFFFF" d="{letters_path}"/></svg>\n'
    )


def _outline(font: TTFont, letters: str, middle: float, width: float) -> str:
    """Return the outline of `letters`, centered, at most `width` by 23."""
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    advances = [glyphs[names[ord(letter)]].width for letter in letters]
    capital = font["OS/2"].sCapHeight
    scale = min(width / sum(advances), 23 / capital)
    x, baseline = 32 - sum(advances) * scale / 2, middle + capital * scale / 2
    pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.1f}".rstrip("0").rstrip("."))
    for letter, advance in zip(letters, advances, strict=True):
        glyphs[names[ord(letter)]].draw(TransformPen(pen, (scale, 0, 0, -scale, x, baseline)))
        x += advance * scale
    return pen.getCommands()


def _lighter(color: str) -> str:
    parts = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * 0.5):02X}" for part in parts)


if __name__ == "__main__":
    main()
