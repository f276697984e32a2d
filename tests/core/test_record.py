"""The learner's record: kept, best of all tries, and never half-written."""

import json

from autograder.record import ProgressStore
from autograder.verdict import CheckResult, Status, Verdict


def verdict(points, exercise="adjust_bh"):
    status = Status.RIGHT if points == 4 else Status.WRONG
    return Verdict(exercise, status, (CheckResult("values", status, points, 4),))


def test_the_best_try_is_kept_for_the_next_day(tmp_path):
    file = tmp_path / "deep" / "progress.json"
    store = ProgressStore(file)
    for points in (1, 4, 2):
        store.record(verdict(points))
    assert ProgressStore(file).standing("adjust_bh") == (Status.RIGHT, 4)
    assert ProgressStore(file).standing("run_anova") == (Status.NOT_ATTEMPTED, 0)


def test_an_unreadable_file_is_kept_aside_and_progress_starts_anew(tmp_path):
    file = tmp_path / "progress.json"
    for content in ("{", '{"adjust_bh": {"status": "great", "score": 4}}', "[]", '{"a": 1}'):
        file.write_text(content)
        store = ProgressStore(file)
        assert store.standing("adjust_bh") == (Status.NOT_ATTEMPTED, 0)
        assert "could not be understood" in store.trouble
        assert (tmp_path / "progress.unreadable.json").read_text() == content
        store.record(verdict(4))
        assert json.loads(file.read_text())["adjust_bh"]["score"] == 4


def test_where_nothing_can_be_written_progress_lasts_as_long_as_the_notebook(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    store = ProgressStore(tmp_path / "file" / "progress.json")
    store.record(verdict(4))
    assert store.standing("adjust_bh") == (Status.RIGHT, 4)
    assert "cannot be saved" in store.trouble or "cannot be read" in store.trouble


def test_no_temporary_file_is_left_behind(tmp_path):
    ProgressStore(tmp_path / "progress.json").record(verdict(4))
    assert [path.name for path in tmp_path.iterdir()] == ["progress.json"]
