"""What happened before the morning of the play: thirteen papers and what became of their orders."""

from phaodai.delivery.demo.stage import Stage
from phaodai.delivery.demo.story import above, below, closing, orders
from phaodai.delivery.demo.story.telling import Tasks

PARTS = (
    above.dengue,
    above.prime_minister,
    orders.province,
    below.district,
    below.township,
    below.by_name,
    above.meeting,
    below.market,
    orders.amendment,
    closing.last_papers,
    closing.heads,
    closing.gaps,
)


def tell(stage: Stage) -> None:
    """Put the whole story on the stage."""
    for part in PARTS:
        part(stage, Tasks(stage))
