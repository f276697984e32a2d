"""Reference implementation of the course: one module per subject, one function per exercise.

``from functions import *`` gives the names that the lessons use.
"""

from .annealing import anneal, delta_energy, energy, propose_move
from .anova import adjust_bh, do_anova, fdr_threshold_for, run_anova, sample_groups
from .cluster_plots import plot_cluster_patterns
from .cluster_quality import silhouette
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
from .kmeans import dist_to_centroid, kmeans
from .scaling import get_top_variable_genes, minmax_rows, zscore_rows

__all__ = [
    "DataUnavailable",
    "ExpressionData",
    "adjust_bh",
    "anneal",
    "check_data_model",
    "cluster_rows",
    "delta_energy",
    "dist_to_centroid",
    "do_anova",
    "energy",
    "expression_df",
    "fdr_threshold_for",
    "fetch_hspc",
    "fetch_yeast",
    "from_pd",
    "get_top_variable_genes",
    "kmeans",
    "minmax_rows",
    "order_by_clustering",
    "plot_cluster_patterns",
    "plot_heatmap",
    "propose_move",
    "run_anova",
    "sample_groups",
    "samples_in",
    "silhouette",
    "simulate_hspc",
    "subset_genes",
    "transpose",
    "vectorized_dist",
    "ward_linkage",
    "zscore_rows",
]
