"""Reference implementation of the course: one module per subject, one function per exercise.

``from functions import *`` gives the names that the lessons use.
"""

from .anova import adjust_bh, do_anova, fdr_threshold_for, run_anova, sample_groups
from .clustering import cluster_rows, order_by_clustering, ward_linkage
from .data_model import (
    ExpressionData,
    check_data_model,
    expression_df,
    from_pd,
    samples_in,
    subset_genes,
    transpose,
)
from .datasets import DataUnavailable, fetch_hspc, fetch_yeast, simulate_hspc
from .distances import vectorized_dist
from .heatmaps import plot_heatmap
from .scaling import get_top_variable_genes, minmax_rows, zscore_rows

__all__ = [
    "DataUnavailable",
    "ExpressionData",
    "adjust_bh",
    "check_data_model",
    "cluster_rows",
    "do_anova",
    "expression_df",
    "fdr_threshold_for",
    "fetch_hspc",
    "fetch_yeast",
    "from_pd",
    "get_top_variable_genes",
    "minmax_rows",
    "order_by_clustering",
    "plot_heatmap",
    "run_anova",
    "sample_groups",
    "samples_in",
    "simulate_hspc",
    "subset_genes",
    "transpose",
    "vectorized_dist",
    "ward_linkage",
    "zscore_rows",
]
