"""Wordings of deadlines, as patterns over folded text."""

from __future__ import annotations

import re

DAY_DIGITS = r"(?P<d>[0-3]\s?\d|\d)"
MONTH_DIGITS = r"(?P<m>[01]\s?\d|\d)"
YEAR_DIGITS = r"(?P<y>(?:19|20)\s?\d\s?\d)"
HOUR = (
    r"(?P<h>[0-2]?\d)\s?(?:(?:h|g|gio|:|\.(?=[0-5]\d\s+(?:ngay|hang|thu|moi)))\s?(?P<min>[0-5]\d)?"
    r"(?:\s?(?:phut|p))?)(?!\w)"
)
TRIGGER = (
    r"(?P<trigger>cham\s+nhat(?:\s+(?:la|vao|den|toi|trong|truoc|sau))*|muon\s+nhat(?:\s+(?:la|vao"
    r"|den|trong))?"
    r"|truoc(?:\s+(?:va\s+trong|hoac\s+trong|khi\s+(?:ket\s+thuc|het)))?|xong\s+(?:truoc|trong|vao)"
    r"|(?:hoan\s+thanh"
    r"|ket\s+thuc)(?:\s+(?:xong|truoc|trong|vao))+"
    r"|den\s+het|het|tu\s+nay\s+den(?:\s+het)?|den|toi|han\s+cuoi(?:\s+la)?|thoi\s+han(?:\s+(?:la|hoan\s+thanh|thuc\s+hien|bao\s+cao|gui))?"
    r"|trong|vao|cuoi|khong\s+qua"
    r"|thoi\s+gian\s+(?:hoan\s+thanh|thuc\s+hien|bao\s+cao|gui)?)\s?:?"
)
DAY_MONTH = re.compile(
    rf"(?<![\d/.]){DAY_DIGITS}\s?[/.\-]\s?{MONTH_DIGITS}(?:\s?[/.\-]\s?{YEAR_DIGITS})?(?![\d/])"
)
DAY_WORDS = re.compile(
    rf"(?<!\d){DAY_DIGITS}\s{{1,3}}thang\s{{1,3}}{MONTH_DIGITS}(?:\s{{1,3}},?\s{{0,2}}nam\s{{1,3}}{YEAR_DIGITS})?(?!\d)"
)
MONTH = re.compile(
    rf"thang\s{{1,3}}{MONTH_DIGITS}(?:\s?[/.\-]\s?{YEAR_DIGITS}"
    rf"|\s{{1,3}},?\s{{0,2}}nam\s{{1,3}}(?:{YEAR_DIGITS.replace('<y>', '<y2>')}|nay))?(?![\d/])"
)
QUARTER = re.compile(
    r"quy\s{1,3}(?P<q>iv|i{1,3}|[1-4])(?:\s?[/\-]\s?|\s{1,3}(?:nam\s{1,3})?)?(?P<y>(?:19"
    r"|20)\d\d)?(?!\w)"
)
YEAR = re.compile(rf"nam\s{{1,3}}{YEAR_DIGITS}(?!\d)")
BEFORE = re.compile(
    TRIGGER
    + r"\s{0,3}(?:"
    + HOUR
    + r")?[\s,]{0,3}(?:cac\s+)?(?:ngay|cuoi|het|dau|giua|dem|sang|chieu|toi|ngay\s+thu\s+\w+\s*,?)?"
    + r"[\s,(]{0,3}(?:ngay\s+)?$"
)
LOOK_BACK = 70
CITED = re.compile(
    r"(?<!\w)(?:so\s{0,2}:?\s{0,2}\S{1,24}[\s,]{0,3}ngay|ban\s+hanh\s+ngay|ky\s+ngay)\s*$"
)

