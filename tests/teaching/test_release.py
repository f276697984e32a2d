"""``course release``: what it makes, what it keeps to itself, and what it refuses."""

from __future__ import annotations

import re
import shutil
import stat
from pathlib import Path

import nbformat
import pytest
import submissions
from classroom import LESSON, WITH_EXERCISES, autograded, scores, submit
from nbgrader.api import Gradebook
from nbgrader_here import nbgrader_here

from autograder.catalogue import LESSONS
from autograder.teaching.assignment import AssignmentError
from autograder.teaching.course_files import ReleaseError
from autograder.teaching.notebooks import as_text, student_notebook
from autograder.teaching.release import lesson_seed, release
from autograder.teaching.source_text import read_assignment, solutions_folder

NOTEBOOK = Path(LESSON, f"{LESSON}.ipynb")


def quietly(lesson: str, course: Path, **options):
    return release(lesson, course, say=lambda line: None, **options)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """A released course, to be copied: nbgrader takes seconds to make a gradebook."""
    course = tmp_path_factory.mktemp("made") / "course"
    quietly(LESSON, course)
    return course


@pytest.fixture
def course(made_once, tmp_path):
    return shutil.copytree(made_once, tmp_path / "course")


@pytest.fixture
def new_course(made_once, tmp_path):
    """A folder with nothing but an empty gradebook of the right form."""
    (tmp_path / "new").mkdir()
    shutil.copy2(made_once / "gradebook.db", tmp_path / "new")
    return tmp_path / "new"


def contents(course: Path) -> dict[str, bytes]:
    """All files of a course but its database, which a release always writes."""
    files = (path for path in course.rglob("*") if path.is_file() and path.suffix != ".db")
    return {path.relative_to(course).as_posix(): path.read_bytes() for path in files}


def test_a_release_is_a_course_folder_of_nbgraders_own_form(course):
    assert set(contents(course)) == {
        ".course-release.json",
        "course_secret.txt",
        "nbgrader_config.py",
        f"source/{NOTEBOOK}",
        f"release/{NOTEBOOK}",
        f"solution/{NOTEBOOK}",
    }
    assert (course / "gradebook.db").exists()


def test_the_released_notebook_is_the_one_that_the_book_offers(course, assignment):
    released = (course / "release" / NOTEBOOK).read_text(encoding="utf-8")
    assert released == as_text(student_notebook(assignment))


def test_no_seed_is_in_anything_that_students_get(course):
    seeds = set(re.findall(r'seed=\\"(\w+)\\"', (course / "source" / NOTEBOOK).read_text()))
    assert len(seeds) == 1
    for path in (course / "release").rglob("*"):
        assert path.is_dir() or not any(seed in path.read_text() for seed in seeds)


