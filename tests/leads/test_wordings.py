"""A thousand ways in which papers in three languages say the events, and what only looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadscan.data.triggers import Example, cues_worth_trying, triggers
from leadscan.leads import examples
from leadscan.text.normalize import fold
from leadscan.types import Language

NAMES: dict[str, tuple[Language, dict[str, str]]] = {
    "e": ("en", {"{A}": "Seapoint", "{B}": "Glade Pharma", "{C}": "Osprel Capital", "{D}": "Osprel Securities", "{K}": "Alder Bank"}),
    "t": ("zh-Hant", {"{A}": "榛岸食品", "{B}": "柳堤茶業", "{C}": "榛河資本", "{D}": "榛河證券", "{K}": "榛河銀行"}),
    "s": ("zh-Hans", {"{A}": "昱川光能", "{B}": "锦绿环保", "{C}": "榛河资本", "{D}": "榛河证券", "{K}": "榛河银行"}),
}


def wordings() -> dict[str, list[Example]]:
    """The lines of wordings.txt as examples, by trigger."""
    found: dict[str, list[Example]] = {}
    trigger = ""
    for line in (Path(__file__).parent / "wordings.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            trigger = line[2:]
        elif line and not line.startswith("#"):
            hit = not line.startswith("! ")
            lang, text = (line if hit else line[2:]).split(" ", 1)
            language, names = NAMES[lang]
            owner = "{K}" if trigger == "COMPETITOR_BANK" else "{A}"
            company = names[owner] if hit and owner in text else ""
            companies = tuple(name for place, name in names.items() if place in text)
            for place, name in names.items():
                text = text.replace(place, name)
            found.setdefault(trigger, []).append(Example(text, language, hit, company, companies))
    return found


ALL = wordings()


@pytest.mark.parametrize("trigger", sorted(ALL))
def test_every_wording_tells_its_event_of_its_company(trigger: str) -> None:
    wrong = [(example.text, [(event.trigger, event.company_name) for event in examples.read(example)]) for example in ALL[trigger] if not examples.holds(trigger, example)]
    assert wrong == []


def test_every_trigger_has_wordings_in_every_language_and_some_that_must_not_fire() -> None:
    assert set(ALL) == set(triggers())
    for trigger, several in ALL.items():
        for language in ("en", "zh-Hant", "zh-Hans"):
            assert sum(example.hit and example.lang == language for example in several) >= 6, (trigger, language)
        assert sum(example.hit for example in several) >= 25, trigger
        assert sum(not example.hit for example in several) >= 2, trigger


def test_no_cue_that_matches_a_wording_is_left_untried() -> None:
    for several in ALL.values():
        for example in several[::3]:
            sentence = fold(example.text)
            for chinese in (False, True):
                tried = {id(cue) for _, cues in cues_worth_trying(sentence, chinese=chinese) for cue in cues}
                matching = {id(cue) for trigger in triggers().values() for cue in (trigger.cues_zh if chinese else trigger.cues_en) if cue.pattern.search(sentence)}
                assert matching <= tried, example.text
