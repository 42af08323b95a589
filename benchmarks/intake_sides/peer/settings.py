"""Settings of the peer: a lean project that serves an API and nothing else."""

import os

from phaodai.project import env

SECRET_KEY = "x" * 50
ALLOWED_HOSTS = ["localhost"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "rest_framework",
    "rest_framework.authtoken",
    "intake_sides.peer",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
ROOT_URLCONF = "intake_sides.peer.urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_database = env.database("PEER_DATABASE_URL", default=os.devnull)  # type: ignore[arg-type]
if _database["ENGINE"] == "phaodai.project.sqlite":
    _database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": _database["NAME"],
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384;",
        },
    }
DATABASES = {"default": _database}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["intake_sides.peer.authentication.OfficerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "ERROR"},
}
