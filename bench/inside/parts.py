"""Draw the zoo in one process and time imports, reading, layout, SVG and PNG."""

from __future__ import annotations

import importlib
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from bench.inside.timing import report

__all__ = ["main"]

_Result = TypeVar("_Result")
_LOADED = ("diagrams", "mlarch.recording", "mlarch.drawing", "pygraphviz.graphviz", "pyvips")


def main() -> None:
    for module in _LOADED:
        importlib.import_module(module)
    from mlarch import drawing
    from mlarch.drawing import png
    from mlarch.layout import options
    from mlarch.project import entry_loading, registry

    # Time used so far: the start of Python and all imports.
    times = defaultdict(lambda: (0.0, 0.0), {"start and imports": (time.process_time(), time.process_time())})

    def timed(part: str, work: Callable[[], _Result]) -> _Result:
        began, used = time.perf_counter(), time.process_time()
        result = work()
        wall, cpu = times[part]
        times[part] = (wall + time.perf_counter() - began, cpu + time.process_time() - used)
        return result

    options = options.Options()
    for entry in registry.zoo():
        arch = timed("reading the entries", partial(entry_loading.get, entry.name))
        timed("layout", partial(drawing._layout, arch, options))
        svg = timed("SVG, without layout", partial(drawing.to_svg, arch))
        timed("PNG, at scale 2", partial(png.rasterise, svg, 2.0))
    report(times)


if __name__ == "__main__":
    main()
