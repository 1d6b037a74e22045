"""Names in English texts that no list holds, by rule. A name is a run of capitalised words; what stands beside it says whether it is a firm, an office or a person."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence

from leadscan.nlp.english_cues import (
    ALIAS,
    AWARD,
    AWARDED,
    CAMEL,
    CAREER,
    CODED,
    DEAL,
    EXAMPLES,
    INITIALS,
    ITSELF,
    MANAGER,
    OF,
    OWNS,
    TICKER,
    WHICH,
    descriptors,
    kinds,
    legal_form,
    said,
    verbs,
)
from leadscan.nlp.english_places import is_organisation
from leadscan.nlp.english_runs import SIGNS, SMALL, Run, runs
from leadscan.nlp.lexicon import lines, words
from leadscan.nlp.spans import Span
from leadscan.text import names, people
from leadscan.text.choices import alternation
from leadscan.text.normalize import fold
from leadscan.text.people import Title


class Reading:
    """One English text: its runs, persons and what is known of each run."""

    def __init__(self, text: str, titles: Sequence[Title]) -> None:
        self.text = text
        self.titles = titles
        self.title_starts = {title.start: title for title in titles}
        self.title_ends = {title.end: title for title in titles}
        covered = bytearray(len(text) + 1)
        for title in titles:
            covered[title.start : title.end] = b"\1" * (title.end - title.start)
        self.runs = [piece for run in runs(text) for piece in _uncovered(run, covered)]
        self.persons = {span.start: span for span in self._persons()}

    # --- persons ---

    def _persons(self) -> list[Span]:
        found: dict[tuple[int, int], Span] = {}
        for run in self.runs:
            person = self._person(run)
            if person is not None:
                found[person.start, person.end] = person
        return list(found.values()) + self._again(list(found.values()))

    def _person(self, run: Run) -> Span | None:
        text, start, end = self.text, run.start, run.end
        before, after = text[max(start - 30, 0) : start], text[end : end + 60]
        named = [token for token in run.tokens if token not in SMALL]
        if len(named) > 4 or _firmly(run.text) or run.text in lines("en", "places", "names") or is_organisation(run.text):
            return None
        if _honorific().search(before):
            return Span(start, self._given_after(run), "PERSON", 0.9, "after an honorific")
        if before.endswith("/s/ ") or (
            len(named) >= 2
            and re.match(r"\s*\n\s*(?:Title:\s*)?$", text[end : self._next_title(end)])
            and (start == 0 or text[start - 1] == "\n" or before.endswith("Name: "))
        ):
            return Span(start, self._given_after(run), "PERSON", 0.84, "signs")
        likely = _personal(named)
        if not all(re.fullmatch(r"[A-Z\u00c0-\u00dc][\w\u00c0-\u024f.'’-]*", token) for token in named):
            return None
        joined = next((self.title_ends[start - gap] for gap in (1, 2) if start - gap in self.title_ends and text[start - gap : start] in (" ", ", ")), None)
        shape = (
            len(named) in (2, 3, 4)
            and not any(token in words("en", "companies", "soft") for token in named)
            and not all(token.isupper() and len(token) > 2 for token in named)
        )
        if joined is not None and (likely or (shape and not _describes(text, joined))):
            return Span(start, self._given_after(run), "PERSON", 0.84, "after a post")
        if (shape or likely) and len(named) >= 2:
            follow = re.match(
                r"(?:,\s+\w+)?(?:\s\([^)]{1,40}\))?,\s+(?:aged\s+)?(?:\d{2},\s+)?(?:who (?:is|was|has been|had been) )?(?:its|the|an?|our|their|currently|a director and)?\s*(?:[A-Z][\w&' ]{2,40}'s?\s)?",
                after,
            )
            if follow and end + follow.end() in self.title_starts:
                return Span(start, self._given_after(run), "PERSON", 0.84, "before a post")
            if re.search(
                r"\b(?:[Aa]ppoint(?:s|ed|ing)?|[Nn]am(?:es|ed|ing)|[Hh]ir(?:es|ed|ing)|[Pp]romot(?:es|ed|ing)|[Ee]lect(?:s|ed)|[Ss]ucceeds?|[Ss]ucceeded|[Rr]eplac(?:es|ed|ing)|[Tt]apped|[Pp]icked)\s+$",
                before,
            ) and self._title_near(end, 50):
                return Span(start, self._given_after(run), "PERSON", 0.82, "appointed")
            if self._holds(after, end):
                return Span(start, end, "PERSON", 0.8, "takes or leaves a post")
        if likely and len(named) >= 2 and (said().match(after) or re.search(r"\b(?:said|says|told|added)\s$", before)):
            return Span(start, end, "PERSON", 0.78, "speaks")
        if (
            likely
            and len(named) in (2, 3)
            and re.match(r",\s(?:who|an?|the|\d{2})\b|\s(?:is|was)\s", after)
            and re.match(r".{0,120}?\b(?:officer|chief|director|chairman|founder|president|secretary|CFO|CEO)\b", after + self.text[end + 60 : end + 130])
        ):
            return Span(start, self._given_after(run), "PERSON", 0.72, "described with a post")
        if len(named) in (2, 3) and named[0] in people.given_names() and shape and not _firmly(run.text):
            return Span(start, end, "PERSON", 0.62, "begins with a given name")
        return None

    def _holds(self, after: str, end: int) -> bool:
        match = re.match(
            r"(?:,[^,.]{1,60},)?\s(?:has |had |will |is |was |would |has been |to |who )?(?:been )?(?:appointed|named|promoted|becomes?|became|become|resigned|resigns|resign|retires?|retired|steps? down|stepped down|stepping down|joins?|joined|leaves?|left|quits?|serves?|served|to serve|takes over|took over|succeeds|succeeded|replaces|replaced|departs?|departed|acting|tendered)\b",
            after,
        )
        return bool(match) and self._title_near(end + (match.end() if match else 0), 70)

    def _next_title(self, at: int) -> int:
        """Where the next post begins, at most 24 characters on."""
        return next((title.start for title in self.titles if at <= title.start <= at + 24), at)

    def _title_near(self, at: int, reach: int) -> bool:
        return any(at <= title.start <= at + reach for title in self.titles)

    def _given_after(self, run: Run) -> int:
        """ "Tse Chun Kit, Gary" is one name."""
        match = re.match(r",\s([A-Z][a-z]+)(?=[,\s(.]|$)", self.text[run.end : run.end + 24])
        if match and match[1] in people.given_names() and run.tokens[0] in people.romanised_surnames():
            return run.end + match.end()
        return run.end

    def _again(self, found: Sequence[Span]) -> list[Span]:
        """The same names elsewhere in the text."""
        names = {self.text[span.start : span.end] for span in found if " " in self.text[span.start : span.end]}
        starts = {span.start for span in found}
        if not names:
            return []
        return [
            Span(m.start(), m.end(), "PERSON", 0.78, "named elsewhere in this text")
            for m in re.finditer(rf"\b(?:{alternation(names)})\b", self.text)
            if m.start() not in starts
        ]

    # --- companies ---

    def companies(self, known: Sequence[Span] = ()) -> list[Span]:
        """Company names by rule; ``known``: names of a list, beside which others may stand."""
        found: list[Span] = []
        for run in self.runs:
            span = self._company(run)
            if span is not None:
                found.append(span)
        for _ in range(3):  # a list goes on from name to name
            more = self._coordinated([*found, *known])
            found += more
            if not more:
                break
        return found + self._short_forms(found)

    def _coordinated(self, found: Sequence[Span]) -> list[Span]:
        """Firms joined to firms: "Justworks and Fresh Market", "Barclays, Citi and Nomura"."""
        firms = {span.start: span for span in found}
        ends = {span.end for span in found}
        made: list[Span] = []
        for left, right in itertools.pairwise(self.runs):
            joint = self.text[left.end : right.start]
            if joint not in (" and ", ", ", " & ", ", and "):
                continue
            for new, old in ((right, left.end in ends), (left, right.start in firms)):
                if (
                    old
                    and not (new.start in firms or new.end in ends)
                    and new.start not in self.persons
                    and self._own(new)
                    and (joint != ", " or len(new.tokens) <= 3)
                    and self._nameable(new)
                ):
                    span = Span(new.start, new.end, "COMPANY", 0.55, "joined to another firm")
                    firms[new.start] = span
                    ends.add(new.end)
                    made.append(span)
        return made

    def _nameable(self, run: Run) -> bool:
        """No place, office or day."""
        return (
            run.text not in lines("en", "places", "names")
            and not is_organisation(run.text)
            and run.text not in lines("en", "companies", "not_names")
            and run.end not in self.title_starts
            and len(run.text) > 2
        )

    def _company(self, run: Run) -> Span | None:
        if (
            run.text in lines("en", "companies", "not_names")
            or run.text in lines("en", "places", "names")
            or run.tokens[-1] in ("Index", "Indexes", "Average", "Cup", "League")
        ):
            return None
        if len(run.tokens) == 1 and (run.text in words("en", "newcomers", "none") or fold(run.text) in names.places()):
            return None
        person = self.persons.get(run.start)
        legal = legal_form().search(run.text)
        own = self._own(run)
        if legal and legal.start() > 0 and (own or len(run.tokens) >= 4):
            return Span(run.start, run.end, "COMPANY", 0.93, "legal form")
        if is_organisation(run.text):
            return None
        if (person is not None and person.sure > 0.65) or not own:
            return None
        cue = self._cue(run)
        end = run.tokens[-1]
        end = end.title() if end.isupper() and len(end) > 4 else end
        if end in words("en", "companies", "strong") and len(run.tokens) >= 2 and (cue or not _headline(self.text, run.start)):
            return Span(run.start, run.end, "COMPANY", 0.82 if cue else 0.7, f"ends in {end}" + (f"; {cue[0]}" if cue else ""))
        if cue is None or (person is not None and cue[1] < 0.7):
            return None
        return Span(run.start, run.end, "COMPANY", cue[1], cue[0])

    def _own(self, run: Run) -> int:
        """Words of the run that are no general words."""
        soft = words("en", "companies", "soft")
        return sum(token not in soft and token not in SMALL and token not in SIGNS and len(token) > 1 for token in run.tokens)

    def _cue(self, run: Run) -> tuple[str, float] | None:
        """What beside a run says that it is a firm, and how sure."""
        text, start, end = self.text, run.start, run.end
        before, after = text[max(start - 60, 0) : start], text[end : end + 90]
        if CODED.match(after):
            return "stock code after it", 0.86
        ticker = TICKER.search(before)
        if (
            ticker
            and ticker.end() == len(before)
            and len(run.tokens) <= 6
            and (len(run.tokens) > 1 or verbs().match(after.lstrip()) or not re.match(r"\s[a-z]", after))
        ):
            return "after its ticker", 0.78
        title = self._title_beside(start, end)
        if title:
            return title
        if (descriptors().search(before) or MANAGER.search(before)) and not _possessed(before):
            return "after a word for firms", 0.68
        if CAREER.search(before):
            return "where somebody worked", 0.62
        if AWARD.search(before) and AWARDED.match(after):
            return "gets a contract", 0.62
        if WHICH.match(after) or kinds().match(after):
            return "described as a firm", 0.7
        if (self._clause_start(start) and verbs().match(after.lstrip(" ’'") if after[:1] in " " else after[:0])) or (
            verbs().match(after) and after[:1] in "'’"
        ):
            return "before a verb of firms", 0.64
        if DEAL.search(before) or re.match(r"\s(?:deal|bid|takeover|buyout|merger|stake)\b", after):
            return "party of a deal", 0.58
        if ALIAS.match(after):
            return "short form in brackets", 0.7
        if EXAMPLES.search(before):
            return "after a word for firms and such as", 0.6
        if ITSELF.match(after) and self._clause_start(start):
            return "speaks of itself as it", 0.64
        if (
            len(run.tokens) == 1
            and CAMEL.fullmatch(run.tokens[0])
            and (after[:2] in ("'s", "’s") or OWNS.match(after) or (self._clause_start(start) and re.match(r"\s[a-z]{3,}(?:ed|s)\s", after)))
        ):
            return "a made word that owns or acts", 0.56
        return None

    def _title_beside(self, start: int, end: int) -> tuple[str, float] | None:
        text = self.text
        for gap, joint in ((1, " "), (3, "'s "), (3, "’s "), (2, "' "), (2, "’ ")):
            title = self.title_starts.get(end + gap)
            if title is not None and text[end : end + gap] == joint and _firm_post(title):
                return "before a post", 0.72
        window = text[max(start - 12, 0) : start]
        match = OF.search(window)
        if match:
            title = self.title_ends.get(start - (len(window) - match.start()))
            if title is not None and _firm_post(title):
                return "after a post", 0.72
        return None

    def _clause_start(self, start: int) -> bool:
        before = self.text[max(start - 24, 0) : start]
        return (
            start == 0
            or bool(
                re.search(
                    r"(?:[\n.:;!?\"“—–|-]\s*|,\s|[A-Za-z]['’]s?\s|\b(?:that|as|and|while|after|because|but|when|if|since|why|how|said|says|the|though|although|before|until)\s)$",
                    before,
                )
            )
            or bool(descriptors().search(before))
        )

    def _short_forms(self, found: Sequence[Span]) -> list[Span]:
        """The same firms elsewhere in the text by a shorter name or by the alias in brackets."""
        forms: set[str] = set()
        for span in found:
            name = self.text[span.start : span.end]
            forms.update(shorter(name))
            forms.add(name)
            alias = ALIAS.match(self.text, span.end)
            initials = INITIALS.match(self.text, span.end)
            if initials and span.why == "legal form" and _abbreviates(initials[1], name):
                forms.add(initials[1])
            if alias and alias[1] not in words("en", "companies", "soft") and not alias[1].startswith(("Company", "Group", "Issuer", "we", "our", "Bank")):
                forms.add(alias[1])
        places = set(lines("en", "places", "names"))
        forms = {form for form in forms if form not in places and form not in lines("en", "organisations", "names")}
        if not forms:
            return []
        pattern = re.compile(rf"(?<![\w@#$-])(?:{alternation(forms)})(?![\w-])")
        taken = {span.start for span in found}
        return [
            Span(m.start(), m.end(), "COMPANY", 0.63, "short form of a name in this text")
            for m in pattern.finditer(self.text)
            if m.start() not in taken and m.start() not in self.persons
        ]


@functools.cache
def _honorific() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternation(people.honorifics('en'))})\.?\s$")


def _abbreviates(short: str, name: str) -> bool:
    """Do the capitals of a short form stand in a name's words in their order: BPCL for Bharat Petroleum Corporation Ltd."""
    heads = iter(word[0] for word in re.findall(r"[A-Za-z]+", name))
    return len(short) >= 2 and short.isupper() and all(letter in heads for letter in short)


