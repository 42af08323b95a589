"""Background tasks: what runs by the clock, or after an act, without anybody waiting for it."""

from importlib import import_module

# Modules with tasks; the worker imports them all.
MODULES = (
    "trail", "life", "courier", "assess", "deadlines", "reports", "sheets", "mail", "discrepancies",
    "reminders", "papers", "forecasts",
)  # fmt: skip


def load() -> None:
    """Make all tasks known to the queue."""
    for name in MODULES:
        import_module(f"phaodai.delivery.tasks.{name}")


def run_at_start() -> None:
    """Put in the queue what should not wait for its hour when the worker starts."""
    from phaodai.delivery.tasks import life, trail

    life.heartbeat()
    life.count_rows()
    trail.seal_audit()
    trail.check_audit()
