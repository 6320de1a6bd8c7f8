"""Write the index of node classes that mlarch ships.

Run it by hand after a new release of `diagrams` or a change of `src/mlarch/nodes.py`:

    python scripts/make_catalog.py
"""

from __future__ import annotations

from mlarch.catalog.class_index import dump
from mlarch.catalog.class_scanner import scan
from mlarch.catalog.installed_classes import OWN_SOURCE, SHIPPED, diagrams_root


def main() -> None:
    index = scan(diagrams_root() / "diagrams", OWN_SOURCE)
    SHIPPED.parent.mkdir(exist_ok=True)
    SHIPPED.write_text(dump(index), "utf-8")


if __name__ == "__main__":
    main()
