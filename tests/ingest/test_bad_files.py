"""Files that cannot be read: each gets its own reason, within the limits, and the run goes on."""

import io
import os
import random
import socket
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import made_files
import pytest
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from ingest import Event, ingest
from ingest.archives import LARGEST_UNPACKED
from ingest.loaded import Loaded
from ingest.loaders import LOADERS, load
from ingest.sources import Source
from ingest.worker import Limits, Worker
from store.errors import LoadError
from store.store import Store

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """Reads in a process with little time and memory."""
    with Worker(Limits(seconds=20, memory=1_500_000_000)) as worker:
        yield worker


def reason(raw: bytes, name: str) -> str:
    """Why a file cannot be read."""
    with pytest.raises(LoadError) as caught:
        load(raw, name)
    return str(caught.value)


def outcome(worker: Worker, raw: bytes, name: str) -> Loaded | str:
    """What a file holds, or why it cannot be read."""
    try:
        return worker.load(raw, name)
    except LoadError as error:
        return str(error)


def locked_pdf() -> bytes:
    """A PDF with a password."""
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=pdfencrypt.StandardEncryption("secret", canPrint=0))
    canvas.drawString(72, 700, "Secret")
    canvas.save()
    return file.getvalue()


def pictures_pdf() -> bytes:
    """A PDF whose page is a picture."""
    file = io.BytesIO()
    Image.new("RGB", (60, 60), "grey").save(file, "PDF")
    return file.getvalue()


def half_scanned_pdf() -> bytes:
    """A PDF with text on its first page and a picture on its second."""
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(72, 700, "Partners met in Lisbon.")
    canvas.showPage()
    canvas.drawInlineImage(Image.new("RGB", (60, 60), "grey"), 72, 600)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def deep_word() -> bytes:
    """A Word file whose body is nested 10,000 deep."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made_files.word())) as good, zipfile.ZipFile(file, "w") as archive:
        for name in good.namelist():
            content = good.read(name)
            if name == "word/document.xml":
                content = content.replace(b"<w:body>", b"<w:body>" + b"<w:p>" * 10_000 + b"</w:p>" * 10_000)
            archive.writestr(name, content)
    return file.getvalue()


def bomb() -> bytes:
    """An archive that unpacks to more than is read."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        with archive.open("word/document.xml", "w") as entry:
            for _ in range(LARGEST_UNPACKED // 10_000_000 + 1):
                entry.write(b" " * 10_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("make", "name", "told"),
    [
        (lambda: b"", "a.pdf", "It is empty"),
        (lambda: b" \n", "a.csv", "It is empty"),
        (pictures_pdf, "a.pdf", "Its 1 pages are pictures without a text layer. Add one"),
        (locked_pdf, "a.pdf", "It is protected by a password"),
        (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "It is protected by a password"),
        (
            lambda: OLE + b"old",
            "a.xlsx",
            "It is an old Word, Excel or PowerPoint file. Save it in the newer",
        ),
        (lambda: made_files.report_pdf()[:2000], "a.pdf", "It is a PDF without its end"),
        (lambda: made_files.word()[:2000], "a.docx", "It is no Word file (.docx), or was not copied completely"),
        (lambda: made_files.report_pdf(), "a.md", "It is a PDF, not text"),
        (lambda: made_files.word(), "a.pdf", "It is no PDF"),
        (lambda: made_files.word(), "a.epub", "It is an archive, but no EPUB"),
        (lambda: made_files.word(), "a.xlsx", "It is no Excel file (.xlsx), or is damaged"),
        (lambda: b"Partners met.", "a.docx", "It is no Word file"),
        (lambda: b"\0\1\2\3" * 100, "a.txt", "It is not text"),
        (lambda: b"\0\1\2\3" * 100, "a.csv", "It is not text"),
        (bomb, "a.docx", "It unpacks to "),
        (deep_word, "a.docx", "Excessive depth in document"),
        (
            lambda: "Partnerschaft für alle, grün und schön\n".encode() * 3 + b"\xff\xfe",
            "a.txt",
            "It is UTF-8 and is damaged",
        ),
        (lambda: made_files.book("in/a a.xhtml"), "a.epub", "It is protected against copying"),
        (lambda: b"Partners met.", "a.eml", "It is no e-mail"),
        (lambda: b"<p>" + b"<div>" * 10_000 + b"deep", "a.html", "or be nested too deeply: save it as"),
    ],
)
def test_reasons(make: Callable[[], bytes], name: str, told: str) -> None:
    """The reason names what is wrong, and what to do."""
    assert told in reason(make(), name)


def test_nested_mail_is_refused_or_read(worker: Worker) -> None:
    """An e-mail 10,000 parts deep neither ends the run nor hangs it."""
    raw = b"From: a@b.c\r\nSubject: deep\r\n"
    raw += b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(10_000))
    found = outcome(worker, raw, "a.eml")
    assert found.title == "deep" if isinstance(found, Loaded) else found.startswith("It ")


