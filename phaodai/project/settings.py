"""The one settings file; what differs between installations comes from the environment."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from phaodai.project import env

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = env.folder("PHAODAI_DATA", default=BASE_DIR / "var")

# A demo runs on this machine alone: known passwords, no second factor. `doctor` says so.
DEMO = env.flag("PHAODAI_DEMO", default=False)
DEBUG = env.flag("PHAODAI_DEBUG", default=False)
SECRET_KEY = env.secret("PHAODAI_SECRET_KEY", file=DATA_DIR / "secret-key")
ALLOWED_HOSTS = env.words("PHAODAI_HOSTS", default="localhost")
IS_LOOPBACK = set(ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]", "testserver"}
if DEMO and not IS_LOOPBACK:
    raise RuntimeError("PHAODAI_DEMO=1 is for this machine alone: leave PHAODAI_HOSTS unset")
# What the business clock shows when it is first asked (2021-12-23T09:40+07:00); demo only.
CLOCK = env.moment("PHAODAI_CLOCK")
if CLOCK is not None and not DEMO:
    raise RuntimeError("PHAODAI_CLOCK is for a demo alone: unset it, or set PHAODAI_DEMO=1")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "phaodai.foundation.events",
    "phaodai.foundation.access",
    "phaodai.foundation.audit",
    "phaodai.foundation.files",
    "phaodai.foundation.units",
    "phaodai.foundation.agencies",
    "phaodai.foundation.views",
    "phaodai.foundation.accounts",
    "phaodai.foundation.jobs",
    "phaodai.indicators",
    "phaodai.registers.directives",
    "phaodai.registers.reports",
    "phaodai.decisions.discrepancies",
    "phaodai.decisions.forecasts",
    "phaodai.decisions.levels",
    "phaodai.decisions.obligations",
    "phaodai.delivery.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # before the static files, so that they carry it too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random, so that sizes tell no secret
    "phaodai.delivery.web.reports.board_tags.UnmovedMiddleware",  # before anybody is looked up
    "phaodai.delivery.web.unavailable.PatientSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "phaodai.delivery.web.oversize.OversizeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "phaodai.delivery.web.accounts.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "phaodai.delivery.web.unavailable.UnavailableMiddleware",
    "phaodai.delivery.web.access.ActorMiddleware",
    "phaodai.delivery.web.accounts.middleware.SessionLimitMiddleware",
    "phaodai.delivery.web.accounts.middleware.SetUpMiddleware",
]
ROOT_URLCONF = "phaodai.project.urls"
WSGI_APPLICATION = "phaodai.project.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Looked into before those of the apps: our pages replace allauth's.
        "DIRS": [BASE_DIR / "phaodai" / "delivery" / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",  # parsed once: half of a page's time
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.l10n",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "phaodai.delivery.web.context.shell",
            ],
        },
    }
]

# SQLite serves one installation: writers queue fairly, readers never wait. For that reason
# ATOMIC_REQUESTS stays off: operations open their own transactions, reads open none.
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database("PHAODAI_DATABASE_URL", default=DATA_DIR / "phaodai.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits of sign-in are counted here, so all processes must see the same numbers.
CACHES = {
    "default": {
        "BACKEND": "phaodai.project.caching.FileCache",
        "LOCATION": DATA_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "phaodai" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
# Pages write 1.234,5 in Vietnamese and 1,234.5 in English; `unlocalize` what a machine reads back.
USE_THOUSAND_SEPARATOR = True
NUMBER_GROUPING = 3

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "frontend"]
STORAGES: dict[str, dict[str, Any]] = {
    "staticfiles": {"BACKEND": "phaodai.project.static.StaticFiles"},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "phaodai.delivery.web.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "phaodai.delivery.web.accounts.forms.LoginForm",
    "change_password": "phaodai.delivery.web.accounts.forms.ChangePasswordForm",
    "reauthenticate": "phaodai.delivery.web.accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True  # how long a session lives is SESSION_LIFE_HOURS' business
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_ADAPTER = "phaodai.delivery.web.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "phaodai.delivery.web.accounts.forms.AuthenticateForm",
    "reauthenticate": "phaodai.delivery.web.accounts.forms.ReauthenticateByCodeForm",
    "activate_totp": "phaodai.delivery.web.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "phaodai.delivery.web.accounts.forms.AddWebAuthnForm",
    "edit_webauthn": "phaodai.delivery.web.accounts.forms.EditWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Pháo Đài"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_LOOPBACK  # http://localhost is a secure context
# Proxies in front of us, each of which appends to X-Forwarded-For. Behind one that is not
# counted, all users share an address and one's wrong passwords would lock out the rest.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("PHAODAI_PROXIES", default=0)
USERSESSIONS_TRACK_ACTIVITY = False  # SessionLimitMiddleware writes once a minute instead

# The mailbox for reports; without both servers and the address nothing is fetched.
MAIL_INBOX = env.mail_server("PHAODAI_MAIL_INBOX", scheme="imap", ports=(993, 143))
MAIL_OUT = env.mail_server("PHAODAI_MAIL_OUT", scheme="smtp", ports=(465, 587))
MAIL_ADDRESS = os.environ.get("PHAODAI_MAIL_ADDRESS", "")  # of the mailbox, for answers
MAIL_PASSWORD_FILE = os.environ.get("PHAODAI_MAIL_PASSWORD_FILE", "")
MAIL_KEEPER = os.environ.get("PHAODAI_MAIL_KEEPER", "")  # body that settles letters of nobody
MAIL_NEEDS_CODE = env.flag("PHAODAI_MAIL_NEEDS_CODE", default=False)
# Whose Authentication-Results are believed: the name by which the receiving server signs them.
MAIL_TRUSTS = os.environ.get("PHAODAI_MAIL_TRUSTS", "")

# Certificates of those whose signatures are trusted, as .pem, .crt, .cer or .der files.
SIGNATURE_TRUST = env.folder("PHAODAI_SIGNATURE_TRUST", default=DATA_DIR / "trust")
# A service that vouches for the moment of a signature (RFC 3161); none where it is empty.
SIGNATURE_TSA = os.environ.get("PHAODAI_SIGNATURE_TSA", "")
# Whether signed papers carry what the issuers say of revocation (PAdES B-LT); needs the service.
SIGNATURE_LASTING = env.flag("PHAODAI_SIGNATURE_LASTING", default=False)
if SIGNATURE_LASTING and not SIGNATURE_TSA:
    raise RuntimeError("PHAODAI_SIGNATURE_LASTING=1 needs PHAODAI_SIGNATURE_TSA")
# Which bodies have their key in a device, and where its PIN is; see docs/how-to/signing.md.
SIGNATURE_TOKENS = Path(os.environ.get("PHAODAI_SIGNATURE_TOKENS", DATA_DIR / "tokens.toml"))

# Whom to call, at the foot of every page.
HELP_PHONE = os.environ.get("PHAODAI_HELP_PHONE", "")
BRIEF_FIGURES = os.environ.get("PHAODAI_BRIEF", "")  # which numbers a chairman's page shows

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600
# Hours without a request, and hours since sign-in, after which one signs in again; less of both
# for whoever holds a role that opens data of persons.
SESSION_IDLE_HOURS, SESSION_LIFE_HOURS = 8.0, 30 * 24.0
SESSION_IDLE_HOURS_PERSONAL, SESSION_LIFE_HOURS_PERSONAL = 0.5, 12.0
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not IS_LOOPBACK:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("PHAODAI_LOG", "INFO")},
}
