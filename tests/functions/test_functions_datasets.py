"""Real data: from a folder, from the network, damaged, and not at all."""

import gzip
import hashlib
import http.server
import shutil
import threading

import numpy as np
import pandas as pd
import pytest

import functions
from functions import DataUnavailable, fetch_hspc, fetch_yeast
from functions.datasets import HSPC, HSPC_PARTS, YEAST, SourceFile, _download

PARTS = [part.name for part in HSPC_PARTS]


@pytest.fixture
def course_data(shared_data, tmp_path, monkeypatch):
    """A folder of the test's own with the real files, named by COURSE_DATA."""
    folder = tmp_path / "course data"
    folder.mkdir()
    for name in [*PARTS, YEAST.name]:
        shutil.copy(shared_data / name, folder / name)
    monkeypatch.setenv("COURSE_DATA", str(folder))
    return folder


def write_upstream_file(shared_data, path):
    """The upstream course's one file, from its parts."""
    parts = [pd.read_csv(shared_data / name, sep="\t", index_col=0) for name in PARTS]
    pd.concat(parts, axis=1).to_csv(path, sep="\t", float_format="%.15g", lineterminator="\n")


class TestFromAFolder:
    def test_the_cells_come_with_their_populations(self, course_data):
        data = fetch_hspc()
        functions.check_data_model(data)
        assert data["expression"].shape == (4170, 150)
        assert data["samples"]["population"].value_counts().to_dict() == {
            "LTHSC": 50,
            "MEP": 50,
            "GMP": 50,
        }
        assert list(data["samples"].index[[0, 50, 149]]) == ["LTHSC.1", "MEP.1", "GMP.50"]
        assert data["expression"].max() == pytest.approx(15.7096959783704)

    def test_the_yeast_comes_unscaled(self, course_data):
        data = fetch_yeast()
        functions.check_data_model(data)
        assert data["expression"].shape == (256, 16)
        assert list(data["samples"].index) == [f"T{i}" for i in range(1, 17)]
        assert data["expression"].std(axis=1, ddof=1).max() == pytest.approx(1.353, abs=1e-3)

    def test_the_upstream_file_gives_the_same_as_its_parts(
        self, course_data, shared_data, same_data
    ):
        from_parts = fetch_hspc()
        for name in PARTS:
            (course_data / name).unlink()
        write_upstream_file(shared_data, course_data / HSPC.name)
        assert hashlib.sha256((course_data / HSPC.name).read_bytes()).hexdigest() == HSPC.sha256
        from_one = fetch_hspc()
        np.testing.assert_allclose(
            from_one["expression"], from_parts["expression"], rtol=1e-14, atol=0
        )
        assert from_one["genes"].equals(from_parts["genes"])
        assert from_one["samples"].equals(from_parts["samples"])

    def test_parts_that_were_packed_again_are_still_the_data(self, course_data):
        path = course_data / PARTS[0]
        path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()), 1))
        assert fetch_hspc()["expression"].shape == (4170, 150)

    def test_a_missing_part_is_named_with_the_folder(self, course_data):
        (course_data / "MEP_data.txt.gz").unlink()
        with pytest.raises(DataUnavailable, match=r"MEP_data\.txt\.gz not found") as error:
            fetch_hspc()
        assert str(course_data) in str(error.value)

    def test_a_folder_that_does_not_exist_is_named(self, tmp_path, monkeypatch):
        monkeypatch.setenv("COURSE_DATA", str(tmp_path / "nowhere"))
        for fetch in (fetch_hspc, fetch_yeast):
            with pytest.raises(DataUnavailable, match="nowhere"):
                fetch()

    @pytest.mark.parametrize(
        "damage",
        [
            lambda content: content[:-1],
            lambda content: content[: len(content) // 2],
            lambda content: content[:20] + b"\x00\x01\x02" + content[23:],
            lambda content: b"",
            lambda content: b"<html>404</html>",
            lambda content: gzip.compress(gzip.decompress(content).replace(b"7.3", b"7.4", 1)),
        ],
        ids=["last byte", "half", "in the middle", "empty", "a web page", "one digit"],
    )
    def test_a_damaged_part_is_refused_by_name(self, course_data, damage):
        path = course_data / "GMP_data.txt.gz"
        path.write_bytes(damage(path.read_bytes()))
        with pytest.raises(DataUnavailable, match=r"GMP_data\.txt\.gz"):
            fetch_hspc()

    def test_another_yeast_is_refused_by_name(self, course_data):
        path = course_data / YEAST.name
        path.write_bytes(path.read_bytes() + b"\n")
        with pytest.raises(DataUnavailable, match=f"{YEAST.name} is not the file"):
            fetch_yeast()

    def test_a_damaged_upstream_file_is_refused_although_the_parts_are_there(self, course_data):
        (course_data / HSPC.name).write_text("\tLTHSC.1\n")
        with pytest.raises(DataUnavailable, match=HSPC.name):
            fetch_hspc()

    def test_the_error_is_an_oserror(self):
        assert issubclass(DataUnavailable, OSError)


class TestFromTheNetwork:
    FILE = SourceFile("tiny.tsv", hashlib.sha256(b"\ta\nx\t1\n").hexdigest())

    @pytest.fixture
    def server(self, tmp_path, monkeypatch):
        """A web server of the test's own: its address, and the folder that it serves."""
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.delenv(name, raising=False)
        folder = tmp_path / "served"
        folder.mkdir()

        class Handler(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *args):
                super().__init__(*args, directory=folder)

            def do_GET(self):
                if not (folder / "cut").exists():
                    return super().do_GET()
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                return self.wfile.write(b"\ta\nx")  # and the connection closes

            def log_message(self, *args):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", folder
        server.shutdown()
        server.server_close()

    def test_a_file_is_downloaded_once_and_kept(self, server, tmp_path):
        base, folder = server
        (folder / "tiny.tsv").write_bytes(b"\ta\nx\t1\n")
        path = _download(self.FILE, base, tmp_path / "cache")
        assert path.read_bytes() == b"\ta\nx\t1\n"
        (folder / "tiny.tsv").unlink()
        assert _download(self.FILE, base, tmp_path / "cache") == path

    @pytest.mark.parametrize("content", [b"\ta\nx\t2\n", b"", None, "cut"])
    def test_a_wrong_missing_or_cut_file_leaves_nothing_in_the_cache(
        self, server, tmp_path, content
    ):
        base, folder = server
        if content is not None:
            name = "cut" if content == "cut" else "tiny.tsv"
            (folder / name).write_bytes(b"" if content == "cut" else content)
        cache = tmp_path / "cache"
        with pytest.raises(DataUnavailable, match=r"tiny\.tsv could not be downloaded"):
            _download(self.FILE, base, cache)
        assert [path for path in cache.rglob("*") if path.is_file()] == []

    def test_a_damaged_file_in_the_cache_is_fetched_again(self, server, tmp_path):
        base, folder = server
        (folder / "tiny.tsv").write_bytes(b"\ta\nx\t1\n")
        path = _download(self.FILE, base, tmp_path / "cache")
        path.write_bytes(b"damaged")
        assert _download(self.FILE, base, tmp_path / "cache").read_bytes() == b"\ta\nx\t1\n"

    @pytest.mark.parametrize("fetch", [fetch_hspc, fetch_yeast])
    def test_without_a_network_the_error_says_what_to_do(self, fetch, tmp_path, monkeypatch):
        monkeypatch.delenv("COURSE_DATA", raising=False)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        monkeypatch.setenv("HOME", str(tmp_path))
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        for name in ("HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")  # nobody listens there
        with pytest.raises(DataUnavailable, match="COURSE_DATA") as error:
            fetch()
        assert "simulate_hspc" in str(error.value)
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
