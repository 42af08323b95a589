"""Why an act of this register is refused."""

from phaodai.registers.reports.errors import NotFound, Refused

__all__ = ["NotFound", "Refused"]
