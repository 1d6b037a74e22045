"""Web addresses in one form, so that the same page has the same address."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|yclid|msclkid|twclid|igshid|igsh|mc_[ce]id|_hs(?:enc|mi)|mkt_tok|spm|scm|_ga|_gl|ncid|cmpid|cmp|icid|ocid|smid|smtyp|xtor|wt\.mc_id|mod|"
    r"at_(?:medium|campaign|custom\d|link_\w+|ptr_name|bbc_team|format)|ref_src|ref_url|rss|partner|taid|guccounter|guce_\w+|share_from|share_token|sharetype|from_source|spm_id_from|vd_source|fb_(?:action_\w+|ref|source)|"
    r"feedtype|feedname|__twitter_impression|trk|trkcampaign|s_cid|sr_share|soc_src|soc_trk|sh|cn-reloaded|traffic_source|_ptid|hsctatracking|mtm_\w+|pk_(?:campaign|kwd|source|medium))",
    re.I,
)
"""Parameters that say where a reader came from, not which page it is; collected from publishers' share links and from public lists of such names."""

_SHORT_TRACKING = frozenset({"sh", "mod", "cmp", "rss", "partner", "trk"})
"""Of these the value must look like a word of sharing; elsewhere they may choose the page."""

_SHARE_VALUE = re.compile(r"(?:1|rss\w*|feed\w*|share\w*|social\w*|mail\w*|email\w*|twitter|facebook|whatsapp|\w*rss|\w*hp_\w*|[\w-]*(?:lead|latest|newsreel)[\w-]*)?", re.I)

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b\u2028\u2029\ufeff]+")


def canonical(url: str, base: str | None = None) -> str | None:
    """The address without tracking parameters, fragment and default port, host in lower case, relative ones resolved against ``base``.

    None = not a link that can be fetched: another scheme (javascript, data, file, mailto ...), no host, or not an address at all.
    """
    text = _CONTROL.sub("", url).strip()
    if not text or len(text) > 4000:
        return None
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    plain_host = _host(host)
    if plain_host is None:
        return None
    place = plain_host if port in (None, {"http": 80, "https": 443}[parts.scheme]) else f"{plain_host}:{port}"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _tracks(pair))
    return urlunsplit((parts.scheme, place, _quoted(parts.path) or "/", _quoted(query, query=True), ""))


def host(url: str) -> str:
    """Host of an address in lower case; empty where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _host(host: str) -> str | None:
    """The host in the letters DNS uses; None where it cannot be a host."""
    if ":" in host:
        return f"[{host}]" if re.fullmatch(r"[0-9a-f:.]+", host) else None
    try:
        ascii_host = host.encode("ascii").decode() if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return None
    return ascii_host.lower() if re.fullmatch(r"[\w.-]+", ascii_host) and ascii_host.strip(".-_") else None


def _tracks(pair: str) -> bool:
    name, _, value = pair.partition("=")
    if not _TRACKING.fullmatch(name):
        return False
    return name.lower() not in _SHORT_TRACKING or _SHARE_VALUE.fullmatch(value) is not None


def _quoted(part: str, *, query: bool = False) -> str:
    """Percent signs that stand, kept; all that may not stand in an address, escaped."""
    return quote(part, safe="%/:@!$&'()*+,;=~-._" + ("?[]|" if query else ""))
