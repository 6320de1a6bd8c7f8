"""Write the index of node classes that mlarch ships.

Run it for a new release of `diagrams` or a change of nodes.py."""

from __future__ import annotations

from mlarch.catalog import class_reading, index


def main() -> None:
    found = class_reading.read(index.root() / "diagrams", index.OWN_SOURCE)
    index.SHIPPED.parent.mkdir(exist_ok=True)
    index.SHIPPED.write_text(index.dump(found), "utf-8")


if __name__ == "__main__":
    main()
