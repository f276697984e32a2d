"""Grading on a Dask cluster: the same function, the same grades, and a dead worker costs nothing."""

from __future__ import annotations

import os
import signal
import threading

import pytest
from classes import class_of, grade, hand_in, released_course, scores
from conftest import start_jail
from distributed import Client, LocalCluster, wait

from autograder.grading.work import Result
from autograder.grading.work import grade as grade_bytes


@pytest.fixture(scope="module")
def cluster():
    start_jail("transpose").close()  # or skip
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield cluster


def test_a_cluster_gives_the_grades_that_one_process_gives(cluster, tmp_path):
    there = released_course(tmp_path / "there")
    for student, content in class_of(4).items():
        hand_in(there, student, content)
    status, _, complaints = grade(there, "--scheduler", cluster.scheduler_address)
    assert status == 0, complaints
    on_cluster = scores(there)
    assert grade(there, "--again")[0] == 0
    assert on_cluster == scores(there)
    assert len(on_cluster) == 4


def test_a_killed_cluster_worker_costs_no_grade(cluster, tmp_path):
    course = released_course(tmp_path / "course")
    for student, content in class_of(4).items():
        hand_in(course, student, content)
    killed: list[str] = []
    over = threading.Event()

    def kill_one_at_work(client, processes):
        while not killed and not over.is_set():
            for worker, tasks in client.processing().items():
                if tasks and not killed:
                    os.kill(processes[worker], signal.SIGKILL)
                    killed.append(worker)

    with Client(cluster.scheduler_address) as client:
        killer = threading.Thread(target=kill_one_at_work, args=(client, client.run(os.getpid)))
        killer.start()
        status, _, complaints = grade(course, "--scheduler", cluster.scheduler_address)
        over.set()
        killer.join()
    assert killed
    assert status == 0, complaints
    assert len(scores(course)) == 4


def test_work_travels_as_bytes_and_junk_comes_back_as_an_error(cluster):
    with Client(cluster.scheduler_address) as client:
        future = client.submit(grade_bytes, b"junk", pure=False)
        wait(future)
        assert future.status == "error"
    with pytest.raises(Exception, match="frame"):
        Result.from_bytes(b"junk")


def test_an_address_without_a_scheduler_is_refused(tmp_path):
    course = released_course(tmp_path / "course")
    hand_in(course, "ada", b"{}")
    status, _, complaints = grade(course, "--scheduler", "tcp://127.0.0.1:9")
    assert status == 2
    assert "no Dask scheduler" in complaints
