"""Why a series or an assumption cannot be worked with."""


class NotUsable(ValueError):
    """What was given cannot be worked with; the message says which part, why, and what would do."""


class WrongShape(NotUsable):
    """An array has other dimensions than were asked for."""


class NotACount(NotUsable):
    """A figure is negative, infinite, or not a whole number where people are counted."""


class NothingKnown(NotUsable):
    """Every figure is missing."""


class TooShort(NotUsable):
    """The series has fewer days or weeks than the method looks at."""


class BadInterval(NotUsable):
    """The serial interval is no distribution over whole days from the first on."""


class BadSetting(NotUsable):
    """A window, level, prior or moment lies outside what the method is defined for."""


class RunningTotalFalls(NotUsable):
    """What has been done so far becomes less."""
