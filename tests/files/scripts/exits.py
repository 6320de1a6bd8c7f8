"""A script that exits with an error."""

import sys

sys.exit("no such region")
