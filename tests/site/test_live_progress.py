"""The reader's progress: kept in the browser, saved to a file and read again, and never lost in silence."""

import json

import pytest
from live_reader import LESSON, Reader, serving

pytestmark = pytest.mark.slow
LANDING = "chapters/index.html"
KEY = "gene-expression-course.progress"
DONE = {"sample_groups": {"status": "right", "score": 1, "max": 1, "hints": 0, "tried": True}}


@pytest.fixture(scope="module")
def address(book):
    server, address = serving(book)
    yield address
    server.shutdown()


@pytest.fixture
def reader(browser, address):
    readers = []

    def open_page(script="", path=LANDING):
        readers.append(Reader(browser, address, path, script=script))
        return readers[-1]

    yield open_page
    for one in readers:
        one.context.close()


def keep(reader, value):
    reader.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, value])
    reader.page.reload()
    reader.page.wait_for_selector(".live-panel")


def words(reader):
    return reader.page.locator("#live-progress-words").inner_text()


def test_the_landing_page_shows_how_many_exercises_are_right(reader):
    one = reader()
    assert words(one).startswith("0 of ")
    assert "stay in this browser" in one.page.locator(".live-panel").inner_text()
    keep(one, json.dumps(DONE))
    assert words(one).startswith("1 of ")
    assert "1/5" in one.page.locator("nav.bd-links").inner_text()


def test_progress_goes_to_a_file_and_back_and_a_fresh_start_can_be_undone(reader, tmp_path):
    one = reader()
    keep(one, json.dumps(DONE))
    with one.page.expect_download() as download:
        one.page.get_by_role("button", name="Save to a file").click()
    file = tmp_path / "progress.json"
    download.value.save_as(file)
    one.page.get_by_role("button", name="Start again").click()
    assert words(one).startswith("0 of ")
    one.page.get_by_role("button", name="Undo").click()
    assert words(one).startswith("1 of ")
    one.page.get_by_role("button", name="Start again").click()
    one.page.locator("input[type=file]").set_input_files(file)
    one.page.get_by_text("was imported").wait_for()
    assert words(one).startswith("1 of ")


NO_PROGRESS_FILES = [
    "{", "[]", '{"format": "other"}',
    '{"format": "gene-expression-course progress", "version": 1, "exercises": {"a": 1}, "code": {}}',
]  # fmt: skip


def test_a_file_that_is_no_progress_file_changes_nothing_and_is_told(reader, tmp_path):
    one = reader()
    keep(one, json.dumps(DONE))
    for number, text in enumerate(NO_PROGRESS_FILES):
        file = tmp_path / f"bad-{number}.json"
        file.write_text(text)
        one.page.evaluate("document.querySelector('.live-panel [role=status]').textContent = ''")
        one.page.locator("input[type=file]").set_input_files(file)
        one.page.get_by_text("Nothing was changed").wait_for()
        assert words(one).startswith("1 of "), text


def test_progress_that_cannot_be_understood_is_set_aside_and_said(reader):
    one = reader()
    for text in ("{broken", '{"run_anova": 3}', "[1]"):
        keep(one, text)
        one.page.get_by_text("could not be understood").wait_for()
        assert words(one).startswith("0 of ")
        assert one.page.evaluate("key => localStorage.getItem(key)", f"{KEY}.unreadable") == text
    assert one.faults == []


FORBIDDEN = """;
for (const name of ["getItem", "setItem", "removeItem"]) {
  const allowed = Storage.prototype[name];
  Storage.prototype[name] = function (key, ...rest) {
    if (key.startsWith("gene-")) throw new DOMException("denied", "SecurityError");
    return allowed.call(this, key, ...rest);
  };
}
"""


def test_forbidden_storage_is_said_and_progress_lasts_as_long_as_the_page(reader):
    one = reader(script=FORBIDDEN)
    one.page.get_by_text("This browser forbids pages to keep anything").wait_for()
    assert one.faults == []


FULL = """;
const kept = Storage.prototype.setItem;
Storage.prototype.setItem = function (key, value) {
  if (key.startsWith("gene-")) throw new DOMException("full", "QuotaExceededError");
  return kept.call(this, key, value);
};
"""


def test_full_storage_is_said_in_the_lesson_and_what_was_written_stays_on_the_page(reader):
    one = reader(script=FULL, path=LESSON)
    one.write(one.cell(2), "print('mine')")
    one.page.locator(".live-storage").get_by_text("storage is full or forbidden").wait_for()
    assert one.cell(2).locator(".cm-content").inner_text() == "print('mine')"
    assert one.faults == []


def test_code_that_was_changed_is_kept_and_reset_brings_the_course_s_back(reader):
    one = reader(path=LESSON)
    cell = one.cell(2)
    before = cell.locator("pre").first.inner_text()
    one.write(cell, "print('mine')")
    one.page.close()
    one.open(LESSON)
    cell = one.cell(2)
    cell.get_by_text("print('mine')").wait_for()
    cell.get_by_role("button", name="Reset").click()
    assert cell.locator("pre").first.inner_text() == before
    one.page.reload()
    one.page.wait_for_selector(".live-button")
    assert one.cell(2).locator("pre").first.inner_text() == before
