"""The download of an attachment."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from phaodai.delivery.web.access import ActorRequest, signed_in
from phaodai.foundation.files import queries


@require_safe
@signed_in
def download(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Hand out a file to whoever sees its owner, to be saved; to others there is none.

    A page may show a picture from here; nothing here is ever shown as a page, and if a browser
    did, it could neither run a script nor reach this site.
    """
    try:
        row, content = queries.get_content(actor=request.actor, ref=ref)
    except queries.UnknownFile:
        raise Http404 from None
    is_text = row.media_type.startswith("text/")
    answer = HttpResponse(
        content, content_type=f"{row.media_type}; charset=utf-8" if is_text else row.media_type
    )
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=row.name
    )
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
