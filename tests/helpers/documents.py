"""Documents of other programs, made in memory: PDF, Word, mail, feeds, WARC."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

FERRY = "The ferry left Split for Ancona at noon on Monday, the harbour master said."
POLICE = "Police in Ostend arrested two men on Tuesday, and the boat was taken back to Harwich."


def pdf(pages: Sequence[Sequence[str]], *, title: str = "", password: str = "") -> bytes:
    """A PDF with these lines on its pages."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    font = DictionaryObject(
        {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
         NameObject("/BaseFont"): NameObject("/Helvetica")}
    )  # fmt: skip
    for lines in pages:
        page = writer.add_blank_page(612, 792)
        stream = DecodedStreamObject()
        shown = "".join(f"({line}) Tj 0 -14 Td\n" for line in lines)
        stream.set_data(f"BT /F1 11 Tf 50 750 Td\n{shown}ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(stream)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})}
        )
    if title:
        writer.add_metadata({"/Title": title, "/Author": "Ana Kovac"})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def docx(*paragraphs: tuple[str, str], title: str = "") -> bytes:
    """A Word document of paragraphs, each with its style, and a table at the end."""
    import docx as word

    document = word.Document()
    for words, style in paragraphs:
        document.add_paragraph(words, style=style)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Split", "12 boats"
    document.core_properties.title = title
    document.core_properties.author = "Ana Kovač"
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def zip_bomb() -> bytes:
    """A Word document of a few hundred kilobytes whose text unpacks to 300 MB."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(bytes(1_000_000))
    return target.getvalue()


def rss(*entries: Mapping[str, str]) -> str:
    """An RSS feed of these entries (its tags and their content, as it stands in the file)."""
    items = "".join(f"<item>{''.join(f'<{tag}>{text}</{tag}>' for tag, text in e.items())}</item>" for e in entries)
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Harbour news</title>'
        f"<language>en</language>{items}</channel></rss>"
    )


def warc(pages: Mapping[str, str], *, compressed: bool = True) -> bytes:
    """A WARC file with a response for each address, and a record of another kind before them."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    target = io.BytesIO()
    writer = WARCWriter(target, gzip=compressed)
    writer.write_record(writer.create_warcinfo_record("crawl.warc.gz", {"software": "test"}))
    for number, (url, html) in enumerate(pages.items()):
        status = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(html.encode()),
            http_headers=status,
            warc_headers_dict={"WARC-Record-ID": f"<urn:uuid:00000000-0000-0000-0000-{number:012}>"},
        )
        writer.write_record(record)
    return target.getvalue()
