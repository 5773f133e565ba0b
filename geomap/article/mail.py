"""E-mails (.eml): the plain text, else the HTML; subject, sender and day from the head. Attachments are left alone."""

from __future__ import annotations

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime

from geomap.article.fragments import read_fragment
from geomap.article.parts import Parts
from geomap.errors import InputError

__all__ = ["read_mail"]

BOUNDARY = re.compile(rb"boundary\*?(?:0\*?)?=", re.IGNORECASE)
MOST_BOUNDARIES = 100
"""Every line is held against the boundaries of all parts that it lies in; long exchanges have a few dozen."""


def read_mail(data: bytes) -> Parts:
    """Take the text out of an e-mail. The day of sending, in the sender's time zone, is the day of publication.

    Raises:
        InputError: it is no e-mail, or holds no text.
    """
    if sum(1 for _ in BOUNDARY.finditer(data)) > MOST_BOUNDARIES:
        raise InputError(f"The e-mail has more than {MOST_BOUNDARIES} parts within parts. Save its text as .txt.")
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        head = {name: _header(message, name) for name in ("subject", "from", "date", "content-language")}
        body = message.get_body(preferencelist=("plain", "html"))
        content = body.get_content() if isinstance(body, EmailMessage) else None
        kind = body.get_content_type() if body is not None else ""
    except Exception as error:  # the parser lets broken heads and encodings through as errors of any kind
        raise InputError(f"The e-mail can't be read ({type(error).__name__}). Save its text as .txt.") from error
    if not any(head.values()):
        raise InputError("It is no e-mail: its head names neither subject nor sender nor date.")
    if not isinstance(content, str) or not content.strip():
        raise InputError("The e-mail holds no text of its own; attachments are not read. Save them and pass the files.")
    read = read_fragment(content) if kind == "text/html" else Parts(text=content)
    return Parts(
        text=read.text,
        hints=read.hints,
        title=head["subject"],
        published=_day(head["date"]),
        author=_name(head["from"]),
        language=head["content-language"],
    )


def _header(message: EmailMessage, name: str) -> str | None:
    value = message.get(name)
    return " ".join(str(value).split()) or None if value is not None else None


def _day(value: str | None) -> str | None:
    try:
        return parsedate_to_datetime(value).date().isoformat() if value else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _name(value: str | None) -> str | None:
    name, address = parseaddr(value or "")
    return name or address or None
