"""What a built book gets for its live cells: wheels, packages, a page's cells, and a site of its own."""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from io import BytesIO
from pathlib import Path

import nbformat
import pytest

from autograder.cli import main
from autograder.site.compiled import compile_modules
from autograder.site.live_cells import needed_imports, page_record
from autograder.site.pyodide import CORE, LIVE, VERSION, official_lock, write_runtime_settings
from autograder.site.wheels import NotPure, course_wheel, installed_wheel
from autograder.teaching.source_text import solutions_folder

SOURCES = Path(__file__).parents[2] / "autograder/site"
NPM = shutil.which("npm")


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("live")
    write_runtime_settings(folder)
    return folder


def test_the_course_is_one_pure_wheel_that_depends_on_its_sources_alone():
    wheel = course_wheel()
    assert wheel.content == course_wheel().content
    names = zipfile.ZipFile(BytesIO(wheel.content)).namelist()
    assert {"functions/__init__.py", "autograder/__init__.py"} <= set(names)
    assert not [name for name in names if "/static/" in name or name.endswith((".so", ".pyc"))]
    assert sum(name.endswith((".dist-info/METADATA", ".dist-info/RECORD")) for name in names) == 2


def test_a_package_with_compiled_files_is_refused():
    with pytest.raises(NotPure, match="numpy has the compiled file"):
        installed_wheel("numpy")


def test_packages_that_are_packed_again_keep_their_licence():
    names = zipfile.ZipFile(BytesIO(installed_wheel("seaborn").content)).namelist()
    assert any("LICEN" in name for name in names)
    assert "seaborn/__init__.py" in names


def test_the_lock_file_names_our_wheels_beside_it_and_no_other_host(settings):
    lock = json.loads((settings / "pyodide-lock.json").read_text())
    for name in ("gene-expression-course", "comm", "platformdirs", "seaborn"):
        assert (settings / lock["packages"][name]["file_name"]).is_file()
    for package in lock["packages"].values():
        assert "//" not in package["file_name"]
        depends = {name.replace("_", "-") for name in package["depends"]}
        assert depends <= set(lock["packages"])
    assert json.loads((settings / "settings.json").read_text())["runtime"].startswith("https://")


