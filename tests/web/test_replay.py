from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from leadscan.errors import DeskError, LeadscanError
from leadscan.types import Response
from leadscan.web import Client, Replay, Request, recorded_days, transport

from .conftest import NOW, settings

ROWS: list[dict[str, Any]] = [
    {"url": "https://paper.example/rss?a=1&b=測", "status": 200, "headers": {"Content-Type": "text/xml", "ETag": '"v1"', "Last-Modified": "Mon, 09 Mar 2026 23:28:00 GMT"}, "body": "day1/bodies/rss"},
    {"url": "https://paper.example/r", "status": 301, "headers": {"Location": "/rss?a=1&b=測"}, "body": "day1/bodies/none"},
    {"url": "http://paper.example/down", "status": 500, "headers": {}, "body": "day1/bodies/none"},
]


@pytest.fixture
def morning(tmp_path: Path) -> Path:
    (tmp_path / "days.json").write_text('{"1": "2026-03-10", "2": "2026-03-11"}')
    for day in ("day1", "day2"):
        (tmp_path / day / "bodies").mkdir(parents=True)
        (tmp_path / day / "responses.jsonl").write_text("".join(json.dumps(row).replace("day1", day) + "\n" for row in ROWS) + "\n", encoding="utf-8")
        (tmp_path / day / "bodies/rss").write_bytes(day.encode())
        (tmp_path / day / "bodies/none").write_bytes(b"")
    return tmp_path


def fetch(folder: Path, url: str, day: str = "2026-03-10", **request: Any) -> Response:
    with Client(settings(allow=(), robots=True), now=lambda: NOW, transport=Replay(folder, date.fromisoformat(day))) as client:
        return client.fetch(Request(url, **request))


def test_a_recorded_address_answers_as_recorded(morning: Path) -> None:
    response = fetch(morning, "https://paper.example/rss?a=1&b=測")
    assert (response.status, response.body, response.header("etag"), response.final_url) == (200, b"day1", '"v1"', response.url)
    assert fetch(morning, "https://paper.example/down").status == 500


@pytest.mark.parametrize(("asked", "answered"), [("2026-03-09", b"day1"), ("2026-03-10", b"day1"), ("2026-03-11", b"day2"), ("2027-01-01", b"day2")])
def test_the_latest_recorded_day_that_is_not_later_answers(morning: Path, asked: str, answered: bytes) -> None:
    assert fetch(morning, "https://paper.example/rss?a=1&b=測", asked).body == answered


def test_scheme_and_spelling_of_an_address_do_not_matter(morning: Path) -> None:
    assert fetch(morning, "http://PAPER.example/rss?a=1&b=%E6%B8%AC#x").body == b"day1"


def test_redirects_of_the_recording_are_followed(morning: Path) -> None:
    response = fetch(morning, "https://paper.example/r")
    assert (response.body, response.final_url) == (b"day1", "https://paper.example/rss?a=1&b=%E6%B8%AC")


def test_what_was_not_recorded_is_not_found(morning: Path) -> None:
    assert (fetch(morning, "https://paper.example/rss").status, fetch(morning, "https://other.example/").status) == (404, 404)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"etag": '"v1"'}, 304), ({"etag": 'W/"v1"'}, 304), ({"etag": '"v0", "v1"'}, 304), ({"etag": '"v2"'}, 200), ({"last_modified": "Mon, 09 Mar 2026 23:28:00 GMT"}, 304),
        ({"last_modified": "Mon, 09 Mar 2026 23:27:00 GMT"}, 200), ({"etag": '"v2"', "last_modified": "Tue, 10 Mar 2026 00:00:00 GMT"}, 200), ({"last_modified": "yesterday"}, 200), ({}, 200),
    ],
)  # fmt: skip
def test_conditional_requests_are_answered_as_a_server_would(morning: Path, request_: dict[str, str], status: int) -> None:
    response = fetch(morning, "https://paper.example/rss?a=1&b=測", **request_)
    assert (response.status, response.body) == (status, b"" if status == 304 else b"day1")


def test_the_days_are_told_in_order(morning: Path) -> None:
    assert recorded_days(morning) == [date(2026, 3, 10), date(2026, 3, 11)]


def break_days(folder: Path) -> None:
    (folder / "days.json").unlink()


def empty_days(folder: Path) -> None:
    (folder / "days.json").write_text("{}")


def wrong_days(folder: Path) -> None:
    (folder / "days.json").write_text('["2026-03-10"]')


def lose_responses(folder: Path) -> None:
    (folder / "day1/responses.jsonl").unlink()


def lose_body(folder: Path) -> None:
    (folder / "day1/bodies/rss").unlink()


def spoil_line(folder: Path) -> None:
    with (folder / "day1/responses.jsonl").open("a") as file:
        file.write("{half\n")


def row_without_url(folder: Path) -> None:
    with (folder / "day1/responses.jsonl").open("a") as file:
        file.write('{"status": 200}\n')


def body_outside(folder: Path) -> None:
    with (folder / "day1/responses.jsonl").open("a") as file:
        file.write('{"url": "https://x.example/", "status": 200, "headers": {}, "body": "../../../../../../etc/passwd"}\n')


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        (break_days, r"days\.json"), (empty_days, r"days\.json"), (wrong_days, r"days\.json"), (lose_responses, r"responses\.jsonl"), (lose_body, r"responses\.jsonl:1: body: .*bodies/rss"),
        (spoil_line, r"responses\.jsonl:5: no JSON"), (row_without_url, r"responses\.jsonl:5: .*url"), (body_outside, r"responses\.jsonl:5: .*outside"),
    ],
)  # fmt: skip
def test_a_recording_that_lacks_something_says_which_file_and_line(morning: Path, harm: Any, named: str) -> None:
    harm(morning)
    with pytest.raises(DeskError, match=named):
        Replay(morning, date(2026, 3, 10))


def test_a_desk_says_by_one_key_whether_it_is_a_recording(morning: Path) -> None:
    given = settings(replay=str(morning))
    replay = transport(given, date(2026, 3, 11))
    assert replay is not None
    assert replay.day == date(2026, 3, 11)
    assert transport(settings(), date(2026, 3, 11)) is None
    with pytest.raises(LeadscanError, match=r"days\.json"):
        transport(settings(replay="nowhere"), date(2026, 3, 11))


def test_every_recorded_answer_of_the_shared_morning_comes_back_byte_for_byte(shared: Path) -> None:
    folder = shared / "data/mornings/tuesday"
    for number, day in json.loads((folder / "days.json").read_text()).items():
        rows = [json.loads(line) for line in (folder / f"day{number}/responses.jsonl").read_text(encoding="utf-8").splitlines()]
        replay = Replay(folder, date.fromisoformat(day))
        for row in rows:
            answer = replay.handle_request(httpx.Request("GET", row["url"]))
            assert (answer.status_code, answer.read()) == (row["status"], (folder / row["body"]).read_bytes())
        followed = [row["url"] for row in rows if row["status"] in (301, 302)]
        with Client(settings(allow=()), now=lambda: NOW, transport=replay) as client:
            assert all(client.fetch(Request(url)).status not in (301, 302) for url in followed)
