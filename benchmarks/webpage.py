"""Pages as newspapers send them: 15 to 60 kB, of which the article is a tenth.

A source has one layout, one menu, one style sheet and one set of scripts; an article adds teasers of others, comments and the state of its page. ``page`` is given to ``recording.write``.
"""

from __future__ import annotations

import functools
import html
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from random import Random
from typing import Any
from urllib.parse import urljoin
from zlib import crc32

LAYOUTS = ("article", "main", "divs", "breaks")
LINKS = 80
"""In a menu."""
TEASERS = (4, 30)
COMMENTS = (0, 12)
MOST_WIDGETS = 220

_SECTIONS = {
    "en": "News,Hong Kong,China,Asia,World,Business,Economy,Property,Markets,Technology,Sport,Football,Racing,Rugby,Culture,Books,Film,Music,Style,Food,Travel,Health,Education,Opinion,Letters,Weather,Video,Podcasts,Photos,Puzzles",
    "zh-Hant": "即時,港聞,兩岸,國際,財經,地產,科技,體育,馬經,足球,娛樂,副刊,飲食,旅遊,健康,教育,親子,論壇,社評,專欄,天氣,影片,圖輯,漫畫,投稿,活動,會員,電子報,讀者來信,服務",
    "zh-Hans": "首页,要闻,国内,国际,财经,股市,基金,地产,科技,汽车,体育,足球,文化,读书,影视,旅游,美食,健康,教育,评论,专栏,天气,视频,图片,专题,活动,会员,客户端,读者来信,服务",
}
_SMALL = {
    "en": "Share,Print,Save,Sign in,Subscribe,Newsletters,Most read,Related stories,Comments,Reply,About us,Contact,Careers,Advertise,Terms of use,Privacy policy,Cookies,Help,Sitemap,Accessibility",
    "zh-Hant": "分享,列印,收藏,登入,訂閱,電郵通訊,最多人看,相關新聞,留言,回覆,關於我們,聯絡我們,招聘,廣告查詢,使用條款,私隱政策,小型文字檔案,常見問題,網站地圖,無障礙",
    "zh-Hans": "分享,打印,收藏,登录,订阅,邮件订阅,热门阅读,相关阅读,评论,回复,关于我们,联系我们,招聘,广告服务,用户协议,隐私政策,版权声明,帮助,网站地图,无障碍",
}
_FOOT = {"en": "All rights reserved. No part may be reprinted without leave.", "zh-Hant": "版權所有，未經許可不得轉載。", "zh-Hans": "版权所有，未经授权不得转载。"}
_SAID = {
    "en": "Quite right.|Who pays for this?|I remember that place.|Not again!|Well written, thank you.|We were told the same last year.|My neighbour said so.|Nobody asks the young.|First!|And what about the north side?",
    "zh-Hant": "講得啱。|邊個俾錢？|我記得嗰度。|又嚟？|寫得好，多謝。|舊年都係咁講。|鄰居都係咁話。|無人問後生。|排頭位！|北邊又點？",
    "zh-Hans": "说得对。|谁出钱？|我记得那里。|又来了？|写得好，谢谢。|去年也是这么说的。|邻居也这么讲。|没人问年轻人。|沙发！|北边怎么办？",
}
_READERS = ("heron7", "Mrs B.", "kettle", "lo_fan", "tramdriver", "blue_gate", "oldpier", "Min", "cat9", "R. Ashdown-Pell")
_PARTS = ("header", "nav", "menu", "card", "teaser", "list", "grid", "hero", "aside", "footer", "button", "share", "comment", "tag", "author", "byline", "caption", "figure", "modal", "banner", "ad", "slot", "crumb", "search", "login", "video", "gallery", "ticker")


