"""Kinds of documents, their abbreviations, posts and diseases: the words of the form."""

from __future__ import annotations

from typing import Final

from phaodai.engines.dispatch.text import fold, tone_key

TYPE_NAMES: Final[tuple[str, ...]] = (
    "nghị quyết", "quyết định", "chỉ thị", "quy chế", "quy định", "thông cáo", "thông báo",
    "hướng dẫn", "chương trình", "kế hoạch", "phương án", "đề án", "dự án", "báo cáo", "biên bản",
    "tờ trình", "hợp đồng", "công văn", "công điện", "bản ghi nhớ", "bản thỏa thuận",
    "giấy ủy quyền", "giấy mời", "giấy giới thiệu", "giấy nghỉ phép", "phiếu gửi", "phiếu chuyển",
    "phiếu báo", "thư công", "kết luận", "luật", "pháp lệnh", "nghị định", "thông tư", "lệnh",
    "thông tư liên tịch", "văn bản hợp nhất", "thông tri", "quy trình", "lời kêu gọi",
)  # fmt: skip
"""Source: Decree 30/2020/NĐ-CP art. 7 and Annex III; Law 80/2015/QH13 art. 4; Party forms."""

TYPE_BY_FOLD: Final[dict[str, str]] = {fold(name): name for name in TYPE_NAMES}

ABBREVIATIONS: Final[dict[str, str]] = {
    "NQ": "nghị quyết", "QĐ": "quyết định", "CT": "chỉ thị", "QC": "quy chế", "QYĐ": "quy định",
    "TC": "thông cáo", "TB": "thông báo", "HD": "hướng dẫn", "CTR": "chương trình",
    "KH": "kế hoạch", "PA": "phương án", "ĐA": "đề án", "DA": "dự án", "BC": "báo cáo",
    "BB": "biên bản", "TTR": "tờ trình", "HĐ": "hợp đồng", "CĐ": "công điện",
    "BGN": "bản ghi nhớ", "BTT": "bản thỏa thuận", "GUQ": "giấy ủy quyền", "GM": "giấy mời",
    "GGT": "giấy giới thiệu", "GNP": "giấy nghỉ phép", "PG": "phiếu gửi", "PC": "phiếu chuyển",
    "PB": "phiếu báo", "NĐ": "nghị định", "TT": "thông tư", "TTLT": "thông tư liên tịch",
    "CV": "công văn", "KL": "kết luận", "QĐI": "quy định", "TBKL": "thông báo", "VBHN":
    "văn bản hợp nhất", "PL": "pháp lệnh", "CTHĐ": "chương trình", "TTRI": "thông tri",
    "BCĐ": "", "CTRHĐ": "chương trình",
}  # fmt: skip
"""Source: Decree 30/2020/NĐ-CP Annex III; CV, KL of the Party's form; NĐ, TT of legal texts."""

_BY_FOLD: Final[dict[str, str]] = {
    **{fold(short): name for short, name in reversed(ABBREVIATIONS.items()) if name},
    "qd": "quyết định",
    "cd": "công điện",
    "nd": "nghị định",
    "hd": "hướng dẫn",
}

SILENT_TYPES: Final[frozenset[str]] = frozenset(
    {
        "báo cáo", "tờ trình", "biên bản", "hợp đồng", "giấy giới thiệu",
        "giấy nghỉ phép", "giấy ủy quyền", "phiếu gửi", "phiếu chuyển", "phiếu báo",
        "bản ghi nhớ", "bản thỏa thuận", "thông cáo",
    }
)  # fmt: skip
"""Types that order nobody: they report, propose, invite or record."""


def type_of_symbol(symbol: str) -> str | None:
    """Return the type named by a symbol's first group, or None where it names none.

    Args:
        symbol: as printed, without the number ("TB-VPCP", "2020/NĐ-CP", "UBND-VX").
    """
    groups = [group for group in symbol.replace("-", "/").replace(" ", "").split("/") if group]
    while groups and groups[0].isdigit():
        groups.pop(0)
    if len(groups) < 2:
        return None
    exact = ABBREVIATIONS.get(groups[0].upper())
    if exact is not None:
        return exact or None
    return _BY_FOLD.get(fold(groups[0]))


