"""A paper as plain words, short enough for a group of a messenger."""

from phaodai.engines.papers.layout import Line, lay_out, number_line, place_line, printable
from phaodai.engines.papers.model import Paper

LIMIT = 2000  # characters of one message
_CUT = "… (còn nữa, xem văn bản)"


def digest(paper: Paper, *, limit: int = LIMIT) -> str:
    """Write title, number, and as much of the body as there is room for.

    Args:
        paper: What it says; tables are left to the paper itself.
        limit: The most characters.

    Returns:
        At most `limit` characters; where the body does not fit it ends at the end of a line, and
        says that there is more.
    """
    head = [f"{paper.kind.upper()} – {paper.issuer}" if paper.kind else paper.issuer]
    if paper.subject:
        head.append(paper.subject)
    head.append(f"{number_line(paper)} · {place_line(paper.place, paper.day)}")
    body = [each.text for each in lay_out(paper).body if isinstance(each, Line)]
    whole = "\n".join((*head, "", *body))
    if len(whole) <= limit:
        return whole
    room = limit - len(_CUT) - 1
    kept = whole[: room + 1]
    at = kept.rfind("\n") if "\n" in kept[len("\n".join(head)) + 2 :] else kept.rfind(" ")
    return f"{whole[: at if at > 0 else room].rstrip()}\n{_CUT}"


def whole(paper: Paper) -> str:
    """Write all of it, one line a paragraph, cells of a row between bars."""
    sheet = lay_out(paper)
    said = [line.text for place in (sheet.left, sheet.right, sheet.front) for line in place]
    for each in sheet.body:
        if isinstance(each, Line):
            said.append(each.text)
            continue
        said += [each.title] if each.title else []
        said.append(" | ".join(each.headings))
        said += [" | ".join("".join(run.text for run in cell) for cell in row) for row in each.rows]
    said += [line.text for place in (sheet.foot_left, sheet.foot_right) for line in place]
    return "\n".join(filter(None, map(printable, said)))
