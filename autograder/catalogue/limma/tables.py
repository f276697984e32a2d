"""Tables of the top genes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

import functions
from autograder.catalogue.inputs import gene_names
from autograder.compare import (
    Mismatch,
    expect,
    expect_close,
    expect_conduct,
    expect_names,
    expect_type,
    shown,
)
from autograder.exercise import Call, exercise

top_table = exercise(
    "top_table", lesson="limma", points=3, reference=functions.top_table, needs=["adjust_bh"]
)

Fit = dict[str, Any]
SOURCES = {"log_fc": "coefficients", "t": "t", "p_value": "p_value", "b": "b"}
COLUMNS = ("female - male", "age", "treated - control")


def _fit(rng: np.random.Generator, n_genes: int, n_columns: int = 3) -> Fit:
    """A moderated fit: a third of the genes differ, some by little and some from noisy values."""
    genes = gene_names(rng, n_genes)
    shape = (n_genes, n_columns)
    errors = rng.lognormal(-1, 0.8, (n_genes, 1)) * np.ones(shape)
    effects = rng.normal(0, 1, shape) * (rng.uniform(size=shape) < 0.4)
    coefficients = effects + errors * rng.normal(size=shape)
    t = coefficients / errors
    p_value = 2 * stats.t.sf(np.abs(t), 9.3)
    entries = {"coefficients": coefficients, "t": t, "p_value": p_value}
    # Log odds follow t; the offsets keep the order of b from being that of p.
    entries["b"] = np.log(t**2 + 0.1) + rng.normal(0, 0.8, shape)
    columns = list(COLUMNS[:n_columns])
    fit: Fit = {key: pd.DataFrame(one, genes, columns) for key, one in entries.items()}
    fit["ave_expr"] = pd.Series(rng.uniform(-1, 12, n_genes), index=genes)
    fit["sigma"] = pd.Series(rng.uniform(0.2, 2, n_genes), index=genes)
    return fit


def _expected(fit: Fit, column: int, number: int) -> pd.DataFrame:
    table = pd.DataFrame({name: fit[entry].iloc[:, column] for name, entry in SOURCES.items()})
    table["ave_expr"] = fit["ave_expr"]
    table["adj_p_value"] = stats.false_discovery_control(table["p_value"].to_numpy())
    return table.iloc[np.argsort(table["p_value"].to_numpy())][:number]


def _table(answer: Any) -> pd.DataFrame:
    if answer is None:
        raise Mismatch("your answer is None: is there a `return`?")
    expect_type(answer, pd.DataFrame, "your table")
    return answer


def _expect_columns(table: pd.DataFrame, expected: pd.DataFrame, *columns: str) -> None:
    """Expect values by gene, for the genes that both tables have."""
    genes = [gene for gene in expected.index if gene in table.index]
    expect(
        len(genes) > 0,
        "no gene of your table is among the expected ones: is its index the gene names, "
        f"like {shown(expected.index[0])}? It begins with {shown(list(table.index[:3]))}",
    )
    for column in columns:
        expect(
            column in table.columns,
            f"your table has no column {column!r}; its columns are {shown(list(table.columns))}",
        )
        found = table.loc[genes, column]
        expect_close(found, expected.loc[genes, column], f"`{column}`", atol=0, names=genes)


@top_table.check("the genes with the smallest p-values, smallest first", points=0.75)
def rows(call: Call, rng: np.random.Generator) -> None:
    for n_genes, number in ((30, None), (24, 5), (40, 17)):
        fit = _fit(rng, n_genes)
        keywords = {} if number is None else {"number": number}
        table = _table(call(fit, 0, **keywords))
        expected = _expected(fit, 0, number or 10)
        expect(
            len(table) == len(expected),
            f"with number={number or 10} your table should have {len(expected)} rows, "
            f"but has {len(table)}",
        )
        expect_names(table.index, expected.index, "the index of your table")


@top_table.check("log_fc, ave_expr, t, p_value and b of these genes", points=0.75)
def values(call: Call, rng: np.random.Generator) -> None:
    for n_genes, number in ((25, 10), (35, 6)):
        fit = _fit(rng, n_genes)
        table = _table(call(fit, number=number))
        expected = _expected(fit, 0, number)
        _expect_columns(table, expected, "log_fc", "ave_expr", "t", "p_value", "b")


@top_table.check("adj_p_value: Benjamini–Hochberg over all genes", points=0.75)
def adjusted(call: Call, rng: np.random.Generator) -> None:
    for n_genes, number in ((45, 8), (30, 25)):
        fit = _fit(rng, n_genes)
        table = _table(call(fit, 0, number))
        _expect_columns(table, _expected(fit, 0, number), "adj_p_value")


@top_table.check("the coefficient by position or by name", points=0.5)
def coefficient(call: Call, rng: np.random.Generator) -> None:
    fit = _fit(rng, 28)
    for coef in (2, "treated - control", 1, "female - male"):
        column = COLUMNS.index(coef) if isinstance(coef, str) else coef
        table, expected = _table(call(fit, coef=coef)), _expected(fit, column, 10)
        what = f"the index of your table for coef={coef!r}"
        expect_names(table.index, expected.index, what)
        _expect_columns(table, expected, "log_fc", "t", "p_value", "b", "adj_p_value")


@top_table.check("the fit stays as it was", points=0.25)
def fit_untouched(call: Call, rng: np.random.Generator) -> None:
    fit = _fit(rng, 20)
    _table(call(fit, 1, 7))
    expect_conduct(call, fit, 1, 7)


top_table.hints(
    "Which entries of the fit hold a column for every coefficient, and which holds one value per "
    "gene? When are the p-values adjusted: before the other genes are left out, or after?",
    "`.iloc[:, position]` takes a column by position, `[name]` by name: a text is a name. Put the "
    "columns together in one DataFrame, adjust the p-values of all genes with `adjust_bh`, then "
    "`sort_values` and `head`.",
    "j = list(fit['t'].columns).index(coef) if isinstance(coef, str) else coef; p = "
    "fit['p_value'].iloc[:, j]; table = pd.DataFrame({'log_fc': fit['coefficients'].iloc[:, j], "
    "'ave_expr': fit['ave_expr'], 't': fit['t'].iloc[:, j], 'p_value': p, 'adj_p_value': "
    "adjust_bh(p), 'b': fit['b'].iloc[:, j]}); return table.sort_values('p_value').head(number).",
)


# ---------------------------------------------------------------- tables that go wrong


def _full(fit, coef=0):
    """The whole table, genes in the order of the fit."""
    column = list(fit["t"].columns).index(coef) if isinstance(coef, str) else coef
    return _expected(fit, column, len(fit["t"])).loc[list(fit["t"].index)]


@top_table.misconception(
    "L13",
    "You sorted by the size of the log fold change. The largest changes are those of the noisiest "
    "genes; the smallest p-values come first.",
    sees=rows,
)
def by_fold_change(fit, coef=0, number=10):
    return _full(fit, coef).sort_values("log_fc", key=np.abs, ascending=False).head(number)


@top_table.misconception(
    "L120",
    "You sorted by t: genes that go down stand at the end, however small their p. Sort by p, which "
    "asks for both directions.",
    sees=rows,
)
def by_t(fit, coef=0, number=10):
    return _full(fit, coef).sort_values("t", ascending=False).head(number)


@top_table.misconception(
    "L121",
    "You sorted by b. Where residual degrees of freedom or precisions differ, its order is not quite "
    "that of p. The task asks for the smallest p-values.",
    sees=rows,
)
def by_log_odds(fit, coef=0, number=10):
    return _full(fit, coef).sort_values("b", ascending=False).head(number)


@top_table.misconception(
    "L122",
    "Your table has the right genes in the order of the fit. A top table begins with the smallest "
    "p-value: sort it.",
    sees=rows,
)
def unsorted(fit, coef=0, number=10):
    table = _full(fit, coef)
    return table[table["p_value"].rank() <= number]


@top_table.misconception(
    "L123",
    "You took the first rows of the fit and sorted these. Sort all genes first, then take the top: "
    "the smallest p-value may be anywhere.",
    sees=rows,
)
def head_then_sort(fit, coef=0, number=10):
    return _full(fit, coef).head(number).sort_values("p_value")


@top_table.misconception(
    "L124",
    "You sorted from the largest p-value down: your table shows the least interesting genes. The "
    "smallest p-values come first.",
    sees=rows,
)
def largest_first(fit, coef=0, number=10):
    return _full(fit, coef).sort_values("p_value", ascending=False).head(number)


@top_table.misconception(
    "L125",
    "`number` has no effect in yours: there are always 10 rows. Take as many as the argument says.",
    sees=rows,
)
def always_ten(fit, coef=0, number=10):
    return _full(fit, coef).sort_values("p_value").head(10)


@top_table.misconception(
    "L126",
    "You return all genes. The top table has `number` rows: `.head(number)` after sorting.",
    sees=rows,
)
def all_genes(fit, coef=0, number=10):
    return _full(fit, coef).sort_values("p_value")


@top_table.misconception(
    "L127",
    "Your rows are numbered, so the table doesn't say which genes they are. The index holds the gene "
    "names, and stays with the rows when they are sorted.",
    sees=rows,
)
def numbered_rows(fit, coef=0, number=10):
    return _full(fit, coef).sort_values("p_value").head(number).reset_index(drop=True)


@top_table.misconception(
    "L128",
    "You sorted the columns, but not the mean expression: it stands beside other genes. Put all "
    "columns into one DataFrame before you sort it, so that rows stay together.",
    sees=values,
)
def mean_left_behind(fit, coef=0, number=10):
    table = _full(fit, coef).sort_values("p_value").head(number)
    return table.assign(ave_expr=fit["ave_expr"].to_numpy()[: len(table)])


@top_table.misconception(
    "L129",
    "Your log_fc is 2 to the power of the coefficient: the ratio itself. The coefficient is a "
    "difference of logarithms already, which is the log fold change.",
    sees=values,
)
def ratios(fit, coef=0, number=10):
    table = _full(fit, coef).sort_values("p_value").head(number)
    return table.assign(log_fc=2.0 ** table["log_fc"])


@top_table.misconception(
    "L130",
    "Your table lacks b, the log odds that a gene is differentially expressed. It is in the fit, "
    "`fit['b']`.",
    sees=values,
)
def without_log_odds(fit, coef=0, number=10):
    return _full(fit, coef).sort_values("p_value").head(number).drop(columns="b")


@top_table.misconception(
    "L18",
    "You adjusted only the p-values of the top rows. These were chosen for being small, so nothing "
    "is left to correct: adjust over all genes of the fit, and leave rows out afterwards.",
    sees=adjusted,
)
def top_rows_adjusted(fit, coef=0, number=10):
    table = _full(fit, coef).sort_values("p_value").head(number)
    return table.assign(adj_p_value=stats.false_discovery_control(table["p_value"]))


@top_table.misconception(
    "F1",
    "Your adj_p_value are the raw p-values. Among thousands of genes hundreds fall below 0.05 by "
    "chance: adjust them with `adjust_bh`.",
    sees=adjusted,
)
def not_adjusted(fit, coef=0, number=10):
    table = _full(fit, coef).sort_values("p_value").head(number)
    return table.assign(adj_p_value=table["p_value"])


@top_table.misconception(
    "F2",
    "You multiplied the p-values by the number of genes: Bonferroni's correction, which guards "
    "against a single false alarm. The task asks for Benjamini and Hochberg's method, `adjust_bh`.",
    sees=adjusted,
)
def bonferroni(fit, coef=0, number=10):
    table = _full(fit, coef).sort_values("p_value")
    adj = np.minimum(table["p_value"] * len(table), 1)
    return table.assign(adj_p_value=adj).head(number)


@top_table.misconception(
    "F6",
    "Your adjusted p-values are m · p / rank, without the last step: a gene with a smaller p may get "
    "a larger adjusted p than the next one. Take the minimum from the largest p down.",
    sees=adjusted,
)
def not_monotone(fit, coef=0, number=10):
    table = _full(fit, coef).sort_values("p_value")
    adj = table["p_value"] * len(table) / np.arange(1, len(table) + 1)
    return table.assign(adj_p_value=adj).head(number)


@top_table.misconception(
    "L131",
    "You adjusted the p-values of all coefficients together. Each coefficient is a question of its "
    "own here: adjust over the genes, in its column.",
    sees=adjusted,
)
def all_coefficients_adjusted(fit, coef=0, number=10):
    table = _full(fit, coef)
    together = stats.false_discovery_control(fit["p_value"].to_numpy().ravel())
    column = list(fit["t"].columns).index(coef) if isinstance(coef, str) else coef
    table["adj_p_value"] = together.reshape(fit["p_value"].shape)[:, column]
    return table.sort_values("p_value").head(number)


@top_table.misconception(
    "L132",
    "`coef` has no effect in yours: it is always the first coefficient. Take the column that the "
    "caller asks for.",
    sees=coefficient,
)
def always_the_first(fit, coef=0, number=10):
    return _full(fit, 0).sort_values("p_value").head(number)


@top_table.misconception(
    "L133",
    "You take the coefficient by position only; `iloc` doesn't know names. Where `coef` is a text, "
    "look the name up in the columns first.",
    sees=coefficient,
)
def by_position_only(fit, coef=0, number=10):
    fit["p_value"].iloc[:, coef]
    return _full(fit, coef).sort_values("p_value").head(number)


@top_table.misconception(
    "L134",
    "You sorted the tables of the fit themselves: after the call the caller's fit is in another "
    "order, or has other columns. Make a table of your own.",
    sees=fit_untouched,
)
def stored_in_the_fit(fit, coef=0, number=10):
    table = _full(fit, coef).sort_values("p_value").head(number)
    fit["adj_p_value"] = _full(fit, coef)["adj_p_value"]
    return table
