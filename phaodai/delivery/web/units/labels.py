"""The words for levels and changes of units."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from phaodai.vocabulary.units import UnitLevel

LEVEL_LABELS: Mapping[UnitLevel, Promise | str] = {
    UnitLevel.COUNTRY: _("Cả nước"),
    UnitLevel.PROVINCE: _("Cấp tỉnh"),
    UnitLevel.DISTRICT: _("Cấp huyện"),
    UnitLevel.COMMUNE: _("Cấp xã"),
    UnitLevel.HAMLET: _("Thôn, bản, tổ dân phố"),
    UnitLevel.GROUP: _("Tổ tự quản"),
}
CHANGE_LABELS: Mapping[str, Promise | str] = {
    "MERGE": _("sáp nhập"),
    "SPLIT": _("chia tách"),
    "RENAME": _("đổi tên"),
    "BOUNDARY": _("điều chỉnh địa giới"),
}
