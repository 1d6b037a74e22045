"""The mailbox of answers: a maildir on disk and a real IMAP server on the loopback."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadscan.errors import DeliveryError, DeskError
from leadscan.mail import replies
from leadscan.settings import Replies
from tests.mail.imap_server import PASSWORD, USER, append, contents, free_port, imap  # noqa: F401  # a fixture


def raw(number: int) -> bytes:
    return f"From: karen.lau@bank.example\r\nMessage-ID: <{number}@bank.example>\r\nSubject: one\r\n\r\nnumber {number}\r\n".encode()


# --- maildir ---


def drop(maildir: Path, name: str, body: bytes, part: str = "new") -> None:
    (maildir / part).mkdir(parents=True, exist_ok=True)
    (maildir / part / name).write_bytes(body)


def test_a_maildir_gives_its_messages_once_and_keeps_them_where_they_are_moved(tmp_path: Path) -> None:
    box_path = tmp_path / "mail"
    drop(box_path, "1.a.host", raw(1))
    drop(box_path, "2.b.host:2,", raw(2), "cur")
    drop(box_path, ".hidden", b"x")
    with replies.open_box(Replies(maildir="mail"), tmp_path) as box:
        found = box.new()
        assert sorted(body for _, body in found) == [raw(1), raw(2)]
        for handle, _ in found:
            box.move(handle, "leadscan-done")
        box.move(found[0][0], "leadscan-done")  # twice is once
        assert box.new() == []
    moved = sorted((box_path / ".leadscan-done" / "cur").iterdir())
    assert [path.name for path in moved] == ["1.a.host:2,S", "2.b.host:2,S"]
    assert [path.read_bytes() for path in moved] == [raw(1), raw(2)]


def test_a_maildir_that_is_missing_is_made_and_one_that_cannot_be_says_so(tmp_path: Path) -> None:
    with replies.open_box(Replies(maildir="new/mail"), tmp_path) as box:
        assert box.new() == []
    assert (tmp_path / "new" / "mail" / "tmp").is_dir()
    (tmp_path / "file").write_text("x")
    with pytest.raises(DeliveryError, match="maildir"), replies.open_box(Replies(maildir="file"), tmp_path):
        pass


def test_a_huge_message_is_read_only_as_far_as_its_limit(tmp_path: Path) -> None:
    drop(tmp_path / "mail", "1", b"x" * (replies.LIMIT + 5000))
    with replies.open_box(Replies(maildir="mail"), tmp_path) as box:
        assert len(box.new()[0][1]) == replies.LIMIT


@pytest.mark.parametrize("name", ["", "../out", ".hidden", "a/b", "a\nb"])
def test_a_folder_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    drop(tmp_path / "mail", "1", raw(1))
    with replies.open_box(Replies(maildir="mail"), tmp_path) as box, pytest.raises(DeskError, match="no name of a folder"):
        box.move("new/1", name)


# --- IMAP ---


def settings(port: int, **changes: str) -> Replies:
    return Replies(host="127.0.0.1", port=port, user=USER, password=changes.pop("password", PASSWORD), security=changes.pop("security", "none"), **changes)


def test_an_imap_folder_gives_its_messages_unread_and_moves_them_as_read(imap: int, tmp_path: Path) -> None:  # noqa: F811  # the fixture
    append(imap, raw(1), raw(2))
    with replies.open_box(settings(imap), tmp_path) as box:
        found = box.new()
        assert [body for _, body in found] == [raw(1), raw(2)]
        assert [seen for _, seen in contents(imap, "INBOX")] == [False, False]
        box.move(found[0][0], "leadscan-done")
        box.move(found[1][0], "leadscan-aside")
        assert box.new() == []
    assert contents(imap, "leadscan-done") == [(raw(1), True)]
    assert contents(imap, "leadscan-aside") == [(raw(2), True)]


def test_a_mailbox_that_cannot_be_had_says_which_and_never_the_password(imap: int, tmp_path: Path) -> None:  # noqa: F811  # the fixture
    for given, words in (
        (settings(imap, password="wrong-secret"), "AUTHENTICATIONFAILED|credentials"),
        (settings(free_port(), password="wrong-secret"), "refused"),
        (settings(imap, folder="Nowhere", password=PASSWORD), "Nowhere|NO|not exist"),
    ):
        with pytest.raises(DeliveryError, match=rf"IMAP server 127\.0\.0\.1:{given.port} \(none\): .*({words})") as caught, replies.open_box(given, tmp_path):
            pass
        assert given.password not in str(caught.value) and caught.value.__cause__ is None


def test_an_unknown_kind_of_security_is_a_fault_of_the_desk(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match=r"replies\.security"), replies.open_box(settings(1, security="ssl"), tmp_path):
        pass
