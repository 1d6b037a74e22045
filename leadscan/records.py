"""Records to JSON and back: what goes in comes out.

Dataclasses of ``leadscan.types`` become plain objects; tuples become lists; dates and times become ISO 8601 text with their zone.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import types as python_types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from leadscan.errors import DataError
from leadscan.types import Record

T = TypeVar("T")


def to_data(value: Record) -> Any:
    """Plain lists, dicts, text and numbers of a record, a tuple of records or a value."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_data(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_data(item) for key, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [to_data(item) for item in value]
    return value


def to_json(value: Record) -> str:
    """One line of JSON, CJK as it is."""
    return json.dumps(to_data(value), ensure_ascii=False)


def from_data(kind: type[T], data: Any) -> T:
    """A record of ``kind`` out of plain data. DataError names the record and field that do not fit."""
    result = _convert(kind, data, kind.__name__)
    return typing.cast(T, result)


def from_json(kind: type[T], text: str) -> T:
    """A record of ``kind`` out of JSON text."""
    return from_data(kind, json.loads(text))


def digest(*parts: object) -> str:
    """A short stable id: first 16 hex digits of SHA-256 over the parts, NUL between."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:16]


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _convert(hint: Any, data: Any, where: str) -> Any:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, python_types.UnionType):
        return _convert_union(hint, data, where)
    if origin is typing.Literal:
        if data not in typing.get_args(hint):
            raise DataError(f"{where}: {data!r} is not one of {', '.join(map(str, typing.get_args(hint)))}")
        return data
    if origin is tuple:
        return _convert_tuple(typing.get_args(hint), data, where)
    if origin is not None and issubclass(origin, Mapping):
        inner = typing.get_args(hint)[1]
        return {key: _convert(inner, item, f"{where}.{key}") for key, item in data.items()}
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _convert_record(hint, data, where)
    if hint is datetime or hint is date:
        return data if isinstance(data, date) else hint.fromisoformat(data)
    if hint is float and isinstance(data, int):
        return float(data)
    return data


def _convert_union(hint: Any, data: Any, where: str) -> Any:
    options = typing.get_args(hint)
    if data is None and type(None) in options:
        return None
    options = tuple(option for option in options if option is not type(None))
    if len(options) == 1:
        return _convert(options[0], data, where)
    for option in options:
        if isinstance(data, dict) and {f.name for f in dataclasses.fields(option)} >= set(data):
            return _convert(option, data, where)
    raise DataError(f"{where}: fits none of {hint}")


def _convert_tuple(inner: tuple[Any, ...], data: Any, where: str) -> tuple[Any, ...]:
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(_convert(inner[0], item, where) for item in data)
    return tuple(_convert(kind, item, where) for kind, item in zip(inner, data, strict=True))


def _convert_record(kind: type, data: Any, where: str) -> Any:
    hints = _hints(kind)
    unknown = set(data) - set(hints)
    if unknown:
        raise DataError(f"{where}: unknown {', '.join(sorted(unknown))}")
    try:
        return kind(**{name: _convert(hints[name], item, f"{where}.{name}") for name, item in data.items()})
    except TypeError as e:
        raise DataError(f"{where}: {e}") from e
