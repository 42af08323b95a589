"""The words for branches of public life."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from phaodai.vocabulary.bodies import Branch

BRANCH_LABELS: Mapping[str, Promise | str] = {
    Branch.PARTY: _("Đảng"),
    Branch.STATE: _("Chính quyền"),
    Branch.COUNCIL: _("Cơ quan dân cử"),
    Branch.FRONT: _("Mặt trận, đoàn thể"),
    Branch.HEALTH: _("Y tế"),
    Branch.POLICE: _("Công an"),
    Branch.MILITARY: _("Quân sự, biên phòng"),
    Branch.JUDICIARY: _("Tòa án, viện kiểm sát"),
    Branch.PRESS: _("Báo chí, cổng thông tin"),
    Branch.ENTERPRISE: _("Doanh nghiệp"),
}