POSTS: Final[tuple[str, ...]] = (
    "Chủ tịch", "Phó Chủ tịch", "Phó Chủ tịch Thường trực", "Quyền Chủ tịch", "Bí thư",
    "Phó Bí thư", "Phó Bí thư Thường trực", "Giám đốc", "Phó Giám đốc", "Tổng Giám đốc",
    "Phó Tổng Giám đốc", "Trưởng phòng", "Phó Trưởng phòng", "Trưởng ban", "Phó Trưởng ban",
    "Trưởng Ban", "Phó Trưởng Ban", "Phó Trưởng ban Thường trực", "Chánh Văn phòng",
    "Phó Chánh Văn phòng", "Chánh Thanh tra", "Phó Chánh Thanh tra", "Cục trưởng",
    "Phó Cục trưởng", "Chi cục trưởng", "Phó Chi cục trưởng", "Vụ trưởng", "Phó Vụ trưởng",
    "Viện trưởng", "Phó Viện trưởng", "Bộ trưởng", "Thứ trưởng", "Thủ tướng", "Phó Thủ tướng",
    "Bộ trưởng, Chủ nhiệm", "Phó Chủ nhiệm", "Chủ nhiệm", "Trạm trưởng", "Trưởng trạm",
    "Phó Trưởng trạm", "Hiệu trưởng", "Phó Hiệu trưởng", "Chỉ huy trưởng", "Phó Chỉ huy trưởng",
    "Phó Chỉ huy trưởng - Tham mưu trưởng", "Tham mưu trưởng",
    "Chính ủy", "Tư lệnh", "Trưởng Công an", "Phó Trưởng Công an", "Tổng Biên tập",
    "Phó Tổng Biên tập", "Tổng cục trưởng", "Phó Tổng cục trưởng", "Đội trưởng", "Tổ trưởng",
    "Trưởng đoàn", "Ủy viên Thường trực", "Ủy viên", "Thủ trưởng", "Phó Thủ trưởng",
    "Chủ tịch Hội đồng", "Trưởng khoa", "Chánh án", "Tổng Thư ký", "Thường trực",
)  # fmt: skip
POST_BY_FOLD: Final[dict[str, str]] = {fold(post): post for post in POSTS}
_POST_BY_TONES: Final[dict[str, str]] = {tone_key(post): post for post in POSTS}


def post_of(printed: str) -> str | None:
    """Return a post as the form writes it; accents tell Thứ trưởng from Thủ trưởng.

    Args:
        printed: the words of a post, in any case.
    """
    return _POST_BY_TONES.get(tone_key(printed)) or POST_BY_FOLD.get(fold(printed))


DISEASES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("COVID-19", ("covid", "sars-cov-2", "sars cov 2", "ncov", "vi rut corona", "virus corona")),
    ("dengue", ("sot xuat huyet", "dengue")),
    ("measles", ("benh soi", "dich soi", "vac xin soi", "phong soi", "chong soi", "mac soi",
                 "soi - rubella", "soi-rubella", "soi rubella", "mui soi", "ca soi")),
    ("diphtheria", ("bach hau",)),
    ("rabies", ("benh dai", "dai o nguoi", "dai cho", "vac xin dai", "phong dai", "chong dai",
                "phong, chong benh dai", "dong vat can", "dai cho meo")),
    ("hand-foot-mouth", ("tay chan mieng", "tay - chan - mieng", "tay, chan, mieng")),
    ("avian-influenza", ("cum gia cam", "cum a(h5n1)", "cum a/h5n1", "h5n1", "h7n9", "h5n6")),
    ("influenza", ("cum mua", "benh cum", "cum a", "cum b", "h1n1")),
    ("cholera", ("benh ta", "dich ta", "tieu chay cap do ta", "phay khuan ta")),
    ("mpox", ("dau mua khi", "mpox")),
    ("pertussis", ("ho ga",)),
    ("japanese-encephalitis", ("viem nao nhat ban",)),
    ("meningococcal", ("nao mo cau",)),
    ("malaria", ("sot ret",)),
    ("tuberculosis", ("benh lao", "chong lao")),
    ("polio", ("bai liet",)),
    ("chickenpox", ("thuy dau",)),
    ("anthrax", ("benh than", "nhiet than")),
    ("streptococcus-suis", ("lien cau lon", "lien cau khuan lon")),
    ("ebola", ("ebola",)),
    ("mers", ("mers-cov", "mers cov")),
    ("african-swine-fever", ("ta lon chau phi",)),
    ("whitmore", ("whitmore",)),
    ("hiv", ("hiv/aids", "hiv",)),
    ("zika", ("zika",)),
)  # fmt: skip
"""Codes of diseases with the folded wordings that name them, the more particular ones first."""
