"""How whoever did something is named on pages."""

from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString

from phaodai.delivery.web.accounts.labels import ROLE_LABELS
from phaodai.foundation.accounts.people import Person
from phaodai.vocabulary.refs import BodyRef


def signed(
    person: Person | None, *, recorded: str, on: date, body: BodyRef | None = None
) -> SafeString:
    """Return name, role and body as HTML; what was recorded where nobody is known by it.

    Args:
        person: Who, if he is known.
        recorded: How he was recorded then.
        on: The day whose post counts.
        body: The body for which he most likely acted.
    """
    if person is None:
        return format_html("{}", recorded)
    post = person.post_on(on, body)
    if post is None:
        return format_html('<span lang="vi">{}</span>', person.name)
    return format_html(
        '<span lang="vi">{}</span>, {}, <span lang="vi">{}</span>',
        person.name,
        ROLE_LABELS[post.role],
        post.body_name,
    )