def test_one_long_line(worker: Worker) -> None:
    """Twenty million letters without a line end are read whole, or refused."""
    raw = b"partner " * 2_500_000
    found = outcome(worker, raw, "a.txt")
    assert len(found.text) == len(raw) - 1 if isinstance(found, Loaded) else "ASSISTANT_FILE_" in found


def test_too_many_pages() -> None:
    """The limit of pages is told with the setting that raises it."""
    with Worker(Limits(pages=2)) as few, pytest.raises(LoadError, match=r"3 pages; at most 2 .* ASSISTANT_FILE_PAGES"):
        few.load(made_files.report_pdf(), "a.pdf")


ADDED = """
import os, time
from ingest.loaded import Block, Loaded

def slow(raw): time.sleep(60)
def large(raw): bytearray(3_000_000_000)
def dies(raw): os._exit(7)
def raises(raw): raise RuntimeError("broken")
def prints(raw):
    print("noise", flush=True)
    return Loaded("Read by another's loader.", (Block(0, 25),), title="Added")
"""


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another package with loaders is installed."""
    names = ("slow", "large", "dies", "raises", "prints")
    (tmp_path / "added_loaders.py").write_text(ADDED)
    about = tmp_path / "added_loaders-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: added-loaders\nVersion: 1.0\n")
    lines = [f".{name} = added_loaders:{name}" for name in names]
    (about / "entry_points.txt").write_text("\n".join(["[partnership_assistant.loaders]", *lines, ""]))
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.mark.usefixtures("added")
@pytest.mark.parametrize(
    ("suffix", "told"),
    [
        (".slow", "It took longer than 3 seconds to read. Cut it into several files, or raise ASSISTANT_FILE_SECONDS."),
        (
            ".large",
            "It needs more memory than 1,000,000,000 bytes. Cut it into several files, or raise ASSISTANT_FILE_MEMORY.",
        ),
        (
            ".dies",
            "It ended the process that read it (status 7): it is damaged, or needs more memory than 1,000,000,000",
        ),
        (".raises", "It cannot be read: RuntimeError: broken. It may be damaged."),
        (".none", "No loader for .none."),
    ],
)
def test_what_a_parser_may_do(suffix: str, told: str) -> None:
    """A parser that hangs, takes the memory, or ends its process harms one document; the next one is read."""
    with Worker(Limits(seconds=3, memory=1_000_000_000)) as worker:
        with pytest.raises(LoadError) as caught:
            worker.load(b"x", f"a{suffix}")
        assert told in str(caught.value)
    with Worker(Limits(memory=1_000_000_000)) as worker:
        with pytest.raises(LoadError):
            worker.load(b"x", "a.raises")
        assert worker.load(b"# Title", "a.md").title == "Title"


@pytest.mark.usefixtures("added")
def test_loader_of_another_package() -> None:
    """An entry point adds a kind, and what it prints disturbs nothing."""
    with Worker() as worker:
        loaded = worker.load(b"x", "a.prints")
    assert (loaded.text, loaded.title, len(loaded.blocks)) == ("Read by another's loader.", "Added", 1)


def test_the_worker_reads_as_this_process_does(worker: Worker) -> None:
    """What comes through the pipe is what the loader made."""
    for raw, name in ((made_files.report_pdf(), "a.pdf"), (made_files.word(), "a.docx"), (made_files.mail(), "a.eml")):
        assert worker.load(raw, name) == load(raw, name)


def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of one version and half of another is no document."""
    path = tmp_path / "a.txt"
    path.write_text("first")
    real = os.fstat

    def grows(number: int) -> os.stat_result:
        status = real(number)
        with path.open("a") as file:
            file.write(" more")
        return status

    monkeypatch.setattr(os, "fstat", grows)
    with pytest.raises(LoadError, match="It changed while it was read"):
        Source("a.txt", path).read()


def test_a_run_over_bad_files(tmp_path: Path, store: Store) -> None:
    """All that is bad is reported, the good are stored whatever their names, and a stored version stays."""
    folder = tmp_path / "docs"
    folder.mkdir()
    good = ["with space.md", "new\nline.md", "🤝.md", "right\u202eleft.md", "twin one.md", "twin two.md"]
    for name in good:
        (folder / name).write_text("# Alike\n\nPartners met in Lisbon.\n")
    (folder / "report.pdf").write_bytes(made_files.report_pdf())
    assert len(ingest(folder, store).added) == len(good) + 1
    (folder / "report.pdf").write_bytes(made_files.report_pdf()[:3000])
    (folder / "dangling.docx").symlink_to(tmp_path / "none.docx")
    (tmp_path / "outside.pdf").write_bytes(made_files.report_pdf())
    (folder / "leaving.pdf").symlink_to(tmp_path / "outside.pdf")
    (folder / "device.csv").symlink_to("/dev/zero")
    with (folder / "huge.txt").open("wb") as huge:
        huge.truncate(1_000_000_000)
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(folder / "s.eml"))
    report = ingest(folder, store)
    server.close()
    assert sorted(report.unchanged) == sorted(f"docs/{name}" for name in good)
    assert {source: told[:40] for source, told in report.failed} == {
        "docs/dangling.docx": "It is a link to a file that is not there",
        "docs/device.csv": "It is a link to /dev/zero, outside the f",
        "docs/huge.txt": "It has 1,000,000,000 bytes; at most 50,0",
        "docs/leaving.pdf": f"It is a link to {tmp_path}/outside.pdf"[:40],
        "docs/report.pdf": "It is a PDF without its end: it was not ",
        "docs/s.eml": "It is no file but a socket, a pipe or a ",
    }
    assert store.document("docs/report.pdf").title == "Report on partnerships"


