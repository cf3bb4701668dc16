"""The key that signs sessions: from the environment, else one kept in the data folder."""

import secrets
from pathlib import Path

from newsroom import env


def secret_key(data: Path) -> str:
    """Return NEWSROOM_SECRET_KEY, or the random key of this data folder, made on first use (0600).

    Several hosts must share one key, so production sets the variable; a deploy check says so.
    """
    given = env.text("NEWSROOM_SECRET_KEY")
    return given or _kept(data / "secret_key")


def _kept(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x") as file:  # two starters: one writes, the other reads
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()