def page(source: Mapping[str, Any], item: Mapping[str, Any], items: list[Mapping[str, Any]], label: str) -> str:
    """The page of an item among the items of its source."""
    lang, chance = str(source.get("lang") or "en"), Random(f"{source['id']} {item['path']}")
    style, top, menu, foot = _around(source["id"], source["title"], lang)
    address = urljoin(source["url"], "/" + item["path"])
    title, paragraphs = html.escape(item["title"]), [html.escape(line) for line in item["text"].strip().splitlines() if line]
    moment = datetime.strptime(item["time"], "%Y-%m-%d %H:%M")  # noqa: DTZ007  # the sample's times are all of one zone
    shown = f"{moment.day} {moment:%B %Y, %H:%M}" if lang == "en" else f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"
    stamp = f"{moment.isoformat()}+08:00"
    layout = LAYOUTS[crc32(source["url"].encode()) % len(LAYOUTS)]
    return "\n".join([
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="{label}"><title>{title} - {html.escape(source["title"])}</title>',
        *_metas(source, item, address, stamp, paragraphs[0]),
        style, top, "</head>", f'<body class="page page--{layout}">', menu,
        _article(layout, title, shown, stamp, paragraphs, lang, chance),
        _aside(lang, item, items, chance), _comments(lang, chance), foot, _state(address, chance), "</body></html>\n",
    ])  # fmt: skip


def _metas(source: Mapping[str, Any], item: Mapping[str, Any], address: str, stamp: str, lead: str) -> Iterator[str]:
    """Head lines for machines."""
    title, site, lead = html.escape(item["title"]), html.escape(source["title"]), lead[:140]
    yield f'<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="description" content="{lead}"><link rel="canonical" href="{html.escape(address)}">'
    for name, said in (("title", title), ("description", lead), ("type", "article"), ("site_name", site), ("url", html.escape(address)), ("image", urljoin(address, "/img/lead.jpg"))):
        yield f'<meta property="og:{name}" content="{said}"><meta name="twitter:{name}" content="{said}">'
    yield f'<meta property="article:published_time" content="{stamp}">'
    graph = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": item["title"], "datePublished": stamp, "dateModified": stamp, "mainEntityOfPage": address,
        "image": [urljoin(address, f"/img/lead-{width}.jpg") for width in (400, 800, 1600)], "publisher": {"@type": "Organization", "name": source["title"], "logo": urljoin(address, "/logo.svg")},
    }  # fmt: skip
    yield f'<script type="application/ld+json">{json.dumps(graph, ensure_ascii=False)}</script>'


@functools.cache
def _around(name: str, title: str, lang: str) -> tuple[str, str, str, str]:
    """(style sheet, scripts, menu, foot) of a source, the same on all its pages."""
    chance = Random(name)
    weight = 2 * chance.random()
    sections, small = _SECTIONS[lang].split(","), _SMALL[lang].split(",")
    rules = "".join(
        f".{chance.choice(_PARTS)}__{chance.choice(_PARTS)}--{chance.randint(1, 99)}{{margin:{chance.randint(0, 40)}px;padding:{chance.randint(0, 24)}px;color:#{chance.randrange(1 << 24):06x};font:{chance.randint(11, 30)}px/1.4 serif}}\n"
        for _ in range(round(90 * weight))
    )
    calls = "".join(
        f'window.{chance.choice(_PARTS)}{number}=function(a,b){{if(!a||a.length<{chance.randint(1, 9)}){{return b}}var c=document.querySelectorAll(".{chance.choice(_PARTS)}");for(var i=0;i<c.length;i++){{c[i].setAttribute("data-{chance.choice(_PARTS)}",a)}}return c}};\n'
        for number in range(round(36 * weight))
    )
    links = "".join(
        f'<li class="menu__item menu__item--{number % 9}"><a class="menu__link" href="/{chance.choice(_PARTS)}/{number}" data-track="menu-{number}">{sections[number % len(sections)]}</a></li>' for number in range(LINKS)
    )
    feet = "".join(f'<li><a href="/about/{number}">{word}</a></li>' for number, word in enumerate(small[10:] + sections))
    site = html.escape(title)
    return (
        f"<style>\n{rules}</style>",
        f"<script>\n{calls}</script>",
        f'<header class="header"><a class="logo" href="/">{site}</a><form action="/search"><input name="q" placeholder="…"></form><a href="/login">{small[3]}</a> <a href="/subscribe">{small[4]}</a></header>\n'
        f'<nav class="menu" aria-label="menu"><ul>{links}</ul></nav>',
        f'<footer class="footer"><ul>{feet}</ul><p class="copyright">&copy; {site}. {_FOOT[lang]}</p></footer>',
    )


