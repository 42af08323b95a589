"""Roles, permissions and the Actor on whose authority something is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from phaodai.vocabulary.refs import BodyRef, UserRef


class Permission(StrEnum):
    """One verb on one subject; grouped into roles below."""

    UNITS_VIEW = "units.view"
    UNITS_MANAGE = "units.manage"
    AGENCIES_VIEW = "agencies.view"
    AGENCIES_MANAGE = "agencies.manage"
    ACCOUNTS_MANAGE = "accounts.manage"
    AUDIT_VIEW = "audit.view"
    INDICATORS_VIEW = "indicators.view"
    INDICATORS_MANAGE = "indicators.manage"
    DIRECTIVES_VIEW = "directives.view"
    DIRECTIVES_STORE = "directives.store"
    DIRECTIVES_ISSUE = "directives.issue"  # and to judge what answers them
    ASSIGNMENTS_ANSWER = "assignments.answer"
    ASSIGNMENTS_DELEGATE = "assignments.delegate"
    HEADS_JUDGE = "heads.judge"
    FORMS_VIEW = "forms.view"
    FORMS_PROPOSE = "forms.propose"
    FORMS_APPROVE = "forms.approve"
    REPORTS_VIEW = "reports.view"
    REPORTS_FILE = "reports.file"
    REPORTS_WATCH = "reports.watch"  # remind those below, return or accept what they filed
    REPORTS_COMPILE = "reports.compile"  # add up those below, edit the paper that goes up
    REPORTS_CERTIFY = "reports.certify"  # vouch for a report of one's own unit, sign a compiled one
    REPORTS_UNLOCK = "reports.unlock"  # open for a while what was accepted below
    LEVELS_PROPOSE = "levels.propose"  # assess units, put their levels before whoever decides
    LEVELS_DECIDE = "levels.decide"  # decide levels and announce them


class Role(StrEnum):
    """What the holder of a post does there; a person may hold several posts."""

    COMMANDER = "commander"  # chỉ huy
    DUTY_OFFICER = "duty_officer"  # trực ban
    REPORTER = "reporter"  # cán bộ báo cáo
    TRACER = "tracer"  # tổ truy vết
    HEALTH_WORKER = "health_worker"  # nhân viên y tế
    LAB_CLERK = "lab_clerk"  # xét nghiệm
    FACILITY_MANAGER = "facility_manager"  # quản lý cơ sở
    LOGISTICS = "logistics"  # hậu cần, an sinh
    HOTLINE = "hotline"  # trực đường dây nóng
    ANALYST = "analyst"  # thống kê
    INSPECTOR = "inspector"  # kiểm tra
    ADMINISTRATOR = "administrator"  # quản trị


EVERYONE = frozenset(
    {
        Permission.UNITS_VIEW,
        Permission.AGENCIES_VIEW,
        Permission.INDICATORS_VIEW,
        Permission.DIRECTIVES_VIEW,
        Permission.FORMS_VIEW,
        Permission.REPORTS_VIEW,
    },
)

# What is given to a body is answered by whoever works there; passing it on, and judging what comes
# back, is for those who speak for the body as a whole.
WORKING = EVERYONE | {Permission.ASSIGNMENTS_ANSWER}
PASSING_ON = WORKING | {Permission.ASSIGNMENTS_DELEGATE}

ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.COMMANDER: PASSING_ON
    | {
        Permission.DIRECTIVES_STORE,
        Permission.DIRECTIVES_ISSUE,
        Permission.HEADS_JUDGE,
        Permission.FORMS_APPROVE,
        Permission.REPORTS_CERTIFY,
        Permission.REPORTS_UNLOCK,
        Permission.LEVELS_DECIDE,
        Permission.AUDIT_VIEW,
    },
    Role.DUTY_OFFICER: PASSING_ON
    | {
        Permission.DIRECTIVES_STORE,
        Permission.REPORTS_FILE,
        Permission.REPORTS_WATCH,
        Permission.REPORTS_COMPILE,
        Permission.REPORTS_UNLOCK,
        Permission.LEVELS_PROPOSE,
    },
    Role.REPORTER: PASSING_ON | {Permission.REPORTS_FILE},
    Role.TRACER: WORKING,
    Role.HEALTH_WORKER: WORKING,
    Role.LAB_CLERK: WORKING,
    Role.FACILITY_MANAGER: WORKING,
    Role.LOGISTICS: WORKING,
    Role.HOTLINE: WORKING,
    Role.ANALYST: EVERYONE | {Permission.FORMS_PROPOSE, Permission.LEVELS_PROPOSE},
    Role.INSPECTOR: EVERYONE | {Permission.AUDIT_VIEW},
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.UNITS_VIEW,
            Permission.UNITS_MANAGE,
            Permission.AGENCIES_VIEW,
            Permission.AGENCIES_MANAGE,
            Permission.ACCOUNTS_MANAGE,
            Permission.INDICATORS_VIEW,
            Permission.INDICATORS_MANAGE,
        }
    ),
}


class NotAllowed(Exception):
    """The actor's posts do not cover this act on this unit and body."""


@dataclass(frozen=True, slots=True)
class Post:
    """A role held at a body of a unit.

    The general authority of a unit (People's Committee, Party committee, steering committee,
    command centre) covers the unit and everything below it. Every other body covers itself and
    the bodies it directs: the police and the health service of one unit are strangers.
    """

    role: Role
    body: BodyRef
    unit_path: str  # materialised path of the unit, e.g. "/1/58/", begins and ends with "/"
    body_path: str  # materialised path of the body in the tree of bodies, same form
    is_general: bool

    def covers(self, *, unit_path: str, body_path: str) -> bool:
        """Say whether a row of that unit and body lies below this post."""
        if self.is_general:
            return unit_path.startswith(self.unit_path)
        return body_path.startswith(self.body_path)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a name for the audit trail and the posts that give authority.

    The operator is whoever runs commands on the machine itself: nothing can be hidden from him
    there, so nothing is refused; the audit trail names him.
    """

    name: str
    posts: tuple[Post, ...] = ()
    user: UserRef | None = None
    is_operator: bool = False

    def posts_for(self, permission: Permission) -> tuple[Post, ...]:
        """Return the posts whose role holds the permission."""
        return tuple(p for p in self.posts if permission in ROLE_PERMISSIONS[p.role])

    def has(self, permission: Permission) -> bool:
        """Say whether any post holds the permission, wherever it is."""
        return self.is_operator or bool(self.posts_for(permission))

    def may(self, permission: Permission, *, unit_path: str, body_path: str = "") -> bool:
        """Say whether a post with the permission covers the unit and body."""
        return self.is_operator or any(
            post.covers(unit_path=unit_path, body_path=body_path)
            for post in self.posts_for(permission)
        )
