"""The Python side of a live page, run here: what cells show, and how much of it."""

import pytest

from autograder.site.browser import figures, widgets
from autograder.site.browser.kernel import Kernel
from autograder.site.browser.notebook import stand_in


@pytest.fixture
def run():
    """Run a cell; gives its outputs and how it ended."""
    outputs = []
    kernel = Kernel(outputs.append, limit=10_000)

    def run_cell(source, **options):
        outputs.clear()
        outcome = kernel.run("3", "cell 3", source, **options)
        return list(outputs), outcome

    run_cell.kernel = kernel
    return run_cell


def texts(outputs):
    return "".join(one["text"] for one in outputs if one["kind"] == "text")


def test_a_cell_shows_what_it_prints_and_its_last_value(run):
    outputs, outcome = run("print('printed')\n6 * 7")
    assert [(one["kind"], one["text"]) for one in outputs] == [
        ("text", "printed\n"),
        ("value", "42"),
    ]
    assert outcome == {"ok": True, "name": ""}


def test_a_semicolon_or_none_shows_nothing(run):
    assert run("6 * 7;")[0] == []
    assert run("None")[0] == []


def test_a_table_comes_as_html(run):
    outputs, _ = run("import pandas as pd\npd.DataFrame({'gene': ['Mpo']})")
    assert "<table" in outputs[0]["html"]


def test_a_missing_name_is_named_and_the_traceback_is_the_reader_s_own(run):
    outputs, outcome = run("def f():\n    return values\n\nf()")
    assert outcome == {"ok": False, "name": "values"}
    assert outputs[0]["text"].count('"<cell 3>"') == 2
    assert "kernel.py" not in outputs[0]["text"]


def test_an_error_inside_a_library_shows_the_line_that_called_it(run):
    outputs, _ = run("import pandas as pd\npd.DataFrame()['b']")
    assert "KeyError: 'b'" in outputs[0]["text"]
    assert "pandas/" not in outputs[0]["text"]


@pytest.mark.parametrize("source", ["raise SystemExit", "raise KeyboardInterrupt", "print("])
def test_nothing_that_a_cell_raises_ends_the_kernel(run, source):
    assert run(source)[1]["ok"] is False
    assert run("1")[1]["ok"] is True


def test_text_is_cut_once_with_a_sentence_however_much_there_is(run):
    outputs, _ = run("for _ in range(1000):\n    print('x' * 1000)\n'and a value'")
    assert len(texts(outputs)) <= 10_000
    assert [one["text"] for one in outputs if one["kind"] == "cut"] == [
        "The rest is not shown: a cell shows up to 10,000 characters."
    ]


def test_a_quiet_cell_says_nothing_not_even_an_error(run):
    outputs, outcome = run("print('hidden')\n1 / 0", quiet=True)
    assert outputs == []
    assert outcome["ok"] is False


def test_imports_for_an_answer_replace_nothing_that_is_there(run):
    run("np = 'mine'")
    run.kernel.add_missing("import numpy as np\nimport pandas as pd")
    assert run("np, pd.__name__")[0][0]["text"] == "('mine', 'pandas')"


def test_a_verdict_is_reported_with_its_card(run):
    outputs, _ = run(
        "def sample_groups(data):\n    return data['samples'].index.str[0]\n__import__('autograder').check('sample_groups')"
    )
    card, verdict = outputs
    assert "course-card" in card["html"]
    assert verdict["exercise"] == "sample_groups"
    assert verdict["status"] in ("wrong", "crashed")
    assert verdict["max"] == 1


def test_figures_are_shown_when_the_cell_ends_and_say_what_they_show(run):
    outputs, _ = run(
        "import matplotlib.pyplot as plt\nfig, (a, b) = plt.subplots(1, 2)\nfig.suptitle('Both')\n"
        "a.set(title='left', xlabel='time')\nb.plot([1], label='one')\nb.legend();"
    )
    (image,) = [one for one in outputs if one["kind"] == "image"]
    assert image["alt"] == "Figure with 2 panels: Both. left; x axis: time. legend: one"
    assert run("plt.get_fignums()")[0][0]["text"] == "[]"


def test_a_figure_without_words_says_that_it_has_none():
    from matplotlib.figure import Figure

    assert figures.alternative_text(Figure()) == "Figure without a title or names on its axes"


@pytest.mark.parametrize(
    ("short", "kind", "value"),
    [
        ((1, 9), "range", 5),
        ((0.0, 1.0), "range", 0.5),
        (True, "checkbox", True),
        ("text", "text", "text"),
        (["a", "b"], "select", "a"),
        ({"first": 10, "second": 20}, "select", 10),
        (widgets.FloatLogSlider(value=0.01, min=-6, max=0, step=0.1), "range", 0.01),
        (widgets.IntSlider(value=3, max=5), "range", 3),
    ],
)
def test_short_forms_and_controls_are_those_of_ipywidgets(short, kind, value):
    called = []
    interaction = widgets.Interaction(lambda x: called.append(x), {"x": short})
    (control,) = interaction.controls()
    assert control["kind"] == kind
    interaction.call()
    interaction.call({"x": control["value"]})
    assert called == pytest.approx([value, value]) if kind == "range" else [value, value]


def test_controls_stand_in_the_order_of_the_function_s_arguments():
    def function(first, second=2, third="c"):
        return first, second, third

    interaction = widgets.Interaction(function, {"first": (0, 4)})
    assert [one["name"] for one in interaction.controls()] == ["first", "second", "third"]
    assert interaction.call({"first": "3", "second": 1, "third": "x"}) == (3, 1, "x")


def test_ipywidgets_agrees_on_the_first_values():
    ipywidgets = pytest.importorskip("ipywidgets")
    for short in ((1, 10), (0, 7, 2), (0.0, 3.0), 10, -4, 0.5, True, "a", ["u", "v"]):
        theirs = ipywidgets.interactive(lambda x: x, x=short).children[0].value
        assert widgets.control_for(short).value == theirs, short


def test_in_a_notebook_interact_calls_once_and_says_where_its_controls_are(capsys):
    calls = []
    stand_in("ipywidgets").interact(lambda n, power=2: calls.append(n**power), n=(0, 8))
    assert calls == [16]
    assert "controls (n, power) work on the lesson's page" in capsys.readouterr().out
    assert stand_in("myst_nb").glue("name", 1, display=False) is None
