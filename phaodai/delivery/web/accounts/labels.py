"""The words for roles, as they stand behind a person's name."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from phaodai.vocabulary.access import Role

ROLE_LABELS: Mapping[Role, Promise | str] = {
    Role.COMMANDER: _("chỉ huy"),
    Role.DUTY_OFFICER: _("trực ban"),
    Role.REPORTER: _("cán bộ báo cáo"),
    Role.TRACER: _("tổ truy vết"),
    Role.HEALTH_WORKER: _("nhân viên y tế"),
    Role.LAB_CLERK: _("xét nghiệm"),
    Role.FACILITY_MANAGER: _("quản lý cơ sở"),
    Role.LOGISTICS: _("hậu cần, an sinh"),
    Role.HOTLINE: _("trực đường dây nóng"),
    Role.ANALYST: _("thống kê"),
    Role.INSPECTOR: _("kiểm tra"),
    Role.ADMINISTRATOR: _("quản trị"),
}
