"""Who holds which post of which company, and whether still: triples out of the mentions of a text, by rule, one sentence at a time.

A post that was left, is not yet taken, or belongs to another company's past is never current. Acting holders are current. Where the text does
not say whose post it is, the company that the text is about is taken only for posts that need one; "a listed restaurant group" is no company.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from leadscan.nlp import gazetteer, mentions, sentences
from leadscan.nlp.spans import Span
from leadscan.text import people
from leadscan.text.normalize import fold
from leadscan.text.people import Title
from leadscan.types import Person

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

NAME = "leadscan_roles"

State = Literal["holds", "left", "leaving", "coming", "past"]
"""holds; left (no longer); leaving (still, until a date to come); coming (not yet); past (a biography, usually of another company)."""


@dataclass(frozen=True, slots=True)
class _Tie:
    person: Span
    title: Title
    state: State
    company: Span | None
    own: bool
    """The sentence itself names the company of the post."""
    sentence: tuple[int, int]


def find(text: str, lang: str, spans: Sequence[Span]) -> tuple[Person, ...]:
    """The triples of a text, given its mentions."""
    persons = [span for span in spans if span.label == "PERSON"]
    if not persons:
        return ()
    reading = _Reading(text, lang, spans, persons)
    ties = [tie for sentence in sentences.split(text, "en" if lang == "en" else "zh-Hant") for tie in reading.sentence(sentence)]
    ties += reading.signatures()
    return tuple(_record(text, tie, reading.full) for tie in _agreed(text, ties, reading.full))


class _Reading:
    def __init__(self, text: str, lang: str, spans: Sequence[Span], persons: Sequence[Span]) -> None:
        self.text = text
        self.zh = lang != "en"
        self.folded = fold(text)
        self.titles = people.find(text, lang)
        self.persons = persons
        self.companies = [span for span in spans if span.label == "COMPANY"]
        self.orgs = [span for span in spans if span.label == "ORG"]
        self.main = self._main()
        self.full = self._full()

    def _full(self) -> dict[tuple[int, int], str]:
        """The whole name that a surname with an honorific stands for (葉女士, Mr. Kuang), by its place; only where one person of the text fits."""
        names = list(dict.fromkeys(self.text[p.start : p.end] for p in self.persons))
        whole = [name for name in names if len(name) >= (2 if self.zh else 1) and (self.zh or " " in name)]
        full: dict[tuple[int, int], str] = {}
        if self.zh:
            extra = []
            for match in re.finditer(r"([\u4e00-\u9fff])(?=先生|女士|小姐|博士)", self.folded):
                fits = [name for name in whole if fold(name[0]) == match[1]]
                if len(fits) == 1 and not any(p.start <= match.start() < p.end for p in self.persons):
                    extra.append(Span(match.start(), match.end(), "PERSON", 0.7, "surname of a person in this text"))
                    full[match.start(), match.end()] = fits[0]
            self.persons = sorted([*self.persons, *extra], key=lambda span: span.start)
            return full
        for person in self.persons:
            name = self.text[person.start : person.end]
            fits = [other for other in whole if " " not in name and name in (other.split()[-1], other.split()[0])]
            if len(fits) == 1:
                full[person.start, person.end] = fits[0]
        return full

    def _main(self) -> Span | None:
        """The company the text is about: the first of the headline, else the one named most."""
        if not self.companies:
            return None
        lead = len(self.text) - len(self.text.lstrip())
        line = self.text.find("\n", lead)
        first = self.companies[0]
        if line < 0 or first.start < line:
            return first
        counts: dict[str, int] = {}
        for span in self.companies:
            name = self.folded[span.start : span.end]
            counts[name] = counts.get(name, 0) + 1
        return max(self.companies, key=lambda span: (counts[self.folded[span.start : span.end]], -span.start))

    def sentence(self, sentence: tuple[int, int]) -> list[_Tie]:
        start, end = sentence
        titles = [title for title in self.titles if start <= title.start and title.end <= end]
        persons = [person for person in self.persons if start <= person.start and person.end <= end]
        if not titles or not persons:
            return []
        ties: list[_Tie] = []
        for title in titles:
            for person, how in self._holders(title, persons, titles, sentence):
                company, own = self._company(title, person, sentence)
                state = self._state(title, person, how, sentence)
                if (
                    company is not None
                    and own
                    and state == "holds"
                    and company.end <= title.start <= company.end + 3
                    and _FORMER.search(self.folded[max(sentence[0], company.start - 12) : company.start])
                ):
                    state = "left"  # "former Orla CFO", 前瀾沁首席財務官
                ties.append(_Tie(person, title, state, company, own, sentence))
        return ties

    def signatures(self) -> list[_Tie]:
        """A name alone on a line and the post on the next, as documents are signed."""
        ends = {person.end: person for person in self.persons}
        ties: list[_Tie] = []
        for title in self.titles:
            match = re.search(r"([,.]?)\s*\n\s*(?:Title:\s*)?$", self.text[max(title.start - 24, 0) : title.start])
            if match is None:
                continue
            person = ends.get(title.start - (min(24, title.start) - match.start()))
            if person is not None:
                state: State = "left" if title.mark == "former" else "coming" if title.mark == "incoming" else "holds"
                ties.append(_Tie(person, title, state, self._nearest(person.start), False, (person.start, title.end)))
        return ties

    # --- who ---

    def _holders(self, title: Title, persons: Sequence[Span], titles: Sequence[Title], sentence: tuple[int, int]) -> list[tuple[Span, str]]:
        folded = self.folded
        after = next((p for p in persons if p.start >= title.end and p.start - title.end <= 2 and _joint(folded[title.end : p.start])), None)
        if after is not None:
            listed = [after]
            for person in persons:  # 董事甲、乙
                if (
                    person.start > listed[-1].end
                    and folded[listed[-1].end : person.start] in ("、", "和", "及", "与", " and ")
                    and not any(t.start == person.end + 1 for t in titles)
                ):
                    listed.append(person)
            return [(person, "after") for person in listed]
        before = self._before(title, persons, titles)
        if before is not None:
            return [(before, "before")]
        return self._by_verb(title, persons, titles)

    def _before(self, title: Title, persons: Sequence[Span], titles: Sequence[Title]) -> Span | None:
        """ "甲,59岁,创办人", "Kwan, chief financial officer", "甲(公司主席)"."""
        near = [p for p in persons if p.end <= title.start and title.start - p.end <= 70]
        if not near:
            return None
        person = near[-1]
        if any(person.end <= other.start and other.end <= title.start for other in titles) and not self._between_titles(person, title, titles):
            return None
        between = self.folded[person.end : title.start]
        return person if (_ZH_BESIDE if self.zh else _EN_BESIDE).fullmatch(self._masked(between, person.end)) else None

    def _between_titles(self, person: Span, title: Title, titles: Sequence[Title]) -> bool:
        """Only other posts of the same person stand between."""
        last = [other for other in titles if person.end <= other.start and other.end <= title.start]
        return bool(last) and bool(re.fullmatch(r"\s*(?:、|,|及|兼|and|\s)+\s*", self.folded[last[-1].end : title.start]))

    def _masked(self, piece: str, offset: int) -> str:
        """The piece with company names as § so that patterns may speak of them."""
        for span in sorted([*self.companies, *self.orgs], key=lambda s: -s.start):
            low, high = span.start - offset, span.end - offset
            if low >= 0 and high <= len(piece):
                piece = piece[:low] + "§" + piece[high:]
        return piece

    def _by_verb(self, title: Title, persons: Sequence[Span], titles: Sequence[Title]) -> list[tuple[Span, str]]:
        folded = self.folded
        found: list[tuple[Span, str]] = []
        for person in persons:
            if person.end <= title.start and title.start - person.end <= 90:
                if not any(person.end <= other.start < title.start for other in persons) and self._verb_between(person, title, titles):
                    found.append((person, "verb"))
            elif title.end <= person.start and person.start - title.end <= 24:
                between = folded[title.end : person.start]
                if (_ZH_BY if self.zh else _EN_BY).fullmatch(between):
                    found.append((person, "by"))
        return found[-1:]

    def _verb_between(self, person: Span, title: Title, titles: Sequence[Title]) -> bool:
        """A verb that gives or takes the post stands between, and no other post than one told beside the name or left for this one."""
        between = self._masked(self.folded[person.end : title.start], person.end)
        others = [other for other in titles if person.end <= other.start and other.end <= title.start]
        if others and not self._between_titles(person, title, titles) and not _TWO_POSTS.search(between):
            beside = self.folded[person.end : others[-1].start]
            if len(others) > 1 or not re.fullmatch(
                r"(?:先生|女士|博士|小姐|教授)?(?:\s*\([^)]{1,20}\))?(?:,\s*\d{2}岁?)?\s*[,，、(（]\s*(?:its|the|an?|其)?\s*", beside
            ):
                return False
            between = self.folded[others[-1].end : title.start]
        if self.zh and re.search(r"(?:退休|退任|辞任|辞职|离任|离职|卸任|交棒)[^,。]{1,12}(?:接任|继任|接替|出任|接棒|升任)", between):
            return False  # 甲退休乙接任: the post is another's
        return bool((_ZH_VERB if self.zh else _EN_VERB).search(between))

    # --- still ---

    def _state(self, title: Title, person: Span, how: str, sentence: tuple[int, int]) -> State:
        if title.mark == "former":
            return "left"
        if title.mark == "incoming":
            return "coming"
        return self._state_zh(title, person, how, sentence) if self.zh else self._state_en(title, person, how, sentence)

    def _state_zh(self, title: Title, person: Span, how: str, sentence: tuple[int, int]) -> State:
        folded = self.folded
        between = folded[min(person.end, title.end) : max(person.start, title.start)]
        clause = re.split(r"[;；。]", folded[person.end : sentence[1]])[0]
        later = [p.start for p in self.persons if p.start > person.end and p.start < sentence[1]]
        reach = folded[person.end : min([person.end + 60, sentence[1], *[at for at in later if not _LIST_ZH.fullmatch(folded[person.end : at])]])]
        lead = folded[max(sentence[0], min(person.start, title.start) - 16) : min(person.start, title.start)]
        if re.search(r"曾任|曾担任|曾出任|历任|曾为|曾于|过往|先后|此前(?:担任|任|为)|之前(?:担任|任)|前身|出身|早年", between) or (
            how != "after" and re.search(r"(?:过往|此前|曾)[^,。]{0,12}$", lead)
        ):
            return "past"
        left = re.search(
            r"(辞任|辞去|请辞|辞职|离任|离职|卸任|退任|退休|免去|罢免|解聘|被免|不再担任|不再出任|转投|离开|调离|离世|逝世|病逝|停职|革职|撤职|被辞退)|辞(?=首席|财务|董事|主席|总|行政|公司秘书|任|cfo|ceo)",
            reach if how in ("after", "verb", "before") else clause[:40],
        )
        if left is None and re.search(r"(免去|罢免|解聘|解除|撤换|辞退)[^,。]{0,8}$", folded[max(sentence[0], person.start - 14) : person.start]):
            return "left"
        if left is not None:
            ahead = reach[: left.end() + 24]
            taken = re.search(r"接任|继任|接替|填补|接手", reach[: left.start()])
            if taken is None:
                immediate = re.search(r"即时|即日|同日|已于|已在|已经|昨日|今日|昨天|今天|当日", ahead)
                future = re.search(
                    r"将于|将在|将会|将(?=辞|离|卸|退)|拟(?=辞|离|卸|退)|下月|明年|年底(?:前)?|月底|届满后|股东(?:周年)?大会(?:结束)?后",
                    reach[: left.start() + 1],
                ) or re.search(r"(?:由|自|于)[^,。]{2,14}起|[日月年底]后?(?:正式)?(?:生效|离任|离职)", ahead[left.start() :])
                return "leaving" if future and not immediate else "left"
        coming = re.search(
            r"候任|将于|将在|将会|将(?=出任|接任|担任|升任|兼任|继任|任|成为)|拟(?=出任|任|聘|委)|获提名|建议委任|自[^,。]{2,16}起|由[^,。]{2,16}起|下月|[日月]起生效|明年",
            reach[:44],
        )
        immediate = re.search(r"即时|即日|今日起|同日起|昨日起|已(?:于|经)", reach[:44])
        # Beside a post that is simply said, only words of appointment right at the name make what follows a date to come.
        named = re.search(
            r"(?:委任|聘任|聘请|任命|委聘|提名|选举|推举)[^,。]{0,10}$",
            folded[max(sentence[0], min(person.start, title.start) - 14) : min(person.start, title.start)],
        )
        if coming and not immediate and (how in ("verb", "by") or named or re.match(r"(?:先生|女士)?(?:将|获|拟)", reach)):
            return "coming"
        if how != "after" and re.search(
            r"(?:拟|将|计划|建议|考虑)(?:委任|聘任|聘请|任命|委聘|由)[^,。]{0,4}$", folded[max(sentence[0], person.start - 8) : person.start]
        ):
            return "coming"
        return "holds"

    def _state_en(self, title: Title, person: Span, how: str, sentence: tuple[int, int]) -> State:
        text = self.text
        between = text[min(person.end, title.end) : max(person.start, title.start)]
        lead = text[max(sentence[0], min(person.start, title.start) - 40) : min(person.start, title.start)]
        reach = text[person.end : sentence[1]]
        later = [p.start for p in self.persons if p.start > max(person.end, title.end) and p.start < sentence[1]]
        if later:
            reach = text[person.end : min(later)]
        reach = reach[:170]
        if re.search(
            r"\b(?:previously|formerly|earlier|before (?:that|joining)|prior to|once|used to|had been|was (?:previously|formerly)|has served as|served as|had served|until (?:last|19|20|he|she))\b",
            between,
        ) and not re.search(r"\bhas been (?:our|the|its)\b", between):
            return "past"
        if re.search(r"\b(?:[Pp]reviously|[Ff]ormerly|[Pp]rior to|[Bb]efore joining|[Ff]rom (?:19|20)\d\d to)\b[^;]{0,40}$", lead) and how != "after":
            return "past"
        if re.search(
            r"\b(?:succeed(?:s|ed|ing)?|replac(?:es|ed|ing)|takes? over from|took over from|fill the (?:role|post) left by|predecessor,?|successor to|departure of|resignation of|exit of|retirement of|loss of|death of|ousting of|sacked|fired|ousted|dismissed|removed)\s+(?:its |the |his |her |former )?(?:[a-z -]{3,40} )?$",
            text[max(sentence[0], person.start - 60) : person.start],
        ):
            return "left"
        if (
            how == "verb"
            and re.search(r"\bwas\b", between)
            and re.search(
                r"\b(?:until|from (?:\w+ )?(?:19|20)\d\d|from (?:January|February|March|April|May|June|July|August|September|October|November|December) to|between (?:19|20)\d\d|in (?:19|20)\d\d)\b",
                reach,
            )
        ):
            return "past"
        coming = re.search(
            r"\b(?:with effect from|effective(?: from| on| as of)?|starting|beginning|from|as of|on)\s+(?!immediate|today|the date)(?:(?:\d{1,2}\s)?(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|Mar\.|Apr\.|Jun\.|Jul\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)|next\b|\d{1,2}/)",
            reach,
        )
        immediate = re.search(r"\b(?:immediate(?:ly)?|with immediate effect|effective today)\b", reach)
        left = re.search(
            r"\b(?:resign(?:s|ed|ing)?|step(?:s|ped|ping)? down|stood down|quit(?:s)?|retire[sd]?|retiring|depart(?:s|ed)?|leav(?:es|ing)|left|was (?:fired|ousted|dismissed|removed|sacked)|has been (?:fired|ousted|dismissed|removed)|resignation|to leave|will leave|died|passed away|ceased to be|no longer)\b",
            reach,
        )
        if left is not None and (
            _WHO.fullmatch(reach[: left.start()])
            or not re.search(r"\b(?:succeed|replac|takes? over|took over|after|when|following|whose|who)\w*\b[^.]{0,40}$", reach[: left.start()])
        ):
            done = re.fullmatch(r"resigned|stepped down|stood down|quit|retired|departed|left|ceased to be|died|passed away|no longer", left[0])
            if re.search(r"\b(?:decision|notice|intention) to\s+$", reach[max(left.start() - 14, 0) : left.start()]):
                return "left"
            future = (
                re.search(r"\b(?:will|to|plans to|intends to|is set to|expects to|would)\s+(?:\w+\s)?$", reach[max(left.start() - 22, 0) : left.start()])
                or re.search(r"\bwill (?:leave|step down|resign|retire|depart|remain|continue|stay|serve until)\b|\buntil\b", reach)
                or (coming and not (done and coming[0].startswith("on ")))  # "resigned on 2 March" is over, "resigned with effect from 2 March" is not
            )
            return "leaving" if future and not immediate else "left"
        appointed = how in ("verb", "by") or re.search(
            r"\b(?:appoint|nam|hir|promot|elect|pick|tapp|join)\w*\s*$", text[max(sentence[0], person.start - 14) : person.start]
        )
        if (
            appointed
            and not immediate
            and (
                coming
                or re.search(
                    r"\b(?:will (?:become|be|take|join|succeed|replace|serve|assume)|to (?:become|be appointed|take over|join|succeed)|is set to|is due to|incoming|designate|expected to|nominee)\b",
                    between + reach[:80],
                )
                or re.search(r"\bnext\b", between)
            )
        ):
            return "coming"
        return "holds"

    # --- whose ---

    def _company(self, title: Title, person: Span, sentence: tuple[int, int]) -> tuple[Span | None, bool]:
        folded, text = self.folded, self.text
        if self.zh:
            before = next(
                (
                    c
                    for c in self.companies
                    if c.end <= title.start and re.fullmatch(r"(?:集团|公司|[(（][^)）]{1,14}[)）]|的|旗下|现任|\s)*", folded[c.end : title.start])
                ),
                None,
            )
            window = folded[max(sentence[0], title.start - 16) : title.start]
        else:
            of = re.match(r"(?:\s*,)?\s+(?:of|at|for|with|to)\s+(?:the\s+)?", text[title.end : title.end + 14])
            before = next((c for c in self.companies if of and c.start == title.end + of.end()), None)
            if before is None:
                before = next(
                    (
                        c
                        for c in self.companies
                        if c.end <= title.start
                        and re.fullmatch(r"(?:['’]s?)?,?\s+(?:group |global |new |first |current |then[- ]|long-time )?", text[c.end : title.start])
                    ),
                    None,
                )
            window = text[max(sentence[0], title.start - 30) : title.start] + " | " + text[title.end : title.end + 60]
        if before is not None:
            unnamed = _UNNAMED.search(folded[max(sentence[0], before.start - 12) : before.start])
            return (None if unnamed else before), True
        if (_ZH_NOBODY if self.zh else _EN_NOBODY).search(window):
            return None, True
        if any((o.end <= title.start and title.start - o.end <= 2) or title.end <= o.start <= title.end + 9 for o in self.orgs):
            return None, True
        if all(post in ("public",) for post in title.posts) or re.search(
            r"analyst|economist|strategist|reporter|记者|分析师|策略师|经济学家|研究员|professor|教授", fold(title.text)
        ):
            return None, False
        bracket = next((c for c in self.companies if person.end <= c.start and c.end <= title.start and title.start - c.end <= 3), None)
        if bracket is not None:
            return bracket, True
        prior = [c for c in self.companies if sentence[0] <= c.start and c.end <= max(min(person.start, title.start), sentence[0])]
        if prior:
            subject = prior[0] if self.main is not None and folded[prior[0].start : prior[0].end] == folded[self.main.start : self.main.end] else prior[-1]
            return subject, True
        inside = [c for c in self.companies if sentence[0] <= c.start < sentence[1] and min(person.start, title.start) < c.start < max(person.end, title.end)]
        if inside:
            return inside[-1], True
        return self._nearest(sentence[0]), False

    def _nearest(self, at: int) -> Span | None:
        """The company the text is about, by its last mention before the sentence."""
        if self.main is None:
            return None
        name = self.folded[self.main.start : self.main.end]
        prior = [c for c in self.companies if c.end <= at and (self.folded[c.start : c.end] in name or name in self.folded[c.start : c.end])]
        return prior[-1] if prior else self.main


_ZH_BESIDE = re.compile(
    r"\s*(?:先生|女士|博士|小姐|教授)?\s*(?:[(（](?!§)[^)）]{1,20}[)）])?\s*(?:[,，、]\s*(?:现年)?\d{2}岁\s*)?(?:[,，、(（:：]\s*|现任|现为|是|为|系|乃|\s)*(?:本?公司|本?集团|§|的|之|现任|独立|\s)*"
)
_EN_BESIDE = re.compile(
    r"\s*(?:\([^)]{1,40}\))?\s*(?:,\s*(?:aged\s+)?\d{2}\s*)?,?\s*(?:who (?:is|has been)\s+|is\s+|,\s*)?(?:also\s+|currently\s+)?(?:its|the|an?|our|their|his|her|a director and|§(?:'s?|’s?)?)?\s*(?:new |long-time |longtime |current |then |first )?\s*"
)
_ZH_VERB = re.compile(
    r"(?:辞任|辞去|离任|卸任|退任|请辞|出任|担任|接任|升任|转任|调任|兼任|继任|履新|获委任为|获委任|获聘为|获聘|获任命为|获任命|委任为|任命为|当选|暂代|代行|现任|曾任|历任|任|为|成为|辞|升为|晋升|改任|聘为|提名为|选举为)(?:公司|集团|本公司|该公司|§|的|新任|新一任|为|了|原|一职|之|任|[^,。;]{0,14})*$"
)
_ZH_BY = re.compile(r"(?:一职|职务|之职)?(?:将|已|现|改|拟|暂|则|会)?(?:由|为|是)\s*")
_EN_VERB = re.compile(
    r"\b(?:as|to be|becom(?:es|e|ing)|became|to|is|was|has been|had been|been|named|appointed|promoted to|elected|from|joined as|joins as|serves? as|served as|acting|down as|resigned as|role of|post of|position of|duties of|headed)\s+(?:previously |formerly |once |earlier |also |currently |now |recently |most recently |until recently )?(?:its|the|an?|our|their|his|her|§(?:'s?|’s?)?|group|new|next|,|\s)*\s*(?:the )?$"
)
_WHO = re.compile(r"\s?,?\swho\s(?:has |had |have )?(?:\w+ly |just |since )?")
"""A clause about the person just named: "Kwan, who stepped down"."""
_EN_BY = re.compile(r"\s*(?:will be|is|was|to be|being|role (?:will go|goes) to|position (?:will go|goes) to)\s*|\s*,\s*(?:named|called)\s*")
_TWO_POSTS = re.compile(r"\b(?:from|and)\b|兼|及|转任|升任|由")
_LIST_ZH = re.compile(r"(?:、|和|及|与|[^,，。;；]{0,14}(?:总监|总经理|经理|董事|财务官|秘书|主席|总裁)){1,3}")
_FORMER = re.compile(r"(?:\b(?:former|ex|previous|one-time|onetime|late|then)[\s-]+|前|前任|原任|时任)$")
_UNNAMED = re.compile(r"(?:一家|一间|某|另一家|另一间|其他|\b(?:an?|another)\s(?:listed|private|public|local|rival))[^,。]{0,6}$")
_ZH_NOBODY = re.compile(
    r"(?:一家|一间|某|另一家|另一间|其他|多家|两家|数家|任职的|前雇主)[^,，。;；]{0,12}$|(?:上市公司|出版公司|药企|车企|企业|会计师事务所|外企|国企|央企)的?$"
)
_EN_NOBODY = re.compile(
    r"\|\s*(?:,\s*)?(?:of|at|for|with)\s+(?:an?|another|several|various|two|three|one of|many|other|some)\b|\b(?:an?|another) (?:listed|private|public|local|rival|former|state-owned|mainland|Hong Kong|U\.S\.|multinational)[^,.|]{0,24}(?:'s)?\s*\|",
    re.IGNORECASE,
)


def _joint(between: str) -> bool:
    return between in ("", " ", "  ", ", ", "、", ":", "：", "“", '"', "\u3000")


_TELLING: tuple[State, ...] = ("leaving", "left", "coming")


def _agreed(text: str, ties: Sequence[_Tie], full: Mapping[tuple[int, int], str]) -> list[_Tie]:
    """One tie for each person, post and company; what one sentence says of leaving or coming holds for the same post in all."""
    kept: dict[tuple[str, tuple[str, ...], str], _Tie] = {}
    says: dict[tuple[str, str], set[str]] = {}
    for tie in ties:
        name = _name(text, tie, full)
        for post in tie.title.posts:
            says.setdefault((name, post), set()).add(tie.state + ("*" if tie.title.mark == "acting" else ""))
    for tie in ties:
        name = _name(text, tie, full)
        states = set().union(*(says[name, post] for post in tie.title.posts))
        if tie.state == "holds" and tie.title.mark != "acting":
            # A current holder who is said to leave on a date stays current; one who left, or is to come, is not.
            for state in _TELLING:
                if state in states:
                    tie = replace(tie, state=state)
                    break
        elif tie.state == "left" and "leaving" in states and tie.title.mark != "former":
            tie = replace(tie, state="leaving")
        company = text[tie.company.start : tie.company.end] if tie.company is not None else ""
        key = (name, (*sorted(tie.title.posts), tie.title.mark, str(tie.state == "past")), company if tie.state == "past" else "")
        last = kept.get(key)
        if last is None or (tie.own and not last.own and tie.company is not None):
            kept[key] = tie
    return sorted(kept.values(), key=lambda tie: (tie.person.start, tie.title.start))


def _name(text: str, tie: _Tie, full: Mapping[tuple[int, int], str]) -> str:
    return full.get((tie.person.start, tie.person.end), text[tie.person.start : tie.person.end])


def _record(text: str, tie: _Tie, full: Mapping[tuple[int, int], str]) -> Person:
    company = tie.company
    return Person(
        start=tie.person.start, end=tie.person.end, name=_name(text, tie, full),
        title=tie.title.text, title_start=tie.title.start, title_end=tie.title.end,
        company_start=company.start if company else None, company_end=company.end if company else None, company_key=None,
        current=tie.state in ("holds", "leaving"), quote=text[tie.sentence[0] : tie.sentence[1]][:600],
    )  # fmt: skip


class Roles:
    """The component: writes the triples of a doc to ``doc.user_data["leadscan_people"]``."""

    def __init__(self, name: str = NAME, lang: str = "en") -> None:
        self.name = name
        self.lang = lang

    def __call__(self, doc: Doc) -> Doc:
        lang = doc.user_data.get("leadscan_lang", self.lang)
        found = find(gazetteer.words_of(doc), lang, mentions.spans(doc))
        doc.user_data["leadscan_people"] = [
            [p.start, p.end, p.name, p.title, p.title_start, p.title_end, p.company_start, p.company_end, p.company_key, p.current, p.quote] for p in found
        ]
        return doc


def make_roles(nlp: Language, name: str) -> Roles:
    """The component's factory, named by entry point ``leadscan_roles``."""
    return Roles(name, "en" if nlp.lang == "en" else "zh-Hans")


def triples(doc: Doc) -> tuple[Person, ...]:
    """What the component found in a doc."""
    return tuple(Person(*row) for row in doc.user_data.get("leadscan_people", []))


def register() -> None:
    """Makes the factory known to spaCy also where the package's entry points are not installed."""
    from spacy.language import Language as SpacyLanguage

    if not SpacyLanguage.has_factory(NAME):
        SpacyLanguage.factory(NAME, func=make_roles)
