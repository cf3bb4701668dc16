"""What tests of a search ask, and what they read from its answers."""

import csv
import io
import json
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from entities.query import Query, query_of


def query(**asked: object) -> Query:
    return query_of(QueryDict(urlencode(asked, doseq=True)))


def ask(client: Client, name: str, *, status: int = 200, **asked: object) -> Any:
    response = client.get(f"{reverse(name)}?{urlencode(asked, doseq=True)}")
    assert response.status_code == status, response.content
    return response


def as_json(client: Client, **asked: object) -> dict[str, Any]:
    told: dict[str, Any] = ask(client, "search_json", **asked).json()
    return told


def text_of(response: Any) -> str:
    content = b"".join(response) if response.streaming else response.content
    return content.decode()


def csv_rows(client: Client, **asked: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(ask(client, "search_csv", **asked)))))


def jsonl_rows(client: Client, **asked: object) -> list[dict[str, Any]]:
    lines = text_of(ask(client, "search_jsonl", **asked)).splitlines()
    return [json.loads(line) for line in lines]
