"""What all tests share: the real data beside the project, a seed, and settings of hypothesis."""

import copy
import os
import random
import shutil
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import HealthCheck, settings

import functions

mpl.use("Agg")

# Speed is measured by benchmarks, never by tests: a busy machine must not fail an example.
settings.register_profile(
    "course", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("course")

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real data and of the reference systems' results on them."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the real data are not beside the project ({folder})")
    return folder


def _fetched(fetch, folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_DATA", str(folder))
        return fetch()


@pytest.fixture(scope="session")
def _hspc_once(shared_data):
    return _fetched(functions.fetch_hspc, shared_data)


@pytest.fixture(scope="session")
def _yeast_once(shared_data):
    return _fetched(functions.fetch_yeast, shared_data)


@pytest.fixture
def hspc(_hspc_once):
    """Real single cells, 4,170 genes × 150 cells; a copy of the test's own."""
    return copy.deepcopy(_hspc_once)


@pytest.fixture
def yeast(_yeast_once):
    """Real yeast time course, 256 genes × 16 time points; a copy of the test's own."""
    return copy.deepcopy(_yeast_once)


@pytest.fixture(scope="session")
def seed() -> int:
    """Seed of this run: ``COURSE_TEST_SEED`` repeats one."""
    number = int(os.environ.get("COURSE_TEST_SEED") or random.SystemRandom().randrange(2**32))
    print(f"COURSE_TEST_SEED={number}")
    return number


@pytest.fixture
def rng(seed) -> np.random.Generator:
    """Random numbers from the run's seed, which a failing test shows."""
    print(f"COURSE_TEST_SEED={seed}")
    return np.random.default_rng(seed)


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium from the system."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("there is no Chromium: `make system` installs it on Debian")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync", "--no-first-run"],
        )  # fmt: skip
        yield browser
        browser.close()
