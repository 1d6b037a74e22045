"""The article's text out of a page's tree: the densest element where it holds nearly all that the page says, else what most of three readers say.

Most papers put an article into one element, which ``by_density`` finds at a fifth of the price of a library. Where running text stands beside it, it
may be wrong: then trafilatura, the best on English pages, and readability-lxml are asked too, and ``consensus`` starts from the reader that is best
for the page's script (or from another where that one plainly missed the article), drops its short paragraphs that nobody else has, and puts in long
ones that both others have. What stays loses the furniture of a page: credits, share lines, dates, "read more". Rules and numbers were
chosen on the 274 recorded pages by the 4-gram measure of the article-extraction benchmark; ``tests/news/test_pagetext.py`` holds the floors.
"""

from __future__ import annotations

import copy
import functools
import logging
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from leadscan.text.normalize import fold, squeeze

TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
"""A Chinese or Japanese character, or a word of other letters: the token of the article-extraction benchmark."""

Bag: TypeAlias = Counter[tuple[str, ...]]
"""Shingles with their counts."""

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SILENT = frozenset(["script", "style", "noscript", "template", "iframe", "svg", "math", "head", "select", "button", "object", "embed", "video", "audio", "canvas", "textarea", "input"])
_ASIDE = frozenset(["form", "nav", "footer", "aside", "dialog", "menu"])
_CONTAINERS = _ASIDE | {"div", "section", "ul", "ol", "dl", "table", "tbody", "tr", "td", "th", "header", "center", "address", "details", "article", "main", "p"}
"""What may be a side block; a smaller element's name says how it looks."""
_NAMED_OTHERWISE = frozenset(["main", "article", "p"])
_PARAGRAPH = frozenset(["p", "br", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dd", "dt", "td", "th", "pre", "blockquote", "div", "section", "article", "main", "tr", "table", "ul", "ol", "dl", "figcaption", "figure", "header", "center", "address", "details", "summary", "caption", "tbody", "hr", "body"])
_SIDE = re.compile(
    r"comment|disqus|related|recommend|sidebar|side-?bar|leftmenu|rightbar|breadcrumb|crumb|share|social|promo|advert|(?:^|[-_ ])ads?(?:$|[-_ ])|sponsor|newsletter|subscri|footer|foot(?:$|[-_ ])|navbar|(?:^|[-_ ])nav(?:$|[-_ ])|menu|popular|"
    r"most-?read|trending|hot-?news|widget|copyright|disclaim|toolbar|(?:^|[-_ ])tools?(?:$|[-_ ])|pagination|pager|login|signup|cookie|consent|banner|outbrain|taboola|paywall|more-?(?:news|stories|articles)|latest|read-?next|also-?like|(?:^|[-_ ])tags?(?:$|[-_ ])|author-?bio|byline|caption|(?:^|[-_ ])credits?(?:$|[-_ ])",
    re.I,
)
_OTHERS = re.compile(r"comment|disqus|related|recommend|popular|trending|most-?read|latest|more|promo|read-?next|also-?like|caption|credit|newsletter|cookie|consent|disclaim|copyright|banner", re.I)
"""Names of side blocks that hold other articles and readers' words, of which a page may have more than of its own."""
_STOP = re.compile("[。，！？；,.!?;]")
_END = re.compile("[。.!?！？]$")
_BODY = re.compile(r"article-?_?(?:body|content|text|detail)|news-?_?(?:text|content|body|detail)|entry-?content|post-?(?:body|content)|story-?_?(?:body|content|text)|main-?_?(?:content|text)|^(?:content|article|artibody|contenttext|zoom|endtext)$|rich_media_content|maincontent|textbody", re.I)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader's paragraphs."""

    reader: str
    lines: tuple[str, ...]
    share: float = 0.0
    """Of the page's running text, how much these paragraphs hold; 0 where the reader does not say."""


class Side(NamedTuple):
    """An element tagged or named like a menu, a side column, a share bar, a caption or comments."""

    element: Any
    kind: Any
    """What it shares with others of its kind: tag and class; the element itself where it has no class, or where many of its kind are many people's words."""
    of_others: bool
    """It holds other articles, readers' words or captions, if its name is right."""


class Block(NamedTuple):
    """A run of text between block elements."""

    owner: Any
    text: str
    """Squeezed."""
    links: int
    """Characters of it inside links."""
    sides: tuple[Side, ...]
    """The side elements round it, the outermost first."""

    def is_running(self) -> bool:
        """A paragraph as articles have them."""
        return len(self.text) >= 80 and self.links * 3 <= len(self.text) and _STOP.search(self.text) is not None


def lines_of(text: str) -> tuple[str, ...]:
    """Squeezed lines of a text, empty ones left out."""
    return tuple(line for line in map(squeeze, text.split("\n")) if line)


# --- the readers -----------------------------------------------------------------------------------------------------


@functools.cache
def _options() -> Any:
    """trafilatura's settings: a Hong Kong flash has 80 to 200 characters, under which the default of 250 falls back to the whole page."""
    from configparser import ConfigParser

    from trafilatura.settings import DEFAULT_CONFIG

    config = ConfigParser()
    config.read_dict({"DEFAULT": dict(DEFAULT_CONFIG["DEFAULT"])})
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "60")
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    return config


def by_trafilatura(tree: Any) -> Reading:
    """trafilatura without its own second and third reader, which cost half its time: the others stand beside it here."""
    from trafilatura import bare_extraction

    found = bare_extraction(copy.deepcopy(tree), include_comments=False, fast=True, config=_options())
    text = getattr(found, "text", None) or ""
    return Reading("trafilatura", lines_of(text))


def by_readability(tree: Any) -> Reading:
    """readability-lxml on a copy of the tree, stripped by us: its own cleaning of links and scripts takes a third of its time, and nothing of them is shown."""
    import lxml.etree
    import lxml.html
    from readability import Document
    from readability.readability import REGEXES, Unparseable

    class Parsed(Document):  # type: ignore[misc]  # the library has no types
        """Parses nothing: each of its passes starts from a copy of the tree."""

        def _parse(self, input: Any) -> Any:
            page = copy.deepcopy(tree)
            lxml.etree.strip_elements(page, "script", "style", "noscript", "link", lxml.etree.Comment, lxml.etree.ProcessingInstruction, with_tail=False)
            for element in page.xpath("//*[@hidden or @style]"):
                if element.getparent() is not None and (element.get("hidden") is not None or REGEXES["displayNoneRe"].search(element.get("style") or "")):
                    element.drop_tree()
            return page

    logging.getLogger("readability.readability").disabled = True  # it prints the traceback of every page it cannot read, and then raises it, too
    try:
        fragment = lxml.html.fromstring(Parsed(tree).summary(html_partial=True))
    except (Unparseable, lxml.etree.LxmlError, ValueError):
        return Reading("readability", ())
    return Reading("readability", tuple(block.text for block in blocks_of(fragment, all_of_it=True)))


def by_density(tree: Any) -> Reading:
    """The element whose own paragraphs hold most text outside links."""
    body = tree.find("body") if tree.tag == "html" else tree
    every = blocks_of(tree if body is None else body)
    best = _densest(outside_sides(every))
    if best is None:
        return Reading("density", ())
    inner = outside_sides(_inside(every, best))
    lines = tuple(block.text for block in inner if block.links * 2 <= len(block.text) or (block.links < 40 and _END.search(block.text)))
    own = [block for block in every if not any(side.of_others for side in block.sides)]
    running, held = (sum(len(block.text) for block in found if block.is_running()) for found in (own, inner))
    table = sum(block.owner.tag in ("td", "th", "li") for block in inner) * 2 > len(inner)
    return Reading("density", _once(lines), 0.0 if table or not running else min(held / running, 1.0))


def _inside(blocks: Sequence[Block], root: Any) -> list[Block]:
    """The blocks within an element, with the side elements within it."""
    around = {root, *root.iterancestors()}
    found = [block for block in blocks if block.owner is root or root in block.owner.iterancestors()]
    return [block._replace(sides=tuple(side for side in block.sides if side.element not in around)) if block.sides else block for block in found]


def _densest(blocks: Sequence[Block]) -> Any:
    """The element that most text is in or near; None where there is none."""
    scores: dict[Any, float] = {}
    for owner, text, links, _ in blocks:
        if len(text) < 15 or links * 2 > len(text):
            continue
        worth = (len(text) - links) * (1.5 if _STOP.search(text) else 0.4)
        parent = owner if owner.tag in ("div", "td", "article", "section") else owner.getparent()
        for _ in range(3):
            if parent is None:
                break
            scores[parent] = scores.get(parent, 0.0) + worth
            worth *= 0.55
            parent = parent.getparent()
    return max(scores, key=lambda element: scores[element] * _likely(element), default=None)


def _likely(element: Any) -> float:
    """How much more an element counts for its name."""
    if element.get("itemprop") == "articleBody" or any(map(_BODY.search, f"{element.get('class') or ''} {element.get('id') or ''}".split())):
        return 1.6
    return 1.2 if element.tag == "article" else 1.0


def _once(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines, a long one that comes again left out."""
    seen: set[str] = set()
    return tuple(line for line in lines if len(line) < 40 or not (line in seen or seen.add(line)))  # type: ignore[func-returns-value]  # set.add says None


def blocks_of(root: Any, *, all_of_it: bool = False) -> list[Block]:
    """Every run of text between block elements of ``root``, in reading order, captions left out; with ``all_of_it`` nothing is beside, and captions stay."""
    import lxml.etree

    blocks: list[Block] = []
    pieces: list[str] = []
    links = linked = 0
    owner = root
    sides: tuple[Side, ...] = ()
    beside: list[Any] = []
    skipped = _SILENT | (_ASIDE if all_of_it else {"figcaption"})
    walker = lxml.etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag, start = element.tag, event == "start"
        side = _side(element, tag) if start and tag in _CONTAINERS and not all_of_it and element is not root else None
        leaves = not start and beside and beside[-1] is element
        if side is not None or leaves or tag in _PARAGRAPH:
            if pieces:
                if text := squeeze("".join(pieces)):
                    blocks.append(Block(owner, text, min(links, len(text)), sides))
                pieces.clear()
                links = 0
            owner = element if start else element.getparent()
        if side is not None:
            beside.append(element)
            sides = (*sides, side)
        elif leaves:
            beside.pop()
            sides = sides[:-1]
        if start and tag in skipped:
            walker.skip_subtree()
            continue
        if tag == "a":
            linked += 1 if start else -1
        piece = element.text if start else element.tail if element is not root else None
        if piece:
            pieces.append(piece)
            links += len(piece.strip()) if linked else 0
    if text := squeeze("".join(pieces)):
        blocks.append(Block(owner, text, min(links, len(text)), sides))
    return blocks


def outside_sides(blocks: Sequence[Block]) -> list[Block]:
    """The blocks that are beside nothing, or only in a kind of element that holds a third of all paragraphs' text: a wrapper may be called "has-sidebar"."""
    held: Counter[Any] = Counter()
    total = 0
    for block in blocks:
        if block.owner.tag == "p":
            total += len(block.text)
            for kind in {side.kind for side in block.sides}:
                held[kind] += len(block.text)
    return [block for block in blocks if all(held[side.kind] * 3 > total for side in block.sides)]


def _side(element: Any, tag: str) -> Side | None:
    """The element as a side block, where it is tagged, named or hidden like one and not named like an article."""
    given = element.get("class")
    name = f"{given or ''} {element.get('id') or ''}".strip()
    if tag not in _ASIDE and not (_is_hidden(element) if not name or tag in _NAMED_OTHERWISE else _named_beside(name)):
        return None
    of_others = tag in _ASIDE or _named_others(name)
    return Side(element, (tag, given) if given and not of_others else element, of_others)


def _is_hidden(element: Any) -> bool:
    style = element.get("style")
    return (style is not None and "display:none" in style.replace(" ", "")) or element.get("hidden") is not None


@functools.lru_cache(maxsize=20_000)
def _named_beside(name: str) -> bool:
    return _SIDE.search(name) is not None and _BODY.search(name) is None


@functools.lru_cache(maxsize=20_000)
def _named_others(name: str) -> bool:
    return _OTHERS.search(name) is not None


TRUSTED = 0.9
"""Share of a page's running text from which its densest element is taken without asking anybody; measured on the recorded pages, where this reads four in five."""


def extract(tree: Any, headlines: Sequence[str] = (), *, for_libraries: Callable[[], Any]) -> tuple[str, ...]:
    """The article's paragraphs without the headlines given; empty where there is no article. ``for_libraries`` parses the page again, as lxml.html does."""
    density = _tried(by_density, tree)
    if density.share >= TRUSTED:
        return without_furniture(density.lines, headlines)
    page = for_libraries()
    return without_furniture(consensus(_tried(by_trafilatura, page), _tried(by_readability, page), density), headlines)


def within(elements: Sequence[Any], headlines: Sequence[str] = ()) -> tuple[str, ...]:
    """The paragraphs of elements that are known to hold the article, without the headlines given."""
    return without_furniture(tuple(block.text for element in elements for block in blocks_of(element, all_of_it=True)), headlines)


def _tried(reader: Callable[[Any], Reading], tree: Any) -> Reading:
    """A reading; empty where a library fails on the page, since others stand beside it."""
    try:
        return reader(tree)
    except Exception:
        return Reading(reader.__name__.removeprefix("by_"), ())


# --- agreement -------------------------------------------------------------------------------------------------------


def shingles(text: str, size: int = 4) -> Bag:
    """Token n-grams with their counts; a shorter text is one shingle."""
    tokens = TOKEN.findall(text)
    return Counter(tuple(tokens[at : at + size]) for at in range(max(1, len(tokens) - size + 1))) if tokens else Counter()


def agreement(a: Bag, b: Bag) -> float:
    """F1 of two bags of shingles, 0 to 1."""
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0


def held(a: Bag, b: Bag) -> float:
    """Share of the first bag that the second holds."""
    total = a.total()
    return (a & b).total() / total if total else 0.0


def is_cjk(text: str) -> bool:
    """A quarter of the characters are Chinese or Japanese."""
    return len(_CJK.findall(text)) * 4 > len(text)


def consensus(trafilatura: Reading, readability: Reading, density: Reading) -> tuple[str, ...]:
    """What most readers say."""
    bags = {reading.reader: shingles("\n".join(reading.lines)) for reading in (trafilatura, readability, density)}
    base, *others = _ordered(trafilatura, readability, density, bags)
    others = [other for other in others if bags[other.reader]]
    if not any(agreement(bags[base.reader], bags[other.reader]) >= _ACQUAINTED for other in others):
        return base.lines  # they read something else on the page: no witnesses
    kept = tuple(line for line in base.lines if _believed(shingles(line), [bags[other.reader] for other in others])) or base.lines
    return _completed(kept, others[0].lines, bags[others[1].reader]) if len(others) == 2 else kept


def _ordered(trafilatura: Reading, readability: Reading, density: Reading, bags: Mapping[str, Bag]) -> list[Reading]:
    """The readings, the one to start from first."""
    size = {name: bag.total() for name, bag in bags.items()}
    chinese = is_cjk("\n".join(density.lines or trafilatura.lines)[:3000])
    order = [density, readability, trafilatura] if chinese or _in_layout_table(trafilatura) else [trafilatura, readability, density]
    first, second, third = (reading.reader for reading in order)
    missed = size[first] * 5 <= min(size[second], size[third]) and agreement(bags[second], bags[third]) > 0.9
    if missed or not size[first]:
        return [order[1], order[2], order[0]] if size[second] else [order[2], order[1], order[0]]
    if not chinese and size[second] >= 1.5 * size[first] and held(bags[first], bags[second]) >= 0.9:
        return [order[1], order[0], order[2]]  # trafilatura stopped at an advertisement or a break
    return order


def _in_layout_table(reading: Reading) -> bool:
    """trafilatura writes table rows between bars; a row with a cell of a paragraph's length is a page laid out by tables."""
    return any(line.startswith("|") and max(map(len, line.split("|"))) >= 120 for line in reading.lines)


_ACQUAINTED = 0.35
"""Agreement from which another reading is about the same text."""
_LONG = 30
"""Shingles from which a paragraph that only one reader has is more often the article's than not: 0.8 to 0.9 of such text was, and 0.2 of shorter (recorded English pages)."""


def _believed(line: Bag, others: Sequence[Bag]) -> bool:
    return line.total() >= _LONG or any(held(line, other) >= 0.6 for other in others)


def _completed(kept: tuple[str, ...], second: Sequence[str], third: Bag) -> tuple[str, ...]:
    """The lines kept and the long ones that both other readers have, each after the line it follows there."""
    lines = list(kept)
    have = shingles("\n".join(lines))
    before: Bag | None = None
    for line in second:
        bag = shingles(line)
        if held(bag, have) >= 0.4:
            before = bag
        elif bag.total() >= _LONG and held(bag, third) >= 0.6:
            lines.insert(_after(lines, before), line)
            have, before = have + bag, bag
    return tuple(lines)


def _after(lines: Sequence[str], before: Bag | None) -> int:
    """The place behind the last line like the one given; the start where there is none."""
    if before is None:
        return 0
    for at in range(len(lines), 0, -1):
        bag = shingles(lines[at - 1])
        if held(before, bag) >= 0.4 or held(bag, before) >= 0.4:
            return at
    return 0


# --- furniture -------------------------------------------------------------------------------------------------------

_FURNITURE = re.compile(
    r"""^\W*(?:
  (?:read|see|watch|listen|view)\s(?:more|also|next|here|now|the\sfull|related)\b.{0,120}$
| (?:related|recommended|most\s(?:read|popular|viewed)|trending|more\s(?:from|on|stories|news)|also\sread|editor'?s\s(?:picks?|choice)|up\snext|don'?t\smiss|you\smay\s(?:also\s)?like
    |advert(?:isement|isment|orial)?|sponsored|promoted|popular\sstories|latest\s(?:news|stories)|in\sthis\sarticle|topics?\sin\sthis|tags?|filed\sunder|categories|topics?|keywords?
    |share(?:\s(?:this|on|via).*)?|comments?(?:\s\(\d+\))?|follow\sus|print|email|save|copy\slink|loading\W*)\s*(?::.{0,150})?$
| (?:click|tap|sign\sup|subscribe|register|log\sin|download|follow|like|join|get\sthe|to\sget|for\smore|have\sa\s(?:tip|story)|got\sa\s(?:tip|story)|send\syour|contact|email|reach|write\sto|listen\sto|support)
    \b.{0,160}(?:here|newsletter|inbox|subscri|twitter|facebook|instagram|whatsapp|linkedin|youtube|app\b|podcast|@\w|updates|account|http|e-?mail|alerts?|channel)
| (?:this\s(?:article|story|post)\s(?:contains|may\scontain)|we\s(?:may\s)?(?:earn|receive|get)|if\syou\s(?:purchase|buy|click|order))\b.{0,160}\b(?:commissions?|compensat|affiliate)
| advertisement\W.{0,40}$|after\snewsletter\spromotion$|you\smight\s(?:also\s)?like$|(?:show|hide)\scaption$|related\stopics?$|published$|\d+\s(?:minutes|hours|days)\sago$|media\splayback\s.{0,40}$
| (?:with\s)?(?:additional\s)?(?:reporting|writing|editing|compiled|edited|written|photographs?|photos?|photography|pictures?|images?|picture\scredits?|image\scredits?|credits?|source|video|caption|illustration)s?
    \s?(?:by\b|via\b|courtesy|credit|:).{0,180}$
| by\s(?-i:[A-Z])[\w.'-]+(?:\s(?-i:[A-Z])[\w.'-]+){0,3}$
| by\s.{3,50},\s.{3,40}(?:writer|correspondent|reporter|editor)
| by\s(?:(?:our|a)\s)?(?:staff\s|special\s)?(?:reporters?|correspondents?|writers?)\b.{0,60}$
| by\s.{3,50}\s\d{1,2}\s[a-z]{3,9}\.?\s\d{4}\b.{0,20}$
| .{0,80}\b(?:contributed\sto\sthis\s(?:story|report|article)|may\sbe\sreached\sat|can\sbe\sreached\sat|is\ssubject\sto\scopyright|all\srights\sreserved|reprinted\swith\spermission|our\sstandards:)
| (?:©|\(c\)\s|copyright\b).{0,200}$
| https?://\S+$
| (?:first\s)?(?:published|updated|posted|last\s(?:updated|modified))\s?(?:on|at|:)?.{0,10}\d.{0,40}$
| .{0,120}(?:/|\(|via\s|:\s|,\s)(?:getty(?:\simages)?|afp|reuters|shutterstock|ap(?:\sphoto)?|istock|unsplash|alamy|bloomberg|epa|pa|xinhua|zuma|instagram|imago)[\s\w./]{0,25}\)?$
| (?:更新|發佈|发布|刊登|出版)?(?:時間|时间|日期)\s*[：:]?\s*\d.{0,30}$
| (?:責任|责任|執行|值班|本報|本报|特約|特约)?(?:編輯|编辑|責編|责编|校對|校对|審核|审核|監製|监制|記者|记者|作者|文字|撰文|攝影|摄影|圖片?|图片?|來源|来源|本文來源|本文来源|資料來源|圖片來源|图片来源)\s*[：:／/｜|\s].{0,60}$
| [（(]?(?:原標題|原标题|原題|編輯|编辑|責任編輯|责任编辑|來源|来源|圖|图|完)[：:]?.{0,60}[）)]$
| (?:相關|相关|延伸|更多|推薦|推荐|熱門|热门|其他|最新)(?:新聞|新闻|閱讀|阅读|文章|報道|报道|內容|内容|資訊|资讯|連結|链接)\s*[：:]?.{0,80}$
| (?:分享|字體|字体|列印|打印|收藏|評論|评论|點贊|点赞|關注|关注|廣告|广告|標籤|标签|關鍵[詞字]|关键[词字]|閱讀|阅读|瀏覽|浏览)(?:[：:\s到至給给\d,]|$).{0,60}$
| .{0,40}(?:版權所有|版权所有|不得轉載|不得转载|未經授權|未经授权|轉載請|转载请|免責聲明|免责声明|立即下載|扫码|掃碼|公眾號|公众号|客戶端|客户端下载).{0,100}$
| \d{4}[\W年]{1,2}\d{1,2}[\W月]{1,2}\d{1,2}[\W日].{0,30}(?:來源|来源|作者|記者|记者|閱讀|阅读|瀏覽|浏览|點擊|点击|責編|责编|編輯|编辑|訊|讯|print|views?|列印).{0,60}$
| \d{1,2}\s[a-z]{3,9}\.?\s\d{4}\W.{0,30}(?:print|views?|comments?|min\sread|列印).{0,20}$
| .{0,30}(?:廣告|广告)(?:熱線|热线|查詢|查询|刊登|合作).{0,40}$
| (?:點擊|点击|按此|立即)(?:此處|此处|閱讀|阅读|查看|下載|下载|訂閱|订阅|進入|进入).{0,60}$
)""",
    re.I | re.X,
)
"""Lines that papers put into an article's column and nobody wrote for the article; of their kind, not of a paper."""

_ONLY_DATE = re.compile(
    r"^[\W\d]*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\W+)?(?:\d{1,2}\W+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\W+\d[\d\s,:.|amp]*(?:[a-z]{2,4})?$"
    r"|^[\d\s年月日時时分秒:：/.\-　]+$|^\d{1,2}/\d{1,2}/\d{4}[\d\s:APMT]*$",
    re.I,
)
_MOST_FURNITURE = 240


def without_furniture(lines: Sequence[str], headlines: Sequence[str] = ()) -> tuple[str, ...]:
    """The lines without a page's furniture and without the headlines among the first three; all of them where nothing else would stay."""
    keys = {_letters(headline) for headline in headlines} - {""}
    kept = tuple(
        line for at, line in enumerate(lines) if not (at < 3 and _letters(line) in keys) and not (len(line) <= _MOST_FURNITURE and (_FURNITURE.match(line) or _ONLY_DATE.match(line)))
    )
    return kept or tuple(line for line in lines if _letters(line) not in keys)


def _letters(text: str) -> str:
    return re.sub(r"\W", "", fold(text))
