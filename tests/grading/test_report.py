"""``course report``: one page about a class, from real grades, in a real browser."""

from __future__ import annotations

import csv
import io

import pytest
from classes import LESSON, class_of, command, ended, grade, hand_in, released_course, saved
from scenarios import cell_of, solved

from autograder.teaching.report.similarity import alike
from autograder.teaching.source_text import read_assignment

SCRIPT = "<script>window.pwned = 1</script><img src=x onerror=window.pwned=1>"
COPIED = """
def check_data_model(data):
    for part in ['expression', 'genes', 'samples']:
        if part not in data.keys():
            raise KeyError('there is nothing called ' + part + ' in it')
    rows_and_columns = data['expression'].shape
    expected_shape = (len(data['genes']), len(data['samples']))
    if rows_and_columns != expected_shape:
        raise ValueError('sizes do not fit: ' + str(rows_and_columns))
"""


def report(course, *more):
    return ended("report", LESSON, "--course", str(course), *more)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    course = released_course(tmp_path_factory.mktemp("report") / "course")
    for student, content in class_of(8).items():
        hand_in(course, student, content)
    notebook = solved(read_assignment(LESSON))
    cell_of(notebook, "transpose").source = (
        f"def transpose(data):\n    {SCRIPT!r}\n    x = {SCRIPT!r}\n    turned = data['expression'].shape[::-1]\n"
        "    return {'expression': data['expression'].reshape(turned).copy(),"
        " 'genes': data['samples'].copy(), 'samples': data['genes'].copy()}"
    )
    cell_of(notebook, "check_data_model").source = COPIED
    cell_of(notebook, "test_from_pd").source = "print('edited')"
    path = hand_in(course, "@hostile", saved(notebook))
    (path.parent / f"{'=1+1'}.txt").write_text("x")
    notebook = solved(read_assignment(LESSON))
    renamed = COPIED.replace("rows_and_columns", "s").replace("expected_shape", "t")
    cell_of(notebook, "check_data_model").source = renamed.replace("part", "key")
    hand_in(course, "Åsa", saved(notebook))
    status, _, complaints = grade(course, "--unsafe-no-jail")
    assert status == 0, complaints
    return course


@pytest.fixture(scope="module")
def page(graded):
    made = report(graded)
    assert made.returncode == 0, made.stderr
    return graded / "report" / f"{LESSON}.html"


@pytest.mark.slow
def test_the_page_tells_what_the_class_misunderstood(page):
    text = page.read_text(encoding="utf-8")
    assert "<code>reshape</code> fills" in text
    assert "the locked cell test_from_pd was edited" in text
    assert "handed in a file more: =1+1.txt" in text
    assert "student03-empty" in text
    assert "same structure but for names" in text


@pytest.mark.slow
def test_nothing_in_the_page_executes_and_it_fits_a_phone(page, browser):
    for width in (1280, 320):
        shown = browser.new_page(viewport={"width": width, "height": 800})
        said: list[str] = []
        asked: list[str] = []
        shown.on("console", lambda message, said=said: said.append(message.text))
        shown.on("request", lambda request, asked=asked: asked.append(request.url))
        shown.goto(page.as_uri())
        shown.wait_for_load_state("load")
        assert shown.evaluate("window.pwned") is None
        assert said == []
        assert asked == [page.as_uri()]
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        shown.locator("summary").first.click()
        assert shown.locator("details[open] pre").first.is_visible()
        shown.close()


@pytest.mark.slow
def test_the_table_has_a_line_per_student_and_check_and_no_formula(page):
    content = page.with_suffix(".csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    checks = {(row["exercise"], row["check"]) for row in rows}
    assert len(rows) == 10 * len(checks)
    assert {row["student"] for row in rows} >= {"'@hostile", "Åsa"}
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row.values() if cell)


@pytest.mark.slow
def test_names_can_be_left_out(graded, tmp_path):
    made = report(graded, "--no-names", "--output", str(tmp_path))
    assert made.returncode == 0, made.stderr
    for path in tmp_path.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "student 1" in text
        assert "hostile" not in text
        assert "Åsa" not in text


def test_without_grades_there_is_no_report_but_a_reason(tmp_path):
    course = released_course(tmp_path / "course")
    refused = report(course)
    assert refused.returncode == 2
    assert "run `course grade data_model` first" in refused.stderr
    assert not (course / "report").exists()
    refused = report(tmp_path)
    assert refused.returncode == 2
    assert "no gradebook" in refused.stderr


def test_what_many_wrote_is_no_evidence():
    answer = "def f(x):\n    total = sum(value ** 2 for value in x)\n    length = total ** 0.5 + 1\n    again = length * total\n    return again"
    assert alike("f", dict.fromkeys("abcdef", answer)) == []
    others = {name: f"def f(x):\n    return [{name!r}] + x" for name in "cdef"}
    [pair] = alike("f", {"a": answer, "b": answer.replace("total", "t")} | others)
    assert pair.students == ("a", "b")
    assert pair.same_structure
    [pair] = alike("f", {"a": answer, "b": answer + "\n\nprint('more')"} | others)
    assert not pair.same_structure
    assert len(pair.lines) == 3
    assert alike("f", {"a": answer, "b": answer} | others, solution=answer) == []


@pytest.mark.slow
def test_a_demonstration_ends_in_a_report_with_misconceptions(tmp_path):
    course = tmp_path / "demo"
    demo = ["demo", "--course", str(course), "--lesson", LESSON, "--students", "6", "--seed", "3"]
    status, _, complaints = command(*demo)
    assert status == 0, complaints
    text = (course / "report" / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "<b>6</b> graded" in text
    assert 'class="card"' in text
    status, _, complaints = command(*demo)
    assert status == 2
    assert "exists" in complaints
