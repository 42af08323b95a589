"""States of versions of forms, and what may come of a submission."""

from collections.abc import Mapping
from enum import StrEnum


class VersionState(StrEnum):
    """Life of a version of a form; what is in force follows from first days."""

    PROPOSED = "PROPOSED"  # waits for a second person
    APPROVED = "APPROVED"  # never changes again
    REFUSED = "REFUSED"


VERSION_MOVES: Mapping[VersionState, frozenset[VersionState]] = {
    VersionState.PROPOSED: frozenset({VersionState.APPROVED, VersionState.REFUSED}),
    VersionState.APPROVED: frozenset(),
    VersionState.REFUSED: frozenset(),
}


class Standing(StrEnum):
    """How an approved version stands on a day."""

    COMING = "COMING"  # its first day lies ahead
    ACTIVE = "ACTIVE"
    RETIRED = "RETIRED"  # a later one has begun, or the form has ended


class Channel(StrEnum):
    """The way by which a submission came; all of them end in the same place."""

    PAGE = "PAGE"  # the form in the browser, with a network
    QUEUE = "QUEUE"  # filled in without a network, sent later by the browser
    FILE = "FILE"  # a spreadsheet that was uploaded
    PASTE = "PASTE"  # a range copied from a spreadsheet
    STICK = "STICK"  # a file that somebody carried here: a queue, or a sheet for the command line
    API = "API"
    MAIL = "MAIL"  # enclosed in a letter
    PAPER = "PAPER"  # typed in for somebody who sent paper or telephoned


class Timeliness(StrEnum):
    """When a submission was received, by the server's clock alone."""

    ON_TIME = "ON_TIME"
    FILLED_OFFLINE = "FILLED_OFFLINE"  # late, though the device says: filled in before the cut-off
    LATE = "LATE"


class HoldReason(StrEnum):
    """Why a submission waits."""

    BASE_UNKNOWN = "BASE_UNKNOWN"  # chờ bản trước
    FUTURE_DAY = "FUTURE_DAY"  # its period has not begun
    UNIT_ENDED = "UNIT_ENDED"  # the unit was merged or dissolved before the day
    LOCKED = "LOCKED"  # the unit above has accepted the report; it has to unlock it first


class SubmissionState(StrEnum):
    """What became of a submission."""

    ACCEPTED = "ACCEPTED"
    HELD = "HELD"
    STALE = "STALE"
    REFUSED = "REFUSED"


class Turn(StrEnum):
    """How a body stands with a report it has to file, as its duty officer sees it."""

    MISSING = "MISSING"
    DRAFT = "DRAFT"  # begun, and not sent
    HELD = "HELD"  # sent, and waits here
    RETURNED = "RETURNED"  # filed, and sent back
    ON_TIME = "ON_TIME"
    FILLED_OFFLINE = "FILLED_OFFLINE"
    LATE = "LATE"


NOT_SENT = frozenset({Turn.MISSING, Turn.DRAFT})
STILL_OWED = NOT_SENT | {Turn.HELD, Turn.RETURNED}


class WorkbookState(StrEnum):
    """How far a workbook is that somebody wants to file; only FILING and DONE have filed rows."""

    CHOOSING = "CHOOSING"  # which of its sheets
    JUDGING = "JUDGING"  # its rows are looked through
    READY = "READY"  # everything was shown; a person decides
    FILING = "FILING"  # decided: it ends with DONE, whatever breaks in between
    DONE = "DONE"
    UNFIT = "UNFIT"  # it could not be looked through
    CANCELLED = "CANCELLED"  # nothing was filed


class RowState(StrEnum):
    """What became of a row of a workbook."""

    LOOKED = "LOOKED"
    WANTED = "WANTED"  # it is to be filed, and has not been
    FILED = "FILED"
    REFUSED = "REFUSED"  # when it was to be filed; the problem says why


class LetterState(StrEnum):
    """What became of a letter."""

    FILED = "FILED"  # every report in it was taken, or waits for its turn
    ASIDE = "ASIDE"  # somebody has to look at it
    IGNORED = "IGNORED"  # an answer of a machine, or of ourselves
    SETTLED = "SETTLED"  # somebody has


class AsideReason(StrEnum):
    """Why a letter was put aside."""

    UNKNOWN_SENDER = "UNKNOWN_SENDER"
    NO_CODE = "NO_CODE"  # the subject lacks the sender's code
    FORGED = "FORGED"  # our own server found that it does not come from where it says
    TOO_LARGE = "TOO_LARGE"
    UNREADABLE = "UNREADABLE"  # the letter as a whole
    NOTHING_ENCLOSED = "NOTHING_ENCLOSED"
    NOT_ALL_TAKEN = "NOT_ALL_TAKEN"  # an enclosure, or a report of one


class AnswerState(StrEnum):
    """Whether a letter is answered."""

    NONE = "NONE"  # unknown senders and machines are not
    DUE = "DUE"
    SENT = "SENT"
    GIVEN_UP = "GIVEN_UP"


class PartStanding(StrEnum):
    """How a unit stands in an edition of a compiled report."""

    INCLUDED = "INCLUDED"  # its report is added
    CARRIED = "CARRIED"  # it said nothing; how things stood before stands beside the sum
    MISSING = "MISSING"  # it said nothing, and nothing stands for it


class Vouching(StrEnum):
    """What somebody with authority does with a report or an edition."""

    CERTIFY = "CERTIFY"  # its own head vouches for it
    ACCEPT = "ACCEPT"  # the unit above takes it over, and locks it
    UNLOCK = "UNLOCK"  # an exception, for a reason, that ends by itself
    RELOCK = "RELOCK"  # the exception ends before its time
    RETURN = "RETURN"  # an edition is sent back; reports have their own returns


class PaperState(StrEnum):
    """How far a paper is."""

    DRAFT = "DRAFT"  # its words may change
    NUMBERED = "NUMBERED"  # it holds a number of the register; its words may still change
    ISSUED = "ISSUED"  # signed by the head; it never changes again
    DROPPED = "DROPPED"  # given up; its number stays taken and says so


class SendingState(StrEnum):
    """What became of a paper on its way to one addressee."""

    DUE = "DUE"
    SENT = "SENT"
    RECEIVED = "RECEIVED"  # the addressee said so
    FAILED = "FAILED"  # given up; the problem says why


class SignedAs(StrEnum):
    """In whose name a paper is signed."""

    HEAD = "HEAD"  # the person whose name is printed
    BODY = "BODY"  # the body itself, in place of its stamp
