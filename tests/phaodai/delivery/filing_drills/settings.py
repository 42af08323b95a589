"""The product's settings, with stops for the drills: places where a request can be held."""

from phaodai.project.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.phaodai.delivery.filing_drills.stops"]  # noqa: F405
MIDDLEWARE = ["tests.phaodai.delivery.filing_drills.stops.middleware.Stops", *MIDDLEWARE]  # noqa: F405
