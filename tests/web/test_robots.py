from __future__ import annotations

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.web.robots import Robots, is_allowed, matches, parse

FILE = b"""\xef\xbb\xbf# our paper
User-agent: otherbot
Disallow: /

User-agent: *
User-Agent: slowbot
Disallow: /search   # not for machines
Disallow: /*?print=
Disallow: /*.pdf$
Allow: /search/help
Disallow: /%E6%B8%AC
Crawl-delay: 5

user-agent: *
disallow: /second-group
Sitemap: https://paper.example/map.xml
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True), ("/news/1", True), ("/search", False), ("/search/x", False), ("/search/help", True), ("/search/help/2", True), ("/news/1?print=1", False), ("/news/1?page=1", True),
        ("/a.pdf", False), ("/a.pdf?x=1", True), ("/測試", False), ("/%e6%b8%ac", False), ("/second-group/1", False), ("/robots.txt", True),
    ],
)  # fmt: skip
def test_the_longest_rule_of_the_group_for_all_decides(path: str, allowed: bool) -> None:
    assert is_allowed(parse(FILE), path) is allowed


def test_a_group_that_names_us_stands_in_place_of_the_group_for_all() -> None:
    rules = parse(b"User-agent: *\nDisallow: /\n\nUser-agent: Leadscan/2\nDisallow: /x\n")
    assert is_allowed(rules, "/y")
    assert not is_allowed(rules, "/x")
    assert parse(b"User-agent: leadscan\nDisallow:\n\nUser-agent: *\nDisallow: /\n") == ()


@pytest.mark.parametrize("body", [b"", b"<html>no robots</html>", b"Disallow: /", b"\xff\xfe\0\0", b"User-agent: *\nDisallow:\n", b":::\n" * 99])
def test_what_says_nothing_allows_everything(body: bytes) -> None:
    assert is_allowed(parse(body), "/anything")


def test_allow_wins_a_tie() -> None:
    assert is_allowed(parse(b"User-agent: *\nDisallow: /a\nAllow: /a"), "/a")


@pytest.mark.parametrize(
    ("pattern", "path", "found"),
    [("/a*b", "/axxb", True), ("/a*b$", "/axbxb", True), ("/a*b$", "/axbx", False), ("*", "/x", True), ("/*", "/", True), ("/$", "/", True), ("/$", "/x", False), ("/a*", "/a", True), ("/ab*b$", "/ab", False), ("", "/x", True)],
)  # fmt: skip
def test_a_star_is_any_run_and_a_dollar_the_end(pattern: str, path: str, found: bool) -> None:
    assert matches(pattern, path) is found


@given(st.text("ab*", max_size=12), st.booleans(), st.text("ab", max_size=12))
def test_matching_agrees_with_regular_expressions(pattern: str, anchored: bool, path: str) -> None:
    import re

    expected = re.match(".*".join(map(re.escape, pattern.split("*"))) + ("$" if anchored else ""), path) is not None
    assert matches(pattern + "$" * anchored, path) is expected


def test_a_hostile_pattern_takes_no_time() -> None:
    start = time.process_time()
    assert not matches("/" + "*a" * 5000 + "*b$", "/" + "a" * 20_000)
    assert time.process_time() - start < 1


def test_an_origin_is_asked_once_by_however_many_threads() -> None:
    asked: list[str] = []

    def ask(url: str) -> tuple[int, bytes]:
        asked.append(url)
        time.sleep(0.05)
        return 200, b"User-agent: *\nDisallow: /x"

    robots = Robots(ask)
    answers: list[bool] = []
    threads = [threading.Thread(target=lambda: answers.append(robots.allows("https://paper.example/x/1"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (asked, answers) == (["https://paper.example/robots.txt"], [False] * 8)


@pytest.mark.parametrize("answer", [None, (404, b"User-agent: *\nDisallow: /"), (503, b"User-agent: *\nDisallow: /")])
def test_a_file_that_could_not_be_had_allows(answer: tuple[int, bytes] | None) -> None:
    assert Robots(lambda url: answer).allows("https://paper.example/x")
