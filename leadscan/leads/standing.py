"""Which names may be doers at all, and where in a text an event must stand to be told: news says early whom it is about.

A text of business news may speak of anybody; what stands far down in it, of a company it is not about, is background. Texts of other beats use the words
of business for other things: there only a company that somebody knows, named and told of at the top, has an event.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from leadscan.leads.parties import Name, alike
from leadscan.types import Annotation, Beat

AGREES = "the trained pipeline"
"""Words in the why of a mention that leadscan's or the desk's own pipeline sees too."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_NEWS = frozenset({"business", "markets_roundup", "share_tip"})
KNOWN = 0.88
"""A name of no record that is surer than this stands with its legal form, a stock code or on the list of names without a record."""
SURE = {"en": 0.7, "zh": 0.8}
"""A name of no record and no legal form under this is only a guess of the rules: it needs the pipeline's agreement."""
HEAD = {"en": 300, "zh": 150}
"""Characters behind the title in which a text of another beat must name its company and tell the event."""
TOP = {"en": 700, "zh": 350}
"""Characters behind the title in which any company of a business text may have an event, where its headline names none."""
REACH = {"en": 1200, "zh": 800}
"""The same for the company that the text is about."""


def grounded(folded: str, names: Sequence[Name], annotation: Annotation) -> frozenset[str]:
    """The identities that are firms on some ground: a record, a legal form, words for firms beside one of their mentions, or the pipeline's agreement."""
    whys = {mention.start: mention.why for mention in annotation.mentions if mention.label == "COMPANY"}
    firm = {name.identity for name in names if _has_ground(name, whys.get(name.start, "")) or _NOUN.search(folded[max(0, name.start - 5) : name.start]) or _SAID_A_FIRM.match(folded[name.end : name.end + 50])}
    chinese = [other for other in firm if _HAN.search(other)]
    return frozenset(own for own in {name.identity for name in names} if own in firm or (_HAN.search(own) and any(alike(own, other) or other in own for other in chinese)))


_NOUN = re.compile(r"(?:厂商|制造商|开发商|供应商|运营商|服务商|初创公司|初创企业|创业公司|独角兽)\s?$")
"""Right before a Chinese name: it is a firm's."""
_SAID_A_FIRM = re.compile(r"^[\"”」]?(?:\([^)]{2,40}\))?\s?(?:是一家|为一家|成立于|创立于|创办于|(?:联合)?创始人|创办人|首席执行官|行政总裁|ceo\b|近日宣布|日前宣布)")
"""Right behind a Chinese name: the text says that it is a firm's."""


def _has_ground(name: Name, why: str) -> bool:
    mention = name.mention
    if mention.company is not None or mention.candidates or AGREES in why or AGREES in mention.why:
        return True
    return mention.sure >= SURE["zh" if _HAN.search(mention.text) else "en"]


def early(names: Sequence[Name], title_end: int, lang: str) -> tuple[Name, ...]:
    """The names of the companies that the title or the first sentences name: of whom else a text speaks, it is not about."""
    first = {name.identity for name in names if name.start < title_end + HEAD[lang]}
    return tuple(name for name in names if name.identity in first)


def is_known(name: Name) -> bool:
    """Does a record, a legal form or a stock code say that the name is a firm's."""
    return name.mention.company is not None or bool(name.mention.candidates) or name.mention.sure >= KNOWN


def stands(name: Name | None, at: int, title_end: int, names: Sequence[Name], main: Name | None, *, firm: bool, beat: Beat, lang: str, sector_wide: bool) -> bool:
    """May a sentence at an offset tell an event of this company? ``firm``: it is one on some ground; ``sector_wide``: an event of no company by its nature."""
    depth = at - title_end
    if depth >= REACH[lang]:
        return False
    if (beat == "other" or (beat in _NEWS and lang == "en")) and at < title_end and name is not None and name.start < title_end:
        return True  # a headline says who does what: in English a guess of the rules at its doer is right more often than not
    if name is not None and not firm:
        return False
    if beat not in _NEWS:
        if name is None:
            return sector_wide and depth < HEAD[lang] // 2
        early = any(other.start < title_end + HEAD[lang] for other in names if alike(other.identity, name.identity))
        return depth < HEAD[lang] and early and is_known(name)
    if name is None:
        return depth < HEAD[lang]
    titled = [other for other in names if other.start < title_end]
    if (main is not None and alike(main.identity, name.identity)) or any(alike(other.identity, name.identity) for other in titled):
        return depth < REACH[lang]
    return depth < (HEAD if titled else TOP)[lang]
