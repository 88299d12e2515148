"""All settings, read from the environment; safe for production unless told otherwise.

With nothing set the hub refuses to start: `SECRET_KEY` is required unless `DEBUG` is on.
"""

import os
from ipaddress import ip_network
from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

# Security

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="only-for-debugging" if DEBUG else "")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY in the environment, or DEBUG=on on your own machine.")

# From where the admin is used: host names and networks, with commas. Empty: from everywhere.
ADMIN_HOSTS = env.list("ADMIN_HOSTS", default=[])
ADMIN_NETWORKS = [ip_network(text) for text in env.list("ADMIN_NETWORKS", default=[])]
ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"]), *ADMIN_HOSTS]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "hub.sessions"
PASSWORD_RESET_TIMEOUT = 4 * 3600  # how long the link in the mail holds
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if HTTPS:
    # So that no other host, and nothing without https, can set them.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=10) * 3600  # a working day, for everyone who signs in
SESSION_IDLE = env.int("SESSION_IDLE_MINUTES", default=60) * 60  # in the admin
CSRF_FAILURE_VIEW = "hub.views.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # the editor shows a page within a page, so not "DENY"
    "models.W040",  # SQLite does without the columns that an index of PostgreSQL carries
]

# Public pages: nothing inline, nothing from elsewhere. The admin needs inline script and
# style for its chooser panels; `SplitCSPMiddleware` swaps them in under /admin/ only.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
ADMIN_CSP = {"script-src": [SELF, UNSAFE_INLINE], "style-src": [SELF, UNSAFE_INLINE]}

AUTH_USER_MODEL = "hub.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "hub.passwords.NotOurWordsValidator"},
]

# Signing in: contributors by an e-mailed code, the admin by password only (docs/decisions/0012-sign-in-by-code.md)

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "hub.accounts.CodeBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_prison:index"
ACCOUNT_ADAPTER = "hub.accounts.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code is what verifies
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_REQUIRED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
# Counted in the cache. A whole prison may come from one address of the network; a person has one of mail.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "60/10m/ip,5/10m/key,30/d/key",
    "confirm_login_code": "120/10m/ip,15/10m/key",
    "ask_to_join": "20/h/ip,3/d/key",
    "login_failed": "",  # the database counts instead: hub/lockout.py
}
LIMIT_FACTOR = env.int("LIMIT_FACTOR", default=1)  # of the numbers in hub/limits.py; 0 where a proxy counts instead
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXIES", default=int(BEHIND_PROXY))
INVITATION_DAYS = env.int("INVITATION_DAYS", default=14)
CONTRIBUTOR_EMAIL_DOMAINS = env.list(
    "CONTRIBUTOR_EMAIL_DOMAINS",
    default=[
        *("gov.uk", "gov.wales", "llyw.cymru"),
        *("g4s.com", "serco.com", "sodexo.com", "mitie.com"),  # who run prisons under contract
        *(["example.org"] if DEBUG else []),
    ],
)

# The admin asks for a second factor too. A demonstration on this machine may do without (`make demo`), nothing else.

MFA_REQUIRED = env.bool("MFA_REQUIRED", default=True)
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
if not MFA_REQUIRED and (HTTPS or BEHIND_PROXY or not LOOPBACK.issuperset(ALLOWED_HOSTS)):
    raise ImproperlyConfigured("MFA_REQUIRED=off is for this machine alone: without HTTPS, proxy or another host name.")
MFA_ADAPTER = "hub.second_factor.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # half a minute before and after: clocks differ
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody makes an account for themselves

# Application

