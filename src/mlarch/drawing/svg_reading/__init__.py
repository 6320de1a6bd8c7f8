"""Read the SVG that mlarch draws: its style rules, shapes and paint."""
