"""Run what is measured within one process, each module as a child of the bench; samples go to stdout."""
