"""Reference implementation of the course: one module per subject, one function per exercise.

``from functions import *`` gives the names that the lessons use.
"""

from .annealing import anneal, delta_energy, energy, propose_move
from .anova import adjust_bh, do_anova, fdr_threshold_for, run_anova, sample_groups
from .cell_data import from_anndata, simulate_cells, to_anndata
from .cell_plots import (
    plot_dotplot,
    plot_embedding,
    plot_matrixplot,
    plot_proportions,
    plot_stacked_violin,
    plot_tracksplot,
)
from .cluster_plots import plot_cluster_patterns
from .cluster_quality import silhouette
from .clustering import cluster_rows, order_by_clustering, ward_linkage
from .cnmf import consensus_nmf, k_selection
from .communities import network_modules
from .count_data import fetch_yoruba, simulate_counts
from .counts import cpm, filter_low_expression, log_cpm, tmm_factors
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
from .de_plots import (
    plot_de_heatmap,
    plot_log_cpm_density,
    plot_md,
    plot_mds,
    plot_volcano,
    plot_voom_trend,
)
from .designs import design_matrix, make_contrast
from .distances import vectorized_dist
from .heatmaps import plot_heatmap
from .kmeans import dist_to_centroid, kmeans
from .knockout import simulate_knockout
from .linear_models import contrasts_fit, lm_fit
from .markers import annotate, clr, proportions, rank_all_markers, rank_markers
from .mds import mds_coordinates
from .moderation import e_bayes, moderated_t, treat
from .networks import cross_moments, exact_moments, network_inference
from .nmf import consensus_matrix, nmf, normalise_programs, top_genes
from .orthogonal import orthogonal_nmf, soft_orthogonal_nmf
from .perturbseq import simulate_perturbseq
from .program_plots import (
    plot_component_distances,
    plot_k_selection,
    plot_network,
    plot_network_heatmap,
    plot_response_heatmap,
    plot_usage,
)
from .programs import (
    assign_programs,
    discretise_programs,
    gene_programs,
    responses_relative_to_control,
)
from .results import decide_tests, top_table
from .sc3 import sc3_consensus, sc3_k_selection
from .scaling import get_top_variable_genes, minmax_rows, zscore_rows
from .single_cell import (
    leiden,
    neighbour_graph,
    normalise_log,
    pca,
    tsne,
    umap,
    weighted_neighbours,
)
from .voom import voom

__all__ = [
    "DataUnavailable",
    "ExpressionData",
    "adjust_bh",
    "anneal",
    "annotate",
    "assign_programs",
    "check_data_model",
    "clr",
    "cluster_rows",
    "consensus_matrix",
    "consensus_nmf",
    "contrasts_fit",
    "cpm",
    "cross_moments",
    "decide_tests",
    "delta_energy",
    "design_matrix",
    "discretise_programs",
    "dist_to_centroid",
    "do_anova",
    "e_bayes",
    "energy",
    "exact_moments",
    "expression_df",
    "fdr_threshold_for",
    "fetch_hspc",
    "fetch_yeast",
    "fetch_yoruba",
    "filter_low_expression",
    "from_anndata",
    "from_pd",
    "gene_programs",
    "get_top_variable_genes",
    "k_selection",
    "kmeans",
    "leiden",
    "lm_fit",
    "log_cpm",
    "make_contrast",
    "mds_coordinates",
    "minmax_rows",
    "moderated_t",
    "neighbour_graph",
    "network_inference",
    "network_modules",
    "nmf",
    "normalise_log",
    "normalise_programs",
    "order_by_clustering",
    "orthogonal_nmf",
    "pca",
    "plot_cluster_patterns",
    "plot_component_distances",
    "plot_de_heatmap",
    "plot_dotplot",
    "plot_embedding",
    "plot_heatmap",
    "plot_k_selection",
    "plot_log_cpm_density",
    "plot_matrixplot",
    "plot_md",
    "plot_mds",
    "plot_network",
    "plot_network_heatmap",
    "plot_proportions",
    "plot_response_heatmap",
    "plot_stacked_violin",
    "plot_tracksplot",
    "plot_usage",
    "plot_volcano",
    "plot_voom_trend",
    "proportions",
    "propose_move",
    "rank_all_markers",
    "rank_markers",
    "responses_relative_to_control",
    "run_anova",
    "sample_groups",
    "samples_in",
    "sc3_consensus",
    "sc3_k_selection",
    "silhouette",
    "simulate_cells",
    "simulate_counts",
    "simulate_hspc",
    "simulate_knockout",
    "simulate_perturbseq",
    "soft_orthogonal_nmf",
    "subset_genes",
    "tmm_factors",
    "to_anndata",
    "top_genes",
    "top_table",
    "transpose",
    "treat",
    "tsne",
    "umap",
    "vectorized_dist",
    "voom",
    "ward_linkage",
    "weighted_neighbours",
    "zscore_rows",
]
