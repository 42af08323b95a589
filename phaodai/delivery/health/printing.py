"""Whether papers can be printed here."""

from collections.abc import Iterator
from datetime import datetime

from phaodai.delivery.health.findings import Finding, ok, warn
from phaodai.engines.papers.pdf import FaceMissing, check_faces


def faces(_now: datetime) -> Iterator[Finding]:
    """A face of the right widths is installed; without one no PDF is made."""
    try:
        check_faces()
    except FaceMissing:
        yield warn(
            "printing",
            "Không có phông Times New Roman, Tinos hay Liberation Serif: không in được PDF. "
            "Cài gói fonts-liberation hoặc fonts-croscore.",
            "Neither Times New Roman, Tinos nor Liberation Serif is installed: papers cannot be "
            "printed as PDF. Install fonts-liberation or fonts-croscore.",
        )
    else:
        yield ok("printing", "Có phông chữ để in văn bản.", "A face for printing is installed.")
