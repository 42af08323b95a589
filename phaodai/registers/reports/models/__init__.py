"""Tables of the register of reports."""

from phaodai.registers.reports.models.forms import Form, FormVersion
from phaodai.registers.reports.models.reports import Report, Submission

__all__ = ["Form", "FormVersion", "Report", "Submission"]
