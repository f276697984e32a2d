"""Lesson 2: the genes that vary, rows on a common scale, and all distances at once.

Z and H are entries of MISCONCEPTIONS.md. Others: V1 the chosen genes in the old order, V2 the most
variable last, V3 variance of the samples, V4 a sort turned round, V5 a sort that isn't stable,
V6 the table of genes cut instead of sorted, V7 the input made into the answer, V8 no error for a
senseless number, V9 more genes asked for than there are, V10 a new dictionary instead of a change
in place, V11 a change in place that also returns, V12 a change of a local name, V13 the variance
in place of its root, V14 one scale for the whole matrix, V15 a little something added to the
denominator, V16 centred only, V17 divided by the maximum, V18 a constant row left alone, V19 half a
division, V20 the root forgotten, V21 pairs in the other triangle's order, V22 similarity for
distance, V23 the sign of a correlation lost, V24 NaN for identical rows, V25 any metric accepted,
V26 a loop over pairs, V27 distances of the samples, V28 a correlation that isn't centred, V29 the
metric ignored, V30 half a distance.
"""

from autograder.catalogue.scaling.genes_that_vary import get_top_variable_genes
from autograder.catalogue.scaling.rows_on_a_scale import minmax_rows, zscore_rows
from autograder.catalogue.scaling.vectorised_distances import vectorized_dist

__all__ = ["get_top_variable_genes", "minmax_rows", "vectorized_dist", "zscore_rows"]
