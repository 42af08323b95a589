"""Findings in words: states, figures, both likelihoods, what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from phaodai.decisions.discrepancies.queries import FindingRow
from phaodai.decisions.discrepancies.rules import named
from phaodai.decisions.discrepancies.states import Act, Reached, State
from phaodai.delivery.web.directives.words import number_words, stratum_words
from phaodai.delivery.web.tasks.amounts import is_english, name_of
from phaodai.delivery.web.tasks.figures import SOURCES
from phaodai.delivery.web.tasks.labels import Chip
from phaodai.engines.discrepancies.rules import Kind
from phaodai.vocabulary.indicators import CATALOGUE

STATES: Mapping[State, Chip] = {
    State.OPEN: Chip(gettext_lazy("Chờ giải trình"), "prog", ""),
    State.EXPLAINED: Chip(gettext_lazy("Chờ xem xét"), "none", "none"),
    State.RETURNED: Chip(gettext_lazy("Bị trả lại"), "prog", "diff"),
    State.ACCEPTED: Chip(gettext_lazy("Đã chấp nhận"), "ok", "done"),
    State.CORRECTED: Chip(gettext_lazy("Đã sửa số liệu"), "ok", "done"),
}
OVERDUE = Chip(gettext_lazy("Quá hạn"), "late", "late")
ACTS: Mapping[Act, Promise | str] = {
    Act.FOUND: gettext_lazy("Máy phát hiện vênh"),
    Act.CHANGED: gettext_lazy("Số liệu đổi nhưng vẫn vênh; hỏi lại"),
    Act.EXPLAINED: gettext_lazy("Người đứng đầu giải trình"),
    Act.ACCEPTED: gettext_lazy("Cấp trên chấp nhận giải trình"),
    Act.RETURNED: gettext_lazy("Cấp trên trả lại giải trình"),
    Act.CORRECTED: gettext_lazy("Số liệu đã khớp; tự khép lại"),
    Act.REMINDED: gettext_lazy("Nhắc đơn vị khi còn nửa thời hạn"),
    Act.ESCALATED: gettext_lazy("Báo lên vì quá hạn"),
}
REACHED: Mapping[Reached, Promise | str] = {
    Reached.NOBODY: "",
    Reached.OFFICE: gettext_lazy("đã báo văn phòng cấp trên"),
    Reached.CHAIRMAN: gettext_lazy("đã báo chủ tịch cấp trên"),
}
KINDS: Mapping[Kind, Promise | str] = {
    Kind.SUM: gettext_lazy("tổng khác các phần"),
    Kind.FALLS: gettext_lazy("cộng dồn giảm"),
    Kind.BALANCE: gettext_lazy("tồn khác hôm trước cộng vào trừ ra"),
    Kind.SAME: gettext_lazy("hai nơi nói khác nhau"),
    Kind.RATIO: gettext_lazy("tỷ lệ ngoài mức có thể"),
    Kind.UNLIKELY: gettext_lazy("khác đà của chính mình và lân cận"),
    Kind.MISSING: gettext_lazy("im lặng nhiều ngày"),
    Kind.DIGITS: gettext_lazy("số tròn quá nhiều"),
    Kind.COPIED: gettext_lazy("chép lại ngày trước"),
    Kind.CLAIMED: gettext_lazy("một ca nhiều nơi nhận"),
}
PARTS: Mapping[str, Promise | str] = {
    "found=community": gettext_lazy("tại cộng đồng"),
    "found=quarantine": gettext_lazy("tại khu cách ly"),
    "found=blocked": gettext_lazy("tại khu phong tỏa"),
    "found=hospital": gettext_lazy("tại cơ sở y tế"),
    "found=entrant": gettext_lazy("người nhập cảnh"),
    "care=home": gettext_lazy("tại nhà"),
    "care=tier1": gettext_lazy("tầng 1"),
    "care=tier2": gettext_lazy("tầng 2"),
    "care=tier3": gettext_lazy("tầng 3"),
    "rank=f1": "F1",
    "rank=f2": "F2",
    "method=pcr": "RT-PCR",
    "method=rapid": gettext_lazy("xét nghiệm nhanh"),
}
MISTAKES: Mapping[str, Promise | str] = {
    "SIGN": gettext_lazy("dấu trừ trước một số đếm"),
    "EXTRA_DIGIT": gettext_lazy("thừa một chữ số cuối, thành gấp mười"),
    "LOST_DIGIT": gettext_lazy("thiếu một chữ số"),
    "DOUBLED_DIGIT": gettext_lazy("một chữ số bị gõ đúp"),
    "TRANSPOSED": gettext_lazy("hai chữ số đổi chỗ"),
    "OTHER_COLUMN": gettext_lazy("lấy nhầm số của ô khác"),
    "TOTAL_AS_DAY": gettext_lazy("ghi số cộng dồn vào ô số trong ngày"),
    "COPIED": gettext_lazy("chép lại số hôm trước"),
    "ZERO_FOR_SILENCE": gettext_lazy("chưa đếm nhưng ghi số 0"),
    "MOVED": gettext_lazy("dồn số của nhiều ngày vào một ngày"),
    "OTHER_UNIT": gettext_lazy("đổi nhầm với số của đơn vị bên cạnh"),
    "BULK": gettext_lazy("cộng thêm một khoản không phải của ngày"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One of the figures that stand side by side."""

    name: str
    source: str
    day: date
    value: str
    known_at: datetime | None
    revision: str


def text_of(row: FindingRow) -> str:
    """Return what disagrees, in the language of the reader."""
    return row.text_en if is_english() else row.text_vi