def test_a_file_without_permission(tmp_path: Path, store: Store) -> None:
    """It is reported, and the others are stored."""
    if os.geteuid() == 0:
        pytest.skip("the superuser may read every file")
    (tmp_path / "good.md").write_text("Partners met in Lisbon.")
    (tmp_path / "closed.md").write_text("Partners met in Oslo.")
    (tmp_path / "closed.md").chmod(0)
    report = ingest(tmp_path, store)
    assert len(report.added) == 1
    assert "no permission to read it" in report.failed[0][1]


def test_pages_without_text_are_named(tmp_path: Path, store: Store) -> None:
    """The rest is stored; the warning says which pages, and what to do."""
    (tmp_path / "half.pdf").write_bytes(half_scanned_pdf())
    events: list[Event] = []
    report = ingest(tmp_path / "half.pdf", store, on_event=events.append)
    warning = (
        "1 of its 2 pages are pictures without a text layer and were left out: 2. "
        "Add one with a program for text recognition, as ocrmypdf."
    )
    assert report.added == ("half.pdf",)
    assert report.warnings == (("half.pdf", warning),)
    assert [(event.outcome, event.reason) for event in events] == [("added", warning)]
    assert store.document("half.pdf").text == "Partners met in Lisbon."


def samples() -> dict[str, bytes]:
    """A good file of each kind."""
    page = b"<html><body><article><h1>Partners</h1><p>They met in Lisbon to plan the year.</p></article></body></html>"
    return {
        ".pdf": made_files.report_pdf(),
        ".docx": made_files.word(),
        ".pptx": made_files.powerpoint(),
        ".xlsx": made_files.excel(),
        ".csv": b"Country;Since\nGeorgia;1994\n",
        ".eml": made_files.mail(html=True),
        ".epub": made_files.book(),
        ".html": page,
        ".md": b"---\ntitle: A\n---\n\n# A\n\n- b\n\n| c | d |\n|---|---|\n| 1 | 2 |\n",
        ".txt": "Partner trafen sich in Lissabon – im Mai.\n".encode("cp1252"),
    }


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """The file with a few bytes changed, parts taken out, doubled or moved; inside of an archive, its entries."""
    if raw.startswith(b"PK") and chance.random() < 0.7:
        return repacked(raw, chance)
    changed = bytearray(raw)
    for _ in range(chance.choice((1, 3, 20))):
        place = chance.randrange(len(changed) + 1)
        length = chance.choice((1, 4, 64, 1000))
        match chance.randrange(5):
            case 0:
                changed[place : place + length] = chance.randbytes(min(length, 64))
            case 1:
                del changed[place : place + length]
            case 2:
                changed[place:place] = changed[place : place + length] * chance.choice((1, 2, 50))
            case 3:
                changed[place:place] = str(chance.choice((-1, 0, 2**31, 2**63, 10**30))).encode()
            case _ if place < len(changed):
                changed[place] ^= 1 << chance.randrange(8)
        changed = changed or bytearray(b"x")
    return bytes(changed)


def repacked(raw: bytes, chance: random.Random) -> bytes:
    """An archive with one of its entries mutated."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(name for name in entries if entries[name]))
    entries[name] = mutated(entries[name], chance)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for entry, content in entries.items():
            archive.writestr(entry, content)
    return file.getvalue()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_two_thousand_mutated_files() -> None:
    """Whatever happened to a file, it is read or refused with a reason; nothing crashes, nothing hangs."""
    chance = random.Random(20120704)
    kinds = samples()
    read = refused = 0
    with Worker(Limits(seconds=30, memory=1_500_000_000)) as worker:
        for number in range(2000):
            suffix = sorted(kinds)[number % len(kinds)]
            raw = mutated(kinds[suffix], chance)
            found = outcome(worker, raw, f"a{suffix}")
            if isinstance(found, Loaded):
                read += 1
                check(found)
                continue
            refused += 1
            # A process that died or ran out of time is survived, but no file of these should bring it there.
            assert "ended the process" not in found, (number, suffix)
            assert "took longer" not in found, (number, suffix)
    assert read + refused == 2000
    assert min(read, refused) > 200


def check(loaded: Loaded) -> None:
    """The blocks are in order and hold all that is no white space."""
    end = 0
    for block in loaded.blocks:
        assert end <= block.start < block.end <= len(loaded.text)
        assert not loaded.text[end : block.start].strip()
        end = block.end
    assert not loaded.text[end:].strip()


def test_samples_are_of_every_kind() -> None:
    """No loader is left out of the mutated files."""
    assert {LOADERS[suffix] for suffix in samples()} == set(LOADERS.values())
