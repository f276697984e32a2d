"""What the students of the test course hand in: one function per student."""

from __future__ import annotations

from classroom import answered, cell, right_answers, with_first_cell
from nbformat import NotebookNode

from autograder.teaching.assignment import Assignment

WRONG_FROM_PD = '''\
def from_pd(expr):
    """Forgets that the values must be floats."""
    return {
        "expression": expr.to_numpy(copy=True),
        "genes": pd.DataFrame(index=expr.index.copy()),
        "samples": pd.DataFrame(index=expr.columns.copy()),
    }'''


def all_of(assignment: Assignment) -> dict[str, NotebookNode]:
    students = (solved, wrong, empty, crashing, noisy, tricky, forging, unending)
    return {student.__name__: student(assignment) for student in students}


def solved(assignment: Assignment) -> NotebookNode:
    return answered(assignment, right_answers(assignment))


def empty(assignment: Assignment) -> NotebookNode:
    return answered(assignment, {})


def wrong(assignment: Assignment) -> NotebookNode:
    """One answer half right, one wrong, one missing, the rest right."""
    answers = right_answers(assignment)
    answers["from_pd"] = WRONG_FROM_PD
    answers["transpose"] = "def transpose(data):\n    return data"
    del answers["samples_in"]
    return answered(assignment, answers)


def crashing(assignment: Assignment) -> NotebookNode:
    """Every way for an answer to end, the other answers right."""
    answers = right_answers(assignment)
    answers["from_pd"] = "def from_pd(expr, copy=no_such_name):\n    return expr"
    answers["expression_df"] = "def expression_df(data):\n    return data['no such key']"
    answers["check_data_model"] = "def check_data_model(data)\n    return None"
    answers["subset_genes"] = "import os\n\ndef subset_genes(data, gene_idx):\n    os._exit(1)"
    return answered(assignment, answers)


def noisy(assignment: Assignment) -> NotebookNode:
    """Right answers of someone who prints, warns, and sets up IPython in their own way."""
    answers = right_answers(assignment)
    noise = (
        "import os, sys, warnings\n"
        'warnings.warn("careful"); print("so far"); print("so good", file=sys.stderr)\n'
        'os.write(2, b"straight to the file\\n")\n'
    )
    loud = "\n".join("    " + line for line in noise.splitlines())
    for name, source in answers.items():
        head, _, body = source.partition("\n")
        docstring, _, rest = body.partition("\n")
        answers[name] = f"{noise}\n{head}\n{docstring}\n{loud}\n{rest}"
    notebook = answered(assignment, answers)
    for one in notebook.cells:
        one.metadata["tags"] = ["raises-exception", "hide-input"]
    return with_first_cell(
        notebook,
        "import sys\n"
        "grade = 'a name that students use too'\n"
        "get_ipython().ast_node_interactivity = 'all'\n"
        "get_ipython().run_line_magic('precision', '3')\n"
        "get_ipython().events.register('pre_run_cell', lambda *_: print('run', file=sys.stderr))",
    )


def unending(assignment: Assignment) -> NotebookNode:
    """An answer that never ends and won't be interrupted, the others right."""
    answers = right_answers(assignment)
    answers["from_pd"] = (
        "import signal, time\n"
        "def from_pd(expr):\n"
        "    signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "    while True: time.sleep(1)"
    )
    return answered(assignment, answers)


def tricky(assignment: Assignment) -> NotebookNode:
    """No answer at all to four exercises, and test cells that were tampered with."""
    answers = right_answers(assignment)
    missing = ("from_pd", "expression_df", "check_data_model", "subset_genes")
    notebook = answered(assignment, {k: v for k, v in answers.items() if k not in missing})
    cell(notebook, "test_from_pd").metadata["tags"] = ["skip-execution"]
    cell(notebook, "test_expression_df").source = "True"
    cell(notebook, "test_check_data_model").metadata["nbgrader"]["points"] = 0
    edited = cell(notebook, "test_subset_genes")
    edited.metadata["nbgrader"].update(solution=True, locked=False, schema_version=99)
    edited.source = "2.0"
    notebook.cells.remove(cell(notebook, "test_samples_in"))  # an answer, but no test cell
    twice = cell(notebook, "test_transpose").copy()
    twice["id"] = "again"
    notebook.cells.insert(0, twice)
    return notebook


def forging(assignment: Assignment) -> NotebookNode:
    """Test cells that evaluate to something which plain nbgrader takes for full marks."""
    return with_first_cell(
        answered(assignment, {}),
        "import autograder, numpy\n"
        "values = {'from_pd': False, 'expression_df': float('nan'),\n"
        "          'check_data_model': numpy.float64(3.0), 'subset_genes': 'all of them',\n"
        "          'samples_in': 99.0, 'transpose': None}\n"
        "autograder.grade = lambda name, *others, **keywords: values[name]",
    )
