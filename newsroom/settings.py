"""All settings, in one file; every deployment knob comes from the environment.

With nothing set, the project runs on the embedded services of `python manage.py up` (see
newsroom.services). docs/settings.md names every variable.
"""

from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels
from kombu import Queue

from newsroom import env
from newsroom.secret import secret_key
from newsroom.services import data_folder, resolve_endpoints

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = data_folder()
ENDPOINTS = resolve_endpoints(DATA_DIR)

# --- What this deployment is ---------------------------------------------------------------------
DEBUG = env.flag("NEWSROOM_DEBUG", default=False)
# Behind TLS: secure cookies, HSTS and the redirect to https. Off on a laptop, where `up` serves
# plain http on loopback; `check --deploy` says so.
HTTPS = env.flag("NEWSROOM_HTTPS", default=False)
SECRET_KEY = secret_key(DATA_DIR)
# Keys of before: what they signed or encrypted stays good, nothing new is made with them.
SECRET_KEY_FALLBACKS = env.words("NEWSROOM_RETIRED_SECRET_KEYS")
ALLOWED_HOSTS = env.words("NEWSROOM_ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = env.words("NEWSROOM_TRUSTED_ORIGINS")
# The number of proxies in front whose X-Forwarded-For can be believed (login throttling).
PROXY_COUNT = env.number("NEWSROOM_PROXY_COUNT", 0)

# --- Applications --------------------------------------------------------------------------------
INSTALLED_APPS = [
    "newsroom",
    "entities",
    "articles",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # its templates, which FORM_RENDERER looks for like any other
    "allauth.account",  # nothing of it is used, but the next one asks for it
    "allauth.mfa",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "newsroom.logging.CorrelationMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsroom.two_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "newsroom.freshness.FreshnessMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.context.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database, cache, queue ----------------------------------------------------------------------
DATABASES = {"default": env.database(ENDPOINTS.database_url, app="newsroom-web")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENDPOINTS.cache_url,
        # A cache that hangs is a cache that is away.
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
        "KEY_PREFIX": "newsroom",
    }
}

CELERY_BROKER_URL = ENDPOINTS.broker_url
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# An extraction that has not reported for this long is taken to be dead and is given to another.
EXTRACTION_LEASE_S = env.number("NEWSROOM_EXTRACTION_LEASE_S", 660, least=1)
# kombu looks for messages of dead workers only every 100 s unless told otherwise. It gives a
# message to another worker after the visibility timeout, when the lease is long over.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3 * EXTRACTION_LEASE_S,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,  # a broker that hangs is a broker that is away
}
# A request never waits long for a dead broker: the row is there and the sweep enqueues it again.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Kept below the lease (a system check says so): a text that never ends is stopped before it is
# given to another worker. A million words take five to six minutes of a busy core.
CELERY_TASK_TIME_LIMIT = env.number("NEWSROOM_TASK_TIME_LIMIT_S", 600, least=1)
# Workers take from both queues in turn, so that upkeep never waits behind a hundred thousand texts.
CELERY_TASK_DEFAULT_QUEUE = "extraction"
CELERY_TASK_QUEUES = [Queue("extraction"), Queue("upkeep")]
CELERY_TASK_ROUTES = {
    "articles.tasks.*": {"queue": "upkeep"},
    "entities.tasks.sweep_runs": {"queue": "upkeep"},
    "entities.tasks.fold_coverage": {"queue": "upkeep"},
    "entities.tasks.tend_queue": {"queue": "upkeep"},
    "entities.tasks.publish_actor_articles": {"queue": "upkeep"},
    "entities.tasks.move_actor": {"queue": "upkeep"},
    "entities.tasks.compare_names": {"queue": "upkeep"},
    "entities.tasks.count_exactly": {"queue": "upkeep"},
    "entities.tasks.carry_out_batch": {"queue": "upkeep"},
    "entities.tasks.sweep_batches": {"queue": "upkeep"},
    "entities.tasks.sweep_counts": {"queue": "upkeep"},
    "entities.tasks.begin_walks": {"queue": "upkeep"},
    "entities.tasks.sweep_walks": {"queue": "upkeep"},
    "entities.tasks.walk_archive": {"queue": "upkeep"},
    "entities.tasks.learn_roles": {"queue": "upkeep"},
    "entities.tasks.learn_rules": {"queue": "upkeep"},
    "entities.tasks.measure_rule": {"queue": "upkeep"},
}
CELERY_TIMEZONE = "UTC"
POLL_INTERVAL_S = 30
LEARN_INTERVAL_S = 60
QUEUE_INTERVAL_S = 60
WALK_INTERVAL_S = 15 * 60
SWEEP_INTERVAL_S = env.number("NEWSROOM_SWEEP_INTERVAL_S", 15, least=1)
# Without workers they would only pile up; workers that are busy with texts take one in two messages
# from here, and a sweep must live until its turn comes.
SWEEP_EXPIRES_S = 4 * SWEEP_INTERVAL_S
CELERY_BEAT_SCHEDULE = {
    "poll-feeds": {
        "task": "articles.tasks.poll_feeds",
        "schedule": POLL_INTERVAL_S,
        "options": {"expires": POLL_INTERVAL_S},
    },
    "move-merged-articles": {
        "task": "articles.tasks.move_merged",
        "schedule": SWEEP_INTERVAL_S,
        "options": {"expires": SWEEP_EXPIRES_S},
    },
    "sweep-extraction-runs": {
        "task": "entities.tasks.sweep_runs",
        "schedule": SWEEP_INTERVAL_S,
        "options": {"expires": SWEEP_EXPIRES_S},
    },
    "sweep-batches": {
        "task": "entities.tasks.sweep_batches",
        "schedule": SWEEP_INTERVAL_S,
        "options": {"expires": SWEEP_EXPIRES_S},
    },
    "compare-names": {
        "task": "entities.tasks.compare_names",
        "schedule": LEARN_INTERVAL_S,
        "options": {"expires": LEARN_INTERVAL_S},
    },
    "fold-coverage": {
        "task": "entities.tasks.fold_coverage",
        "schedule": SWEEP_INTERVAL_S,
        "options": {"expires": SWEEP_EXPIRES_S},
    },
    "tend-queue": {
        "task": "entities.tasks.tend_queue",
        "schedule": QUEUE_INTERVAL_S,
        "options": {"expires": QUEUE_INTERVAL_S},
    },
    "release-embargoes": {
        "task": "articles.tasks.release_embargoes",
        "schedule": SWEEP_INTERVAL_S,
        "options": {"expires": SWEEP_EXPIRES_S},
    },
    "sweep-counts": {
        "task": "entities.tasks.sweep_counts",
        "schedule": SWEEP_INTERVAL_S,
        "options": {"expires": SWEEP_EXPIRES_S},
    },
    "learn-words": {
        "task": "articles.tasks.learn_words",
        "schedule": LEARN_INTERVAL_S,
        "options": {"expires": LEARN_INTERVAL_S},
    },
    "learn-roles": {
        "task": "entities.tasks.learn_roles",
        "schedule": LEARN_INTERVAL_S,
        "options": {"expires": LEARN_INTERVAL_S},
    },
    # Contradictions are looked for when few read and fewer write; the clock is UTC.
    "begin-walks": {
        "task": "entities.tasks.begin_walks",
        "schedule": crontab(hour=2, minute=10),
        "options": {"expires": 6 * 60 * 60},
    },
    "sweep-walks": {
        "task": "entities.tasks.sweep_walks",
        "schedule": WALK_INTERVAL_S,
        "options": {"expires": WALK_INTERVAL_S},
    },
    "learn-rules": {
        "task": "entities.tasks.learn_rules",
        "schedule": LEARN_INTERVAL_S,
        "options": {"expires": LEARN_INTERVAL_S},
    },
    "sweep-uploads": {
        "task": "articles.tasks.sweep_uploads",
        "schedule": SWEEP_INTERVAL_S,
        "options": {"expires": SWEEP_EXPIRES_S},
    },
}

