"""Nauli's settings, read top to bottom. Values come from the environment through `env`."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf.locale import LANG_INFO

from nauli.config import env
from nauli.config.database import read_database
from nauli.config.logs import configure_logs
from nauli.config.static import keep_pictures
from nauli.gateways.chapa.settings import MODES as CHAPA_MODES
from nauli.gateways.chapa.settings import unfit
from nauli.gateways.momo.settings import CURRENCIES
from nauli.kit.phones import is_country
from nauli.notifications.channels.sms import LONGEST_SECONDS as SMS_SECONDS

# --- What kind of installation this is ------------------------------------------------------------

# "live" takes real money: it refuses every sandbox and every default that is only safe at a desk.
MODE = env.choice("NAULI_MODE", "test", ("test", "live"))
LIVE = MODE == "live"
DEMO = env.flag("NAULI_DEMO")
DEBUG = env.flag("NAULI_DEBUG")
SECRET_KEY = env.required(
    "SECRET_KEY",
    f"{env.OWN_DATABASE} is set, so `make up`'s settings are not read: set SECRET_KEY too, at least"
    f" 50 random characters, or unset {env.OWN_DATABASE}."
    if env.OWN_DATABASE
    else "Is `make up` running? Beside it, all is known (set the NAULI_DATA that it has, if any);"
    " elsewhere, set at least 50 random characters.",
)
# What a replaced key has signed stays good: the vouchers in the hands of guests, and sessions.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
# Where gateways and customers reach us from outside. Empty: no callbacks, everything is asked for.
PUBLIC_URL = env.text("NAULI_PUBLIC_URL").rstrip("/")
# Where a customer may be sent from a gateway's page: to ourselves, and to the hosts named here.
RETURN_URL_HOSTS = {
    *(host.lower() for host in env.words("RETURN_URL_HOSTS")),
    *filter(None, [urlsplit(PUBLIC_URL).hostname]),
}
MERCHANT_NAME = env.text("MERCHANT_NAME", "Our shop")
# It stands in every subject and on the payer's phone, beside an order's number.
if len(MERCHANT_NAME) > 60 or not MERCHANT_NAME.isprintable():
    raise env.SettingError("MERCHANT_NAME", "must be one line of at most 60 characters.")
DEFAULT_COUNTRY = env.text("NAULI_DEFAULT_COUNTRY", "UG").upper()
if not is_country(DEFAULT_COUNTRY):
    raise env.SettingError(
        "NAULI_DEFAULT_COUNTRY", f"is {DEFAULT_COUNTRY!r}: give a country's two letters, as in UG."
    )
# By whose clock receipts of goods are dated; a stay has that of its place.
MERCHANT_TIME_ZONE = env.text("MERCHANT_TIME_ZONE", "UTC")
if MERCHANT_TIME_ZONE not in available_timezones():
    raise env.SettingError(
        "MERCHANT_TIME_ZONE", f"is {MERCHANT_TIME_ZONE!r}: give its name, as in Africa/Kampala."
    )
DEMO_KEY = env.text("NAULI_DEMO_KEY")

# --- Orders, keys, due work -----------------------------------------------------------------------

ORDER_LIFETIME_SECONDS = env.whole("ORDER_LIFETIME_SECONDS", 30 * 60, least=1)
# How long an unpaid stay keeps its nights: shorter, for nobody else can have them meanwhile.
BOOKING_HOLD_SECONDS = env.whole("BOOKING_HOLD_SECONDS", 15 * 60, least=1)
HOLD_GRACE_SECONDS = env.whole("HOLD_GRACE_SECONDS", 30 * 60)
# How long one worker may hold one piece of work before another may take it over.
LEASE_SECONDS = env.whole("NAULI_LEASE_SECONDS", 60, least=1)
# How often the schedule looks for due work, in milliseconds.
SCHEDULE_INTERVAL_MS = env.whole("SCHEDULE_INTERVAL_MS", 1000, least=10)
# Work that a bell was rung for is left to the workers this long, then the schedule does it.
BELL_GRACE_SECONDS = env.whole("BELL_GRACE_SECONDS", 3)
# A bell that a worker took and has not answered by then is rung for another one. Longer than the
# longest task: our HTTP deadlines end every task before that.
BELL_REPEAT_SECONDS = env.whole("BELL_REPEAT_SECONDS", 120, least=1)
# How long an Idempotency-Key is remembered, in days.
KEY_RETENTION_DAYS = env.whole("KEY_RETENTION_DAYS", 30, least=1)
# How often the schedule looks for violated invariants, in seconds. 0: never.
AUDIT_INTERVAL_SECONDS = env.whole("AUDIT_INTERVAL_SECONDS", 60)
# The first look at a payment comes this long after the request; the next ones at growing intervals.
FIRST_LOOK_SECONDS = env.whole("FIRST_LOOK_SECONDS", 5)
# A payment that its gateway does not know this long after it was sent never arrived there.
RESEND_AFTER_SECONDS = env.whole("RESEND_AFTER_SECONDS", 120, least=1)

# --- What strangers may ask for -------------------------------------------------------------------

# The addresses and networks of proxies whose X-Forwarded-For is believed; nobody else's is.
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
# How long what was asked for by the shop's forms is counted, from the first one on.
LIMIT_WINDOW_SECONDS = env.whole("LIMIT_WINDOW_SECONDS", 15 * 60, least=1)
# Tight: each may be a prompt on a stranger's phone, a mail to them, nights that nobody can have.
FORMS_PER_PHONE = env.whole("FORMS_PER_PHONE", 6)
# Generous: behind one address of a mobile network stand thousands of customers.
FORMS_PER_ADDRESS = env.whole("FORMS_PER_ADDRESS", 120)
LOGINS_PER_ACCOUNT = env.whole("LOGINS_PER_ACCOUNT", 10)

# --- Gateways and carriers ------------------------------------------------------------------------

MOMO_BASE_URL = env.text("MOMO_BASE_URL").rstrip("/")
MOMO_TARGET_ENVIRONMENTS = env.words("MOMO_TARGET_ENVIRONMENT")


def _refuse_unusable_targets() -> None:
    taken: dict[str, str] = {}
    for target in MOMO_TARGET_ENVIRONMENTS:
        if target not in CURRENCIES:
            known = ", ".join(sorted(CURRENCIES))
            raise env.SettingError("MOMO_TARGET_ENVIRONMENT", f"has {target!r}: MTN knows {known}.")
        other = taken.setdefault(CURRENCIES[target], target)
        if other != target:
            raise env.SettingError(
                "MOMO_TARGET_ENVIRONMENT",
                f"has {other} and {target}, which take the same currency: keep one.",
            )


_refuse_unusable_targets()
MOMO_SUBSCRIPTION_KEY = env.text("MOMO_SUBSCRIPTION_KEY")
# What each product's account is known by. Disbursement, which returns money, is a product of its
# own at MTN: without these refunds stay undone, and all else works.
_MOMO_CREDENTIALS = (
    *("MOMO_SUBSCRIPTION_KEY", "MOMO_API_USER", "MOMO_API_KEY"),
    *("MOMO_DISBURSEMENT_SUBSCRIPTION_KEY", "MOMO_DISBURSEMENT_API_USER"),
    "MOMO_DISBURSEMENT_API_KEY",
)
# One row per target: MOMO_API_KEY_MTNGHANA speaks for that target alone, MOMO_API_KEY for the rest.
MOMO_ACCOUNTS = [
    {
        "target_environment": target,
        **{
            name.removeprefix("MOMO_").lower(): env.text(f"{name}_{target.upper()}", env.text(name))
            for name in _MOMO_CREDENTIALS
        },
    }
    for target in MOMO_TARGET_ENVIRONMENTS
]
MOMO_CONNECT_TIMEOUT_SECONDS = env.whole("MOMO_CONNECT_TIMEOUT_SECONDS", 2, least=1)
MOMO_READ_TIMEOUT_SECONDS = env.whole("MOMO_READ_TIMEOUT_SECONDS", 10, least=1)
# One secret, or two while one replaces the other. None: that door answers 503.
MOMO_WEBHOOK_SECRETS = env.words("MOMO_WEBHOOK_SECRET")

# The host is the same for tests and for real money: the key decides, and must say what is meant.
CHAPA_BASE_URL = env.text("CHAPA_BASE_URL", "https://api.chapa.co/v1").rstrip("/")
CHAPA_MODE = env.choice("CHAPA_MODE", "test", CHAPA_MODES)
# None: Chapa is not offered.
CHAPA_SECRET_KEY = env.text("CHAPA_SECRET_KEY")
if CHAPA_SECRET_KEY and (_unfit := unfit(CHAPA_SECRET_KEY, CHAPA_MODE)):
    raise env.SettingError("CHAPA_SECRET_KEY", _unfit)
CHAPA_CONNECT_TIMEOUT_SECONDS = env.whole("CHAPA_CONNECT_TIMEOUT_SECONDS", 2, least=1)
CHAPA_READ_TIMEOUT_SECONDS = env.whole("CHAPA_READ_TIMEOUT_SECONDS", 10, least=1)
# One secret, or two while one replaces the other. None: that door answers 503.
CHAPA_WEBHOOK_SECRETS = env.words("CHAPA_WEBHOOK_SECRET")

AFRICASTALKING_BASE_URL = env.text(
    "AFRICASTALKING_BASE_URL", "https://api.africastalking.com"
).rstrip("/")
AFRICASTALKING_USERNAME = env.text("AFRICASTALKING_USERNAME")
AFRICASTALKING_API_KEY = env.text("AFRICASTALKING_API_KEY")
AFRICASTALKING_SENDER_ID = env.text("AFRICASTALKING_SENDER_ID")
# The receipts' address is unsigned: this secret in its path is all that protects it.
SMS_RECEIPT_SECRETS = env.words("SMS_RECEIPT_SECRET")

EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.whole("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = env.whole("EMAIL_TIMEOUT_SECONDS", 10, least=1)
# EMAIL_TIMEOUT counts from one answer to the next, this one over the whole session.
EMAIL_SESSION_SECONDS = 3 * EMAIL_TIMEOUT
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "orders@localhost")
# Topic -> what makes the attachments of its e-mails. Notifications know nobody who could.
MESSAGE_ATTACHMENTS = {"booking_confirmed": "nauli.travel.attachments.of_booking"}

# --- Database -------------------------------------------------------------------------------------

_OPTIONS: dict[str, object] = {
    # Only with binding on the server does psycopg prepare; it saves half a hot statement's time.
    "server_side_binding": True,
    "prepare_threshold": None if env.flag("DATABASE_POOLER") else 2,
    "options": "-c lock_timeout=10000",
}
_POOL = env.whole("DATABASE_POOL_SIZE", 8)
if _POOL:
    # Many threads wait on gateways while few talk to the database: a pool lets them share.
    _OPTIONS["pool"] = {"min_size": 1, "max_size": _POOL, "timeout": 10}

_DATABASE = read_database()
# What follows the ? in DATABASE_URL, such as sslmode=require, stays unless it is one of ours.
DATABASES = {"default": {**_DATABASE, "OPTIONS": {**_DATABASE.get("OPTIONS", {}), **_OPTIONS}}}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise env.SettingError("DATABASE_URL", "must name a PostgreSQL database.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Broker ---------------------------------------------------------------------------------------

_BROKERS = ("redis", "rediss", "redis+socket", "amqp", "amqps")


def _broker_url() -> str:
    urls = {name: env.text(name) for name in ("CELERY_BROKER_URL", "REDIS_URL")}
    for name, url in urls.items():
        if url:
            _refuse_unless_broker(name, url)
            return url
    return "redis://localhost:6379/0"


def _refuse_unless_broker(name: str, url: str) -> None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # where it is no number, this is what says so
        known = parts.scheme in _BROKERS and "//" in url
    except ValueError:
        known = False
    if not known:
        # The URL itself is not shown: it may hold a password.
        raise env.SettingError(
            name, "is no address such as redis://host:6379/0 or amqp://user:password@host:5672//."
        )


CELERY_BROKER_URL = _broker_url()

# --- Django ---------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "nauli.record",
    "nauli.access",
    "nauli.idempotency",
    "nauli.limits",
    "nauli.customers",
    "nauli.catalog",
    "nauli.travel",
    "nauli.ledger",
    "nauli.notifications",
    "nauli.cases",
    "nauli.orders",
    "nauli.payments",
    "nauli.refunds",
    "nauli.webhooks",
    "nauli.desk",
    "nauli.web",
    "nauli.backoffice",
    "unfold",
    "django.contrib.admin.apps.SimpleAdminConfig",  # config/urls.py loads its pages
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "nauli.api.requests.Requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# What the page of the API needs of ninja. As an app it would be imported, with all of pydantic, by
# every worker and every command, which have no pages: a quarter of the time of their start.
_NINJA = Path(str(getattr(find_spec("ninja"), "origin", ""))).parent
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [_NINJA / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nauli.web.page.about_every_page",
            ],
        },
    }
]
ROOT_URLCONF = "nauli.config.urls"
WSGI_APPLICATION = "nauli.config.wsgi.application"
# A redirect would lose the body of a POST, so a missing slash is a 404 that says so.
APPEND_SLASH = False
STATIC_URL = "/static/"
STATICFILES_DIRS = [_NINJA / "static"]
# Served from where the packages keep them: nothing to collect, on no machine.
WHITENOISE_USE_FINDERS = True
WHITENOISE_ADD_HEADERS_FUNCTION = keep_pictures
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
# Of the shop's pages. Amharic and Swahili are drafts until somebody who grew up with them has read
# them; the API, the commands and the back office speak English.
# Django itself is not written in Amharic, and whoever asks it for that language's name would fail.
LANG_INFO.setdefault("am", {"bidi": False, "code": "am", "name": "Amharic", "name_local": "አማርኛ"})
LANGUAGES = [("en", "English"), ("fr", "Français"), ("am", "አማርኛ"), ("sw", "Kiswahili")]
DRAFT_LANGUAGES = {"am", "sw"}
FORMAT_MODULE_PATH = ["nauli.backoffice.formats"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- Safety ---------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "nauli.web.session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LIVE
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "nauli.web.errors.form_expired"
if LIVE:
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

_LOOPBACK = {"localhost", "127.0.0.1", "::1", "0.0.0.0"}  # noqa: S104 - compared, not bound


def _refuse_what_is_unsafe_when_live() -> None:
    for name, value in {
        "NAULI_DEBUG": DEBUG,
        "NAULI_DEMO": DEMO,
        "NAULI_DEMO_KEY": DEMO_KEY,
    }.items():
        if value:
            raise env.SettingError(name, "must be empty where NAULI_MODE is live.")
    if len(SECRET_KEY) < 50:
        raise env.SettingError("SECRET_KEY", "is shorter than 50 characters; live needs more.")
    for name, url in {
        "MOMO_BASE_URL": MOMO_BASE_URL,
        "CHAPA_BASE_URL": CHAPA_BASE_URL,
        "AFRICASTALKING_BASE_URL": AFRICASTALKING_BASE_URL,
    }.items():
        host = urlsplit(url).hostname or ""
        if host in _LOOPBACK or "sandbox" in host:
            raise env.SettingError(name, f"is {url}, a sandbox, and live takes real money.")
        if url and urlsplit(url).scheme != "https":
            raise env.SettingError(name, "must begin with https:// when live.")
    if "sandbox" in MOMO_TARGET_ENVIRONMENTS:
        raise env.SettingError(
            "MOMO_TARGET_ENVIRONMENT", "has sandbox, which is no target when live."
        )
    if CHAPA_SECRET_KEY and CHAPA_MODE != "live":
        raise env.SettingError("CHAPA_MODE", "is test, and live takes real money.")
    if PUBLIC_URL and urlsplit(PUBLIC_URL).scheme != "https":
        raise env.SettingError("NAULI_PUBLIC_URL", "must begin with https:// when live.")


def _refuse_secrets_that_can_be_guessed() -> None:
    for name, secrets in {
        "MOMO_WEBHOOK_SECRET": MOMO_WEBHOOK_SECRETS,
        "CHAPA_WEBHOOK_SECRET": CHAPA_WEBHOOK_SECRETS,
        "SMS_RECEIPT_SECRET": SMS_RECEIPT_SECRETS,
    }.items():
        # Each for itself: what stands before a comma is believed as much as what stands behind it.
        if any(len(secret) < 16 for secret in secrets):
            raise env.SettingError(name, "has a secret of less than 16 characters.")


def _refuse_leases_that_end_too_soon() -> None:
    """Whoever holds a message must be done with it before another may take it: else it goes twice.

    At MoMo a token and a call, and both again after a 401, are four exchanges. At Chapa a call may
    be made twice.
    """
    for who, seconds in {
        "the mail server": EMAIL_SESSION_SECONDS,
        "the SMS carrier": SMS_SECONDS,
        "MoMo": 4 * (MOMO_CONNECT_TIMEOUT_SECONDS + MOMO_READ_TIMEOUT_SECONDS),
        "Chapa": 2 * (CHAPA_CONNECT_TIMEOUT_SECONDS + CHAPA_READ_TIMEOUT_SECONDS),
    }.items():
        if seconds >= LEASE_SECONDS:
            raise env.SettingError(
                "NAULI_LEASE_SECONDS",
                f"is {LEASE_SECONDS}, but {who} may take {seconds:.0f} seconds: it must be longer.",
            )


if LIVE:
    _refuse_what_is_unsafe_when_live()
    _refuse_secrets_that_can_be_guessed()
    _refuse_leases_that_end_too_soon()

# What is set, looks like a setting and is none; `nauli doctor` tells.
UNREAD_SETTINGS = env.unread(("NAULI_", "MOMO_", "CHAPA_", "AFRICASTALKING_"))

# --- Logs -----------------------------------------------------------------------------------------

LOGGING_CONFIG = None
configure_logs(env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")))