def test_what_is_secret_is_readable_by_its_owner_only(course):
    for name in ("course_secret.txt", "gradebook.db", f"source/{NOTEBOOK}", f"solution/{NOTEBOOK}"):
        assert stat.S_IMODE((course / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(course.stat().st_mode) == 0o700


def test_a_second_release_changes_nothing(course):
    before = contents(course)
    said = []
    again = release(LESSON, course, say=said.append)
    assert again.changed == ()
    assert contents(course) == before
    assert sum("unchanged" in line for line in said) == 3


def test_a_changed_source_is_released_with_the_same_seed(course, tmp_path):
    sources = tmp_path / "solutions"
    shutil.copytree(solutions_folder(), sources)
    text = sources / f"{LESSON}.md"
    text.write_text(
        text.read_text().replace("Make the data dictionary", "Build the data dictionary")
    )
    before = (course / "source" / NOTEBOOK).read_text()
    changed = quietly(LESSON, course, solutions=sources).changed
    after = (course / "source" / NOTEBOOK).read_text()
    assert len(changed) == 3
    assert after == before.replace("Make the data dictionary", "Build the data dictionary")


def test_every_lesson_and_every_course_has_a_seed_of_its_own(course, new_course):
    secrets = [b"a" * 32, b"b" * 32]
    seeds = {lesson_seed(secret, lesson) for secret in secrets for lesson in LESSONS}
    assert len(seeds) == 2 * len(LESSONS)
    quietly(LESSON, new_course)
    files = [folder / "course_secret.txt" for folder in (course, new_course)]
    assert files[0].read_text() != files[1].read_text()


def test_a_secret_that_others_can_read_is_closed(course):
    secret = course / "course_secret.txt"
    secret.chmod(0o644)
    quietly(LESSON, course)
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_a_damaged_secret_is_not_replaced(course):
    (course / "course_secret.txt").write_text("")
    with pytest.raises(ReleaseError, match="is damaged"):
        quietly(LESSON, course)


@pytest.mark.parametrize("folder", ["source", "release", "solution"])
def test_a_notebook_of_someone_else_is_not_overwritten(folder, new_course):
    theirs = new_course / folder / NOTEBOOK
    theirs.parent.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(), theirs)
    before = theirs.read_bytes()
    with pytest.raises(ReleaseError, match="not written by `course release`") as caught:
        quietly(LESSON, new_course)
    assert str(theirs) in str(caught.value)
    assert theirs.read_bytes() == before
    quietly(LESSON, new_course, force=True)
    assert theirs.read_bytes() != before


def test_a_notebook_edited_since_is_not_overwritten(course):
    source = course / "source" / NOTEBOOK
    edited = source.read_text().replace("Make the data dictionary", "Do this")
    source.write_text(edited)
    before = contents(course)
    with pytest.raises(ReleaseError, match="or was edited since"):
        quietly(LESSON, course)
    assert contents(course) == before


def test_a_teachers_own_files_go_along_and_stay(course):
    (course / "source" / LESSON / "cells.csv").write_text("a,b\n")
    quietly(LESSON, course)
    assert (course / "release" / LESSON / "cells.csv").read_text() == "a,b\n"
    assert (course / "source" / LESSON / "cells.csv").read_text() == "a,b\n"


def test_a_course_with_its_own_settings_is_told_what_to_add(new_course):
    config = new_course / "nbgrader_config.py"
    config.write_text("c = get_config()\n")
    with pytest.raises(ReleaseError, match="Add these two lines") as caught:
        quietly(LESSON, new_course)
    config.write_text(config.read_text() + "\n".join(str(caught.value).splitlines()[-2:]) + "\n")
    before = config.read_text()
    quietly(LESSON, new_course)
    assert config.read_text() == before


def test_settings_that_do_not_load_are_reported(course):
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nc.CourseDirectory.root = undefined_name\n")
    with pytest.raises(ReleaseError, match=r"cannot be loaded: .*undefined_name"):
        quietly(LESSON, course)


def test_a_gradebook_that_is_no_database_is_reported(course):
    (course / "gradebook.db").write_text("not a database " * 100)
    with pytest.raises(ReleaseError, match=r"gradebook .* cannot be used"):
        quietly(LESSON, course)


def test_exercises_cannot_change_once_students_have_handed_in(course):
    quietly(LESSON, course)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        # an exercise of an earlier release that the lesson has no longer
        gradebook.add_grade_cell("test_gone", LESSON, LESSON, max_score=1, cell_type="code")
        gradebook.add_student("early")
        gradebook.add_submission(LESSON, "early")
    before = contents(course)
    with pytest.raises(ReleaseError, match="students have handed in 'data_model' already"):
        quietly(LESSON, course)
    assert contents(course) == before


def test_a_release_can_be_repeated_after_students_have_handed_in(course):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.add_student("early")
        gradebook.add_submission(LESSON, "early")
    assert quietly(LESSON, course).changed == ()


def test_a_course_folder_that_is_a_file_is_reported(tmp_path):
    (tmp_path / "course").write_text("")
    with pytest.raises(ReleaseError, match="cannot be made"):
        quietly(LESSON, tmp_path / "course")


def test_a_wrong_source_leaves_no_course_behind(tmp_path):
    (tmp_path / f"{LESSON}.md").write_text("# Only a title\n")
    with pytest.raises(AssignmentError):
        quietly(LESSON, tmp_path / "course", solutions=tmp_path)
    assert not (tmp_path / "course").exists()


@pytest.mark.slow
@pytest.mark.parametrize("lesson", WITH_EXERCISES)
def test_the_solutions_of_a_lesson_run_top_to_bottom_and_earn_full_marks(lesson, new_course):
    quietly(lesson, new_course)
    assignment = read_assignment(lesson)
    submit(new_course, "teacher", submissions.solved(assignment), lesson)
    nbgrader_here(new_course, "autograde", lesson)
    by_hand = {one.name: 0.0 for one in assignment.written}
    assert scores(new_course, "teacher", lesson) == by_hand | {
        one.name: one.points for one in LESSONS[lesson].exercises
    }
    outputs = [
        o for one in autograded(new_course, "teacher", lesson).cells for o in one.get("outputs", ())
    ]
    assert not [output.evalue for output in outputs if output.output_type == "error"]


def test_lessons_share_the_gradebook_of_their_course(course):
    for lesson in ("annealing", "capstone"):
        quietly(lesson, course)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        points = {one.name: one.max_score for one in gradebook.assignments}
    for lesson in (LESSON, "annealing", "capstone"):
        assignment = read_assignment(lesson)
        assert points.pop(lesson) == assignment.points + assignment.points_by_hand
    assert not points
