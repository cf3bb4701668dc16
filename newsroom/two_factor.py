"""The second factor of staff: a code of an app, or one of the recovery codes kept on paper.

The password is checked by Django's log-in as ever. Whoever has a second factor, or must have one,
is not logged in by it: the session only remembers whose password was right (`begin`), and that
opens nothing. `accepts` checks a code, `finish` logs in. django-allauth keeps the secrets and does
the arithmetic; none of its pages are used (decision 25).
"""

import base64
import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from axes.handlers.proxy import AxesProxyHandler
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.signals import user_login_failed
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString
from redis.exceptions import RedisError

from newsroom.roles import has_a_role

log = logging.getLogger(__name__)

# How long a right password waits for its code.
HALF_LASTS_S = 600
# Wrong codes are counted for an account wherever they come from, as long as a locked log-in lasts:
# only somebody who has the password gets so far. With three codes that are right at any time, eight
# tries a quarter of an hour find one in 1 of 40,000 quarters of an hour.
LOCKED_S = 900
_HALF, _PROVED, _SECRET = "half_login", "second_factor", "second_factor_secret"
_TOTP_DIGITS = 6


class Locked(Exception):
    """Too many wrong codes; the right one would be refused too."""


class CannotCheck(Exception):
    """The codes of apps cannot be checked now: nothing could tell one that was used already."""


@dataclass(frozen=True, slots=True)
class Half:
    """A log-in of which only the password was given; `next` is where it leads."""

    user: int
    backend: str
    session_hash: str
    next: str
    at: float


class SecondFactorMiddleware:
    """Where a second factor is required, a session that has only the password is nobody's.

    Such sessions come from before the setting, or from before somebody was given a role.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_TWO_FACTOR:
            # As Django's own middleware does it: no query for pages that do not ask.
            request.user = SimpleLazyObject(lambda: _whole_user(request))  # type: ignore[assignment]
        return self.get_response(request)


def _whole_user(request: HttpRequest) -> User | AnonymousUser:
    user = get_user(request)
    if user.is_authenticated and _PROVED not in request.session and needs(user):
        return AnonymousUser()
    return user


class Adapter(DefaultMFAAdapter):
    """Secrets are encrypted under the key of the sessions: a copy of the database has none."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: User) -> str:
        return user.get_username()


def needs(user: User) -> bool:
    """Whether this account must have a second factor: that of anybody who may do something."""
    return settings.REQUIRE_TWO_FACTOR and has_a_role(user)


