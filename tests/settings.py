"""The product's settings for the suite: a data folder of its own, cheap hashes, no manifest."""

import os
import tempfile

os.environ["PHAODAI_DATA"] = tempfile.mkdtemp(prefix="phaodai-test-")
os.environ.pop("PHAODAI_DEMO", None)

from phaodai.project.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"] == "phaodai.project.sqlite":  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405 - one per process
