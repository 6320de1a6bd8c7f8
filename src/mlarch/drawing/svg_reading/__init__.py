"""Read the SVG that mlarch draws: style rules, groups, shapes and paint order.

It knows nothing of the checker, which is built on it; so are text as paths and the PDF exporter.
"""
