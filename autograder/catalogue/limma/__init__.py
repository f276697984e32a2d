"""Lesson 8."""

from autograder.catalogue.limma.counts_mistakes import cpm, filter_low_expression
from autograder.catalogue.limma.designs_mistakes import design_matrix, make_contrast
from autograder.catalogue.limma.fits_mistakes import lm_fit
from autograder.catalogue.limma.moderation_mistakes import moderated_t
from autograder.catalogue.limma.tables import top_table
from autograder.catalogue.limma.volcano_mistakes import plot_volcano

__all__ = [
    "cpm",
    "design_matrix",
    "filter_low_expression",
    "lm_fit",
    "make_contrast",
    "moderated_t",
    "plot_volcano",
    "top_table",
]
