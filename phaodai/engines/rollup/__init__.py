"""Sums of what leaves of a tree say, at every level above them, with how many spoke.

Pure arithmetic on arrays: no database, no names. Amounts are whole numbers, so that sums are
exact and the same in whatever order they are made. Silence is `SILENT`, never zero.
"""

from phaodai.engines.rollup.cascade import SILENT, Layout, Sums, cascade

__all__ = ["SILENT", "Layout", "Sums", "cascade"]
