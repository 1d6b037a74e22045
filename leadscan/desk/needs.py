"""needs.toml: what this bank offers for each trigger, in its own words, in place of leadscan's."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from leadscan.data.triggers import triggers
from leadscan.desk.files import line_of, toml_rows
from leadscan.errors import DeskError
from leadscan.types import Language, Offer

FILE = "needs.toml"
_LANGUAGES: tuple[tuple[Language, str], ...] = (("en", "en"), ("zh-Hant", "zh_hant"), ("zh-Hans", "zh_hans"))
_KEYS = {"trigger", *(f"{what}_{name}" for what in ("need", "products") for _, name in _LANGUAGES)}
_LONGEST = 200
"""Characters of a need or a product; they stand in one line of an email and of a letter."""
_HEAD = """\
# What your bank offers when a company ... : the need and the products, first product first, that the email and the letter name.
# The lines below are leadscan's own words. Take the # away and change them; what you leave out stays as it is.
"""


def read(desk: Path) -> dict[str, Offer]:
    """Every trigger's offer, the desk's words before the packaged ones. DeskError names file, line and key of the first fault."""
    found, wrong = _read(desk)
    if wrong:
        raise DeskError(wrong[0])
    return found


def check(desk: Path) -> list[str]:
    """What is wrong with the file, one line each; empty = nothing, or no file."""
    return _read(desk)[1]


def text() -> str:
    """The file of a new desk: every trigger, commented out."""
    blocks = []
    for kind in triggers().values():
        lines = ["[[need]]", f'trigger = "{kind.id}"']
        lines += [f"need_{name} = {json.dumps(kind.need[lang], ensure_ascii=False)}" for lang, name in _LANGUAGES]
        lines += [f"products_{name} = {json.dumps(list(kind.products[lang]), ensure_ascii=False)}" for lang, name in _LANGUAGES]
        blocks.append(f"# {kind.title['en']}: {kind.definition}\n" + "".join(f"# {line}\n" for line in lines))
    return _HEAD + "\n" + "\n".join(blocks)


def _read(desk: Path) -> tuple[dict[str, Offer], list[str]]:
    found = {kind.id: Offer(kind.need, kind.products) for kind in triggers().values()}
    path = desk / FILE
    if not path.is_file():
        return found, []
    try:
        body = path.read_bytes()
        rows = toml_rows(body, str(path), "need")
    except OSError as e:
        return found, [f"{path}: {e.strerror}"]
    except DeskError as e:
        return found, [str(e)]
    wrong: list[str] = []
    seen: set[str] = set()
    for line, row in rows:
        trigger = row.get("trigger")
        faults = _faults(row, found, seen)
        said = body.decode("utf-8-sig")
        wrong.extend(f"{path}:{line_of(said, key, line)}: {key}: {fault}" for key, fault in faults)
        if not faults:
            seen.add(str(trigger))
            found[str(trigger)] = _with(found[str(trigger)], row)
    return found, wrong


def _faults(row: Mapping[str, Any], known: Mapping[str, Offer], seen: set[str]) -> list[tuple[str, str]]:
    """(key, what is wrong with it) of a row."""
    trigger = row.get("trigger")
    if not isinstance(trigger, str) or trigger not in known:
        return [("trigger", f"{trigger!r}: no such trigger; there are {', '.join(known)}")]
    if trigger in seen:
        return [("trigger", f"{trigger} stands twice")]
    faults = [(key, "no such key; there are " + ", ".join(sorted(_KEYS))) for key in sorted(set(row) - _KEYS)]
    for _, name in _LANGUAGES:
        if f"need_{name}" in row and not _is_line(row[f"need_{name}"]):
            faults.append((f"need_{name}", f"wants one line of at most {_LONGEST} characters; found {row[f'need_{name}']!r}"))
        products = row.get(f"products_{name}")
        if products is not None and not (isinstance(products, list) and products and all(map(_is_line, products))):
            faults.append((f"products_{name}", f"wants a list of one or more lines; found {products!r}"))
    return faults


def _is_line(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= _LONGEST and value.isprintable()


def _with(offer: Offer, row: Mapping[str, Any]) -> Offer:
    def said(what: str, make: Callable[[Any], Any]) -> dict[str, Any]:
        return {lang: make(row[f"{what}_{name}"]) for lang, name in _LANGUAGES if f"{what}_{name}" in row}

    return replace(offer, need={**offer.need, **said("need", str.strip)}, products={**offer.products, **said("products", tuple)})
