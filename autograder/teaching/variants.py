"""A variant of an assignment per student: the same tasks, other data, from a secret of the course.

A student's name and the course's secret determine everything: a word (the *tag*) that is in the
student's notebook, from which its data and its self-checks draw, and a seed that is nowhere but on
the teacher's side, from which the graded checks draw. The tag tells nothing of the secret, nor of
anybody else's tag, so that a notebook which carries another student's tag was copied, or swapped:
something to look at, never a verdict.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import hmac
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell

from autograder.grading.collect import STUDENT_NAME
from autograder.teaching.course_files import ReleaseError
from autograder.teaching.export.tables import harmless

FOLDER = "variants"
COLUMNS = ("student", "notebook", "variant", "sha256")
_CELL = """\
# These are your own data: they follow from this word. Please leave this cell as it is.
from autograder import variant

variant("{tag}")"""
_MAKES_DATA = "simulate_"


@dataclass(frozen=True)
class Variant:
    """One student's variant of a lesson; ``seed`` is the teacher's secret, ``tag`` is not."""

    student: str
    tag: str
    seed: str

    @property
    def data_seed(self) -> int:
        """The seed of the data that the student's notebook makes: six digits."""
        number = int.from_bytes(hashlib.sha256(f"data {self.tag}".encode()).digest()[:8], "big")
        return 100_000 + number % 900_000


def variant_of(secret: bytes, lesson: str, student: str) -> Variant:
    """The variant that a student has, and always will have, of a lesson."""

    def derived(purpose: str) -> str:
        message = f"variant {purpose}\0{lesson}\0{student}".encode()
        return hmac.new(secret, message, hashlib.sha256).hexdigest()

    return Variant(student, derived("tag")[:16], derived("seed")[:32])


# ---------------------------------------------------------------- notebooks


def variant_notebook(released: str, variant: Variant) -> str:
    """A student's notebook: the class's release with the student's tag, and data of their own."""
    notebook = nbformat.reads(released, as_version=4)
    first = next(
        (n for n, cell in enumerate(notebook.cells) if cell.cell_type == "code"),
        len(notebook.cells) - 1,
    )
    for cell in notebook.cells:
        if cell.cell_type == "code" and "nbgrader" not in cell.metadata:
            cell.source = with_seed(cell.source, variant.data_seed)
    own = new_code_cell(_CELL.format(tag=variant.tag), id="variant")
    own.metadata.update({"deletable": False, "editable": False})
    notebook.cells.insert(first + 1, own)
    notebook.metadata.setdefault("course", {})["variant"] = variant.tag
    return nbformat.writes(notebook) + "\n"


def with_seed(source: str, seed: int) -> str:
    """Code whose calls of ``simulate_…`` take this seed, in place of a fixed one or of none."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic: such a cell makes no data that anybody is graded on
        return source
    lines = source.encode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    text = source.encode()
    for call in sorted(_data_calls(tree), key=lambda one: -_end(one, starts)):
        given = next((k.value for k in call.keywords if k.arg == "seed"), None)
        if isinstance(given, ast.Constant):
            start, end = starts[given.lineno - 1] + given.col_offset, _end(given, starts)
            text = text[:start] + str(seed).encode() + text[end:]
        elif given is None:
            end = _end(call, starts) - 1
            before = text[:end].rstrip()
            comma = b"" if before.endswith((b"(", b",")) else b", "
            text = text[:end] + comma + f"seed={seed}".encode() + text[end:]
    return text.decode()


def _end(node: ast.expr, starts: list[int]) -> int:
    return starts[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)


def _data_calls(tree: ast.AST) -> Iterable[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name.startswith(_MAKES_DATA):
                yield node


# ---------------------------------------------------------------- the class


def manifest_path(course: Path, lesson: str) -> Path:
    """The table of who has which variant; where there is one, the lesson has variants."""
    return course / FOLDER / f"{lesson}.csv"


def has_variants(course: Path, lesson: str) -> bool:
    """Whether the lesson was released with variants."""
    return manifest_path(course, lesson).is_file()


def read_students(path: Path) -> list[str]:
    """Students of a file: a table with a column ``student``, or one name per line.

    Raises
    ------
    ReleaseError
        If it can't be read or has nobody in it.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ReleaseError(f"the list of students {path} cannot be read: {error}") from None
    rows = csv.DictReader(io.StringIO(text))
    if "student" in (rows.fieldnames or ()):
        names = [(row["student"] or "").strip() for row in rows]
    else:
        names = [line.strip() for line in text.splitlines()]
    names = [name for name in names if name]
    if not names:
        raise ReleaseError(f"{path} names no student")
    return names


def manifest_students(course: Path, lesson: str) -> list[str]:
    """Students of the manifest, if there is one."""
    path = manifest_path(course, lesson)
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [name.removeprefix("'") for row in csv.DictReader(file) if (name := row["student"])]


def usable(names: Iterable[str]) -> list[str]:
    """The students in order, each once.

    Raises
    ------
    ReleaseError
        If a name can't be a folder's, or two of them differ in their letters' case only.
    """
    found: dict[str, str] = {}
    for name in sorted(set(names)):
        if not STUDENT_NAME.fullmatch(name):
            raise ReleaseError(f"{name!r} is not a name that a student can have here")
        key = unicodedata.normalize("NFKC", name).casefold()
        if key in found:
            raise ReleaseError(f"{name!r} differs from {found[key]!r} in its letters' case only")
        found[key] = name
    return sorted(found.values())


def stage_variants(
    staging: Path, lesson: str, secret: bytes, students: Iterable[str]
) -> list[Variant]:
    """Put everybody's folder beside the class's release, and the manifest."""
    release = staging / "release" / lesson
    released = (release / f"{lesson}.ipynb").read_text(encoding="utf-8")
    others = [p for p in sorted(release.rglob("*")) if p.is_file() and p.suffix != ".ipynb"]
    made, table = [], io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for student in students:
        variant = variant_of(secret, lesson, student)
        home = staging / FOLDER / lesson / student
        home.mkdir(parents=True)
        content = variant_notebook(released, variant).encode()
        (home / f"{lesson}.ipynb").write_bytes(content)
        for path in others:
            target = home / path.relative_to(release)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
        at = f"{lesson}/{student}/{lesson}.ipynb"
        digest = hashlib.sha256(content).hexdigest()
        writer.writerow((harmless(student), harmless(at), variant.tag, digest))
        made.append(variant)
    text = table.getvalue().encode("utf-8-sig")
    (staging / FOLDER / f"{lesson}.csv").write_bytes(text)
    return made


# ---------------------------------------------------------------- what came back

_TAG = re.compile(rb"variant\W{1,8}([0-9a-f]{16})\b")


def tags_in(content: bytes) -> frozenset[str]:
    """Tags that a notebook's file carries, in its cells or beside them."""
    return frozenset(tag.decode() for tag in _TAG.findall(content))


@dataclass(frozen=True)
class Carried:
    """Whose variants a student's notebook carries: their own, other students', nobody's."""

    own: bool
    others: tuple[str, ...]
    unknown: int


def carried(
    tags: Iterable[str], student: str, secret: bytes, lesson: str, students: Iterable[str]
) -> Carried:
    """Say of the tags in a student's notebook whose they are."""
    owners = {variant_of(secret, lesson, name).tag: name for name in {*students, student}}
    found = [owners.get(tag) for tag in sorted(set(tags))]
    others = tuple(sorted(name for name in found if name not in (None, student)))
    return Carried(student in found, others, found.count(None))
