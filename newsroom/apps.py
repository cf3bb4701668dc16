from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        from newsroom import checks, roles  # noqa: F401  (importing registers the checks)

        # After the last app's permissions exist: this app is sent the signal first, the sender
        # that matters is the last one to migrate.
        post_migrate.connect(roles.write_groups, dispatch_uid="newsroom.roles.write_groups")