def has(user: User) -> bool:
    """Whether the account has an app that makes codes. One query."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def begin(request: HttpRequest, user: User, next_url: str) -> None:
    """Remember that this password was right. `user` comes from `authenticate`."""
    request.session.cycle_key()
    request.session.pop(_SECRET, None)
    half = Half(user.pk, user.backend, user.get_session_auth_hash(), next_url, time.time())
    request.session[_HALF] = asdict(half)


def half_login(request: HttpRequest) -> tuple[User, Half] | None:
    """Return who gave their password a moment ago; None if nobody, or it no longer holds."""
    if not (kept := request.session.get(_HALF)):
        return None
    half = Half(**kept)
    user = User.objects.filter(pk=half.user, is_active=True).first()
    if user is None or time.time() - half.at > HALF_LASTS_S:
        return None
    if not constant_time_compare(half.session_hash, user.get_session_auth_hash()):
        return None
    return user, half


def finish(request: HttpRequest, user: User, half: Half) -> None:
    """Log in whoever gave both."""
    request.session.pop(_HALF, None)
    login(request, user, backend=half.backend)
    mark(request)


def mark(request: HttpRequest) -> None:
    """Note in the session that the second factor was given too."""
    request.session.pop(_SECRET, None)
    request.session[_PROVED] = True


def accepts(request: HttpRequest, user: User, code: str) -> bool:
    """Say whether a code is right, and count it if it is wrong. A code is right once.

    Raises Locked after too many wrong ones, CannotCheck for the code of an app while the cache is
    away.
    """
    credentials = {"username": user.get_username()}
    if not AxesProxyHandler.is_allowed(request, credentials) or _too_many(user):
        raise Locked
    if _is_right(user, code):
        _forget(user)
        return True
    log.warning("wrong second factor for account %s", user.pk)
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)
    return False


def secret_of(request: HttpRequest) -> str:
    """Return the secret that this session offers to an app, the same until it is taken."""
    if _SECRET not in request.session:
        request.session[_SECRET] = generate_totp_secret()
    return str(request.session[_SECRET])


def picture(user: User, secret: str) -> SafeString:
    """Return the secret as a QR code, black on white in any scheme, for an app to read."""
    code = qrcode.QRCode(border=4)
    code.add_data(get_adapter().build_totp_url(user, secret))
    rows = code.get_matrix()
    dark = [(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" shape-rendering="crispEdges">'
        "<title>QR code for the app; the same as the key in letters below</title>"
        '<path fill="#fff" d="M0 0h{0}v{0}h-{0}z"/><path fill="#000" d="{1}"/></svg>',
        len(rows),
        "".join(f"M{x} {y}h1v1h-1z" for x, y in dark),
    )


def activate(user: User, secret: str, code: str) -> list[str] | None:
    """Take an app that makes this code as second factor and return the recovery codes.

    None when the code is wrong. Sessions that were open without it are to be ended by the caller.
    """
    if not validate_totp_code(secret, code):
        return None
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if has(user):
            return None
        totp = TOTP.activate(user, secret)
        codes = new_recovery_codes(user)
    try:
        totp.validate_code(code)  # so that it does not log in again
    except RedisError:
        log.warning("the cache is away: the first code of account %s may be used twice", user.pk)
    log.info("account %s has a second factor", user.pk)
    return codes


def new_recovery_codes(user: User) -> list[str]:
    """Replace the recovery codes of an account and return the new ones, for showing once."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
        codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes


def recovery_codes_left(user: User) -> int:
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.wrap().get_unused_codes()) if kept else 0


def remove(user: User) -> bool:
    """Take the second factor away; False if there was none."""
    count, _rows = Authenticator.objects.filter(user=user).delete()
    _forget(user)
    return bool(count)


def end_sessions(user: User, *, but: str | None = None) -> int:
    """Log an account out everywhere but in one session; return in how many it was logged in."""
    open_ones = Session.objects.filter(expire_date__gte=timezone.now()).exclude(session_key=but)
    theirs = [
        session.pk
        for session in open_ones.iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    return Session.objects.filter(pk__in=theirs).delete()[0]


def _is_right(user: User, code: str) -> bool:
    digits = "".join(letter for letter in code if letter.isascii() and letter.isdigit())
    totp = len(digits) == _TOTP_DIGITS
    kind = Authenticator.Type.TOTP if totp else Authenticator.Type.RECOVERY_CODES
    kept = Authenticator.objects.filter(user=user, type=kind).first()
    if kept is None:
        return False
    try:
        right: bool = kept.wrap().validate_code(digits)
    except RedisError as error:
        raise CannotCheck from error
    if right:
        kept.refresh_from_db()
        kept.record_usage()
    return right


def _counter(user: User) -> str:
    return f"second-factor:tried:{user.pk}"


def _too_many(user: User) -> bool:
    """Count this try before it is looked at, so that many at once are no more than one by one."""
    try:
        cache.add(_counter(user), 0, timeout=LOCKED_S)
        return int(cache.incr(_counter(user))) > settings.AXES_FAILURE_LIMIT
    except (RedisError, ValueError):  # away, or run out between the two
        return False  # the log-in counts in the database too, by address


def _forget(user: User) -> None:
    try:
        cache.delete(_counter(user))
    except RedisError:
        log.warning("the cache is away: wrong codes of account %s stay counted", user.pk)


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(key)) for key in keys])


def _key(secret: str | bytes) -> bytes:
    digest = salted_hmac("newsroom.second_factor", "", secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)