def _firm_post(title: Title) -> bool:
    """Is it a post that only firms have."""
    if re.search(r"\b(?:C[A-Z]O|chief executive|chief \w+ officer|managing director)$", title.text):
        return True
    return (title.posts[0] in ("cfo", "ceo", "chair", "founder", "secretary", "finance") and title.text.lower() not in ("president", "treasurer")) or (
        title.text[0].isupper() and title.posts[0] not in ("public", "owner")
    )


def _possessed(before: str) -> bool:
    return bool(re.search(r"'s\s+$", before))


def _describes(text: str, title: Title) -> bool:
    """ "managing director Goldman": a post of the lower case before a firm is rare; "partner Goldman Sachs" is not."""
    return title.text.lower() in ("partner", "owner", "partners", "manager", "principal")


def _uncovered(run: Run, covered: bytearray) -> Iterator[Run]:
    """The pieces of a run outside titles: "Chairman Kan" gives "Kan"."""
    if not any(covered[run.start : run.end]):
        yield run
        return
    at = run.start
    end = run.end
    while at < end:
        while at < end and (covered[at] or run.text[at - run.start] in " ,&"):
            at += 1
        stop = at
        while stop < end and not covered[stop]:
            stop += 1
        piece = run.text[at - run.start : stop - run.start].rstrip(" ,&")
        for small in (" and", " of", " for"):
            piece = piece.removesuffix(small)
        lead = re.match(r"(?:and|of|for)\s", piece)
        if lead:
            piece, at = piece[lead.end() :], at + lead.end()
        if piece and piece[0].isalnum():
            yield Run(piece, at)
        at = stop + 1


