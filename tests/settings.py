"""The project's settings, with what only tests want: quick password hashes, nothing else."""

from newsroom.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUDIT_SHARE = 0  # as many queries, whatever chance says; tests of the sample set it
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
