"""One SMTP server for one run. It knows the one moment that matters: from the last byte of a message until the answer, nobody can say whether it went."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from types import TracebackType
from typing import Self

from leadscan.errors import LeadscanError
from leadscan.settings import Mail

TIMEOUT = 30.0
"""Seconds for each step of the talk."""


class Doubtful(LeadscanError):
    """The whole message was handed over and no answer came."""


class Server:
    """A connection that is made when asked for and made again when lost; a context manager."""

    def __init__(self, mail: Mail, *, timeout: float = TIMEOUT) -> None:
        self._mail = mail
        self._timeout = timeout
        self._smtp: smtplib.SMTP | None = None
        self._error = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._leave()

    def connect(self) -> str:
        """Empty where the server stands ready, else why not in one line; a server that did not answer is asked once a run, not once a message."""
        if self._error or self._is_alive():
            return self._error
        self._leave()
        try:
            self._smtp = self._open()
        except (smtplib.SMTPException, ssl.SSLError, OSError, ValueError) as e:
            self._error = f"SMTP server {self._mail.host}:{self._mail.port} ({self._mail.security}): {' '.join(str(e).split()) or type(e).__name__}"
        return self._error

    def send(self, sender: str, recipients: tuple[str, ...], data: bytes) -> tuple[str, list[tuple[str, str]]]:
        """Hands one message over: (the server's answer, [(refused recipient, why)]).

        smtplib's exceptions where the server refused or was lost before it had the whole message; Doubtful where it was lost after.
        """
        smtp = self._smtp
        if smtp is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        try:
            return self._transact(smtp, sender, recipients, data)
        except smtplib.SMTPServerDisconnected:
            self._smtp = None
            raise
        except (smtplib.SMTPException, OSError):
            with contextlib.suppress(smtplib.SMTPException, OSError):
                smtp.rset()
            raise

    def _transact(self, smtp: smtplib.SMTP, sender: str, recipients: tuple[str, ...], data: bytes) -> tuple[str, list[tuple[str, str]]]:
        code, said = smtp.mail(sender)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, said, sender)
        refused = {}
        for recipient in recipients:
            code, said = smtp.rcpt(recipient)
            if code not in (250, 251):
                refused[recipient] = (code, said)
        if len(refused) == len(recipients):
            raise smtplib.SMTPRecipientsRefused(refused)
        code, said = smtp.docmd("DATA")
        if code != 354:
            raise smtplib.SMTPDataError(code, said)
        smtp.send(_dotted(data))
        # smtplib's own data() cannot tell a loss before this point from one after it.
        try:
            code, said = smtp.getreply()
        except (smtplib.SMTPServerDisconnected, OSError) as e:
            self._smtp = None
            smtp.close()
            raise Doubtful(f"{self._mail.host} took the whole message and gave no answer ({' '.join(str(e).split()) or type(e).__name__})") from e
        if code != 250:
            raise smtplib.SMTPDataError(code, said)
        return f"{code} {said.decode('utf-8', 'replace')}"[:200], [(address, f"{code} {text.decode('utf-8', 'replace')}") for address, (code, text) in refused.items()]

    def _open(self) -> smtplib.SMTP:
        mail = self._mail
        if mail.security not in ("starttls", "tls", "none"):
            raise ValueError(f"mail.security is {mail.security!r}: wants starttls, tls or none")
        # Our own name without a look-up: getfqdn may ask a name server that does not answer.
        name = socket.gethostname() or "localhost"
        context = ssl.create_default_context()
        if mail.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(mail.host, mail.port, local_hostname=name, timeout=self._timeout, context=context)
        else:
            smtp = smtplib.SMTP(mail.host, mail.port, local_hostname=name, timeout=self._timeout)
        try:
            if mail.security == "starttls":
                smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
            if mail.user:
                smtp.login(mail.user, mail.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _is_alive(self) -> bool:
        if self._smtp is None:
            return False
        try:
            return self._smtp.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def _leave(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (smtplib.SMTPException, OSError):
            smtp.close()


def _dotted(data: bytes) -> bytes:
    """RFC 5321 section 4.5.2: a line that begins with a dot gets another, and a dot alone ends the message."""
    lines = data.replace(b"\r\n.", b"\r\n..")
    if lines.startswith(b"."):
        lines = b"." + lines
    return lines + (b"" if lines.endswith(b"\r\n") else b"\r\n") + b".\r\n"
