"""What a page says about its article: headline, address, date, authors, section, language.

Each fact comes from the first place that gives it, most deliberate first: JSON-LD, meta elements, marked-up elements, the visible text near the headline, the address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadscan.text import addresses, dates, markup
from leadscan.text.normalize import fold, squeeze

_ARTICLE_TYPES = frozenset({"article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "blogposting", "report", "webpage", "liveblogposting", "socialmediaposting", "techarticle", "advertisercontentarticle"})
_DATE_METAS = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "pubdate", "publishdate", "publish_date", "publish-date", "publishedtime", "published_time", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "article.published", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "dc.date.created", "article_date_original",
    "originalpublicationdate", "weibo:article:create_at", "ptime", "publication_date", "date", "article:create_at", "apub:time", "citation_publication_date", "article.created", "displaydate", "iso-8601-publish-date",
)  # fmt: skip
_DATE_CLASS = re.compile(r"(?:^|[-_ ])(?:date|time|pub(?:lish)?-?(?:ed)?-?(?:date|time|on)?|posted-?on|datetime|timestamp|entry-?meta|post-?meta|article-?meta|meta|byline|info|source|ptime|pubtime|pub_date|artinfo|article-?info)(?:$|[-_ ])|date|time|發佈|发布", re.I)
_URL_DATE = re.compile(r"(?<!\d)(?P<year>20[0-4]\d)[/_.-]?(?P<month>0[1-9]|1[0-2])[/_.-]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_URL_DATE_SHORT = re.compile(r"/(?P<year>20[0-4]\d)/(?P<month>\d{1,2})/(?P<day>\d{1,2})/")
_SEPARATOR = re.compile(r"\s+[-–—|·•»«:_]+\s+|\s*[|｜＿_»]\s*|\s*(?:－|——|--)\s*|\s+[-–—]|(?<=[\u3400-\u9fff])-(?=[\u3400-\u9fff])")
_NOBODY = re.compile(r"^(?:admin|administrator|editor|staff|unknown|null|none|webmaster|online|news ?desk|https?:.*|@.*|.*\.(?:com|net|org).*)$", re.I)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says about its article; empty or None = it does not say."""

    title: str
    headlines: tuple[str, ...]
    """Every form of the headline that the page has, with site names and without."""
    url: str
    published: datetime | None
    has_time: bool
    published_from: str
    """page, url or none."""
    authors: tuple[str, ...]
    lang: str
    section: str
    body: str
    """The text that JSON-LD carries; empty where the page says that it is not free to read."""


def facts(tree: Any, *, url: str, timezone: str, now: datetime) -> Facts:
    """Facts of a page's tree; ``url`` is where it was had."""
    metas = _metas(tree)
    items = _json_ld(tree)
    title = _title(tree, metas, items)
    published, has_time, published_from = _published(tree, metas, items, url=url, title=title, timezone=timezone, now=now)
    return Facts(
        title=title,
        headlines=_headlines(tree, metas, items, title),
        url=_address(tree, metas, url),
        published=published,
        has_time=has_time,
        published_from=published_from,
        authors=_authors(tree, metas, items),
        lang=_lang(tree, metas),
        section=_section(metas, items),
        body=_body(items),
    )


def _text(element: Any) -> str:
    return "".join(element.itertext())


def _metas(tree: Any) -> dict[str, str]:
    """First content of every meta element by lower-case name, property or itemprop."""
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = squeeze(element.get("content") or "")
        for attribute in ("property", "name", "itemprop"):
            key = (element.get(attribute) or "").strip().lower()
            if key and content:
                metas.setdefault(key, content)
    return metas


def _json_ld(tree: Any) -> list[Mapping[str, Any]]:
    """JSON-LD objects that are articles, real articles before web pages."""
    found: list[Mapping[str, Any]] = []
    for element in tree.iter("script"):
        if "ld+json" not in (element.get("type") or "").lower() or not element.text:
            continue
        text = re.sub(r"[\x00-\x1f]+", " ", element.text[:500_000]).strip().removeprefix("<!--").removesuffix("-->").rstrip("; ")
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            continue
        found.extend(item for item in _objects(data) if _types(item) & _ARTICLE_TYPES)
    return sorted(found, key=lambda item: _types(item) <= {"webpage"})


