"""What stands beside an English name and says that it is a firm."""

from __future__ import annotations

import functools
import re

from leadscan.nlp.lexicon import lines, words
from leadscan.text.choices import alternation


@functools.cache
def legal_form() -> re.Pattern[str]:
    """A legal form at the end of a run; dots and commas as people write them."""
    forms = [
        re.escape(form).replace(r"\.", r"\.?").replace(r"\ ", r",?\s+").replace(",,?", ",?")
        for form in sorted(lines("en", "companies", "legal"), key=len, reverse=True)
    ]
    return re.compile(
        rf"(?:,?\s+)(?:{'|'.join(forms)})\.?(?:,?\s+(?:Ltd|Limited|LLC|Inc|plc|Bhd|Berhad|Company|Corp|Corporation|Co|Group|Holdings)\.?)*$", re.IGNORECASE
    )


@functools.cache
def verbs() -> re.Pattern[str]:
    """Verbs that only firms are the subject of."""
    table = re.split(r"[|\n]", "|".join(lines("en", "companies", "verbs", "strict")))
    return re.compile(rf"(?:{alternation(v for v in table if v)})(?![\w])", re.IGNORECASE)


@functools.cache
def said() -> re.Pattern[str]:
    """Verbs of speech behind a name."""
    return re.compile(r"\s(?:said|says|told|added|noted|explained|warned|wrote|insisted|argued|recalled|admitted)\b")


@functools.cache
def descriptors() -> re.Pattern[str]:
    """Nouns for firms right before a name."""
    return re.compile(rf"\b(?:{alternation(words('en', 'companies', 'descriptors'))})(?:'s|s)?\s+$", re.IGNORECASE)


@functools.cache
def kinds() -> re.Pattern[str]:
    """An apposition that calls a name a firm."""
    return re.compile(
        rf",?\s*(?:,\s*|\()(?:which\b|whose\b|an?\b|the\b|one of\b|formerly\b|a\s)[^.;\n]{{0,70}}?\b(?:{alternation(words('en', 'companies', 'kinds'))})s?\b"
    )


WHICH = re.compile(
    r",\s+which\s+(?:makes|make|operates|operate|runs|run|sells|sell|owns|own|provides|provide|develops|manufactures|produces|is listed|listed|prints?|filed|builds|offers|employs|has \d)"
)
CODED = re.compile(
    r"\s?\((?:(?:NYSE|NASDAQ|Nasdaq|NasdaqCM|NasdaqGM|NasdaqGS|HKEX|HKSE|SEHK|HKG|SSE|SZSE|LSE|TSX|ASX|SGX|OTC\w*|AMEX|NYSE American|TSE|KRX|BSE|NSE)\s?:\s?\$?[\w.]{1,9}|\$?[A-Z]{2,5}(?:\.[A-Z]{1,2})?|\d{3,6}(?:\.?\s?(?:HK|SH|SZ|SS|BJ|KS|T|TW))?|stock code:?\s?\d{3,6})(?:[,;/][^)]{0,20})?\)"
)
TICKER = re.compile(r"\$[A-Z]{1,6}(?:[.-][A-Z]{1,3})?(?:,?\s\$[A-Z]{1,6})*\s?(?::|-|–|—)\s")
DEAL = re.compile(
    r"(?:(?:stake|shares?|holding|interest|investment) in|between|rejects?|rejected|(?:bid|offer) for|(?:bid|offer|approach) from|owns|(?:acquisition|takeover|purchase|buyout|subsidiary|unit|arm|parent|shareholders?|owners?|founder|co-founder|division|part|branch|customers?|clients?|supplier|maker|shares|sale|control) of"
    r"|acquires?|acquired|acquiring|to buy|buys|bought|(?:merge[sd]?|merger|deal|agreement|contract|contracts|venture|partnership|talks|partner(?:s|ed)?|collaborat\w+) with|(?:contract|loan|facility|order|investment|credit facility|funding) from"
    r"|(?:backed|led|owned|acquired|bought|made|founded|controlled|sponsored|underwritten|advised|operated|managed|developed|funded) by|invest(?:s|ed)? in|sold to|sells? to|sale to|rival|rivals|competitor|competitors|spin-off of|spin off|spinoff of|appoints?|hired|tapped|mandated|alongside|jointly with|together with|joint venture with)\s+(?:the\s+|its\s+|of\s+)?$",
    re.IGNORECASE,
)
CAREER = re.compile(r"\b(?:[Pp]rior to|[Bb]efore|[Ss]ince|[Aa]fter|[Uu]pon) (?:joining|leaving|founding|co-founding)\s+(?:the\s+)?$")
MANAGER = re.compile(r"\b(?:asset|fund|wealth|money|investment|hedge fund) managers?\s+$", re.IGNORECASE)
AWARD = re.compile(r"\b(?:[Aa]warded|[Gg]ranted|[Gg]iven|[Gg]ave|[Hh]anded)\s+$")
AWARDED = re.compile(r"\s(?:an?|the|its|another|\$|US\$)\s?[^.;]{0,50}?\b(?:contracts?|orders?|mandate|licen[cs]e|concession|deal)\b")
OWNS = re.compile(
    r"['’]?\ss\s(?=(?:major|main|largest|biggest|principal|total|net|first|second|third|new|own|latest|annual|shares?|stock|board|chief|revenues?|profits?|sales|products?|business|operations?|customers?|competitors?|subsidiar\w+)\b)"
)
"""The "'s" of texts whose signs were set apart or lost."""
OF = re.compile(r"\s*(?:,\s*)?(?:of|at|for|with)\s+(?:the\s+)?$")
EXAMPLES = re.compile(
    r"\b(?:competitors|rivals|peers|customers|clients|companies|firms|brands|suppliers|banks|lenders|investors|partners|automakers|carmakers|retailers|insurers|airlines|chipmakers|drugmakers|giants|startups|start-ups|makers|developers|subsidiaries|operators|manufacturers)"
    r"(?:\s(?:in|of|for|from)\s[^.;:,]{1,60}?)?,?\s(?:includes?|including|included|such as|like|are|were)\s+(?:the\s+)?$"
)
ITSELF = re.compile(
    r"\s(?:said|says|announced|confirmed|added|warned|expects|denied|believes)\s(?:that\s|on\s\w+day\s(?:that\s)?)?(?:it|its|the company|they are|the firm)(?:'s|’s)?\s"
)
CAMEL = re.compile(r"(?!Ma?c[A-Z]|De[A-Z]|O['’])[A-Z][a-z]+(?:[A-Z][a-z]*)+|[A-Z]{2,}[a-z]{3,}")
INITIALS = re.compile(r"\s?\(([A-Z][A-Za-z&]{1,7})\)")
ALIAS = re.compile(
    r"\s?\((?:the |together with[^)]{0,60}, |collectively[^)]{0,40}, )?[\"“']([A-Z][\w&.' -]{1,24})[\"”'](?:\s?(?:or|and) (?:the )?[\"“'](?:we|us|our|Group|Company|Issuer)[^)]{0,60})?(?:,[^)]{0,40})?\)"
)
