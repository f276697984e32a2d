"""Lesson 3, hierarchical clustering: cut a tree, order by trees, write Ward's method out.

Misconceptions that MISCONCEPTIONS.md doesn't have: H13 labels from 0, H14 samples clustered instead
of genes, H15 labels stored in the data, H16 the method ignored, H17 a default that isn't Ward, H18
columns left as they were, H19 genes sorted by cluster number, H20 an optimal ordering nobody asked
for, H21 rows z-scored first, H22 the input reordered in place, H24 a library's linkage function,
H25 the factor 2 forgotten, H26 clusters numbered by a point of theirs, H27 merges in the order of
finding them, H28 average linkage, H29 Lance and Williams on unsquared distances, H30 sizes that are
always 2, H31 the rise taken for the height, H32 complete linkage, H33 an update without sizes,
H34 points overwritten by centres, H35 the tree cut at a height.
"""

from autograder.catalogue.clustering.cutting import cluster_rows
from autograder.catalogue.clustering.ordering import order_by_clustering
from autograder.catalogue.clustering.ward import ward_linkage

__all__ = ["cluster_rows", "order_by_clustering", "ward_linkage"]
