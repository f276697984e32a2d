"""Lesson 11."""

from autograder.catalogue.single_cell.adjacency_mistakes import neighbour_graph
from autograder.catalogue.single_cell.consensus import sc3_consensus
from autograder.catalogue.single_cell.markers_mistakes import rank_markers
from autograder.catalogue.single_cell.naming import annotate
from autograder.catalogue.single_cell.shares import proportions

__all__ = ["annotate", "neighbour_graph", "proportions", "rank_markers", "sc3_consensus"]
