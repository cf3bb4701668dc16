"""Where the database and the queue are, worked out from the environment alone.

Settings, commands and the launcher each ask here and get the same answer, whether or not anything
is running.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis

from newsroom.services.errors import ServiceError
from newsroom.services.folders import database_account, socket_folder

DATABASE = "newsroom"
ROLE = "newsroom"
ANSWER_WITHIN_S = 5


@dataclass(frozen=True, slots=True)
class Endpoints:
    """`redis_url` is in redis-py's spelling; `broker_url` and `cache_url` are derived from it."""

    database_url: str
    redis_url: str
    embedded_database: bool
    embedded_redis: bool

    @property
    def broker_url(self) -> str:
        """The same server as Celery spells it."""
        parts = urlsplit(self.redis_url)
        if parts.scheme != "unix":
            return self.redis_url
        return f"redis+socket://{parts.path}?virtual_host=0"

    @property
    def cache_url(self) -> str:
        """The next database of the same server, because clearing a cache empties its database."""
        parts = urlsplit(self.redis_url)
        if parts.scheme == "unix":
            return f"unix://{parts.path}?db=1"
        number = parts.path.strip("/")
        following = int(number) + 1 if number.isdigit() else 1
        return urlunsplit(parts._replace(path=f"/{following}"))


def resolve_endpoints(data: Path) -> Endpoints:
    """The endpoints for the folder `data`; DATABASE_URL and REDIS_URL win. Starts nothing."""
    database_url = os.environ.get("DATABASE_URL", "")
    redis_url = os.environ.get("REDIS_URL", "")
    return Endpoints(
        database_url=database_url or _embedded_database_url(data),
        redis_url=redis_url or f"unix://{valkey_socket(data)}",
        embedded_database=not database_url,
        embedded_redis=not redis_url,
    )


def valkey_socket(data: Path) -> Path:
    return socket_folder(data, os.geteuid()) / "valkey.sock"


def _embedded_database_url(data: Path) -> str:
    return f"postgresql://{ROLE}@/{DATABASE}?host={socket_folder(data, database_account().uid)}"


def database_trouble(url: str) -> str:
    """Why the database does not answer, or nothing when it does."""
    try:
        psycopg.connect(url, connect_timeout=ANSWER_WITHIN_S).close()
    except psycopg.Error as error:
        return " ".join(str(error).split())
    return ""


def redis_trouble(url: str) -> str:
    """Why the Redis-protocol server does not answer, or nothing when it does."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=ANSWER_WITHIN_S) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        return " ".join(str(error).split())
    return ""


def check_given_servers(endpoints: Endpoints) -> None:
    """Raise ServiceError when a server named by the environment does not answer."""
    if not endpoints.embedded_database and (trouble := database_trouble(endpoints.database_url)):
        raise ServiceError(f"The database named by DATABASE_URL does not answer: {trouble}")
    if not endpoints.embedded_redis and (trouble := redis_trouble(endpoints.redis_url)):
        raise ServiceError(f"The server named by REDIS_URL does not answer: {trouble}")


def forget_libpq_variables() -> None:
    """Drop PGHOST, PGPORT and their like: they are meant for other databases than the embedded."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]