EVERY = re.compile(
    r"(?<!\w)(?:(?P<each>han?g|moi)\s+(?P<unit>ngay|tuan|thang|quy|nam)"
    r"|(?P<n>\d{1,2})\s?lan\s?[/]?\s?(?:mot\s+|moi\s+|trong\s+)?(?P<per>ngay|tuan|thang|quy|nam)"
    r"|(?P<k>\d{1,2}|mot|hai|ba)\s(?P<kunit>gio|ngay|tuan|thang|quy|nam)\s?(?:/|mot|1|01)\s?(?:1\s"
    r"|01\s)?lan"
    r"|(?P<days>cac\s+ngay)(?!\s+(?:le|nghi|tet))|(?P<periodic>dinh\s+ky\s+(?=ngay|thu|truoc|vao"
    r"|tuan|thang|quy)))(?!\w)"
)
WEEKDAY = re.compile(
    r"(?<!\w)(?:thu\s{1,3}(?P<w>hai|ba|tu|nam|sau|bay|[2-7])(?P<more>(?:\s?(?:,|va)\s?[2-7](?![\d/h]))*)"
    r"|(?P<sun>chu\s{1,3}nhat))(?!\w)"
)
WEEK_SPAN = re.compile(
    r"(?<!\w)thu\s{1,3}(?P<a>hai|ba|tu|nam|sau|bay|[2-7])\s+den\s+(?:het\s+)?"
    r"(?:thu\s{1,3}(?P<b>hai|ba|tu|nam|sau|bay|[2-7])|(?P<sun>chu\s{1,3}nhat))(?!\w)"
)
TIMES_A_DAY = re.compile(r"(?<!\w)(?:moi\s+)?ngay\s+(?:0?\d|hai|ba|mot)\s+(?:lan|luot)(?!\w)")
HALVES = re.compile(r"(?<!\w)(?:dinh\s+ky|hang|moi)\s+0?6\s+thang(?!\w)")
DAYS_OF_YEAR = re.compile(
    r"(?:(?<!\w)(?:dinh\s+ky|hang|moi)\s+(?:(?:0?6\s+thang|nam|quy|thang)(?:[\s,]|va|hoac)*){1,4}[^.;\d]{0,40}?"
    r"(?:truoc|vao|cham\s+nhat)\s+(?:ngay\s+)?(?P<days>\d{1,2}\s?/\s?\d{1,2}(?![/\d])(?:\s*(?:va|,)\s*(?:truoc\s+)?(?:ngay\s+)?"
    r"\d{1,2}\s?/\s?\d{1,2}(?![/\d]))*)\)?(?:\s+(?:hang|moi)\s+nam)?)"
)
DAYS_EACH_YEAR = re.compile(
    r"(?:truoc|vao|cham\s+nhat)\s+(?:ngay\s+)?(?P<days>\d{1,2}\s?/\s?\d{1,2}(?![/\d])(?:\s*(?:va|,)\s*(?:truoc\s+)?(?:ngay\s+)?"
    r"\d{1,2}\s?/\s?\d{1,2}(?![/\d]))*)\s+(?:hang|moi)\s+nam(?!\w)"
)
CLOCK = re.compile(
    r"(?<!\w)(?:(?:truoc|vao\s+luc|vao|luc|dinh\s+ky|cham\s+nhat(?:\s+(?:la|vao|luc|den|truoc))?)\s{1,3}(?:\(?\s?)?"
    r"|(?P<part>sang|chieu|toi)\s{1,2})" + r"(?:" + HOUR + r")(?:\s+(?P<part2>sang|chieu|toi))?"
)
WEEKDAYS = {"hai": "MO", "ba": "TU", "tu": "WE", "nam": "TH", "sau": "FR", "bay": "SA",
             "2": "MO", "3": "TU", "4": "WE", "5": "TH", "6": "FR", "7": "SA"}  # fmt: skip
MONTHDAY = re.compile(
    r"ngay\s{1,3}(?P<d>[0-3]?\d)\s{0,3}(?:(?:va|,)\s+(?:ngay\s+)?(?P<d2>[0-3]?\d)\s+)?(?:cua\s+"
    r"|trong\s+)?(?:(?:hang|moi|cac)\s{1,3}(?:thang|quy)|thang\s+(?:sau|ke\s+tiep|lien\s+ke|tiep\s+theo))"
)
FIRST_OF_QUARTER = re.compile(
    r"ngay\s{1,3}(?P<d>[0-3]?\d)\s{1,3}(?:cua\s+)?thang\s+(?P<which>dau"
    r"|cuoi)\s+(?:cua\s+)?(?:moi\s+)?quy"
)
LAST_OF_MONTH = re.compile(r"(?:ngay\s+)?cuoi\s+(?:cua\s+)?(?:hang\s+|moi\s+)?thang")
UNITS = {"ngay": ("DAILY", 1), "tuan": ("WEEKLY", 1), "thang": ("MONTHLY", 1), "quy": ("MONTHLY",
3),
          "nam": ("YEARLY", 1), "gio": ("HOURLY", 1)}  # fmt: skip