def _objects(data: Any) -> Iterator[Mapping[str, Any]]:
    """Objects of a JSON-LD document, graph members and main entities too."""
    stack, seen = [data], 0
    while stack and seen < 500:
        item = stack.pop()
        seen += 1
        if isinstance(item, list):
            stack.extend(reversed(item))
        elif isinstance(item, dict):
            yield item
            stack.extend(item[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if isinstance(item.get(key), list | dict))


def _types(item: Mapping[str, Any]) -> set[str]:
    kinds = item.get("@type")
    return {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _said(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    value = value[0] if isinstance(value, list) and value else value
    return squeeze(markup.plain(value)) if isinstance(value, str) else ""


# --- headline --------------------------------------------------------------------------------------------------------


def _title(tree: Any, metas: Mapping[str, str], items: list[Mapping[str, Any]]) -> str:
    """The headline: the h1 (h2 where there is none) that the page's own title starts with; else JSON-LD's, og's or the title's, site name off."""
    page_title = next((squeeze(_text(element)) for element in tree.iter("title") if not _inside(element, "svg")), "")
    said = [text for text in (*(_said(item, "headline") for item in items), metas.get("og:title", ""), metas.get("twitter:title", "")) if text]
    headings = [text for tag in ("h1", "h2") for element in tree.iter(tag) if 1 < len(text := squeeze(_text(element))) < 300]
    whole = fold(page_title)
    for heading in headings:
        folded = fold(heading)
        if len(folded) >= 4 and (whole.startswith(folded) or any(fold(text).startswith(folded) for text in said)) and (len(folded) * 2 >= len(whole) or _bounded(folded, [whole, *map(fold, said)])):
            return heading
    site = fold(metas.get("og:site_name", ""))
    best = _shortened(said[0] if said else page_title, site=site, others=[*said[1:], *([page_title] if said else [])])
    first = [squeeze(_text(element)) for element in tree.iter("h1")]
    return best or next((text for text in first if text), "")


def _headlines(tree: Any, metas: Mapping[str, str], items: list[Mapping[str, Any]], title: str) -> tuple[str, ...]:
    said = [title, metas.get("og:title", ""), *(_said(item, "headline") for item in items), *(squeeze(_text(element)) for tag in ("title", "h1") for element in tree.iter(tag))]
    return tuple(dict.fromkeys(text for text in said if text))


def _bounded(heading: str, titles: list[str]) -> bool:
    """After the heading a title ends or goes on with a site's name."""
    return any(title == heading or (title.startswith(heading) and _SEPARATOR.match(title, len(heading)) is not None) for title in titles)


def _inside(element: Any, tag: str) -> bool:
    return any(parent.tag == tag for parent in element.iterancestors())


def _shortened(title: str, *, site: str, others: list[str]) -> str:
    """The title without the site's name at its end or start: a part that is the site's name, that another title lacks, or that is much the shorter."""
    parts = [(found.start(), found.end()) for found in _SEPARATOR.finditer(title)]
    if not parts:
        return title
    head, tail = title[: parts[-1][0]], title[parts[-1][1] :]
    folded = fold(tail)
    if len(parts) > 1 and site and site in fold(title[parts[0][1] :]):
        return squeeze(title[: parts[0][0]])
    if (site and (folded in site or site in folded)) or any(fold(other) == fold(head) for other in others):
        return squeeze(head)
    if site and fold(title[: parts[0][0]]) == site:
        return squeeze(title[parts[0][1] :])
    bar = re.search(r"[|｜_]", title[parts[-1][0] : parts[-1][1]]) is not None
    return squeeze(head) if (bar and len(head) >= 4) or len(head) >= 2 * len(tail) or (len(tail) <= 12 and len(head) > len(tail)) else title


# --- date ------------------------------------------------------------------------------------------------------------


def _published(tree: Any, metas: Mapping[str, str], items: list[Mapping[str, Any]], *, url: str, title: str, timezone: str, now: datetime) -> tuple[datetime | None, bool, str]:
    raws = [*(_said(item, key) for key in ("datePublished", "dateCreated") for item in items), *(metas[name] for name in _DATE_METAS if name in metas)]
    raws += [squeeze(element.get("datetime") or element.get("content") or "") for element in tree.xpath('//*[@itemprop="datePublished"]')[:3]]
    times = list(tree.iter("time"))[:5]
    raws += [squeeze(element.get("datetime") or _text(element)) for element in sorted(times, key=lambda element: not (element.get("pubdate") is not None or element.get("itemprop") == "datePublished"))]
    for raw in raws:
        moment = dates.read(raw, timezone=timezone, now=now) if raw else None
        if moment is not None:
            return moment, re.search(r"\d[:時时點点]\d|T\d{2}|\d{10}", raw) is not None, "page"
    visible = _visible_date(tree, title, timezone, now)
    if visible is not None:
        return visible.when, visible.has_time, "page"
    moment = url_date(url, timezone=timezone, now=now)
    return moment, False, "url" if moment is not None else "none"


def url_date(url: str, *, timezone: str, now: datetime) -> datetime | None:
    """The day that an address carries (/2026/03/10/, 20260310), if it is not after tomorrow; None where it carries none."""
    found = _URL_DATE_SHORT.search(url) or _URL_DATE.search(url)
    if found is None:
        return None
    moment = dates.read(f"{found['year']}-{found['month']}-{found['day']}", timezone=timezone, now=now)
    return moment if moment is not None and (moment - now).days < 2 else None


def _visible_date(tree: Any, title: str, timezone: str, now: datetime) -> dates.Found | None:
    """A date in an element named for one, else near the headline: in the 400 characters after it or the 150 before."""
    for element in tree.iter("span", "div", "p", "td", "em", "i", "li", "small", "dd", "h6", "h5", "h4", "time", "a"):
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        if name.strip() and _DATE_CLASS.search(name):
            text = squeeze(_text(element)[:300])
            if 5 < len(text) <= 160:
                found = _first_date(text, timezone, now)
                if found is not None:
                    return found
    body = tree.find("body")
    text = squeeze("\n".join(body.itertext("p", "div", "span", "h1", "h2", "h3", "td", "a", "li", "b", "strong", "em", "br", "font", "section", "article")) if body is not None else "")[:200_000]
    at = text.find(title[:40]) if title else -1
    if at < 0:
        return None
    return _first_date(text[at + len(title) : at + len(title) + 400], timezone, now) or _first_date(text[max(0, at - 150) : at], timezone, now)


def _first_date(text: str, timezone: str, now: datetime) -> dates.Found | None:
    """The first date with a time, else the first date."""
    found = [hit for hit in dates.find(text, timezone=timezone, now=now) if (hit.when - now).days < 2]
    return next((hit for hit in found if hit.has_time), found[0] if found else None)


# --- the rest --------------------------------------------------------------------------------------------------------


def _address(tree: Any, metas: Mapping[str, str], url: str) -> str:
    """The canonical address the page names, if it is on the same host and not the front page; else where it was had."""
    here = addresses.canonical(url) or url
    links = [element.get("href") or "" for element in tree.iter("link") if "canonical" in (element.get("rel") or "").lower().split()]
    for raw in (*links[:1], metas.get("og:url", "")):
        said = addresses.canonical(raw, here) if raw else None
        if said is not None and _same_site(said, here) and (said.split("//", 1)[1].count("/") > 1 or not said.endswith("/")):
            return said
    return here


def _same_site(a: str, b: str) -> bool:
    """Hosts equal but for www., m. and the like: one ends with the other's last two labels and a path of its own."""
    first, second = addresses.host(a).split("."), addresses.host(b).split(".")
    size = 3 if len(second) > 2 and len(second[-2]) <= 3 and len(second[-1]) == 2 else 2
    return first[-size:] == second[-size:]


def _authors(tree: Any, metas: Mapping[str, str], items: list[Mapping[str, Any]]) -> tuple[str, ...]:
    names = [name for item in items for name in _names(item.get("author"))]
    names = names or [metas[key] for key in ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl") if key in metas]
    names = names or [squeeze(_text(element)) for element in tree.xpath('//*[@itemprop="author"] | //a[@rel="author"]')[:4]]
    parts = (squeeze(re.sub(r"^(?:by|文|記者|记者|作者)\s*[::：]?\s*", "", part, flags=re.I)) for name in names for part in re.split(r"\s*(?:,|;|、| and | & )\s*", name[:200]))
    return tuple(dict.fromkeys(part for part in parts if 1 < len(part) <= 60 and not _NOBODY.match(part)))


def _names(author: Any) -> list[str]:
    if isinstance(author, str):
        return [squeeze(markup.plain(author))]
    if isinstance(author, list):
        return [name for item in author[:20] for name in _names(item)] if not any(isinstance(item, list) for item in author) else []
    return [squeeze(markup.plain(author["name"]))] if isinstance(author, dict) and isinstance(author.get("name"), str) else []


def _lang(tree: Any, metas: Mapping[str, str]) -> str:
    return str(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or metas.get("og:locale", "") or metas.get("language", "")).replace("_", "-")


def _section(metas: Mapping[str, str], items: list[Mapping[str, Any]]) -> str:
    said = next((text for item in items if (text := _said(item, "articleSection"))), "")
    return (said or metas.get("article:section", ""))[:60]


def _body(items: list[Mapping[str, Any]]) -> str:
    if any(str(item.get("isAccessibleForFree", "")).lower() in ("false", "http://schema.org/false") for item in items):
        return ""
    texts = [item["articleBody"] for item in items if isinstance(item.get("articleBody"), str)]
    return markup.plain(max(texts, key=len)) if texts else ""
