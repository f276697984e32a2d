"""What a lesson asks of the network before anything runs, and that nothing is lost by asking late."""

import struct

import pytest
from live_reader import Reader, serving

from autograder.catalogue import LESSONS
from autograder.site.pictures import lazy_pictures, png_size

LIMIT = 1_500_000  # bytes


@pytest.fixture
def folder(tmp_path):
    """A page's folder, with a picture of 640 by 480."""
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 480)
    (tmp_path / "a picture.png").write_bytes(start)
    (tmp_path / "text.png").write_text("no picture")
    return tmp_path


def test_a_picture_comes_late_in_a_place_of_its_size(folder):
    markup = '<p><img alt="a &gt; b" src="a%20picture.png" /></p>'
    late = lazy_pictures(markup, folder)
    assert late == (
        '<p><img alt="a &gt; b" src="a%20picture.png" loading="lazy" width="640" height="480" /></p>'
    )
    assert lazy_pictures(late, folder) == late


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="a picture.png" style="width: 50%">',
        '<img src="text.png" alt="">',
        '<img src="nowhere.png">',
    ],
)
def test_a_picture_with_a_size_of_its_own_or_none_that_is_known_gets_no_other(folder, tag):
    assert lazy_pictures(tag, folder) == f'{tag[:-1]} loading="lazy">'


@pytest.mark.parametrize("tag", ['<img src="data:image/png;base64,AAAA">', '<img alt="none">'])
def test_a_picture_that_is_in_the_page_already_is_left_alone(folder, tag):
    assert lazy_pictures(tag, folder) == tag


def test_what_is_no_png_has_no_size(folder):
    assert png_size(folder / "text.png") is None
    assert png_size(folder / "a picture.png") == (640, 480)


# ---------------------------------------------------------------- the built book


@pytest.fixture(scope="module")
def address(book):
    server, address = serving(book)
    yield address
    server.shutdown()


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_as_sent_is_under_a_megabyte_and_a_half(browser, address, book, lesson):
    path = f"chapters/{lesson}/index.html"
    if not (book / path).is_file():
        pytest.skip("the lesson has no page yet")
    context = browser.new_context()
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    sizes = []
    network.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    page.goto(f"{address}/{path}", wait_until="networkidle")
    context.close()
    assert len(sizes) > 10
    assert sum(sizes) < LIMIT


@pytest.mark.slow
def test_every_figure_is_there_for_who_scrolls_and_for_who_prints(browser, address):
    reader = Reader(browser, address, "chapters/nmf/index.html")
    figures = reader.page.locator("article img")
    loaded = "image => image.complete && image.naturalWidth > 0"
    assert figures.count() > 3
    assert not figures.last.evaluate(loaded)  # else the rest shows nothing
    figures.last.scroll_into_view_if_needed()
    reader.page.wait_for_function(loaded, arg=figures.last.element_handle())
    reader.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for one in figures.all():
        reader.page.wait_for_function(loaded, arg=one.element_handle())
    reader.context.close()


@pytest.mark.slow
def test_a_figure_that_has_not_come_yet_holds_its_place(browser, address):
    reader = Reader(browser, address, "chapters/nmf/index.html", width=390)
    figures = reader.page.locator("article img")
    heights = "all => all.map((image) => Math.round(image.getBoundingClientRect().height))"
    before = figures.evaluate_all(heights)
    assert min(before) > 50
    reader.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for one in figures.all():
        reader.page.wait_for_function("i => i.complete", arg=one.element_handle())
    after = figures.evaluate_all(heights)
    assert all(abs(a - b) <= 1 for a, b in zip(before, after, strict=True))
    reader.context.close()
