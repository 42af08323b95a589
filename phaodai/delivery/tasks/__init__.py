"""Background tasks: what runs by the clock, or after an act, without anybody waiting for it."""

from importlib import import_module

# Modules with tasks; the worker imports them all.
MODULES = ("trail", "life")


def load() -> None:
    """Make all tasks known to the queue."""
    for name in MODULES:
        import_module(f"phaodai.delivery.tasks.{name}")
