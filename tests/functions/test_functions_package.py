"""The package as a whole: its names, its documentation, and how light it is."""

import inspect
import subprocess
import sys

import pytest

import functions

PUBLIC = [name for name in functions.__all__ if inspect.isfunction(getattr(functions, name))]
LESSONS = [
    "from_pd",
    "expression_df",
    "check_data_model",
    "subset_genes",
    "samples_in",
    "transpose",
    "simulate_hspc",
    "fetch_hspc",
    "fetch_yeast",
    "get_top_variable_genes",
    "zscore_rows",
    "minmax_rows",
    "vectorized_dist",
    "cluster_rows",
    "order_by_clustering",
    "ward_linkage",
    "plot_heatmap",
    "sample_groups",
    "do_anova",
    "adjust_bh",
    "run_anova",
    "fdr_threshold_for",
]


def run(code):
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_a_star_import_gives_the_names_of_the_lessons_and_no_library():
    names = run("from functions import *\nprint(*[n for n in dir() if not n.startswith('_')])")
    assert set(LESSONS) <= set(names)
    assert sorted(names) == sorted(functions.__all__)


def test_importing_the_package_does_not_import_the_slow_libraries():
    loaded = run("import sys, functions\nprint(*sys.modules)")
    slow = {"statsmodels", "seaborn", "matplotlib", "pooch", "sklearn", "requests", "tqdm"}
    assert slow & set(loaded) == set()


@pytest.mark.parametrize("name", PUBLIC)
def test_every_function_is_documented_and_typed(name):
    function = getattr(functions, name)
    text = inspect.getdoc(function)
    signature = inspect.signature(function)
    for parameter in signature.parameters.values():
        assert parameter.annotation is not inspect.Parameter.empty
        assert parameter.name in text
    assert signature.return_annotation is not inspect.Signature.empty
    if signature.parameters:
        assert "Parameters\n----------" in text
    if signature.return_annotation != "None":
        assert "Returns\n-------" in text