def _personal(named: Sequence[str]) -> bool:
    """Do the words look like a person's name: an English given name or a romanised Chinese surname among them."""
    if not named:
        return False
    soft = words("en", "companies", "soft")
    if any(token in soft for token in named):
        return False
    given, family = people.given_names(), people.romanised_surnames()
    if named[0] in given:
        return True
    return len(named) in (2, 3, 4) and (named[0] in family or named[-1] in family or any("-" in token and token.split("-")[1][:1].islower() for token in named))


def _firmly(name: str) -> bool:
    """Ends as only firms do."""
    last = name.split()[-1].rstrip(".")
    return (
        bool(legal_form().search(name))
        or (" " in name and last in words("en", "companies", "strong") and last not in ("Price", "Gold", "Life", "Wind"))
        or "&" in name
    )


def _headline(text: str, at: int) -> bool:
    """Does the line write most words with a capital, so that capitals say nothing."""
    start = text.rfind("\n", 0, at) + 1
    stop = text.find("\n", at)
    line = re.findall(r"[A-Za-z]{4,}", text[start : stop if stop >= 0 else len(text)][:400])
    return len(line) > 4 and sum(word[0].isupper() for word in line) > 0.75 * len(line)


@functools.lru_cache(maxsize=4096)
def shorter(name: str) -> tuple[str, ...]:
    """Shorter forms of a name: without its legal form, then without its last industry word, then its first word where that is its own."""
    forms = []
    rest = name
    while True:
        match = legal_form().search(rest)
        if not match or match.start() < 2:
            break
        rest = rest[: match.start()].rstrip(" ,&")
        forms.append(rest)
    tokens = rest.split()
    strong, soft = words("en", "companies", "strong"), words("en", "companies", "soft")
    while len(tokens) > 1 and tokens[-1].rstrip(".") in strong:
        tokens = tokens[:-1]
        if tokens[-1] in ("&", "and", "of"):
            tokens = tokens[:-1]
        forms.append(" ".join(tokens))
    given, family = people.given_names(), people.romanised_surnames()
    if len(tokens) >= 2 and len(tokens[0]) >= 4 and tokens[0] not in given and tokens[0] not in family and "&" not in tokens:
        forms.append(tokens[0])
    places = set(lines("en", "places", "names"))
    return tuple(
        dict.fromkeys(
            f
            for f in forms
            if len(f) >= 3 and f not in soft and f not in places and f not in words("en", "companies", "cut") and not (f in given or f in family)
        )
    )
