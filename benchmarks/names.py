"""How fast are the register's names found, and what do they cost to build?

Invented companies of both scripts, and news made of invented words in which a name stands every twenty words or so. The scan (folding, codes and whole
words included) goes beside the bare automaton, pyahocorasick, flashtext, spaCy's PhraseMatcher and one `re` alternation over the same folded names and
text; every ratio is to the scan. A company bears five names or so: 19,000 companies bear 100,000 names, 190,000 a million. Then a document of 300 words: its scan, its linking, and the whole reading of it (pipeline, scan, linking) in one process.

    python -m benchmarks.names [--sizes 19000 100000] [--memory 190000] [--megabytes 2] [--documents 60] [--desk FOLDER]

``--desk``: also the companies of a real desk. ``--memory``: companies of which a process only builds the register and scans once, to know its peak memory; 0 = not.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.multiplied import HAN, LATIN
from leadscan.companies import match
from leadscan.companies.register import Register
from leadscan.nlp.reader import Reader
from leadscan.settings import Nlp
from leadscan.text import names
from leadscan.types import Company

SLOW_TO_BUILD = 150_000
"""Names above which spaCy's PhraseMatcher is left out: it takes a minute and gigabytes to build."""
ALTERNATION = 20_000
"""Names that the alternation gets, whatever the register holds: its time grows with each."""
TRADES = (("Foods", "食品"), ("Motors", "汽車"), ("Marine", "海運"), ("Software", "軟件"), ("Energy", "能源"), ("Textiles", "紡織"), ("Biotech", "生物科技"), ("Holdings", "控股"))
WORDS = re.findall(r"\w+", "the of and to in a for on with that by its as at from plans shares profit rose quarter market said deal new plant order board after more than year loan bank rate fund listing sale")
CHARS = "的一是在了和有大這主中人上為們地個用工時要動國產以我到他會作來分生對於學下級就年階義發成部民可出能方進同行面說種過命度革而多子後自社加小機也經力線本電高量長黨得實家定深法表著水理化爭現所二起政三好十戰無農使性前等反體合鬥路圖把結第里正新開論之物從當兩些還天資事隊批如應形想制心樣幹都向變關點育重其思與間內去因件日利相由壓員氣業代全組數果期導平各基或月毛然問比展那它最及外沒看治提五解系林者米群頭意只明四道馬認次文通但條較克又公孔領軍流入接席位情運器並飛原油放立題質指建區驗活眾很教決特此常石強極土少已根共直團統式轉別造切九你取西持總料連任志觀調七麼山程百報更見必真保熱委手改管處己將修支識病象幾先老光專什六型具示復安帶每東增則完風回南廣勞輪科北打積車計給節做務被整聯步類集號列溫裝即毫知軸研單色堅據速防史拉世設達爾場織歷花受求傳口斷況采精金界品判參層止邊清至萬確究書"


def companies(size: int) -> Iterator[Company]:
    """Invented companies, each of its own name in both scripts."""
    chance = random.Random(size)
    seen: set[str] = set()
    while len(seen) < size:
        latin = "".join(chance.choice(LATIN) for _ in range(chance.choice((2, 3)))).title() + (" " + "".join(chance.choice(LATIN) for _ in range(2)).title() if chance.random() < 0.7 else "")
        han = "".join(chance.choice(HAN) for _ in range(chance.choice((3, 4))))
        trade, zh = chance.choice(TRADES)
        if latin + trade in seen:
            continue
        seen.add(latin + trade)
        yield Company(f"X:{len(seen)}", "X", str(len(seen)), name_en=f"{latin} {trade} Limited", name_zh_hant=f"{han}{zh}有限公司")


def news(known: list[Company], characters: int, *, chance: random.Random) -> str:
    """Text of both scripts with names of the register, of nobody, and stock codes."""
    parts: list[str] = []
    length = 0
    while length < characters:
        if chance.random() < 0.5:
            words = [chance.choice(WORDS) for _ in range(18)]
            words.insert(chance.randrange(18), names.strip_legal(chance.choice(known).name_en or ""))
            part = " ".join(words).capitalize() + ". "
        else:
            chars = [chance.choice(CHARS) for _ in range(40)]
            chars.insert(chance.randrange(40), names.strip_legal(chance.choice(known).name_zh_hant or ""))
            part = "".join(chars) + ("（2345.HK）。" if chance.random() < 0.2 else "。")
        parts.append(part if chance.random() < 0.9 else part + "\n")
        length += len(part)
    return "".join(parts)


def clocked(what: Callable[[], object], *, least: float = 0.5) -> float:
    """CPU seconds of one call: the best of as many as fit into ``least`` seconds."""
    best, begun = float("inf"), time.process_time()
    while time.process_time() - begun < least or best == float("inf"):
        start = time.process_time()
        what()
        best = min(best, time.process_time() - start)
    return best


