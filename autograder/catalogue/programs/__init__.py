"""Lesson 10, gene programs in perturb-seq and the network between them.

Misconceptions that MISCONCEPTIONS.md doesn't have. Orthogonal NMF: M1 no orthogonality, M2 singular
vectors, M4 transposed, M5 programs by chance, M6 the global generator, M7 both factors of length 1, M8
data changed, M9 equal loadings, M57 QR, M58 one program, M59 programs alone. Assignment: M10 genes
without program, M11 the axis, M12 from 1, M13 smallest, M14 genes left out, M15 in place, M60 scaled
first, M61 NaN, M62 any zero. States: M16 terciles, M17 equal widths, M18 numbers in no order, M19 levels
from 0, M20 all columns together, M21 signs, M22 upside down, M23 one standard deviation, M24 rows, M25
the global generator, M26 stored, M63 first assignment, M64 logarithms. Moments: M27 the mean
subtracted, M28 Pearson correlation, M29 a sum, M30 one less, M31 mean of cells, M32 cells × cells, M33
diagonal of ones, M34 products of means, M35 one of two, M65 sample covariance, M66 by programs, M67 in
place. Model: M36 pairs counted twice, M37 two states, M38 the sign of the energy, M39 not normalised,
M40 all states alike, M41 the most likely state, M42 fields left out, M44 states from 0, M45 mean
subtracted, M46 programs one by one, M68 pairs halved twice, M69 on and off, M70 diagonal of ones, M71
fields on the diagonal. Responses: M47 mean of all, M48 controls untouched, M49 numbers as positions,
M50 ratios, M51 one mean for all programs, M52 controls left out, M53 all of the batch, M54 the sign, M55
in place, M56 median, M72 z-scores, M73 the mask turned round.
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
