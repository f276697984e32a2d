"""Lesson 8, differential expression of counts with limma and voom.

Misconceptions that MISCONCEPTIONS.md doesn't have. Counts per million: L19 sums of rows, L20 one size
for all, L21 fractions, L22 logarithms, L23 to L25 an empty library, L81 in place. The filter: L26 any
sample, L27 all samples, L28 the largest group, L83 the number of groups, L33 more than the smallest,
L29 to L32, L36 and L82 another cut-off, L84 in one group, L34, L35 and L85 no mask. Designs: L38 True
and False, L39 numbers, L40 on its side, L41 to L43 names and order, L86 an intercept as well.
Contrasts: L44 and L45 numbers and signs, L46, L47, L51, L54 and L91 unknown levels, L48 to L50 and
L87 to L90 levels, L52 spaces, L53 bare weights. Fits: L55 to L71 and L92 to L100. Moderation: L101 to
L119, A18 one minus the distribution function. Top tables: L120 to L134. Volcano plots: V1 to V22.
"""

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
