"""The product with the probe in it."""

from phaodai.project.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.phaodai.delivery.tasks.probe"]  # noqa: F405
