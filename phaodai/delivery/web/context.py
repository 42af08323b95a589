"""What the frame of every page shows: the menu, where and who the actor is, the time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from phaodai.delivery import clock
from phaodai.delivery.demo.people import DEMO_ACCOUNTS, DEMO_PASSWORD, Account
from phaodai.delivery.web.access import ActorRequest
from phaodai.delivery.web.accounts.labels import ROLE_LABELS
from phaodai.delivery.web.looking import View, own_units
from phaodai.foundation.accounts import queries
from phaodai.vocabulary.access import Actor, Permission

MOST = 6  # items at once
ON_PHONE = 4  # further items are on the page "Thêm"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the menu: an address for those who hold the permission."""

    route: str
    label: Promise | str
    purpose: Promise | str = ""
    permission: Permission | None = None
    besides: tuple[str, ...] = ()  # addresses of pages that belong to it without lying below it
    gives_way: bool = False  # to others where there are too many; other pages lead there as well

    def is_for(self, actor: Actor) -> bool:
        """Say whether the actor may open it."""
        return self.permission is None or actor.has(self.permission)


ENTRIES = (
    Entry("home", _("Hôm nay")),
    Entry(
        "reports:list",
        _("Báo cáo"),
        _("Báo cáo đến hạn, đã gửi, mã nhận; sửa và gửi lại."),
        Permission.REPORTS_VIEW,
        besides=("/forms/", "/discrepancies/", "/compiled/", "/papers/"),
    ),
    Entry(
        "tasks:board",
        _("Nhiệm vụ"),
        _("Việc đã giao: ai làm, bao giờ xong, tới đâu rồi; quá hạn lên đầu."),
        Permission.DIRECTIVES_VIEW,
        besides=("/obligations/", "/directives/board/"),
    ),
    Entry(
        "directives:list",
        _("Văn bản"),
        _("Công văn, kế hoạch, chỉ thị đã nhận; tìm không cần dấu."),
        Permission.DIRECTIVES_VIEW,
    ),
    Entry(
        "units:list",
        _("Đơn vị"),
        _("Cây đơn vị hành chính theo ngày: tên, mã, cấp trên, sáp nhập."),
        Permission.UNITS_VIEW,
    ),
    Entry(
        "agencies:list",
        _("Cơ quan"),
        _("Cơ quan của từng đơn vị và người đứng đầu."),
        Permission.AGENCIES_VIEW,
        besides=("/heads/",),
        gives_way=True,
    ),
    Entry(
        "users:list",
        _("Người dùng"),
        _("Ai được vào, giữ chức vụ gì; mất điện thoại, quên mật khẩu."),
        Permission.ACCOUNTS_MANAGE,
    ),
    Entry(
        "audit:list",
        _("Nhật ký"),
        _("Ai đã làm gì, lúc nào; không ai sửa được."),
        Permission.AUDIT_VIEW,
    ),
)


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as this page shows it."""

    url: str
    label: Promise | str
    purpose: Promise | str
    on_phone: bool
    is_current: bool  # this page, or a page below it
    is_here: bool


class Shell:
    """The frame of one page; every part is looked up when the template asks for it."""

    def __init__(self, request: ActorRequest) -> None:
        """Remember whose page it is."""
        self._request = request

    @property
    def time(self) -> datetime:
        """The hour of business, for the badge."""
        return timezone.localtime(clock.now())

    @property
    def is_played(self) -> bool:
        """Say whether that hour is one of a demo, and not the server's."""
        return clock.is_set()

    @property
    def help_phone(self) -> str:
        """Whom to call, in the same place on every page."""
        return str(getattr(settings, "HELP_PHONE", ""))

    @property
    def demo_accounts(self) -> tuple[Account, ...]:
        """Who may be tried out, on the sign-in page of a demo; nobody anywhere else."""
        return DEMO_ACCOUNTS if settings.DEMO else ()

    @property
    def demo_password(self) -> str:
        """The one password of a demo."""
        return DEMO_PASSWORD if settings.DEMO else ""

    @cached_property
    def is_signed_in(self) -> bool:
        """Say whether there is anybody to show a menu to."""
        return bool(getattr(self._request, "user", None) and self._request.user.is_authenticated)

    @cached_property
    def files_reports(self) -> bool:
        """Say whether this browser keeps a queue of reports."""
        return self.is_signed_in and self._request.actor.has(Permission.REPORTS_FILE)

    @property
    def name(self) -> str:
        """The name of the user as on documents; empty before sign-in."""
        user = self._request.user
        return user.name if user.is_authenticated else ""

    @property
    def role(self) -> Promise | str:
        """The role of his first post, or of the one by which he chose to act."""
        posts = self._request.actor.posts
        return ROLE_LABELS[posts[0].role] if posts else ""

    @property
    def n_posts(self) -> int:
        """How many posts he holds, whether or not he acts by all of them."""
        return len(self._request.whole_actor.posts)

    @property
    def has_chosen_post(self) -> bool:
        """Say whether he acts by one of several posts."""
        return len(self._request.actor.posts) < self.n_posts

    @property
    def view(self) -> View:
        """What the pages are narrowed to."""
        return self._request.view if self.is_signed_in else View()

    @property
    def may_look(self) -> bool:
        """Say whether there is a unit below, or a second post, to choose."""
        return bool(own_units(self._request.actor)) or self.n_posts > 1

    @cached_property
    def place(self) -> list[str]:
        """The unit that is looked at, or of his first post, after the units above it."""
        if not self.is_signed_in or not self._request.actor.posts:
            return []
        return queries.get_place(self.view.unit_path or self._request.actor.posts[0].unit_path)

    @cached_property
    def menu(self) -> list[Item]:
        """What this actor may open; empty before sign-in."""
        return list(self._items()) if self.is_signed_in else []

    @property
    def doors(self) -> list[Item]:
        """The menu without the first page itself."""
        return [item for item in self.menu if item.purpose]

    @property
    def is_more(self) -> bool:
        """Say whether the page is one that a phone reaches through "Thêm"."""
        return not any(item.is_current for item in self.menu if item.on_phone)

    @property
    def search_url(self) -> str:
        """Where "/" leads from a page without a search of its own."""
        may = self.is_signed_in and self._request.actor.has(Permission.UNITS_VIEW)
        return reverse("search:search") if may else ""

    def _items(self) -> Iterator[Item]:
        actor, path = self._request.actor, self._request.path
        entries = [entry for entry in ENTRIES if entry.is_for(actor)]
        if len(entries) > MOST:
            entries = [entry for entry in entries if not entry.gives_way]
        current = _current(entries, path)
        for place, entry in enumerate(entries):
            url = reverse(entry.route)
            yield Item(
                url=url,
                label=entry.label,
                purpose=entry.purpose,
                on_phone=place < ON_PHONE,
                is_current=entry is current,
                is_here=url == path,
            )


def _current(entries: Sequence[Entry], path: str) -> Entry | None:
    """Return the entry a page belongs to: the one with the longest address that it begins with."""
    found = [
        (len(address), place)
        for place, entry in enumerate(entries)
        for address in (reverse(entry.route), *entry.besides)
        if path == address or (address != "/" and path.startswith(address))
    ]
    return entries[max(found)[1]] if found else None


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give templates the frame of the page."""
    return {"shell": Shell(cast(ActorRequest, request))}
