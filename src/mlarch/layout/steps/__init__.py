"""Lay out steps together, so that shared parts keep their positions.

Pipeline: `step_union` joins all steps, `plan` lays out the union, `missing_edges` inserts the edges that
the union was laid out without, `stage` picks the parts of one step, `stable_layout` puts every step on
a canvas of the same size.
"""