SMALL_NUMBERS = {"mot": 1, "hai": 2, "ba": 3}
NOT_RECURRING = re.compile(
    r"(?:sinh\s+hoat|doi\s+song|nhu\s+cau|cong\s+viec|thuong|cuoc\s+song)\s*$"
)

DURATION = re.compile(
    r"(?<!\w)(?P<trigger>trong\s+vong|trong\s+thoi\s+han|trong\s+thoi\s+gian|thoi\s+han"
    r"|cham\s+nhat(?:\s+(?:la|trong|sau))*"
    r"|khong\s+qua|toi\s+da|khong\s+cham\s+hon|sau|truoc|trong"
    r"|duoi)(?:\s+vong)?(?:\s+toi\s+da)?(?:\s+khong\s+qua)?\s{1,3}"
    r"(?P<n>\d\s\d|\d{1,3}|[a-z]{2,4})\s?(?:\(\s?(?P<n2>\w{1,4})\s?\)\s?)?(?P<unit>phut|gio"
    r"|tieng|h|ngay"
    r"|tuan|thang)(?P<work>\s+lam\s+viec)?(?!\w)"
)
SINCE = re.compile(
    r"[\s,]{0,3}(?:ke\s+|tinh\s+)?tu\s+(?P<since>khi|ngay|luc|thoi\s+diem"
    r"|gio)(?!\w)[^,.;:()\n]{0,90}?(?=\s(?:cho|theo|gui|phai|tren|vao)\s|[,.;:()\n]|$)|[\s,]{0,3}sau\s+khi[^,.;:()\n]{0,80}"
)
WORD_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8,
                 "chin": 9, "muoi": 10}  # fmt: skip
