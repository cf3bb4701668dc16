"""How often somebody without an account may send something: counted in the cache, kept nowhere.

An address is known for a day by a hash under a key of that day: it cannot be told from what is
stored, and not even that somebody came back the day after.
"""

import ipaddress
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

DAY_S, MINUTE_S = 86_400, 60


class Throttled(Exception):
    """Too many; `seconds` until it makes sense to try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many, again in {seconds} s")
        self.seconds = seconds


def address_of(request: HttpRequest) -> str:
    """Return the address of whoever asks, as the outermost proxy of our own saw it.

    Without proxies what the header says is anybody's word, and not looked at.
    """
    count = settings.PROXY_COUNT
    told = request.headers.get("X-Forwarded-For", "").split(",")
    if count and len(told) >= count:
        return told[-count].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def count_in(what: str, address: str, *, a_day: int, a_minute: int) -> None:
    """Count one more of `what`: by the address `a_day`, of everybody `a_minute`.

    Raises Throttled beyond either, and RedisError while the cache is away.
    """
    now = int(time.time())
    if _counted(f"{what}:minute:{now // MINUTE_S}", MINUTE_S) > a_minute:
        raise Throttled(MINUTE_S - now % MINUTE_S)
    if _counted(f"{what}:day:{_hash(address, now // DAY_S)}", DAY_S) > a_day:
        raise Throttled(DAY_S - now % DAY_S)


def _counted(key: str, lasts: int) -> int:
    cache.add(key, 0, timeout=2 * lasts)
    return int(cache.incr(key))


def _hash(address: str, day: int) -> str:
    whole = salted_hmac("entities.throttle", f"{day}:{_network(address)}", algorithm="sha256")
    return whole.hexdigest()[:32]


def _network(address: str) -> str:
    """One household has one address of the old kind, and a network of the new."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if known.version == 6:
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)