@pytest.mark.slow
def test_the_runtime_and_its_packages_are_the_official_ones(tmp_path):
    if NPM is None:
        pytest.skip("the official files come with npm, which is not here")
    done = subprocess.run(
        [NPM, "pack", f"pyodide@{VERSION}"], cwd=tmp_path, capture_output=True, timeout=120
    )
    if done.returncode:
        pytest.skip("the official files could not be downloaded")
    with tarfile.open(next(tmp_path.glob("*.tgz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    official = json.loads((tmp_path / "package/pyodide-lock.json").read_text())
    ours = official_lock()
    assert ours["info"] == official["info"]
    for name, package in ours["packages"].items():
        assert package == official["packages"][name]
    for name, sha256 in CORE.items():
        assert hashlib.sha256((tmp_path / "package" / name).read_bytes()).hexdigest() == sha256


def test_packages_that_functions_import_late_are_known_beforehand():
    assert "seaborn" in needed_imports(["plot_heatmap(data)"])
    assert needed_imports(["x = 1"]) == set()
    assert "seaborn" in needed_imports([], ["heatmaps"])


def test_a_page_s_record_has_hidden_cells_hints_and_imports_but_no_solution():
    cell = nbformat.v4.new_code_cell
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# A page"),
            cell("secret = 1", metadata={"tags": ["remove-cell"]}),
            cell("def sample_groups(data): ...", metadata={"tags": ["exercise"]}),
            cell("check(sample_groups)", metadata={"tags": ["check"]}),
        ]
    )
    record = page_record(notebook, "a/page", solutions_folder())
    assert [one["n"] for one in record["cells"]] == [1, 2, 3]
    assert record["cells"][0]["hidden"]
    exercise = record["exercises"]["sample_groups"]
    assert len(exercise["hints"]) == 3
    assert "import numpy as np" in exercise["setup"]
    assert "SOLUTION" not in json.dumps(record)


# ---------------------------------------------------------------- course site


def test_what_lessons_import_is_compiled_so_that_python_takes_it_without_a_look_at_the_source(
    settings, tmp_path
):
    archive = tmp_path / "bytecode.zip"
    wheels = sorted(settings.glob("wheels/*/*.whl"))
    site = "".join(f"{part}/" for part in (tmp_path / "site").parts[1:])
    compile_modules(wheels, archive, sys.executable, site)
    names = zipfile.ZipFile(archive).namelist()
    assert any("functions/anova." in name for name in names)
    assert any("seaborn/__init__." in name for name in names)
    assert not any("teaching" in name or "/tests/" in name for name in names)
    for wheel in wheels:
        zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    (tmp_path / "site/functions/anova.py").write_text("raise SystemExit('the source was read')")
    code = (
        "import sys; from autograder.site.browser import bytecode; from pathlib import Path\n"
        f"folder = Path({str(tmp_path / 'kept')!r}); bytecode.keep(folder)\n"
        f"bytecode.restore(Path({str(archive)!r}).read_bytes(), folder)\n"
        f"sys.path.insert(0, {str(tmp_path / 'site')!r})\n"
        "import functions.anova; print(functions.anova.__file__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.stdout.strip() == str(tmp_path / "site/functions/anova.py"), done.stderr


@pytest.fixture
def site(capsys):
    """Run `course site`; gives its exit status and what it said of trouble."""

    def run(*options):
        status = main(["site", *map(str, options)])
        return status, capsys.readouterr().err

    return run


@pytest.fixture
def small_book(tmp_path, settings):
    book = tmp_path / "book"
    shutil.copytree(settings, book / LIVE)
    (book / "index.html").write_text("<h1>A book</h1>")
    return book


def test_without_a_book_it_says_how_to_build_one(site, tmp_path):
    status, said = site("--book", tmp_path, "--output", tmp_path / "site")
    assert status == 2
    assert "`make book` builds it" in said


def test_a_site_is_made_anew_and_a_folder_of_others_is_left_alone(site, small_book, tmp_path):
    output = tmp_path / "site"
    assert site("--book", small_book, "--output", output) == (0, "")
    (small_book / "index.html").write_text("<h1>Newer</h1>")
    assert site("--book", small_book, "--output", output) == (0, "")
    assert "Newer" in (output / "index.html").read_text()
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("Dear …")
    status, said = site("--book", small_book, "--output", mine)
    assert status == 2
    assert "no site of ours" in said
    assert [path.name for path in mine.iterdir()] == ["letter.txt"]


def test_a_runtime_that_is_incomplete_or_damaged_is_refused_and_nothing_is_made(
    site, small_book, tmp_path
):
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    options = ("--book", small_book, "--output", tmp_path / "site", "--self-host", runtime)
    status, said = site(*options)
    assert status == 2
    assert "pyodide.mjs" in said
    for name in CORE:
        (runtime / name).write_text("not the real one")
    status, said = site(*options)
    assert status == 2
    assert "is not the official file" in said
    assert not (tmp_path / "site").exists()


# ---------------------------------------------------------------- the editor


@pytest.mark.slow
def test_the_editor_s_bundle_is_what_its_source_gives(tmp_path):
    if NPM is None:
        pytest.skip("bundling the editor needs npm")
    work = shutil.copytree(SOURCES / "editor", tmp_path / "editor")
    install = [NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    if subprocess.run(install, cwd=work, capture_output=True, timeout=300).returncode:
        pytest.skip("the editor's packages could not be downloaded")
    subprocess.run([NPM, "run", "--silent", "build"], cwd=work, check=True, timeout=120)
    for name in ("editor.mjs", "editor.licences.txt"):
        assert (work / name).read_bytes() == (SOURCES / "static/live" / name).read_bytes()
    assert "http" not in (SOURCES / "editor/package-lock.json").read_text()


def test_the_scripts_that_every_page_loads_are_small():
    live = SOURCES / "static/live"
    always = sum((live / name).stat().st_size for name in ("loader.mjs", "dom.mjs", "store.mjs"))
    assert (live / "loader.mjs").stat().st_size < 10_000
    assert always < 15_000