# --- People --------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "review:queue"
LOGOUT_REDIRECT_URL = "home"
# Whoever may do anything must have a second factor: see newsroom.two_factor. Not asked for where
# the archive is tried out on a laptop.
REQUIRE_TWO_FACTOR = env.flag("NEWSROOM_REQUIRE_TWO_FACTOR", default=HTTPS)
MFA_ADAPTER = "newsroom.two_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off

# Eight failures for one account from one address lock that pair for a quarter of an hour. Not the
# account alone: else anybody could keep an editor out.
AXES_FAILURE_LIMIT = env.number("NEWSROOM_LOGIN_FAILURES", 8, least=1)
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_IPWARE_PROXY_COUNT = PROXY_COUNT
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]  # kept out of its records

# --- Safety --------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Where `collectstatic` puts hashed, compressed files. Unset, as on a laptop, the files are served
# straight from their source folders.
STATIC_ROOT = env.text("NEWSROOM_STATIC_ROOT") or None
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if STATIC_ROOT
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
UPLOAD_LIMIT_BYTES = env.number("NEWSROOM_UPLOAD_LIMIT_MB", 20, least=1) * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "articles.uploads.LimitUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Language and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("NEWSROOM_TIME_ZONE", "UTC")

# --- The archive ---------------------------------------------------------------------------------
SITE_NAME = MFA_TOTP_ISSUER = env.text("NEWSROOM_SITE_NAME", "Newsroom Archive")
# A public search that takes longer than this is stopped, and the reader is offered a narrower one.
SEARCH_TIMEOUT_MS = env.number("NEWSROOM_SEARCH_TIMEOUT_MS", 5000, least=100)
# Whether feeds may lie on the network that the archive stands in: see articles/fetching.py.
FETCH_PRIVATE = env.flag("NEWSROOM_FETCH_PRIVATE", default=False)
# What readers see of what nobody has checked: see entities/publication.py. After a change of
# either, `republish`.
PUBLISH = env.choice("NEWSROOM_PUBLISH", "suggested", "confirmed")
PUBLISH_ABOVE = env.fraction("NEWSROOM_PUBLISH_ABOVE", 0.0)
# Of the tags that the machine suggests, so many are asked about without saying what it thinks.
AUDIT_SHARE = 0.02
EXTRACTION_ATTEMPTS = env.number("NEWSROOM_EXTRACTION_ATTEMPTS", 4, least=1)
# A run, or a file of an upload, that has waited this long may have lost its message: the sweep
# sends another.
EXTRACTION_SWEEP_AFTER_S = env.number("NEWSROOM_SWEEP_AFTER_S", 20, least=1)

# --- Logs and messages ---------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"correlation": {"()": "newsroom.logging.CorrelationFilter"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} [{correlation}] {message}", "style": "{"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["correlation"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["console"], "level": env.text("NEWSROOM_LOG_LEVEL", "WARNING")},
    "loggers": {
        "articles": {"level": "INFO"},
        "entities": {"level": "INFO"},
        "newsroom": {"level": "INFO"},
    },
}
MESSAGE_TAGS = {message_levels.ERROR: "problem", message_levels.SUCCESS: "done"}
