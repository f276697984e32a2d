"""When Python can't be loaded, a page says so in a sentence, soon, and nothing is lost."""

import json
import shutil
import socket

import pytest
from live_reader import Reader, serving

from autograder.site.pyodide import LIVE

pytestmark = pytest.mark.slow


@pytest.fixture
def site_with(book, tmp_path, browser):
    """A site whose settings name another runtime, opened by a reader who writes a line and runs it."""
    opened = []

    def open_site(**settings):
        site = tmp_path / "site"
        shutil.copytree(book, site, ignore=shutil.ignore_patterns("_images", "*.map"))
        (site / LIVE / "settings.json").write_text(json.dumps(settings))
        server, address = serving(site)
        reader = Reader(browser, address)
        opened.append((server, reader))
        reader.write(reader.cell(1), "1 + 1")
        reader.cell(1).get_by_role("button", name="Run", exact=False).first.click()
        return reader

    yield open_site
    for server, reader in opened:
        reader.context.close()
        server.shutdown()


def test_a_runtime_that_is_not_there_is_told_and_the_code_is_kept(site_with):
    reader = site_with(runtime="nowhere/", version="0.27.7", patience=30)
    reader.page.get_by_text("Python could not be loaded").first.wait_for()
    assert reader.cell(1).locator(".cm-content").inner_text().strip() == "1 + 1"
    reader.page.reload()
    reader.page.wait_for_selector(".live-button")
    reader.cell(1).get_by_text("1 + 1").wait_for()


def test_a_host_that_says_nothing_is_given_up_with_its_name(site_with):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        reader = site_with(runtime=f"http://{host}/", version="0.27.7", patience=2)
        reader.page.get_by_text(f"nothing came from {host} for 2 seconds").first.wait_for()
        assert reader.cell(1).locator("progress").count() == 0


def test_without_a_network_the_page_says_so(browser, book):
    server, address = serving(book)
    reader = Reader(browser, address)
    reader.context.set_offline(True)
    reader.cell(1).get_by_role("button", name="Run", exact=False).first.click()
    reader.page.get_by_text("Is there a network?").first.wait_for()
    reader.context.close()
    server.shutdown()


OLD = {
    "without WebAssembly": ("delete globalThis.WebAssembly;", "too old to run Python"),
    "without workers that are modules": (
        "globalThis.Worker = class extends Worker { constructor(url) { super(url); } };",
        "could not be started in this browser",
    ),
}


@pytest.mark.parametrize("kind", OLD)
def test_an_old_browser_is_told_and_the_code_is_kept(browser, book, kind):
    script, sentence = OLD[kind]
    server, address = serving(book)
    reader = Reader(browser, address, script=f"; {script}")
    reader.write(reader.cell(1), "1 + 1")
    reader.cell(1).get_by_role("button", name="Run", exact=False).first.click()
    reader.page.get_by_text(sentence).first.wait_for()
    assert reader.cell(1).locator(".cm-content").inner_text().strip() == "1 + 1"
    reader.context.close()
    server.shutdown()
