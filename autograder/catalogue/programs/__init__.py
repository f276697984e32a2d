"""Lesson 10, gene programs in perturb-seq and the network between them.

Misconceptions that MISCONCEPTIONS.md doesn't have. Orthogonal NMF: P1 no orthogonality, P2 singular
vectors, P3 assigned without a new fit, P4 transposed, P5 programs by chance, P6 the global generator,
P7 programs scaled alone, P8 data changed, P9 clusters of means. Assignment: P10 genes without program,
P11 the axis, P12 from 1, P13 smallest, P14 genes left out, P15 in place. States: P16 terciles, P17
equal widths, P18 numbers in no order, P19 levels from 0, P20 all columns together, P21 the sign, P22
the other way round, P23 one standard deviation, P24 rows, P25 the global generator, P26 stored.
Moments: P27 the mean subtracted, P28 Pearson correlation, P29 a sum, P30 one less, P31 over programs,
P32 cells × cells, P33 diagonal emptied, P34 products of means, P35 one of two. Model: P36 pairs
counted twice, P37 two states, P38 the sign of the energy, P39 not normalised, P40 all states alike,
P41 the most likely state, P42 fields left out, P43 one triangle halved, P44 states from 0, P45 mean
subtracted, P46 programs one by one. Responses: P47 mean of all, P48 batches ignored, P49 numbers as
positions, P50 ratios, P51 one mean for all programs, P52 controls left out, P53 all of the batch, P54
the sign, P55 in place, P56 median.
"""

from autograder.catalogue.programs.disjoint_mistakes import orthogonal_nmf
from autograder.catalogue.programs.genes import assign_programs
from autograder.catalogue.programs.levels_mistakes import discretise_programs
from autograder.catalogue.programs.moments import cross_moments
from autograder.catalogue.programs.network import exact_moments
from autograder.catalogue.programs.responses import responses_relative_to_control

__all__ = [
    "assign_programs",
    "cross_moments",
    "discretise_programs",
    "exact_moments",
    "orthogonal_nmf",
    "responses_relative_to_control",
]
