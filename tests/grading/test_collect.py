"""Collecting a download: identity and time come from the manifest alone, files from the download alone."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile

import pytest
from conftest import notebook

from autograder.cli import main

GOOD = notebook("x = 1")


@pytest.fixture
def course(tmp_path):
    (tmp_path / "course").mkdir()
    (tmp_path / "download").mkdir()
    return tmp_path


def manifest(root, *lines: str) -> None:
    (root / "list.csv").write_text(
        "student,file,time\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )


def collect(root, download="download") -> int:
    return main(
        ["collect", "data_model", str(root / download), str(root / "list.csv"),
         "--course", str(root / "course")]
    )  # fmt: skip


def collected(root) -> dict[str, bytes]:
    found = sorted((root / "course").rglob("*.ipynb"))
    return {path.parent.parent.name: path.read_bytes() for path in found}


def zipped(members: dict[str, bytes], **how) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name) if how.get("plain") else name, content)
    return buffer.getvalue()


def test_a_folder_is_collected_with_times_in_utc(course):
    (course / "download" / "a.ipynb").write_bytes(GOOD)
    (course / "download" / "sub").mkdir()
    (course / "download" / "sub" / "b.zip").write_bytes(
        zipped({"my/work.ipynb": GOOD, "x.txt": b""})
    )
    manifest(course, "ada,a.ipynb,2026-11-20T23:00:00+01:00", "bob b,sub/b.zip,2026-11-20T10:00:00")
    assert collect(course) == 0
    assert collected(course) == {"ada": GOOD, "bob b": GOOD}
    stamp = course / "course" / "submitted" / "ada" / "data_model" / "timestamp.txt"
    assert stamp.read_text() == "2026-11-20 22:00:00 UTC\n"


def test_a_zip_file_is_collected(course):
    (course / "all.zip").write_bytes(zipped({"a.ipynb": GOOD}))
    manifest(course, "ada,a.ipynb,2026-11-20T23:00:00Z")
    assert collect(course, "all.zip") == 0
    assert collected(course) == {"ada": GOOD}


def test_of_two_submissions_the_later_counts(course):
    (course / "download" / "a.ipynb").write_bytes(notebook("early"))
    (course / "download" / "b.ipynb").write_bytes(GOOD)
    manifest(course, "ada,b.ipynb,2026-11-20T23:00:00Z", "ada,a.ipynb,2026-11-20T22:00:00Z")
    assert collect(course) == 0
    assert collected(course) == {"ada": GOOD}


def test_forged_time_and_name_inside_a_submission_are_not_looked_at(course):
    bad = zipped(
        {
            "a.ipynb": GOOD,
            "timestamp.txt": b"2000-01-01",
            "bob/data_model/data_model.ipynb.txt": b"",
        }
    )
    (course / "download" / "a.zip").write_bytes(bad)
    manifest(course, "ada,a.zip,2026-11-20T23:00:00Z")
    assert collect(course) == 0
    home = course / "course" / "submitted"
    assert [p.name for p in home.iterdir()] == ["ada"]
    assert (home / "ada" / "data_model" / "timestamp.txt").read_text().startswith("2026-11-20 23")


def encrypted() -> bytes:
    content = bytearray(zipped({"a.ipynb": GOOD}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def linked() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        member = zipfile.ZipInfo("a.ipynb")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    return buffer.getvalue()


def lying_about_its_size() -> bytes:
    content = bytearray(zipped({"a.ipynb": b" " * (60 * 2**20)}))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 1000)
    return bytes(content)


ARCHIVES = {
    "a way out of the folder": lambda: zipped({"../../../evil.ipynb": GOOD}),
    "an absolute name": lambda: zipped({"/tmp/evil.ipynb": GOOD}),
    "a bomb": lambda: zipped({"a.ipynb": b" " * (40 * 2**20)}),
    "a bomb that lies about its size": lying_about_its_size,
    "two notebooks": lambda: zipped({"a.ipynb": GOOD, "b.ipynb": GOOD}),
    "names that clash": lambda: zipped({"a.ipynb": GOOD, "A.IPYNB": GOOD}),
    "no notebook": lambda: zipped({"a.txt": b""}),
    "an encrypted file": encrypted,
    "a link": linked,
    "too many files": lambda: zipped({f"{i}.txt": b"" for i in range(2100)}),
    "half an archive": lambda: zipped({"a.ipynb": GOOD})[:60],
}


@pytest.mark.parametrize("what", ARCHIVES)
def test_a_bad_archive_is_one_line_and_the_rest_is_collected(course, what, capsys):
    (course / "download" / "bad.zip").write_bytes(ARCHIVES[what]())
    (course / "download" / "good.ipynb").write_bytes(GOOD)
    manifest(course, "eve,bad.zip,2026-11-20T23:00:00Z", "ada,good.ipynb,2026-11-20T23:00:00Z")
    assert collect(course) == 1
    assert collected(course) == {"ada": GOOD}
    assert capsys.readouterr().err.count("\n") == 1
    assert not list(course.parent.rglob("evil.ipynb"))


@pytest.mark.parametrize(
    "what", ["symlink", "hard link", "fifo", "folder link", "missing", "..", "absolute"]
)
def test_what_is_no_file_of_the_download_is_not_read(course, what):
    secret = course / "secret.ipynb"
    secret.write_bytes(GOOD)
    download, name = course / "download", "a.ipynb"
    if what == "symlink":
        (download / name).symlink_to(secret)
    elif what == "hard link":
        (download / name).hardlink_to(secret)
    elif what == "fifo":
        os.mkfifo(download / name)
    elif what == "folder link":
        (download / "sub").symlink_to(course)
        name = "sub/secret.ipynb"
    elif what == "..":
        name = "../secret.ipynb"
    elif what == "absolute":
        name = str(secret)
    manifest(course, f"eve,{name},2026-11-20T23:00:00Z")
    assert collect(course) == 1
    assert collected(course) == {}


@pytest.mark.parametrize(
    "line",
    [",a.ipynb,2026-11-20", "../eve,a.ipynb,2026-11-20", ".eve,a.ipynb,2026-11-20", "eve/x,a.ipynb,2026-11-20",
     "=cmd|x,a.ipynb,2026-11-20", "<b>,a.ipynb,2026-11-20", "eve,a.ipynb,yesterday", "eve,a.ipynb,", "eve,,2026-11-20"],
)  # fmt: skip
def test_a_line_that_makes_no_sense_is_named(course, line, capsys):
    (course / "download" / "a.ipynb").write_bytes(GOOD)
    manifest(course, line)
    assert collect(course) == 1
    assert collected(course) == {}
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_students_whose_names_differ_in_case_only_are_not_mixed_up(course):
    (course / "download" / "a.ipynb").write_bytes(GOOD)
    manifest(course, "ada,a.ipynb,2026-11-20", "ADA,a.ipynb,2026-11-20")
    assert collect(course) == 1
    assert list(collected(course)) == ["ada"]


def test_what_is_no_manifest_is_refused(course, capsys):
    (course / "list.csv").write_text("a,b\n1,2\n")
    assert collect(course) == 2
    assert "no manifest" in capsys.readouterr().err
    assert main(["collect", "no_lesson", "x", "y"]) == 2
