"""axe-core for tests of accessibility: the official release, downloaded once and verified."""

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import pytest

VERSION = "4.14.1"
SHA512 = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
CACHE = Path(os.environ.get("COURSE_AXE", Path(__file__).parents[2] / "_build/axe"))

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules whose outcome depends on the theme."""

_RUN = """async (options) => (await axe.run(document, { ...options, resultTypes: ["violations"] }))
  .violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.html}`))"""


def axe_script() -> str:
    """The text of axe-core; skips, with what to do, where it can't be had."""
    script = CACHE / f"axe-{VERSION}.js"
    if not script.is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("axe-core comes with npm, which is not here")
        with tempfile.TemporaryDirectory() as folder:
            asked = [npm, "pack", "--silent", f"axe-core@{VERSION}"]
            done = subprocess.run(asked, cwd=folder, capture_output=True, timeout=180)
            if done.returncode:
                pytest.skip(f"axe-core could not be downloaded: `{' '.join(asked[1:])}` failed")
            _unpack(Path(folder) / f"axe-core-{VERSION}.tgz", script)
    return script.read_text("utf-8")


def _unpack(archive: Path, script: Path) -> None:
    digest = hashlib.sha512(archive.read_bytes()).digest()
    assert base64.b64encode(digest).decode() == SHA512
    script.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as opened:
        content = opened.extractfile("package/axe.min.js")
        partial = script.with_suffix(f".{os.getpid()}")
        partial.write_bytes(content.read())
    partial.replace(script)


def faults(page, rules=None) -> list[str]:
    """What axe finds on a page that has `axe_script`: by all of WCAG 2.2 A and AA, or by some rules."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
    return [fault[:300] for fault in page.evaluate(_RUN, {"runOnly": only})]
