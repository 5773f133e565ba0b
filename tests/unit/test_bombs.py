"""Small files that would unfold to gigabytes, nest without end or never stop: refused, or read in bounds."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

READ = """
import resource, sys, time
resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30))
from geomap.article import read_articles
from geomap.errors import InputError
refused = []
try:
    texts = [article.text for article in read_articles(sys.argv[1], report=refused.append)]
except InputError as error:
    refused.append(error)
    texts = []
assert all(len(text) < 2_000_001 for text in texts)
assert time.process_time() < 60
print(len(texts), "refused" if refused else "", *refused)
"""
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
DOCTYPE = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
ENGLISH = "A boat left Harwich for Ostend on Tuesday, the harbour master said to the police."


def word(document: str) -> bytes:
    import docx

    made, target = io.BytesIO(), io.BytesIO()
    docx.Document().save(made)
    with zipfile.ZipFile(made) as model, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in model.namelist():
            archive.writestr(name, document if name == "word/document.xml" else model.read(name))
    return target.getvalue()


def pdf(content: bytes, rest: bytes = b"", kids: bytes = b"3 0 R") -> bytes:
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length %d%s>> stream\n%s\nendstream" % (len(content), rest, content),
    ]
    made = b"%PDF-1.4\n" + b"".join(b"%d 0 obj %s endobj\n" % (n, part) for n, part in enumerate(parts, 1))
    return made + b"trailer <</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF\n"


def flate(times: int) -> bytes:
    data = bytes(120_000_000)
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


def warc_bomb() -> bytes:
    page = f"<html><p>{ENGLISH}".encode() + b" " * 50_000_000
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n"
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    return gzip.compress(head % len(answer) + answer + b"\r\n\r\n", 9)


def nested_mail(depth: int) -> bytes:
    head = "From: a@example.org\r\nSubject: x\r\n"
    parts = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(depth))
    return f"{head}MIME-Version: 1.0\r\n{parts}Content-Type: text/plain\r\n\r\n{ENGLISH}\r\n".encode()


BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
CASES = {
    "laughs.rss": lambda: (
        f"{DOCTYPE}<rss version='2.0'><channel><item><title>&l11;</title></item></channel></rss>".encode()
    ),
    "laughs.html": lambda: f"{DOCTYPE}<html><p>{ENGLISH} &l11;</p></html>".encode(),
    "laughs.docx": lambda: word(f"{DOCTYPE}{BODY}<w:p><w:r><w:t>&l11;</w:t></w:r></w:p></w:body></w:document>"),
    "outside.docx": lambda: word(
        f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>{BODY}<w:p><w:r><w:t>{ENGLISH} &a;</w:t></w:r></w:p>'
        "</w:body></w:document>"
    ),
    "outside.rss": lambda: (
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>&a;</title>'
        f"<description>{ENGLISH}</description></item></channel></rss>"
    ).encode(),
    "nested.docx": lambda: word(BODY + "<w:tbl><w:tr><w:tc>" * 3000),
    "nested.html": lambda: b"<div>" * 200_000,
    "nested-tables.html": lambda: b"<table><tr><td>" * 60_000,
    "nested.jsonl": lambda: b'{"text": ' + b"[" * 3_000_000,
    "nested.eml": lambda: nested_mail(3_000),
    "nested.rss": lambda: b'<rss version="2.0"><channel><item><description>' + b"&lt;div&gt;" * 30_000,
    "parts.docx": lambda: word(BODY + "<w:p/>" * 250_000 + "</w:body></w:document>"),
    "pictures.warc.gz": warc_bomb,
    "stream.pdf": lambda: pdf(flate(1), b"/Filter/FlateDecode"),
    "twice.pdf": lambda: pdf(flate(2), b"/Filter[/FlateDecode/FlateDecode]"),
    "ring.pdf": lambda: pdf(b"BT ET", kids=b"2 0 R 2 0 R 3 0 R"),
    "arrays.pdf": lambda: pdf(b"[" * 500_000),
}


@pytest.mark.parametrize("name", CASES)
def test_a_bomb_is_refused_or_read_in_bounds(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(CASES[name]())
    assert path.stat().st_size < 10_000_000
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-1000:]
    assert "root:" not in done.stdout
