"""Complete the docs site: links to other files of the repository, and the style of code.

MkDocs only knows files below docs/. Pictures from elsewhere are copied into the site, and links to
anything else lead to the repository.
"""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import normpath, relpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from pygments.formatters import HtmlFormatter

ROOT = Path(__file__).parents[1]
_PICTURES = {".jpg", ".png", ".svg"}
_LINK = re.compile(r"(!?\[[^\]]*\]\()([^)#\s]+)([^)\s]*\))")
_CODE = re.compile(r"^(`{3,}).*?^\1`*$", re.MULTILINE | re.DOTALL)


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the style sheet of code blocks, for light and dark pages."""
    styles = (("default", ".highlight"), ("github-dark", "[data-bs-theme=dark] .highlight"))
    css = "\n".join(HtmlFormatter(style=style).get_style_defs(selector) for style, selector in styles)
    files.append(File.generated(config, "assets/code.css", content=css))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Replace the links of a page that lead out of docs/, except in code blocks."""
    folder = Path(page.file.src_uri).parent

    def replaced(match: re.Match[str]) -> str:
        path = normpath(f"docs/{folder}/{match[2]}")
        if ":" in match[2] or path.startswith("docs/") or not (ROOT / path).exists():
            return match[0]
        return f"{match[1]}{_address(path, folder, config, files)}{match[3]}"

    pieces, end = [], 0
    for code in _CODE.finditer(markdown):
        pieces += [_LINK.sub(replaced, markdown[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*pieces, _LINK.sub(replaced, markdown[end:])])


def _address(path: str, folder: Path, config: MkDocsConfig, files: Files) -> str:
    """Return the address of a file of the repository for a page in `folder`."""
    if Path(path).suffix not in _PICTURES:
        kind = "tree" if (ROOT / path).is_dir() else "blob"
        return f"{config.repo_url}/{kind}/main/{path}"
    if files.get_file_from_path(path) is None:
        files.append(File.generated(config, path, abs_src_path=str(ROOT / path)))
    return relpath(path, folder)
