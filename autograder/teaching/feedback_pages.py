"""What a student's feedback page may do in a browser: show text, tables and pictures; nothing else."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:"


class ForbidScripts(NbGraderPreprocessor):
    """Put a content security policy into the page, whatever its cells contain.

    nbgrader's template gives a preprocessor one place in the page's head: its style sheets.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        policy = f'</style><meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>'
        resources.setdefault("inlining", {}).setdefault("css", []).insert(0, policy)
        return nb, resources
