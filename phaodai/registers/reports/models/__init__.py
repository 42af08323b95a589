"""Tables of the register of reports."""

from phaodai.registers.reports.models.compiling import Edition, EditionPart, Rigour, Voucher
from phaodai.registers.reports.models.drafts import Draft
from phaodai.registers.reports.models.forms import Form, FormVersion
from phaodai.registers.reports.models.letters import Letter
from phaodai.registers.reports.models.papers import Paper, PaperSending, PaperTemplate
from phaodai.registers.reports.models.reports import Report, Submission
from phaodai.registers.reports.models.signing import PaperSignature
from phaodai.registers.reports.models.sketches import Sketch
from phaodai.registers.reports.models.watching import Closing, Habit, Nudge, Return
from phaodai.registers.reports.models.workbooks import Workbook, WorkbookRow

__all__ = [
    "Closing",
    "Draft",
    "Edition",
    "EditionPart",
    "Form",
    "FormVersion",
    "Habit",
    "Letter",
    "Nudge",
    "Paper",
    "PaperSending",
    "PaperSignature",
    "PaperTemplate",
    "Report",
    "Return",
    "Rigour",
    "Sketch",
    "Submission",
    "Voucher",
    "Workbook",
    "WorkbookRow",
]
