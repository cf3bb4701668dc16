"""The bytes that items kept, read again."""

import io
from collections.abc import Iterator, Mapping

from articles.importers import OPENING, Problem, Record, read
from articles.importers.decoding import decode
from articles.importers.styles import is_csv
from articles.importers.tables import read_csv
from articles.models import ImportFile, ImportItem

# What one record of a larger file begins with: an object, a list, an element.
_STRUCTURED = (b"{", b"[", b"<")


def read_again(item: ImportItem, mapping: Mapping[str, str] | None = None) -> Iterator[Record]:
    """Yield the records in the bytes that an item kept, numbered by their place in its file.

    Without a mapping, that of the uploaded file it came in serves. Yields none where the bytes of
    one record would be taken for something else: a broken line of JSON is no plain text.
    """
    content = bytes(item.content)
    if mapping is None:
        mapping = _mapping_of(item)
    if not _is_structured(content) and mapping:
        records = read_csv(io.BytesIO(content), mapping)
    elif _is_structured(content) or _is_table(content) or _is_whole_file(item):
        records = read(content, item.path, mapping=mapping)
    else:
        return
    for number, record in enumerate(records):
        # Not the first of its file: its bytes are those of one record, alone or behind a header.
        index = record.index if item.index == 1 else item.index + number
        yield Record(index, record.content, record.result)


def _mapping_of(item: ImportItem) -> Mapping[str, str] | None:
    file = ImportFile.objects.filter(batch=item.batch_id, name=item.path).only("mapping").first()
    return file.mapping or None if file else None


def _is_structured(content: bytes) -> bool:
    return content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_STRUCTURED)


def _is_table(content: bytes) -> bool:
    decoded = decode(content)
    return not isinstance(decoded, Problem) and is_csv(decoded.text[:OPENING])


def _is_whole_file(item: ImportItem) -> bool:
    others = ImportItem.objects.filter(batch=item.batch_id, path=item.path, retry_of=None)
    return item.index == 1 and not others.exclude(pk=item.pk).exists()