def _article(layout: str, title: str, shown: str, stamp: str, paragraphs: list[str], lang: str, chance: Random) -> str:
    """The article in the source's own way of marking it up."""
    small = _SMALL[lang].split(",")
    share = '<ul class="share">' + "".join(f'<li><a href="/share/{number}" rel="nofollow">{small[number % 3]}</a></li>' for number in range(6)) + "</ul>"
    figure = '<figure class="figure"><img src="/img/lead-800.jpg" alt="" loading="lazy" srcset="/img/lead-400.jpg 400w, /img/lead-800.jpg 800w"></figure>'
    slot = f'<div class="ad-slot" id="ad-{chance.randrange(10**6)}" data-size="300x250"><script>window.ads=window.ads||[];window.ads.push("{chance.randrange(10**9):x}")</script></div>'
    if layout == "article":
        text = "\n".join(f"<p>{line}</p>" + (slot if number == 2 else "") for number, line in enumerate(paragraphs))
        return f'<article class="story"><header><h1>{title}</h1><time datetime="{stamp}">{shown}</time>{share}</header>{figure}<div class="story__body">{text}</div></article>'
    if layout == "main":
        text = "\n".join(f'<p class="body__p">{line}</p>' for line in paragraphs)
        return f'<main id="main"><h1 class="headline">{title}</h1><p class="date">{shown}</p>{figure}\n{text}\n{share}</main>'
    if layout == "divs":
        text = "\n".join(f'<div class="c-{chance.randrange(999)}"><p class="t">{line}</p></div>' for line in paragraphs)
        return f'<div class="wrap"><div class="col"><div class="hd"><h1>{title}</h1><span class="pub-time">{shown}</span>{share}</div><div class="article-content">{figure}{text}{slot}</div></div></div>'
    return f'<div id="container"><div class="left"><h1>{title}</h1><div class="info">{shown}</div>{share}<div id="content" class="content">{"<br><br>".join(paragraphs)}</div></div></div>'


def _aside(lang: str, item: Mapping[str, Any], items: list[Mapping[str, Any]], chance: Random) -> str:
    """Headlines and first words of other articles."""
    small = _SMALL[lang].split(",")
    others = [other for other in chance.sample(items, min(len(items), chance.randint(*TEASERS))) if other is not item]
    cards = "".join(
        f'<div class="card" data-id="{chance.randrange(10**7)}"><a class="card__link" href="/{html.escape(other["path"])}"><img src="/img/{chance.randrange(10**6)}.jpg" alt="" loading="lazy" width="160" height="90">'
        f'<h4 class="card__title">{html.escape(other["title"])}</h4></a><span class="card__lead">{html.escape(other["text"].strip()[:40])}…</span></div>\n'
        for other in others
    )
    return f'<aside class="aside"><h3>{small[6]}</h3>\n{cards}</aside>'


def _comments(lang: str, chance: Random) -> str:
    """What readers wrote below."""
    small, said = _SMALL[lang].split(","), _SAID[lang].split("|")
    rows = "".join(
        f'<li class="comment"><span class="comment__author">{chance.choice(_READERS)}</span><div class="comment__text">{chance.choice(said)}</div><a href="#reply">{small[9]}</a></li>' for _ in range(chance.randint(*COMMENTS))
    )
    return f'<section id="comments" class="comments"><h3>{small[8]}</h3><ul class="comment-list">{rows}</ul></section>'


def _state(address: str, chance: Random) -> str:
    """What scripts of the page remember: the part whose weight differs most."""
    rows = [{"id": f"{chance.getrandbits(64):016x}", "kind": chance.choice(_PARTS), "seen": chance.randrange(10**6), "flags": [chance.random() < 0.5] * 3} for _ in range(min(round(50 * chance.lognormvariate(0, 1)), MOST_WIDGETS))]
    return f'<script id="state" type="application/json">{json.dumps({"page": address, "widgets": rows})}</script>'
