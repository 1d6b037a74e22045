"""The article's text out of a page's tree: three readers who do not know each other, and what most of them say.

trafilatura is the best on English pages and weak on Chinese ones, where the densest-block rule is the best; readability-lxml is good on both and
best on neither. ``consensus`` starts from the reader that is best for the page's script (or from another where that one plainly missed the
article), drops its short paragraphs that nobody else has, puts in long ones that both others have, and takes out the furniture of a page:
credits, share lines, dates, "read more". Rules and numbers were chosen on the 274 recorded pages by the 4-gram measure of the
article-extraction benchmark; ``tests/news/test_pagetext.py`` holds the floors.
"""

from __future__ import annotations

import copy
import functools
import logging
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from leadscan.text.normalize import fold, squeeze

TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
"""A Chinese or Japanese character, or a word of other letters: the token of the article-extraction benchmark."""

Bag: TypeAlias = Counter[tuple[str, ...]]
"""Shingles with their counts."""

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SKIP = frozenset({"script", "style", "noscript", "template", "iframe", "svg", "math", "head", "form", "select", "button", "nav", "footer", "aside", "object", "embed", "video", "audio", "canvas", "textarea", "input", "dialog", "menu"})
_PARAGRAPH = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dd", "dt", "td", "th", "pre", "blockquote", "div", "section", "article", "main", "tr", "table", "ul", "ol", "dl", "figcaption", "figure", "header", "center", "address", "details", "summary", "caption", "tbody", "hr", "body"])
_SIDE = re.compile(
    r"comment|disqus|related|recommend|sidebar|side-?bar|leftmenu|rightbar|breadcrumb|crumb|share|social|promo|advert|(?:^|[-_ ])ads?(?:$|[-_ ])|sponsor|newsletter|subscri|footer|foot(?:$|[-_ ])|navbar|(?:^|[-_ ])nav(?:$|[-_ ])|menu|popular|"
    r"most-?read|trending|hot-?news|widget|copyright|disclaim|toolbar|(?:^|[-_ ])tools?(?:$|[-_ ])|pagination|pager|login|signup|cookie|consent|banner|outbrain|taboola|paywall|more-?(?:news|stories|articles)|latest|read-?next|also-?like|(?:^|[-_ ])tags?(?:$|[-_ ])|author-?bio|byline",
    re.I,
)
_BODY = re.compile(r"article-?_?(?:body|content|text|detail)|news-?_?(?:text|content|body|detail)|entry-?content|post-?(?:body|content)|story-?_?(?:body|content|text)|main-?_?(?:content|text)|^(?:content|article|artibody|contenttext|zoom|endtext)$|rich_media_content|maincontent|textbody", re.I)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader's paragraphs."""

    reader: str
    lines: tuple[str, ...]


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
    return Reading("readability", tuple(text for _, text, _ in _blocks(fragment, all_of_it=True)))


def by_density(tree: Any) -> Reading:
    """The element whose own paragraphs hold most text outside links."""
    root = tree.find("body") if tree.tag == "html" else tree
    if root is None:
        root = tree
    scores: dict[Any, float] = {}
    for element, text, links in _blocks(root, keep=_large(root)):
        if len(text) < 15 or links * 2 > len(text):
            continue
        worth = (len(text) - links) * (1.5 if re.search(r"[。，！？；,.!?;]", text) else 0.4)
        share = 1.0
        parent = element if element.tag in ("div", "td", "article", "section") else element.getparent()
        for _ in range(3):
            if parent is None:
                break
            scores[parent] = scores.get(parent, 0.0) + worth * share
            share *= 0.55
            parent = parent.getparent()
    for element in scores:
        name = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
        if element.get("itemprop") == "articleBody" or any(_BODY.search(part) for part in name.split()):
            scores[element] *= 1.6
        elif element.tag == "article":
            scores[element] *= 1.2
    best = max(scores, key=lambda element: scores[element], default=None)
    return Reading("density", paragraphs(best) if best is not None else ())


def _large(root: Any) -> frozenset[Any]:
    """Elements named like a side block that hold a third of all running text: a page's wrapper may be called "has-sidebar"."""
    held: Counter[Any] = Counter()
    total = 0
    for p in root.iter("p"):
        length = len(p.text_content())
        total += length
        for parent in p.iterancestors():
            held[parent] += length
            if parent is root:
                break
    if total == 0:
        return frozenset()
    return frozenset(element for element, length in held.items() if length * 3 > total and (element.tag in _SKIP or _beside(element)))


