"""Tables of the register of reports."""

from phaodai.registers.reports.models.forms import Form, FormVersion

__all__ = ["Form", "FormVersion"]
