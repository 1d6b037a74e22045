"""The address guard: what may be connected to, by whatever name."""

from __future__ import annotations

import socket

import pytest

from leadscan.errors import Refused, Unreachable
from leadscan.web import Client, Request
from leadscan.web.guard import Direct, is_public, resolve

from .conftest import NOW, Site, settings


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"])
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "198.18.0.1", "192.0.2.1", "224.0.0.1", "239.1.1.1",
        "240.0.0.1", "255.255.255.255", "192.88.99.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::1", "2002:a00:1::", "2001:0:7f00:1::1", "",
        "localhost", "127.1",
    ],
)  # fmt: skip
def test_an_address_of_anybodys_own_network_is_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "127.1", "169.254.169.254", "[::ffff:169.254.169.254]", "[::ffff:7f00:1]", "[fe80::1]", "10.1.2.3"],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_spelling_of_an_inner_address_is_connected_to(host: str, scheme: str) -> None:
    with Client(settings(contact="ops@bank.example", allow=()), now=lambda: NOW) as c, pytest.raises((Refused, Unreachable)) as error:
        c.fetch(Request(f"{scheme}://{host}:9/", purpose="feed"))
    # Unreachable only where this machine's resolver does not know the spelling at all.
    assert isinstance(error.value, Refused) or "Name or service not known" in str(error.value) or "nodename" in str(error.value)


def test_allowing_one_spelling_of_a_host_does_not_allow_another(site: Site) -> None:
    site.says("/", b"x")
    with Client(settings(contact="ops@bank.example", allow=("127.0.0.1",)), now=lambda: NOW) as c:
        assert c.fetch(Request(site.url("/"), purpose="feed")).body == b"x"
        with pytest.raises(Refused):
            c.fetch(Request(site.url("/").replace("127.0.0.1", "127.1"), purpose="feed"))
    assert len(site.asked) == 1


def with_resolver(*answers: list[str], allow: tuple[str, ...] = ()) -> tuple[Client, list[str]]:
    """A client whose resolver gives these answers one after the other, and what it was asked."""
    asked: list[str] = []

    def fake(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    client = Client(settings(contact="ops@bank.example", allow=allow, timeout=0.5), now=lambda: NOW)
    client._transport = Direct(allow=allow, resolve=fake)
    return client, asked


def test_a_name_that_leads_inside_is_refused_and_the_message_names_the_key(site: Site) -> None:
    site.says("/", b"secret")
    client, _ = with_resolver(["127.0.0.1"])
    with pytest.raises(Refused, match=r"127\.0\.0\.1 is not of the open internet; .* web\.allow"):
        client.fetch(Request(site.url("/").replace("127.0.0.1", "news.example"), purpose="feed"))
    assert site.asked == []


def test_one_inner_address_among_good_ones_spoils_the_host() -> None:
    client, _ = with_resolver(["192.0.2.1", "10.0.0.1"], ["8.8.8.8", "10.0.0.1"])
    for _ in range(2):
        with pytest.raises(Refused):
            client.fetch(Request("http://news.example/", purpose="feed"))


def test_a_resolver_that_changes_its_answer_is_asked_once_a_connection_and_believed_once(site: Site) -> None:
    # The first answer is judged and connected to (an address that never answers); a second look-up, which would lead inside, is never made.
    site.says("/", b"secret")
    client, asked = with_resolver(["203.0.113.7"], ["127.0.0.1"])
    with pytest.raises(Refused):  # documentation range: not global, so nothing is sent anywhere
        client.fetch(Request(site.url("/").replace("127.0.0.1", "rebind.example"), purpose="feed"))
    assert asked == ["rebind.example"]
    with pytest.raises(Refused):
        client.fetch(Request(site.url("/").replace("127.0.0.1", "rebind.example"), purpose="feed"))
    assert (asked, site.asked) == (["rebind.example"] * 2, [])


def test_the_connection_goes_to_the_judged_address_and_the_host_header_keeps_the_name(site: Site) -> None:
    site.says("/", b"x")
    client, asked = with_resolver(["127.0.0.1"], allow=("papers.example",))
    assert client.fetch(Request(site.url("/").replace("127.0.0.1", "papers.example"), purpose="feed")).body == b"x"
    assert asked == ["papers.example"]
    assert site.asked[0][1]["Host"] == site.base.replace("http://127.0.0.1", "papers.example")


def test_a_redirect_is_judged_by_where_it_leads(site: Site) -> None:
    site.says("/a", status=302, Location=site.url("/b").replace("127.0.0.1", "inner.example"))
    site.says("/b", b"secret")
    client, _ = with_resolver(["127.0.0.1"], allow=("127.0.0.1",))
    with pytest.raises(Refused):
        client.fetch(Request(site.url("/a"), purpose="feed"))
    assert [path for path, _ in site.asked] == ["/a"]


def test_the_second_address_is_tried_where_the_first_does_not_answer(site: Site) -> None:
    site.says("/", b"x")
    client, _ = with_resolver(["::1", "127.0.0.1"], allow=("papers.example",))
    assert client.fetch(Request(site.url("/").replace("127.0.0.1", "papers.example"), purpose="feed")).body == b"x"


def test_a_resolver_that_is_silent_ends_at_the_deadline() -> None:
    import threading
    import time

    over = threading.Event()

    def silent(host: str, port: int) -> list[str]:
        over.wait(5)
        return []

    client = Client(settings(contact="ops@bank.example", timeout=0.3), now=lambda: NOW)
    client._transport = Direct(resolve=silent)
    start = time.monotonic()
    with pytest.raises(Unreachable, match="within"):
        client.fetch(Request("http://news.example/", purpose="feed"))
    assert time.monotonic() - start < 1
    over.set()


@pytest.mark.parametrize("answer", [[], OSError("no such host"), socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")])
def test_a_host_without_an_address_is_unreachable(answer: list[str] | Exception) -> None:
    def fake(host: str, port: int) -> list[str]:
        if isinstance(answer, Exception):
            raise answer
        return answer

    client = Client(settings(contact="ops@bank.example"), now=lambda: NOW)
    client._transport = Direct(resolve=fake)
    with pytest.raises(Unreachable, match=r"news\.example"):
        client.fetch(Request("http://news.example/", purpose="feed"))


def test_the_systems_resolver_knows_addresses() -> None:
    assert resolve("127.0.0.1", 80) == ["127.0.0.1"]