APPS_OF_OURS = ["home", "directory", "resources", "guidance", "hub"]
INSTALLED_APPS = [
    *APPS_OF_OURS,
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks_db",
    "ninja",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "hub.request_log.RequestMiddleware",
    "hub.health.HealthMiddleware",
    "hub.page_cache.PageCacheMiddleware",
    "hub.remembered.RememberedMiddleware",
    "hub.replica.ReplicaMiddleware",
    "hub.headers.HeadersMiddleware",
    "hub.middleware.PrivateResponsesMiddleware",
    "hub.middleware.PlainApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "hub.middleware.SplitCSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hub.middleware.GZipPagesMiddleware",
    "hub.middleware.SiteMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hub.middleware.PathLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "hub.limits.LimitMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hub.admin_access.AdminAccessMiddleware",
    "hub.accesses.AccessMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hub.middleware.NoSuchRowMiddleware",
    "hub.middleware.RefusedPublicationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "hub.templatetags.hub"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Data

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'hub.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 2} | DATABASES["default"].get("OPTIONS", {})
    if env.str("DATABASE_REPLICA_URL", default=""):
        DATABASES["replica"] = DATABASES["default"] | env.db("DATABASE_REPLICA_URL")  # hub/replica.py
        DATABASES["replica"]["OPTIONS"] = {"connect_timeout": 2} | DATABASES["replica"].get("OPTIONS", {})
        DATABASES["replica"]["TEST"] = {"MIRROR": "default"}
        DATABASE_ROUTERS = ["hub.replica.ReplicaRouter"]
    DATABASES["default"]["TEST"] = {"TEMPLATE": env.str("TEST_DATABASE_TEMPLATE", default=None)}
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}
# Public pages, kept whole (hub/page_cache.py). What they push out of a full cache must not be a limit that is counted.
CACHES["pages"] = CACHES["default"] | {"KEY_PREFIX": "pages"}
if CACHES["default"]["BACKEND"].startswith("django_redis"):
    # A server that is away is a cache with nothing in it. Only what could give old pages must be told.
    resting = {"CONNECTION_POOL_CLASS": "hub.redis_pool.RestingPool"}
    CACHES["default"] |= {"OPTIONS": resting | {"IGNORE_EXCEPTIONS": True}}
    CACHES["pages"] |= {"OPTIONS": resting}
if CACHES["default"]["BACKEND"].endswith("LocMemCache"):
    CACHES["pages"] |= {"LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 3000}}
PAGE_CACHE = env.bool("PAGE_CACHE", default=not DEBUG)
ANNOUNCE_CHANGES = True  # by every program, whether it keeps pages itself or not
CDN_SECONDS = env.int("CDN_SECONDS", default=0)  # how long a cache before the hub may keep a page without asking
# Off: tasks are done at once, in the process that asks for them. On: `manage.py work` does them.
WORKER = env.bool("WORKER", default=False)
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend" if WORKER else "django_tasks.backends.immediate.ImmediateBackend",
        "QUEUES": [],
    }
}
# What is told which addresses to ask for again: Varnish, or nginx with a module for it, by the method PURGE.
PURGE_URL = env.str("PURGE_URL", default="")
WAGTAILFRONTENDCACHE_LANGUAGES = []  # hub/purging.py names each address in each language itself
if PURGE_URL:
    WAGTAILFRONTENDCACHE = {
        "proxy": {"BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend", "LOCATION": PURGE_URL}
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long guidance document in the editor

# Counts of people below this are not shown: docs/decisions/0011-small-numbers.md

SDC_MINIMUM_COUNT = env.int("SDC_MINIMUM_COUNT", default=5)

# Files. Documents stay outside MEDIA_ROOT: only Wagtail's serve view, which knows private collections, hands them out.

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
STATIC_URL = "static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else needs our style sheet and fonts
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "media/"
MEDIA_ROOT = VAR_DIR / "media"
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=DEBUG)  # in production the web server or object store does
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR_DIR / "documents"), "base_url": None},  # a task takes no Path
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Or an object store that speaks S3; boto3 looks for the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Documents
# are in a bucket of their own that nobody but the hub reads; pictures are read at MEDIA_HOST, such as
# hub.example.org/media where the proxy leads that to their bucket.
MEDIA_S3_BUCKET = env.str("MEDIA_S3_BUCKET", default="")
if MEDIA_S3_BUCKET:
    DOCUMENTS_S3_BUCKET, MEDIA_HOST = env.str("DOCUMENTS_S3_BUCKET"), env.str("MEDIA_HOST")
    if DOCUMENTS_S3_BUCKET == MEDIA_S3_BUCKET:
        raise ImproperlyConfigured("Documents are private: give DOCUMENTS_S3_BUCKET a bucket of its own.")
    of_both = {
        "endpoint_url": env.str("S3_ENDPOINT", default=None),
        "region_name": env.str("S3_REGION", default=None),
        "default_acl": None,  # a bucket says itself who reads it
        "file_overwrite": False,
    }
    of_media = {"custom_domain": MEDIA_HOST, "querystring_auth": False}
    of_media["object_parameters"] = {"CacheControl": "public, max-age=86400"}
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": of_both | of_media | {"bucket_name": MEDIA_S3_BUCKET},
    }
    STORAGES["documents"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": of_both | {"bucket_name": DOCUMENTS_S3_BUCKET, "querystring_expire": 60},
    }
    for kind in ("img-src", "media-src"):
        CONTENT_SECURITY_POLICY["DIRECTIVES"][kind].append(f"https://{MEDIA_HOST.partition('/')[0]}")

