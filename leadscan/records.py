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
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from leadscan.errors import DataError
from leadscan.types import Record

T = TypeVar("T")


def to_data(value: Record) -> Any:
    """Plain lists, dicts, text and numbers of a record, a tuple of records or a value."""
    if value is None or isinstance(value, str):
        return value
    kind: Any = type(value)
    if names := _names(kind):
        return {name: to_data(getattr(value, name)) for name in names}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_data(item) for key, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [to_data(item) for item in value]
    return value


@functools.cache
def _names(kind: type) -> tuple[str, ...]:
    """Fields of a record; none of another value."""
    return tuple(f.name for f in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()


def to_json(value: Record) -> str:
    """One line of JSON, CJK as it is."""
    return json.dumps(to_data(value), ensure_ascii=False)


def from_data(kind: type[T], data: Any) -> T:
    """A record of ``kind`` out of plain data. DataError names the record and field that do not fit."""
    hint: Any = kind
    try:
        result = _converter(hint)(data)
    except _Misfit as e:
        raise DataError(f"{'.'.join((kind.__name__, *reversed(e.path)))}: {e}") from e.__cause__
    return typing.cast(T, result)


def from_json(kind: type[T], text: str) -> T:
    """A record of ``kind`` out of JSON text."""
    return from_data(kind, json.loads(text))


def digest(*parts: object) -> str:
    """A short stable id: first 16 hex digits of SHA-256 over the parts, NUL between."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:16]


# A store hands back thousands of records each morning, so what a type asks of its data is found out once.

Convert = Callable[[Any], Any]


class _Misfit(Exception):
    """What does not fit; ``path`` are the fields that lead there, innermost first."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.path: list[str] = []


def _as_it_is(data: Any) -> Any:
    return data


@functools.cache
def _converter(hint: Any) -> Convert:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, python_types.UnionType):
        return _union(hint)
    if origin is typing.Literal:
        return _literal(typing.get_args(hint))
    if origin is tuple:
        return _tuple(typing.get_args(hint))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(_converter(typing.get_args(hint)[1]))
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _record(hint)
    if hint is datetime or hint is date:
        return lambda data: data if isinstance(data, date) else hint.fromisoformat(data)
    if hint is float:
        return lambda data: float(data) if isinstance(data, int) else data
    return _as_it_is


def _union(hint: Any) -> Convert:
    options = typing.get_args(hint)
    given = tuple(option for option in options if option is not type(None))
    if len(given) == 1:
        inner = _converter(given[0])
        return inner if inner is _as_it_is or len(options) == 1 else lambda data: None if data is None else inner(data)
    records: list[Any] = [option for option in given if dataclasses.is_dataclass(option)]
    fields = [(frozenset(f.name for f in dataclasses.fields(option)), _converter(option)) for option in records]

    def convert(data: Any) -> Any:
        if data is None and len(given) < len(options):
            return None
        for names, inner in fields:
            if isinstance(data, dict) and names >= data.keys():
                return inner(data)
        raise _Misfit(f"fits none of {hint}")

    return convert


def _literal(allowed: tuple[Any, ...]) -> Convert:
    def convert(data: Any) -> Any:
        if data not in allowed:
            raise _Misfit(f"{data!r} is not one of {', '.join(map(str, allowed))}")
        return data

    return convert


def _tuple(inner: tuple[Any, ...]) -> Convert:
    if len(inner) == 2 and inner[1] is Ellipsis:
        each = _converter(inner[0])
        if each is _as_it_is:
            return tuple
        return lambda data: tuple(map(each, data))
    parts = tuple(map(_converter, inner))
    return lambda data: tuple(part(item) for part, item in zip(parts, data, strict=True))


def _mapping(inner: Convert) -> Convert:
    def convert(data: Any) -> Any:
        found = {}
        for key, item in data.items():
            try:
                found[key] = inner(item)
            except _Misfit as e:
                e.path.append(str(key))
                raise
        return found

    return dict if inner is _as_it_is else convert


def _record(kind: type) -> Convert:
    fields: dict[str, Convert] = {}

    def convert(data: Any) -> Any:
        if not fields:  # not before the first use: a type may hold itself
            fields.update((name, _converter(hint)) for name, hint in typing.get_type_hints(kind).items())
        if unknown := data.keys() - fields.keys():
            raise _Misfit(f"unknown {', '.join(sorted(unknown))}")
        made = dict(data)
        name = ""
        try:
            for name, item in data.items():
                if (inner := fields[name]) is not _as_it_is:
                    made[name] = inner(item)
            return kind(**made)
        except _Misfit as e:
            e.path.append(name)
            raise
        except TypeError as e:
            raise _Misfit(str(e)) from e

    return convert
