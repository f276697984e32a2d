"""The exercises of every lesson: contract, checks, misconceptions, hints.

``LESSONS`` lists the lessons in the order of the course; ``find`` gives an exercise by name. A
lesson's exercises are declared when they are asked for: nobody waits for the other lessons.
"""

from __future__ import annotations

import difflib
import importlib
from dataclasses import dataclass

from autograder.exercise import Exercise, declared


@dataclass(frozen=True)
class Lesson:
    """A lesson of the course.

    ``id`` names its chapter, its assignment and its package here; ``names`` are its exercises in
    the order in which learners meet them.
    """

    number: int
    id: str
    title: str
    names: tuple[str, ...]

    @property
    def exercises(self) -> list[Exercise]:
        """Its exercises, in the order of ``names``."""
        importlib.import_module(f"autograder.catalogue.{self.id}")
        found = {name: one for name, one in declared().items() if one.lesson == self.id}
        if set(found) != set(self.names):
            wrong = ", ".join(sorted(set(found) ^ set(self.names)))
            raise LookupError(f"the contents of lesson {self.id!r} and its package differ: {wrong}")
        return [found[name] for name in self.names]

    @property
    def points(self) -> float:
        """Points of all its exercises."""
        return sum(one.points for one in self.exercises)


_CONTENTS = {
    "data_model": (
        "An expression matrix and its names",
        "from_pd expression_df check_data_model subset_genes samples_in transpose",
    ),
    "scaling": (
        "Variable genes, scaling and distances",
        "get_top_variable_genes zscore_rows minmax_rows vectorized_dist",
    ),
    "clustering": ("Hierarchical clustering", "cluster_rows order_by_clustering ward_linkage"),
    "heatmaps": ("Heatmaps that tell the truth", "plot_heatmap"),
    "anova": (
        "One gene, then all genes: ANOVA and the false discovery rate",
        "sample_groups do_anova adjust_bh run_anova fdr_threshold_for",
    ),
    "kmeans": (
        "k-means: starts, local minima and the number of clusters",
        "dist_to_centroid kmeans plot_cluster_patterns silhouette",
    ),
    "annealing": (
        "Project: simulated annealing",
        "energy propose_move delta_energy anneal",
    ),
    "limma": (
        "Differential expression of counts with limma and voom",
        "cpm filter_low_expression design_matrix make_contrast lm_fit moderated_t top_table "
        "plot_volcano",
    ),
    "nmf": (
        "Non-negative matrix factorisation",
        "nmf normalise_programs top_genes consensus_matrix",
    ),
    "programs": (
        "Gene programs and their networks in perturb-seq",
        "orthogonal_nmf assign_programs discretise_programs cross_moments exact_moments "
        "responses_relative_to_control",
    ),
    "single_cell": (
        "Single cells: clustering and annotation",
        "neighbour_graph sc3_consensus rank_markers annotate proportions",
    ),
    "capstone": (
        "Review this analysis",
        "groups_of log_expression scaled_genes gene_tree separation f_statistic discoveries "
        "log_fold_change confirmed_genes program_input relative_to_controls composition evidence",
    ),
}

LESSONS = {
    lesson: Lesson(number, lesson, title, tuple(names.split()))
    for number, (lesson, (title, names)) in enumerate(_CONTENTS.items(), 1)
}


def find(name: str) -> Exercise:
    """The exercise of that name.

    Raises
    ------
    KeyError
        If there is none; the message offers the nearest names.
    """
    for lesson in LESSONS.values():
        if name in lesson.names:
            return lesson.exercises[lesson.names.index(name)]
    if name in (others := declared()):  # declared by somebody who extends the course
        return others[name]
    known = [name for lesson in LESSONS.values() for name in lesson.names]
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    offer = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(known)}"
    raise KeyError(f"there is no exercise {name!r}; {offer}")
