"""Pages part thousands for people; what comes back in a form or an address stays bare."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "phaodai/delivery/web/templates"
# A number of a row inside an attribute that is sent back or pointed at.
SENT_BACK = re.compile(
    r'(?:value|href|action|formaction|id|for|data-o)="[^"]*'
    r"\{\{ *[a-z_.]*\b(?:version|ordinal|number) *\}\}"
)


def test_what_a_machine_reads_back_is_not_parted():
    found = [
        f"{path.relative_to(TEMPLATES)}:{number}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if SENT_BACK.search(line)
    ]
    assert found == [], "write {{ … |unlocalize }}"