# Files from outside: every one goes through hub.uploads. With CLAMD_SOCKET set, none enters unless clamd answers.

MEGABYTE = 1024 * 1024
CLAMD_SOCKET = env.str("CLAMD_SOCKET", default="")  # the path of a socket, or host:port
CLAMD_SECONDS = 30
WAGTAILDOCS_MAX_UPLOAD_SIZE = env.int("DOCUMENT_MEGABYTES", default=20) * MEGABYTE
WAGTAILIMAGES_MAX_UPLOAD_SIZE = env.int("IMAGE_MEGABYTES", default=10) * MEGABYTE
WAGTAILIMAGES_MAX_IMAGE_PIXELS = env.int("IMAGE_MEGAPIXELS", default=25) * 1_000_000  # of all frames together
UPLOAD_MAX_UNPACKED = env.int("UNPACKED_MEGABYTES", default=100) * MEGABYTE  # of an office document
UPLOAD_MAX_STORED = 2 * max(WAGTAILDOCS_MAX_UPLOAD_SIZE, WAGTAILIMAGES_MAX_UPLOAD_SIZE)
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "hub.uploads.handlers.BoundedFileUploadHandler",
]

# Backups are encrypted to these public keys of age, "age1…"; the private ones are kept elsewhere (hub/backup).

BACKUP_KEYS = env.list("BACKUP_KEYS", default=[])

# The offline pack (home/pack). The key is an Ed25519 private key, DER in Base64; without it packs are not signed.

PACK_SIGNING_KEY = env.str("PACK_SIGNING_KEY", default="")
PACK_FILE_MAX = env.int("PACK_FILE_MEGABYTES", default=20) * MEGABYTE
PACK_MAX = env.int("PACK_MEGABYTES", default=500) * MEGABYTE  # of all files together; pages are always in

# Links of public pages that are checked every night (home/links)

LINK_PAUSE = env.float("LINK_PAUSE", default=1)  # seconds between two requests to the same site
LINK_LOOPBACK = False  # whether a link may lead to this machine, at any port: in tests alone

# Languages: the address decides, English at /, Welsh at /cy/

LANGUAGE_CODE = "en-gb"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["hub.formats"]
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "Europe/London"
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False  # a translation stays a draft until a person publishes it
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True

# DOIs: off unless a prefix is set (home/dois.py). The account is the repository's, as DataCite's REST API takes it.

