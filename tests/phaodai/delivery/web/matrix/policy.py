"""Who gets which page: written down by hand from what each role is for, not from the code.

A page is about nothing in particular, or about one thing of the world of `world.py`. Each method
of it has a rule: the roles that may, and from which places. Everybody else gets the page that a
missing address gets. A method without a rule is not allowed to anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from phaodai.vocabulary.access import Role

OWN, ABOVE, BELOW = "own", "above", "below"
SISTER, NEIGHBOUR, ELSEWHERE = "sister", "neighbour", "elsewhere"
ADDRESSEE, MERGED = "addressee", "merged"
RELATIONS = (OWN, ABOVE, BELOW, SISTER, NEIGHBOUR, ELSEWHERE, ADDRESSEE, MERGED)

EVERYWHERE = frozenset(RELATIONS)
UPWARDS = frozenset({OWN, ABOVE})
ALL = frozenset(Role)
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
READERS = ALL - ADMINISTRATORS  # who installs and appoints reads no business
COMMANDERS = frozenset({Role.COMMANDER})
ON_DUTY = frozenset({Role.DUTY_OFFICER})
KEEPERS = frozenset({Role.COMMANDER, Role.DUTY_OFFICER})
LOOKERS_ON = frozenset({Role.ANALYST, Role.INSPECTOR, Role.ADMINISTRATOR})
ANSWERERS = ALL - LOOKERS_ON  # "and the role that holds the assignment": whoever works there
AUDITORS = frozenset({Role.COMMANDER, Role.INSPECTOR})


@dataclass(frozen=True)
class Rule:
    """Who may, from where, and what a form sends that is filled in; "@kept" is a thing."""

    roles: frozenset[Role] = ALL
    places: frozenset[str] = EVERYWHERE
    sends: Mapping[str, object] = field(default_factory=dict)
    is_public: bool = False
    is_secret: bool = False  # open to whoever holds its secret, which nobody here does
    is_own: bool = False  # of one's own, whatever one's posts
    is_foreign: bool = False  # the library of accounts answers: asked once, not by everybody


@dataclass(frozen=True)
class Page:
    """One address, its things by the names of the address, its rules by method."""

    name: str
    get: Rule | None = None
    post: Rule | None = None
    things: Mapping[str, str] = field(default_factory=dict)  # of the address -> of the world
    words: Mapping[str, str] = field(default_factory=dict)  # taken as they are

    @property
    def label(self) -> str:
        """Name it, with its verb."""
        return " ".join([self.name, *self.words.values()])


def about(thing: str) -> Mapping[str, str]:
    return {"ref": thing}


EVERY_POST, ANYBODY, PUBLIC = Rule(), Rule(is_own=True), Rule(is_public=True)
ACCOUNT = Rule(is_foreign=True)
# The kept dispatch was sent to the addressee, and to nobody else.
SEES_KEPT = frozenset({OWN, ABOVE, ADDRESSEE})
# The task was issued by the district to a commune that has merged into the one that has it now.
SEES_TASK = frozenset({OWN, ABOVE, BELOW})
SEES_ORDER = SEES_TASK | {MERGED}  # whoever was sent the dispatch reads what it orders
HOLDS_TASK = frozenset({BELOW})
TIME = {"ref": "daily", "occurrence": "occurrence"}
PRAISE = {"kind": "PRAISE", "day": "2021-12-20", "text": "kịp thời", "basis": "QĐ 1"}
HEAD = {"body": "commune_committee"}
NOBODY = Rule(frozenset())
SECRET = Rule(frozenset(), is_secret=True)
SEES_VIEW = Rule(READERS, frozenset({OWN}))
VERSION = {"version": "0"}
NEXT_WEEK = {"day": "2099-01-07", "until": "2099-01-07", "reason": "cần thêm người"}

DRAWERS = frozenset({Role.ANALYST})
A_FORM = {"form": "all-things"}
A_VERSION = {**A_FORM, "number": "1"}
FILERS = frozenset({Role.DUTY_OFFICER, Role.REPORTER})
FILES = Rule(FILERS, frozenset({BELOW, MERGED}))
SHEETS = UPWARDS | {BELOW, MERGED}
PERIOD = {"form": "all-things", "day": "2021-12-23"}
ADMIN_OF_USER = Rule(ADMINISTRATORS, UPWARDS)
KEEPS = Rule(KEEPERS, UPWARDS)


def admin_form(name: str, **things: str) -> Page:
    return Page(name, get=ADMIN_OF_USER, post=ADMIN_OF_USER, things={"ref": "user", **things})


def answer(verb: str, sends: Mapping[str, object]) -> Page:
    rule = Rule(ANSWERERS, HOLDS_TASK, sends={**VERSION, **sends})
    return Page("tasks:act", post=rule, things=about("task"), words={"verb": verb})


def judge(verb: str, sends: Mapping[str, object]) -> Page:
    rule = Rule(COMMANDERS, frozenset({OWN}), sends={**VERSION, **sends})
    return Page("tasks:act", post=rule, things=about("task"), words={"verb": verb})


def foreign(name: str) -> Page:
    return Page(name, get=ACCOUNT, post=ACCOUNT)


PAGES = (
    Page("home", get=ANYBODY),
    Page("more", get=ANYBODY),
    Page("language", post=PUBLIC),
    Page("healthz", get=PUBLIC),
    Page("look", get=ANYBODY),
    Page("look-choose", post=ANYBODY),
    Page("search:search", get=EVERY_POST),
    Page("brief:page", get=EVERY_POST),
    Page("brief:number", get=EVERY_POST, words={"code": "doses"}),
    Page("put-away", post=Rule(ANSWERERS, HOLDS_TASK), things=about("reminder")),
    # one's own account
    Page("account", get=ANYBODY),
    Page("account_reauthenticate", get=ACCOUNT, post=ACCOUNT),
    Page("account_change_password", get=ANYBODY, post=ANYBODY),
    Page("usersessions_list", get=ANYBODY, post=ANYBODY),
    Page("account_mail", get=ANYBODY, post=ANYBODY),
    Page("tokens", get=ANYBODY),
    Page("tokens_add", get=ACCOUNT, post=ACCOUNT),  # asks for the password again
    Page("tokens_revoke", post=NOBODY, things={"token": "token"}),  # it is somebody else's
    *(
        foreign(name)
        for name in (
            "account_login",
            "account_logout",
            "account_inactive",
            "mfa_index",
            "mfa_authenticate",
            "mfa_reauthenticate",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "mfa_download_recovery_codes",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
            "mfa_reauthenticate_webauthn",
            "mfa_remove_webauthn",
            "mfa_edit_webauthn",
            "mfa_login_webauthn",
            "usersessions_end",
        )
    ),
    # users
    Page("users:list", get=Rule(ADMINISTRATORS)),
    Page("users:add", get=Rule(ADMINISTRATORS), post=Rule(ADMINISTRATORS)),
    Page("users:user", get=ADMIN_OF_USER, things=about("user")),
    *(
        admin_form(f"users:{name}")
        for name in ("change", "mail", "post", "disable", "enable", "reset", "password")
    ),
    admin_form("users:end_posting", posting="posting"),
    Page("users:revoke_token", post=ADMIN_OF_USER, things={"ref": "user", "token": "token"}),
    # units and bodies: public knowledge
    Page("units:list", get=EVERY_POST),
    Page("units:unit", get=EVERY_POST, things=about("commune")),
    Page(
        "units:add_alias",
        get=Rule(ADMINISTRATORS, frozenset({OWN, ABOVE, BELOW})),
        post=Rule(ADMINISTRATORS, frozenset({OWN, ABOVE, BELOW}), sends={"text": "PH"}),
        things=about("commune"),
    ),
    Page("agencies:list", get=EVERY_POST),
    Page("agencies:body", get=EVERY_POST, things=about("committee")),
    *(
        Page(
            f"agencies:{name}",
            get=Rule(ADMINISTRATORS, UPWARDS),
            post=Rule(ADMINISTRATORS, UPWARDS),
            things=about("committee"),
        )
        for name in ("add_alias", "appoint")
    ),
    # dispatches
    Page("directives:list", get=Rule(READERS)),
    Page("directives:board", get=Rule(READERS)),
    Page("directives:import", get=Rule(KEEPERS), post=Rule(KEEPERS)),
    *(
        Page("directives:register", get=Rule(READERS), words={"side": side})
        for side in ("incoming", "outgoing")
    ),
    Page("directives:entry", get=KEEPS, post=KEEPS, things=about("kept")),
    Page(
        "directives:relations",
        get=Rule(READERS, SEES_KEPT),
        post=Rule(KEEPERS, UPWARDS, sends={"relation": "REFERENCE", "target": "@confirmed"}),
        things=about("kept"),
    ),
    Page("directives:end", get=NOBODY, post=NOBODY, things=about("kept")),  # it replaces nothing
    Page("directives:detail", get=Rule(READERS, SEES_KEPT), things=about("kept")),
    Page("directives:original", get=Rule(READERS, SEES_KEPT), things=about("kept")),
    Page("directives:confirm", get=KEEPS, things=about("kept")),
    *(
        Page(f"directives:{name}", post=KEEPS, things=about("kept"))
        for name in ("confirm-add", "confirm-certain")
    ),
    *(
        Page(
            "directives:confirm-act",
            post=Rule(KEEPERS, UPWARDS, sends={**VERSION, "reason": "trùng"}),
            things={"ref": "kept", "proposal": "proposal"},
            words={"verb": verb},
        )
        for verb in ("accept", "reject")
    ),
    Page("directives:confirm-undo", post=KEEPS, things=about("kept")),
    Page(
        "directives:issue",
        get=KEEPS,
        post=KEEPS,  # answers with what stands in the way; the act itself asks for the head
        things=about("confirmed"),
    ),
    # only in the session in which it went out, within thirty seconds
    Page("directives:issue-undo", post=NOBODY, things=about("confirmed")),
    # tasks
    Page("tasks:board", get=Rule(READERS)),
    Page("tasks:table", get=Rule(READERS)),
    Page("tasks:bulk-undo", post=Rule(READERS)),
    *(
        Page("tasks:bulk", post=Rule(READERS), words={"verb": verb})
        for verb in ("acknowledge", "accept")
    ),
    Page("tasks:task", get=Rule(READERS, SEES_TASK), things=about("task")),
    Page("tasks:undo", post=Rule(READERS, SEES_TASK), things=about("task")),
    answer("acknowledge", {}),
    answer("progress", {"percent": "10", "text": "đang làm"}),
    answer("submit", {"text": "đã xong"}),
    answer("extension", NEXT_WEEK),
    Page(
        "tasks:act",
        post=Rule(KEEPERS, HOLDS_TASK, sends=VERSION),
        things=about("task"),
        words={"verb": "delegate"},
    ),
    judge("accept", {}),
    judge("return", {"reason": "còn thiếu"}),
    judge("withdraw", {"reason": "không cần nữa"}),
    judge("grant", {}),
    judge("refuse", {"reason": "không"}),
    *(
        Page(name, get=Rule(READERS, SEES_TASK), things=things)
        for name, things in (("tasks:times", about("daily")), ("tasks:time", TIME))
    ),
    Page("tasks:time-undo", post=Rule(READERS, SEES_TASK), things=TIME),
    *(
        Page("tasks:time-act", post=rule, things=TIME, words={"verb": verb})
        for verb, rule in (
            ("answer", Rule(ANSWERERS, HOLDS_TASK, sends={**VERSION, "text": "đã xong"})),
            ("accept", Rule(COMMANDERS, frozenset({OWN}), sends=VERSION)),
            ("return", Rule(COMMANDERS, frozenset({OWN}), sends={**VERSION, "reason": "thiếu"})),
        )
    ),
    Page("obligations:obligation", get=Rule(READERS, SEES_ORDER), things=about("obligation")),
    Page("obligations:figures", get=NOBODY, things=about("obligation")),  # it has no figures
    # heads
    Page("heads:list", get=Rule(READERS)),
    Page("heads:head", get=Rule(READERS, SEES_TASK), things=HEAD),
    Page("heads:tenure", get=NOBODY, things=HEAD, words={"since": "2021-01-01"}),  # nobody held it
    Page("heads:record", post=Rule(COMMANDERS, UPWARDS, sends=PRAISE), things=HEAD),
    Page(
        "heads:withdraw",
        post=Rule(frozenset(), sends={"reason": "nhầm"}),  # nothing is on record
        things={**HEAD, "ref": "task"},
    ),
    # views of the board, kept by one and shared with the body where he has his post
    *(Page(f"tasks:{name}", post=Rule(READERS)) for name in ("view-save", "view-plain")),
    Page("tasks:view", get=SEES_VIEW, things=about("view")),
    *(
        Page("tasks:view-change", post=rule, things=about("view"), words={"verb": verb})
        for verb, rule in (
            ("default", SEES_VIEW),
            ("rename", NOBODY),
            ("remove", NOBODY),
            ("restore", NOBODY),
        )
    ),
    # reports: the commune alone files, and has
    Page("reports:list", get=Rule(READERS)),
    Page("reports:definition", get=NOBODY, words={"digest": "0"}),
    Page(
        "reports:form",
        get=FILES,
        post=Rule(FILERS, FILES.places, sends={"do": "drop"}),
        words=PERIOD,
    ),
    Page("reports:past", get=FILES, words=PERIOD),
    Page("reports:earlier", get=FILES, words=PERIOD),
    Page("reports:versions", get=Rule(READERS, frozenset({BELOW})), words=PERIOD),
    Page(
        "reports:sent", get=Rule(READERS, SEES_TASK), post=NOBODY, things={"submission": "report"}
    ),
    Page("reports:settle", post=Rule(ON_DUTY, UPWARDS), things={"submission": "report"}),
    # figures that disagree: a commune's; its head explains, whoever is on duty above judges
    Page("discrepancies:list", get=Rule(READERS)),
    Page(
        "discrepancies:finding",
        get=Rule(READERS, frozenset({OWN, ABOVE, BELOW})),
        things=about("finding"),
    ),
    Page(
        "discrepancies:explain",
        post=Rule(
            COMMANDERS,
            frozenset({BELOW}),
            sends={"seen": "1", "text": "Ba ca chờ phân loại nơi phát hiện."},
        ),
        things=about("finding"),
    ),
    Page(
        "discrepancies:judge",
        post=Rule(KEEPERS, UPWARDS, sends={"seen": "2", "do": "accept"}),
        things=about("explained"),
    ),
    Page("discrepancies:rules", get=Rule(READERS)),
    Page(
        "discrepancies:rule",
        get=Rule(READERS),
        post=Rule(DRAWERS | COMMANDERS, sends={"do": "try"}),
        words={"code": "f0_parts"},
    ),
    # two commanders stand side by side at the top of the world: neither approves
    Page("discrepancies:decide", post=NOBODY, things=about("finding")),
    # forms: everybody reads them, analysts draw them up, the commander of the top unit approves
    Page("forms:list", get=Rule(READERS)),
    Page("forms:form", get=Rule(READERS), words=A_FORM),
    Page("forms:begin", post=Rule(DRAWERS), words=A_FORM),
    Page("forms:copy", get=Rule(DRAWERS), post=Rule(DRAWERS), words=A_FORM),
    *(
        Page(f"forms:{name}", get=Rule(READERS), words=A_VERSION)
        for name in ("version", "trial", "version-source")
    ),
    Page("forms:preview", get=Rule(READERS), post=Rule(READERS), words=A_VERSION),
    # whoever commands is the only one who does, and so on top
    *(
        Page(f"forms:{name}", post=Rule(COMMANDERS), words=A_VERSION)
        for name in ("approve", "refuse")
    ),
    Page("forms:end", post=Rule(COMMANDERS), words=A_FORM),
    Page("forms:withdraw", post=Rule(DRAWERS), words=A_VERSION),
    *(  # of a sketch that is nobody's here; that it is its owner's alone is in test_forms_pages.py
        Page(f"forms:{name}", get=NOBODY, post=NOBODY, things=about("report"), words=words)
        for name, words in (
            ("general", {}),
            ("part", {"place": "s1"}),
            ("source", {}),
            ("sketch-preview", {}),
        )
    ),
    *(
        Page(f"forms:{name}", get=NOBODY, things=about("report"))
        for name in ("sketch", "changes", "sketch-trial")
    ),
    Page("forms:indicators", get=Rule(DRAWERS), things=about("report")),
    *(
        Page(f"forms:{name}", post=NOBODY, things=about("report"))
        for name in ("arrange", "undo", "drop", "rebase", "propose")
    ),
    # spreadsheets: whoever files for communes below him, or for his own
    Page("reports:sheets", get=Rule(FILERS), post=Rule(FILERS)),
    Page("reports:workbook", get=NOBODY, post=NOBODY, things={"workbook": "report"}),
    Page("reports:workbook-errors", get=NOBODY, things={"workbook": "report"}),
    *(
        Page(name, get=Rule(FILERS, SHEETS), words={"form": "all-things"})
        for name in ("reports:sheet-template", "reports:sheet-export")
    ),
    # the duty board of reports; the commune alone has to file, and has
    *(Page(f"boards:{name}", get=Rule(READERS)) for name in ("board", "tv", "month")),
    Page("boards:table", get=Rule(READERS, SEES_TASK)),
    Page("boards:workbook", get=Rule(READERS, SEES_TASK)),
    Page("boards:remind", post=Rule(ON_DUTY, UPWARDS, sends={"all": "1"})),
    Page(
        "boards:return",
        get=Rule(ON_DUTY, UPWARDS),
        post=Rule(ON_DUTY, UPWARDS, sends={"reason": "sai tổng"}),
        things={"submission": "report"},
    ),
    Page("boards:undo", post=NOBODY, things=about("report")),  # nothing was returned
    # compiled reports: the district's edition of what the commune filed, which is locked
    Page("editions:list", get=Rule(READERS)),
    Page("editions:compile", post=Rule(ON_DUTY, sends={"body": "@committee", **PERIOD})),
    Page(
        "editions:known",
        get=Rule(READERS, sends={"body": "@committee", **PERIOD, "at": "2021-12-23T10:05"}),
    ),
    Page("editions:reports", get=Rule(READERS)),
    Page("editions:accept-reports", post=Rule(ON_DUTY)),
    Page(
        "editions:certify-report",
        get=Rule(COMMANDERS, frozenset({BELOW})),
        post=Rule(COMMANDERS, frozenset({BELOW})),
        things={"submission": "report"},
    ),
    Page(
        "editions:unlock-report",
        get=KEEPS,
        post=KEEPS,
        things={"submission": "report"},
    ),
    Page("editions:relock-report", post=KEEPS, things={"submission": "report"}),
    Page("editions:edition", get=Rule(READERS, UPWARDS), things=about("edition")),
    Page(
        "editions:changes",
        get=Rule(READERS, UPWARDS),
        things={"ref": "edition", "before": "edition_before"},
    ),
    Page(
        "editions:drill", get=Rule(READERS, UPWARDS), things=about("edition"), words={"field": "a"}
    ),
    *(
        Page(
            f"editions:{name}",
            post=Rule(roles, frozenset({place})),
            things=about("edition"),
        )
        for name, roles, place in (
            ("accept", ON_DUTY, ABOVE),
            ("return", ON_DUTY, ABOVE),
            ("unlock", KEEPERS, ABOVE),
            ("certify", COMMANDERS, OWN),
        )
    ),
    Page(
        "editions:rigour",
        get=Rule(COMMANDERS),
        post=Rule(COMMANDERS, sends={"body": "@committee"}),
    ),
    # papers signed and sent: the district's, issued, and gone to nobody yet
    Page("sending:verify", get=ANYBODY, post=ANYBODY),
    Page("sending:document", get=Rule(READERS, SEES_KEPT), things=about("kept")),
    Page("sending:arrivals", get=Rule(READERS)),
    Page("sending:receipt", get=SECRET, post=SECRET, words={"token": "no-secret"}),
    Page("sending:receive", post=NOBODY, things={"sending": "report"}),
    Page(
        "sending:sign",
        get=Rule(COMMANDERS, frozenset({OWN})),
        post=Rule(COMMANDERS, frozenset({OWN})),
        things=about("issued"),
    ),
    Page("sending:printed", get=Rule(READERS, UPWARDS), things=about("issued")),
    Page(
        "sending:course",
        get=Rule(READERS, UPWARDS),
        post=Rule(KEEPERS, frozenset({OWN})),
        things=about("issued"),
    ),
    # the paper of the district's edition: numbered, not yet issued
    Page("papers:list", get=Rule(READERS)),
    Page("papers:wordings", get=Rule(READERS)),
    Page(
        "papers:wording",
        get=Rule(READERS, UPWARDS),
        post=Rule(KEEPERS, frozenset({OWN})),
        things={"body": "committee"},
        words={"form": "all-things"},
    ),
    Page("papers:begin", post=Rule(ON_DUTY, frozenset({OWN})), things={"edition": "edition"}),
    Page("papers:paper", get=Rule(READERS, UPWARDS), things=about("paper")),
    Page("papers:preview", post=Rule(READERS, UPWARDS), things=about("paper")),
    *(
        Page(f"papers:{name}", post=Rule(KEEPERS, frozenset({OWN})), things=about("paper"))
        for name in ("word", "number", "drop")
    ),
    Page(
        "papers:issue",
        get=Rule(COMMANDERS, frozenset({OWN})),
        post=Rule(COMMANDERS, frozenset({OWN})),
        things=about("paper"),
    ),
    Page(
        "papers:file",
        get=Rule(READERS, UPWARDS),
        things=about("paper"),
        words={"kind": "xlsx"},
    ),
    Page("proof", get=PUBLIC, words={"code": "ABCDEFGHJK"}),
    # letters: none came; that they are hidden is in test_letters.py
    Page("letters:list", get=Rule(frozenset({Role.DUTY_OFFICER, Role.REPORTER}))),
    Page("letters:letter", get=NOBODY, things=about("report")),
    Page("letters:file", post=NOBODY, things=about("report")),
    Page("letters:settle", post=NOBODY, things=about("report")),
    # what a browser keeps for times without a network, and what it sends by itself
    *(
        Page(name, get=PUBLIC, words=words)
        for name, words in (
            ("offline-worker", {}),
            ("offline-manifest", {}),
            ("offline-page", {"language": "vi"}),
        )
    ),
    *(Page(f"offline-{name}", get=Rule(FILERS)) for name in ("state", "pack")),
    Page("offline-send", post=Rule(FILERS)),
    Page("report-queue", get=Rule(FILERS), post=Rule(FILERS)),
    # the rest
    Page("audit:list", get=Rule(AUDITORS)),
    Page("files:download", get=Rule(READERS, SEES_TASK), things=about("file")),
    Page("design:components", get=ANYBODY),
)

# Pages whose rows are still to be written; a page that is gone has to leave this list too.
UNWRITTEN: frozenset[str] = frozenset()