def chip_of(row: FindingRow) -> Chip:
    """Return where a finding stands; late comes before all else."""
    return OVERDUE if row.is_overdue else STATES[row.state]


def figure_words(figure: str) -> str:
    """Return a figure's name as the form has it: "Ca mắc mới, tại cộng đồng"."""
    name = named(figure)
    parts = [name_of(CATALOGUE[name.code])]
    if name.stratum:
        parts.append(str(PARTS.get(name.stratum) or stratum_words(name.stratum, _=_)))
    return ", ".join(parts)


def source_words(figure: str) -> str:
    """Return who says a figure."""
    name = named(figure)
    if name.is_below:
        return _("tổng các xã báo cáo")
    if name.source == "reports:health":
        return _("cơ quan y tế báo cáo")
    return str(SOURCES.get(name.source, name.source))


def cells_of(figures: tuple[dict[str, Any], ...]) -> list[Cell]:
    """Return the figures side by side, ready to be shown."""
    return [
        Cell(
            name=figure_words(cell["figure"]),
            source=source_words(cell["figure"]),
            day=date.fromisoformat(cell["day"]),
            value=_("chưa có số liệu") if cell["value"] is None else number(cell["value"]),
            known_at=datetime.fromisoformat(cell["known_at"]) if cell["known_at"] else None,
            revision=cell["revision"] or "",
        )
        for cell in figures
    ]


def number(value: str | float | Decimal) -> str:
    """Return a number as the reader writes it."""
    return number_words(float(value), _=_)


def sides_of(row: FindingRow, evidence: Mapping[str, Any] | None = None) -> str:
    """Return both sides in one sentence; with the evidence it is whole, without it short."""
    told = evidence or {}
    left = "" if row.left is None else number(row.left)
    right = "" if row.right is None else number(row.right)
    match Kind(row.kind):
        case Kind.MISSING:
            return _("%(n)s ngày liền không có số liệu.") % {"n": left}
        case Kind.DIGITS:
            return _("%(n)s trong %(all)s số từ 20 trở lên tận cùng bằng 0 hoặc 5.") % {
                "n": left,
                "all": right,
            }
        case Kind.COPIED if "lag" in told:
            return _("%(n)s số liệu giống hệt ngày cách đó %(lag)s ngày.") % {
                "n": left,
                "lag": told["lag"],
            }
        case Kind.COPIED:
            return _("%(n)s số liệu giống hệt một ngày trước đó.") % {"n": left}
        case Kind.CLAIMED if "code" in told:
            return _("Mã ca %(code)s được %(n)s nơi nhận.") % {"code": told["code"], "n": left}
        case Kind.CLAIMED:
            return _("%(n)s nơi cùng nhận một ca.") % {"n": left}
        case Kind.UNLIKELY:
            return _("Báo cáo %(left)s, dự kiến khoảng %(right)s.") % {
                "left": left,
                "right": number(round(float(row.right or 0))),
            }
    return _("Một bên %(left)s, một bên %(right)s, lệch %(apart)s.") % {
        "left": left,
        "right": right,
        "apart": number(abs(Decimal(row.left or 0) - Decimal(row.right or 0))),
    }


def weighed_words(evidence: Mapping[str, Any]) -> list[str]:
    """Return both likelihoods in words; nothing where the rule does not weigh."""
    told = evidence.get("weighed")
    if told is None:
        chance = evidence.get("chance")
        if chance is None:
            return []
        return [_("Tự nhiên mà như vậy: %(rare)s.") % {"rare": rarity(chance)}]
    words = [
        _("Nếu dịch diễn biến thật như vậy, khả năng thấy đúng số này: %(rare)s.")
        % {"rare": rarity(10 ** told["real"])},
        _("Nếu là nhầm lẫn, khả năng thấy đúng số này: %(rare)s.")
        % {"rare": rarity(10 ** told["wrong"])},
        _("Chín phần mười số thật sẽ nằm từ %(low)s đến %(high)s.")
        % {"low": number(ceil(told["low"])), "high": number(round(told["high"]))},
    ]
    likeliest = MISTAKES[told["mistake"]]
    if told["meant"] is not None:
        words.append(
            _("Nhầm lẫn hợp lý nhất: %(mistake)s; số đúng có thể là %(meant)s.")
            % {"mistake": likeliest, "meant": number(told["meant"])}
        )
    else:
        words.append(_("Nhầm lẫn hợp lý nhất: %(mistake)s.") % {"mistake": likeliest})
    words.append(
        _("Cân cả hai, và biết rằng cứ một trăm số có khoảng một số nhầm: %(share)s%% là nhầm.")
        % {"share": number(round(100 * told["odds_wrong"], 1))}
    )
    return words


def rarity(chance: float) -> str:
    """Return a chance as "1 in so many", in round numbers."""
    if chance >= 0.1:
        return _("%(n)s trong 10 lần") % {"n": round(10 * chance)}
    power = min(max(ceil(1 / chance), 10), 10**12) if chance > 0 else 10**12
    digits = 10 ** (len(str(power)) - 1)
    return _("khoảng 1 trong %(n)s lần") % {"n": number(round(power / digits) * digits)}


def left_words(row: FindingRow, now: datetime) -> str:
    """Return how long is left, or since when it is late."""
    hours = (row.due_at - now).total_seconds() / 3600
    n = max(round(abs(hours)), 1)
    if hours >= 0:
        return ngettext("còn %(n)s giờ", "còn %(n)s giờ", n) % {"n": n}
    return ngettext("quá %(n)s giờ", "quá %(n)s giờ", n) % {"n": n}