DATACITE_PREFIX = env.str("DATACITE_PREFIX", default="")
DATACITE_URL = env.str("DATACITE_URL", default="https://api.datacite.org/")
DATACITE_ACCOUNT = env.str("DATACITE_ACCOUNT", default="")
DATACITE_PASSWORD = env.str("DATACITE_PASSWORD", default="")
if DATACITE_PREFIX and not (DATACITE_ACCOUNT and DATACITE_PASSWORD):
    raise ImproperlyConfigured("DATACITE_PREFIX needs DATACITE_ACCOUNT and DATACITE_PASSWORD.")

# Wagtail

WAGTAIL_SITE_NAME = "Common Thread"
BASE_URL = env.str("BASE_URL", default="http://localhost:8000")
# Mail leads editors to where the admin answers.
WAGTAILADMIN_BASE_URL = "://".join([BASE_URL.split("://")[0], ADMIN_HOSTS[0]]) if ADMIN_HOSTS else BASE_URL
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "hub.new_passwords.NewPasswordForm"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English")]
WAGTAILREDIRECTS_AUTO_CREATE = False  # home/old_addresses.py does
WAGTAIL_AUTOSAVE_INTERVAL = 3000
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS = []  # an embed is a third party in the page
WAGTAILIMAGES_IMAGE_MODEL = "hub.HubImage"
WAGTAILDOCS_DOCUMENT_MODEL = "hub.HubDocument"
WAGTAILIMAGES_RENDITION_STORAGE = "hub.drafted_pictures.PictureStorage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "hub.uploads.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpeg", "jpg", "png", "webp"]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "hub.uploads.forms.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # by us, wherever it is kept
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "flac", "mp3", "odt", "ods", "ogg", "pdf", "pptx", "txt", "xlsx"]
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "hub_en"},
}
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # a new password goes there: administrators change it, nobody themselves
WAGTAILADMIN_USER_LOGIN_FORM = "hub.admin_sign_in.SignInForm"
WAGTAIL_FRONTEND_LOGIN_URL = "/admin/login/"
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
EMAIL_FILE_PATH = env.str("EMAIL_FILE_PATH", default=None)  # for the file backend alone
EMAIL_HOST, EMAIL_PORT = env.str("EMAIL_HOST", default="localhost"), env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
    env.str("EMAIL_HOST_USER", default=""),
    env.str("EMAIL_HOST_PASSWORD", default=""),
)
EMAIL_USE_TLS, EMAIL_TIMEOUT = env.bool("EMAIL_USE_TLS", default=False), 30
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="hello@example.org")
# Where mail of updates comes back to, with a key before the @: `manage.py read_bounce`. Empty: to DEFAULT_FROM_EMAIL.
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", default="")
EDITORS_MAILBOX = env.str("EDITORS_MAILBOX", default="")  # told of all that waits; empty: each editor whom it concerns

# Metrics, for Prometheus alone (hub/metrics.py). 0: none. The folder is shared by the processes of one machine.

METRICS_PORT = env.int("METRICS_PORT", default=0)
METRICS_ADDRESS = env.str("METRICS_ADDRESS", default="127.0.0.1")
if METRICS_PORT:
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(VAR_DIR / "metrics"))
    Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).mkdir(parents=True, exist_ok=True)

# Logs: lines of JSON for programs, or of text for people. Neither says who asked, or for what (hub/request_log.py).

LOG_FORMAT = env.str("LOG_FORMAT", default="text" if DEBUG else "json")
DEFAULT_EXCEPTION_REPORTER = "hub.logs.Reporter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_codes": {"()": "hub.logs.WithoutCodes"}},
    "formatters": {
        "without_words": {
            "()": "logging.Formatter" if DEBUG else "hub.logs.WithoutWords",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        },
        "json": {"()": "hub.logs.AsJSON"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["without_codes"],
            "formatter": "json" if LOG_FORMAT == "json" else "without_words",
        },
        "mail_admins": {"class": "django.utils.log.AdminEmailHandler", "filters": ["without_codes"], "level": "ERROR"},
    },
    "loggers": {
        "django": {"handlers": ["mail_admins"]},
        "hub.security": {"level": "INFO"},
        "hub.request_log": {"level": "INFO"},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
