"""``course site``: the built book as a folder for any static host."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from autograder.refusal import refuse
from autograder.site.compiled import ARCHIVE, PYTHON, compile_modules, python_of_the_runtime
from autograder.site.lite import APP, LITE
from autograder.site.pyodide import LIVE, PUBLIC, RuntimeIncomplete, host_runtime

DESCRIPTION = f"""\
Make a folder for a static host from the built book: pages whose cells run and whose exercises are
checked in the reader's browser. Python for the browser comes from {PUBLIC}, or, with --self-host,
from the site itself; then no page asks anything of another host. Notebooks in the browser come along
where `make lite` has built JupyterLite."""


def add_parser(commands: argparse._SubParsersAction) -> None:
    """Add ``site`` to the commands."""
    parser = commands.add_parser(
        "site", help="make a folder for a static host", description=DESCRIPTION
    )
    parser.add_argument(
        "--book", type=Path, default=Path("_build/book/_build/html"), metavar="FOLDER",
        help="the built book (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--output", type=Path, default=Path("_build/site"), metavar="FOLDER",
        help="where the site goes (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--self-host", type=Path, metavar="FOLDER",
        help="take Python for the browser from this folder, an unpacked release of Pyodide",
    )  # fmt: skip
    parser.add_argument(
        "--lite", type=Path, default=APP, metavar="FOLDER",
        help="the built JupyterLite (default: %(default)s)",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out ``course site``."""
    trouble = _trouble(options.book, options.output)
    if trouble:
        return refuse("site", str(trouble))
    try:
        missing = make_site(options.book, options.output, options.self_host, options.lite)
    except RuntimeIncomplete as error:
        return refuse("site", str(error))
    print(f"The site is in {options.output}; copy it to any static host.")
    if not (options.output / LITE / "notebooks").is_dir():
        print("Without notebooks in the browser; `make lite` builds what they need.")
    if options.self_host and not (options.output / LIVE / ARCHIVE).is_file():
        print(
            f"Without compiled modules, since there is no Python 3.12 ({PYTHON} can name one): a "
            "reader's first visit takes some seconds longer."
        )
    if missing:
        print(
            f"Not in the runtime's folder, so cells that import them will fail: {', '.join(missing)}."
        )
    return 0


def _trouble(book: Path, output: Path) -> str:
    if not (book / LIVE / "settings.json").is_file():
        return f"there is no book in {book}; `make book` builds it."
    if (
        output.exists()
        and any(output.iterdir())
        and not (output / LIVE / "settings.json").is_file()
    ):
        return f"{output} has files that are no site of ours; name another folder."
    return ""


def make_site(
    book: Path, output: Path, runtime: Path | None = None, lite: Path | None = None
) -> list[str]:
    """Make the site, whole or not at all; returns packages that the runtime's folder lacks."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent, prefix=".site-") as fresh:
        site = Path(fresh) / "site"
        shutil.copytree(book, site, ignore=shutil.ignore_patterns(".built"))
        if lite is not None and lite.is_dir():
            shutil.copytree(lite, site / LITE, dirs_exist_ok=True)
        missing = host_runtime(runtime, site / LIVE) if runtime else []
        if runtime and (python := python_of_the_runtime()):
            add_compiled(site / LIVE, python)
        if output.exists():
            output.rename(Path(fresh) / "before")
        site.rename(output)
    return missing


def add_compiled(folder: Path, python: str) -> None:
    """Compile, with this Python 3.12, what lessons import, and name the archive in the settings."""
    wheels = [*sorted(folder.glob("wheels/*/*.whl")), *sorted(folder.glob("runtime/*.whl"))]
    compile_modules(wheels, folder / ARCHIVE, python)
    settings = folder / "settings.json"
    content = json.loads(settings.read_text("utf-8")) | {"bytecode": ARCHIVE}
    settings.write_text(json.dumps(content), "utf-8")
