"""``course serve``: the book on this machine, with its notebooks ready to run beside it."""

from __future__ import annotations

import argparse
import functools
import http.server
import secrets
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote, unquote

from autograder.site.lite import APP, LITE
from autograder.site.sending import CompressingHandler

DESCRIPTION = """\
Serve the built book on this machine, and JupyterLab beside it with a notebook of exercises for every
lesson. The notebooks are yours: they are copied once into a folder and never overwritten."""


def add_parser(commands: argparse._SubParsersAction) -> None:
    """Add ``serve`` to the commands."""
    parser = commands.add_parser(
        "serve", help="serve the book and its notebooks on this machine", description=DESCRIPTION
    )
    parser.add_argument(
        "--book", type=Path, default=Path("_build/book/_build/html"), metavar="FOLDER",
        help="the built book (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--notebooks", type=Path, default=Path("my-notebooks"), metavar="FOLDER",
        help="where your notebooks are kept (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--port",
        type=int,
        default=8000,
        help="port of the book (default: the first free from 8000)",
    )
    parser.add_argument(
        "--lite", type=Path, default=APP, metavar="FOLDER",
        help="the built JupyterLite, for notebooks in the browser (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--no-lab", action="store_true", help="serve the book only")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out ``course serve`` until it is stopped."""
    if not (options.book / "index.html").is_file():
        print(
            f"course serve: there is no book in {options.book}; `make book` builds it.",
            file=sys.stderr,
        )
        return 2
    port = free_port(options.port)
    if port != options.port:
        print(f"Port {options.port} is taken; using {port}.")
    lab = None if options.no_lab else Lab(options.notebooks, free_port(port + 1))
    if lab:
        fresh = copy_notebooks(options.book / "notebooks", options.notebooks)
        print(f"Notebooks: {options.notebooks}/ ({fresh} new; yours are never overwritten)")
        lab.start()
    lite = options.lite if options.lite.is_dir() else None
    handler = functools.partial(BookHandler, directory=str(options.book), lab=lab, lite=lite)
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        print(f"\n  The book:       http://localhost:{port}/")
        if lab:
            print(f"  Its notebooks:  http://localhost:{port}/open/   (opens JupyterLab)")
        if lite:
            print(f"  In the browser: http://localhost:{port}/lite/   (notebooks without a server)")
        print("\nStop with Ctrl+C.", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("\nStopped.")
        finally:
            if lab:
                lab.stop()
    return 0


def copy_notebooks(source: Path, target: Path) -> int:
    """Copy the lessons' notebooks that aren't there yet; returns how many."""
    target.mkdir(parents=True, exist_ok=True)
    fresh = [file for file in sorted(source.glob("*.ipynb")) if not (target / file.name).exists()]
    for file in fresh:
        partial = target / f".{file.name}.part"
        shutil.copyfile(file, partial)
        partial.replace(target / file.name)
    return len(fresh)


def free_port(first: int) -> int:
    """The first port from ``first`` on that nothing listens on."""
    for port in range(first, first + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise SystemExit(f"course serve: no port from {first} to {first + 99} is free.")


class Lab:
    """A JupyterLab of our own, on this machine only, behind a token made for this run."""

    def __init__(self, folder: Path, port: int):
        self.folder, self.port = folder, port
        self.token = secrets.token_urlsafe(24)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in the background; its log goes to a file beside the notebooks."""
        with (self.folder / ".jupyterlab.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1",
                 f"--port={self.port}", "--port-retries=0", f"--IdentityProvider.token={self.token}",
                 f"--ServerApp.root_dir={self.folder.resolve()}", "--allow-root"],
                stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def stop(self) -> None:
        """End it and its kernels."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def address(self, notebook: str = "") -> str:
        """Where a notebook, or the folder, opens."""
        place = f"/tree/{quote(notebook)}" if notebook else ""
        return f"http://localhost:{self.port}/lab{place}?token={self.token}"

    def ready(self, patience: float = 30.0) -> bool:
        """Whether it answers, waiting a while for a start in progress."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and self.process and self.process.poll() is None:
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return True
            time.sleep(0.2)
        return False


class BookHandler(CompressingHandler):
    """Serves the book's files, and sends ``/open/LESSON`` on to the lesson's notebook.

    What the book doesn't have below ``/lite/`` comes from the built JupyterLite.
    """

    def __init__(self, *args: object, lab: Lab | None, lite: Path | None = None, **kwargs: object):
        self.lab, self.lite = lab, lite
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if self.path.startswith("/open/"):
            self._open(unquote(self.path.removeprefix("/open/")).strip("/"))
        else:
            super().do_GET()

    def translate_path(self, path: str) -> str:
        found = Path(super().translate_path(path))
        base = Path(self.directory) / LITE
        has_it = found.is_file() or (found / "index.html").is_file()
        if self.lite is None or has_it or not found.is_relative_to(base):
            return str(found) + "/" * path.partition("?")[0].endswith("/")
        return str(self.lite / found.relative_to(base))

    def _open(self, lesson: str) -> None:
        notebook = f"{lesson}.ipynb" if lesson else ""
        if self.lab is None:
            self.send_error(404, "No JupyterLab", "The book is served without JupyterLab.")
        elif "/" in lesson or (notebook and not (self.lab.folder / notebook).is_file()):
            self.send_error(404, "No such notebook", "There is no notebook of that lesson.")
        elif not self.lab.ready():
            self.send_error(
                503, "JupyterLab did not start", "See .jupyterlab.log beside the notebooks."
            )
        else:
            self.send_response(302)
            self.send_header("Location", self.lab.address(notebook))
            self.send_header("Referrer-Policy", "no-referrer")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of requests that went well."""
        if len(args) > 1 and str(args[1]).startswith(("4", "5")):
            super().log_message(format, *args)