EVENT = re.compile(
    r"(?<!\w)(?:tai\s+(?:cac\s+)?(?:cuoc\s+hop|phien\s+hop|ky\s+hop|hoi\s+nghi|buoi\s+hop"
    r"|(?:cuoc|buoi|hoi\s+nghi)\s+giao\s+ban)[^,.;:()\n]{0,40}?"
    r"(?:sap\s+toi|toi\s+day|toi|gan\s+nhat|tiep\s+theo|ke\s+tiep|lan\s+sau|(?:giua|cuoi"
    r"|dau)\s+nam(?:\s+\d{4})?|thuong\s+ky(?:\s+thang\s+\d{1,2}(?:/\d{4})?)?"
    r"|thang\s+\d{1,2}(?:/\d{4})?)"
    r"|(?<!den\s)(?:ngay\s+)?(?:sau\s+)?khi\s+(?:co"
    r"|nhan\s+duoc)\s+(?:y\s+kien\s+)?(?:huong\s+dan|chi\s+dao"
    r"|thong\s+bao|quyet\s+dinh|ke\s+hoach|van\s+ban)[^,.;()\n]{0,60}"
    r"|(?:ngay\s+)?(?:sau\s+)?khi\s+(?:co|nhan\s+duoc)\s+(?:yeu\s+cau|de\s+nghi)(?:\s+(?:cua|tu"
    r"|ho\s+tro)"
    r"[^,.;()\n]{0,60}|(?=\s*(?:[.;,]|$)))"
    r"|ngay\s+(?:sau\s+)?khi\s+(?:co|phat\s+hien|ghi\s+nhan|xay\s+ra|tiep\s+nhan|duoc|xuat\s+hien"
    r"|ket\s+thuc|nhan\s+(?:duoc\s+)?(?:thong\s+tin|ket\s+qua|tin|bao\s+cao|mau)"
    r"|hoan\s+thanh)[^,.;()\n]{0,60}"
    r"|(?<=dot\sxuat\s)khi\s+co\s[^.;()\n]{0,60}"
    r"|(?<!\w)(?<!ngay\s)khi\s+(?:phat\s+hien|ghi\s+nhan|xuat\s+hien)\s[^.;()\n]{0,60}"
    r"|sau\s+khi\s+(?:ket\s+thuc|hoan\s+thanh|co\s+ket\s+qua|duoc\s+phe\s+duyet"
    r"|phat\s+hien)[^,.;()\n]{0,60})"
)
RECEIVED = re.compile(
    r"(?<!\w)ngay\s+(?:sau\s+)?khi\s+(?:nhan|tiep\s+nhan)\s+duoc\s+(?:cong|van|chi|ke|quyet|thong"
    r"|huong)[^,.;()\n]{0,40}"
)
URGENT = re.compile(
    r"(?<!\w)(?:khan\s+truong|khan\s+cap|ngay\s+lap\s+tuc|lap\s+tuc|tuc\s+thi|cap\s+bach|hoa\s+toc"
    r"|(?:trong\s+)?thoi\s+gian\s+(?:som|nhanh|ngan)\s+nhat|som\s+nhat\s+co\s+the"
    r"|nhanh\s+nhat\s+co\s+the)(?!\w)"
)
AT_ONCE = re.compile(
    r"(?<=[a-z])\s{1,2}(?P<now>ngay)(?!\w)(?!\s+(?:tai|tu|khi|sau|ca|o|canh|truoc|tren|day"
    r"|trong(?!\s+(?:ngay|dem|buoi)))(?!\w))"
)
ALWAYS = re.compile(r"(?<!\w)(?:(?<!dien\s)(?<!ho\s)thuong\s+xuyen|lien\s+tuc|dinh\s+ky)(?!\w)")
ONLY = re.compile(
    r"^[\s(]*(?:(?:va|phai|yeu\s+cau|toan\s+bo|tat\s+ca)\s+)*(?:thoi\s+(?:gian"
    r"|han)(?:\s+(?:hoan\s+thanh|thuc\s+hien|xong|ket\s+thuc))?|hoan\s+thanh|xong|cham\s+nhat"
    r"|han\s+hoan\s+thanh"
    r"|truoc\s+ngay|ket\s+thuc|viec\s+nay|noi\s+dung\s+nay|cac\s+noi\s+dung|nhiem\s+vu\s+nay"
    r"|cong\s+viec)"
)

WEEK_OF_MONTH = re.compile(
    r"(?<!\w)tuan\s+(?:thu\s+)?(?P<w>[1-4]|dau|nhat|hai|ba|tu|cuoi)(?:\s+(?:cua\s+)?)thang\s{1,3}"
    r"(?P<m>\d{1,2})(?:\s?[/.\-]\s?(?P<y>20\d\d)|\s+nam\s+(?P<y2>20\d\d))?(?![/\d])"
)
WEEK_ENDS = {"dau": 7, "nhat": 7, "1": 7, "hai": 14, "2": 14, "ba": 21, "3": 21, "tu": 28, "4": 28}
TODAY = re.compile(r"(?<!\w)trong\s+(?:ngay\s+)?(?:hom\s+nay|ngay\s+ban\s+hanh)(?!\w)")
QUARTERS = re.compile(
    r"quy\s{1,3}(?:i{1,3}|[1-3])\s?(?:,|va|-|den)\s?(?:quy\s+)?(?P<q>iv|i{1,3}|[1-4])(?:\s?[/\-]\s?|\s{1,3}(?:nam\s{1,3})?)?"
    r"(?P<y>20\d\d)?(?!\w)"
)
MONTHS = re.compile(
    r"thang\s+(?P<m0>\d{1,2})\s?(?:-|den|,|va)\s?(?:thang\s+)?(?P<m>\d{1,2})"
    r"(?:\s?[/.\-]\s?(?P<y>20\d\d)|\s+nam\s+(?P<y2>20\d\d))?(?![/\d])"
)
"""A stretch of months, as cells of tables give it."""
