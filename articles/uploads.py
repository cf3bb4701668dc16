"""The size limit of uploads, applied while they arrive: nothing beyond it is kept anywhere."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


class LimitUploadHandler(FileUploadHandler):
    """Lets files through until one upload has brought UPLOAD_LIMIT_BYTES.

    A file that would go beyond is skipped and its name kept; smaller ones after it still pass.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.taken = 0
        self.refused: list[str] = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.taken += len(raw_data)
        if self.taken > settings.UPLOAD_LIMIT_BYTES:
            self.taken -= start + len(raw_data)
            self.refused.append(self.file_name or "file without a name")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handler that keeps it."""


def limit_mb() -> int:
    return int(settings.UPLOAD_LIMIT_BYTES) // (1024 * 1024)


def too_large() -> str:
    """Why a file of an upload was refused, in a sentence for whoever chose it."""
    return (
        f"One upload may bring {limit_mb()} MB, and this file goes beyond it. Nothing of it was "
        "kept. Upload it by itself, split it, or have it imported on the server."
    )


def refused_files(request: Any) -> list[str]:
    """Return the names of the files of this request that were beyond the limit."""
    handlers = [one for one in request.upload_handlers if isinstance(one, LimitUploadHandler)]
    return [name for handler in handlers for name in handler.refused]