def paragraphs(root: Any) -> tuple[str, ...]:
    """Lines of an element with links, menus and side blocks left out."""
    return tuple(text for _, text, links in _blocks(root, keep=_large(root)) if links * 2 <= len(text) or (links < 40 and re.search(r"[。.!?！？]$", text)))


def _blocks(root: Any, *, all_of_it: bool = False, keep: frozenset[Any] = frozenset()) -> list[tuple[Any, str, int]]:
    """(element, squeezed text, characters inside links) of every run of text between block elements, in reading order, side blocks left out."""
    blocks: list[tuple[Any, str, int]] = []
    pieces: list[str] = []
    links = 0
    owner = root

    def close(next_owner: Any) -> None:
        nonlocal links, owner
        text = squeeze("".join(pieces))
        if text:
            blocks.append((owner, text, min(links, len(text))))
        pieces.clear()
        links, owner = 0, next_owner

    stack: list[tuple[Any, bool, bool]] = [(root, False, False)]
    while stack:
        element, done, linked = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        block = tag in _PARAGRAPH or tag == "br"
        if done:
            if block:
                close(element.getparent())
            if element is not root and element.tail:
                pieces.append(element.tail)
                links += len(element.tail.strip()) if linked else 0
            continue
        if block:
            close(element)
        stack.append((element, True, linked))
        if not tag or (element not in keep and (tag in _SKIP or (element is not root and not all_of_it and _beside(element)))):
            continue
        inside = linked or tag == "a"
        if element.text:
            pieces.append(element.text)
            links += len(element.text.strip()) if inside else 0
        stack.extend((child, False, inside) for child in reversed(element))
    close(root)
    return blocks


def _beside(element: Any) -> bool:
    """The element is named like a menu, a side column, a share bar or comments, and not like an article."""
    name = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
    if not name or element.tag in ("body", "html", "main", "article", "p"):
        return "display:none" in (element.get("style") or "").replace(" ", "") or element.get("hidden") is not None
    return _SIDE.search(name) is not None and _BODY.search(name) is None


def extract(tree: Any, headlines: Sequence[str] = ()) -> tuple[str, ...]:
    """The article's paragraphs without the headlines given; empty where there is no article."""
    readings = [_tried(reader, tree) for reader in (by_trafilatura, by_readability, by_density)]
    return without_furniture(consensus(*readings), headlines)


def within(elements: Sequence[Any], headlines: Sequence[str] = ()) -> tuple[str, ...]:
    """The paragraphs of elements that are known to hold the article, without the headlines given."""
    return without_furniture(tuple(text for element in elements for _, text, _ in _blocks(element, all_of_it=True)), headlines)


def _tried(reader: Callable[[Any], Reading], tree: Any) -> Reading:
    """A reading; empty where a library fails on the page, since two others stand beside it."""
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
| (?:with\s)?(?:additional\s)?(?:reporting|writing|editing|compiled|edited|written|photographs?|photos?|photography|pictures?|images?|picture\scredits?|image\scredits?|credits?|source|video|caption|illustration)s?
    \s?(?:by\b|via\b|courtesy|credit|:).{0,180}$
| by\s(?-i:[A-Z])[\w.'-]+(?:\s(?-i:[A-Z])[\w.'-]+){0,3}$
| by\s.{3,50},\s.{3,40}(?:writer|correspondent|reporter|editor)
| .{0,80}\b(?:contributed\sto\sthis\s(?:story|report|article)|may\sbe\sreached\sat|can\sbe\sreached\sat|is\ssubject\sto\scopyright|all\srights\sreserved|reprinted\swith\spermission|our\sstandards:)
| (?:©|\(c\)\s|copyright\b).{0,200}$
| https?://\S+$
| (?:first\s)?(?:published|updated|posted|last\s(?:updated|modified))\s?(?:on|at|:)?.{0,10}\d.{0,40}$
| .{0,120}(?:/|\(|via\s|:\s|,\s)(?:getty(?:\simages)?|afp|reuters|shutterstock|ap(?:\sphoto)?|istock|unsplash|alamy|bloomberg|epa|pa|xinhua|zuma|instagram|imago)[\s\w./]{0,25}\)?$
| (?:更新|發佈|发布|刊登|出版)?(?:時間|时间|日期)\s*[：:]?\s*\d.{0,30}$
| (?:責任|责任|執行|值班)?(?:編輯|编辑|責編|责编|校對|校对|審核|审核|監製|监制|記者|记者|作者|文字|撰文|攝影|摄影|圖片?|图片?|來源|来源|本文來源|本文来源|資料來源|圖片來源|图片来源)\s*[：:／/｜|\s].{0,60}$
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
