"""Lesson 6, k-means: distances, the clusters, a picture of them, and how well items lie in them.

Misconceptions that MISCONCEPTIONS.md doesn't have. Distances: K11 the root forgotten, K12 sums of
columns, K13 one number for all, K14 absolute differences, K15 a mean of squares, K16 a centroid
that is stretched, K17 a loop over rows, K18 the matrix shifted in place. k-means: K14 as before, K19
the last start, K20 the worst start, K21 the first genes as start, K22 empty clusters left, K23
medians, K24 plain distances added up, K25 a mean of squares, K26 samples clustered, K27 labels from
1, K28 labels only, K29 any k, K30 the global generator, K31 labels stored in the data, K32 a seed of
its own. Pictures: K33 lines over genes, K34 the mean alone, K35 no mean, K36 a thin mean, K37 a
median, K38 no size, K39 numbers for names, K40 empty panels shown, K41 squeezed axes, K42 one panel
for all, K43 an unknown column ignored, K44 axes returned, K45 data sorted, K46 z-scores drawn.
Silhouettes: K47 the item itself counted, K48 all other clusters pooled, K49 the farthest cluster, K50
the average of clusters, K51 the nearest item, K52 the sign, K53 divided by b, K54 a mean of means,
K55 one width each, K56 rows taken for coordinates, K57 an item alone is 1, K58 NaN, K59 left out,
K60 labels from 0 expected, K61 the diagonal overwritten.
"""

from autograder.catalogue.kmeans.centroids import dist_to_centroid
from autograder.catalogue.kmeans.lloyd_mistakes import kmeans
from autograder.catalogue.kmeans.patterns_mistakes import plot_cluster_patterns
from autograder.catalogue.kmeans.widths import silhouette

__all__ = ["dist_to_centroid", "kmeans", "plot_cluster_patterns", "silhouette"]
