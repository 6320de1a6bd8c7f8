"""Draw with a function of another module, and behind the `__main__` guard."""

import sys

import diagrams
from diagrams.gcp.compute import GCE
from sibling import draw

draw("one")
draw("two")


def main():
    with diagrams.Diagram("three", show=True) as diagram:
        diagrams.Node(f"arguments: {' '.join(sys.argv[1:])}") >> GCE("vm")
    diagram.render()
    return 0


if __name__ == "__main__":
    print("done")
    sys.exit(main())
