"""What acts on compiled reports are called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from phaodai.registers.reports.states import Vouching

ACTS: Mapping[Vouching, Promise | str] = {
    Vouching.CERTIFY: _("Người đứng đầu ký"),
    Vouching.ACCEPT: _("Cấp trên chấp nhận và khóa"),
    Vouching.UNLOCK: _("Mở khóa có thời hạn"),
    Vouching.RELOCK: _("Khóa lại trước hạn"),
    Vouching.RETURN: _("Trả lại"),
}