def peers(forms: list[str], folded: str) -> Iterator[tuple[str, Callable[[], object]]]:
    """The same names by other means, over the folded text; one that is not installed is said by name."""
    import ahocorasick_rs
    import spacy
    from spacy.matcher import PhraseMatcher

    automaton = ahocorasick_rs.AhoCorasick(forms, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    yield "bare automaton", lambda: automaton.find_matches_as_indexes(folded)
    short = folded[:100_000]
    scale = len(folded) / len(short)
    if (pyahocorasick := _peer("ahocorasick")) is not None:
        other = pyahocorasick.Automaton()
        for form in forms:
            other.add_word(form, form)
        other.make_automaton()
        yield f"pyahocorasick iter_long x {scale:.0f}", lambda: list(other.iter_long(short))
    if (flashtext := _peer("flashtext")) is not None:
        keywords = flashtext.KeywordProcessor(case_sensitive=True)
        for form in forms:
            keywords.add_keyword(form)
        yield f"flashtext x {scale:.0f}", lambda: keywords.extract_keywords(short, span_info=True)
    nlp = spacy.blank("zh")
    matcher = PhraseMatcher(nlp.vocab)
    if len(forms) <= SLOW_TO_BUILD:
        matcher.add("NAME", [nlp.make_doc(form) for form in forms])
        yield f"spaCy PhraseMatcher x {scale:.0f}", lambda: matcher(nlp.make_doc(short))
    few, some = folded[:3_000], sorted(forms[:ALTERNATION], key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, some)))
    yield f"re, {len(some)} names x {len(folded) / len(few):.0f}", lambda: pattern.findall(few)


def _peer(name: str) -> Any:
    """A peer's module; None, and a line that says so, where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"  {name}: not installed, not measured (pip install 'leadscan[benchmarks]')")
        return None


def scanning(known: list[Company], megabytes: float, title: str) -> None:
    """Prints build, memory and speeds for one set of companies."""
    start = time.process_time()
    register = Register(known)
    built = time.process_time() - start
    state = register.state()
    kept = clocked(lambda: Register(known, state=state), least=0.1)
    named = [company for company in known if company.name_en and company.name_zh_hant]
    text = news(named, int(megabytes * 700_000), chance=random.Random(1))
    size = len(text.encode()) / 1e6
    register.scan(text[:1000])
    took = clocked(lambda: register.scan(text))
    print(f"\n{title}: {len(known)} companies, {len(register.forms())} names")
    print(f"  build {built:.1f} s, from its kept state {kept:.1f} s ({len(state) / 1e6:.1f} MB); peak memory of this process {peak():.0f} MB")
    print(f"  scan {size / took:.1f} MB/s over {size:.1f} MB, {len(register.scan(text))} hits")
    surface = names.surface(text)
    for name, find in peers([form for form in register.forms() if form], surface):
        scale = float(name.rsplit(" x ", 1)[1]) if " x " in name else 1.0
        each = clocked(find, least=0.3) * scale
        print(f"  {name:<28} {size / each:8.2f} MB/s   {each / took:8.2f} times the scan's time")


def remembering(size: int) -> None:
    """Prints the peak memory of a process that holds the companies, their register and its automaton."""
    known = list(companies(size))
    held = peak()
    start = time.process_time()
    register = Register(known)
    built = time.process_time() - start
    register.scan("a text")
    print(f"\n{size} companies, {len(register.forms())} names: build {built:.1f} s; peak memory {peak():.0f} MB, of which {held:.0f} MB before the register (Python, libraries, the companies themselves)")


def peak() -> float:
    """Most memory this process ever held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def reading(known: list[Company], documents: int) -> None:
    """Prints what a document of 300 words costs."""
    register = Register(known)
    named = [company for company in known if company.name_en and company.name_zh_hant]
    texts = [news(named, 1_800, chance=random.Random(number)) for number in range(documents)]
    reader = Reader(Nlp(), scan=register.scan)
    list(reader.read([(texts[0], "en"), (texts[0], "zh-Hant")]))
    read = clocked(lambda: list(reader.read([(text, "en" if number % 2 else "zh-Hant") for number, text in enumerate(texts)]))) / documents
    annotations = list(reader.read([(text, "en" if number % 2 else "zh-Hant") for number, text in enumerate(texts)]))
    scan = clocked(lambda: [register.scan(text) for text in texts]) / documents
    hits = [register.scan(text) for text in texts]
    match.link(texts[0], annotations[0], hits[0], register)  # makes the table of comparison forms, once a process
    link = clocked(lambda: [match.link(text, annotation, hit, register) for text, annotation, hit in zip(texts, annotations, hits, strict=True)]) / documents
    print(f"\na document of 1,800 characters with {sum(map(len, hits)) / documents:.0f} known names: scan {scan * 1000:.2f} ms, link {link * 1000:.2f} ms, pipeline {read * 1000:.1f} ms: {1 / (read + scan + link):.0f} documents a CPU-second")


def desk_companies(folder: Path) -> list[Company]:
    """The companies of a desk."""
    from leadscan import settings, store

    with store.open_store(settings.load(folder, os.environ), purpose="benchmark") as db:
        return list(db.companies())


def main() -> None:
    """Each size in a process of its own, so that its memory is its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[19_000, 100_000])
    parser.add_argument("--memory", type=int, default=190_000)
    parser.add_argument("--only-memory", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--megabytes", type=float, default=2.0)
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--desk", type=Path)
    given = parser.parse_args()
    if given.only_memory:
        remembering(given.sizes[0])
        return
    if len(given.sizes) > 1 or given.desk:
        for size in given.sizes:
            subprocess.run([sys.executable, "-m", "benchmarks.names", "--sizes", str(size), "--megabytes", str(given.megabytes), "--documents", str(given.documents if size == given.sizes[0] else 0)], check=True)
        if given.memory:
            subprocess.run([sys.executable, "-m", "benchmarks.names", "--sizes", str(given.memory), "--only-memory"], check=True)
        if given.desk:
            known = desk_companies(given.desk)
            scanning(known, given.megabytes, "a desk")
            reading(known, max(given.documents, 1))
        return
    known = list(companies(given.sizes[0]))
    scanning(known, given.megabytes, "invented companies")
    if given.documents:
        reading(known, given.documents)


if __name__ == "__main__":
    main()
