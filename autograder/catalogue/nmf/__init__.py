"""Lesson 9, non-negative matrix factorisation.

Misconceptions that MISCONCEPTIONS.md doesn't have. Factorisation: N19 squared errors, N20 relative
errors, N21 no error of the start, N22 errors before the step, N23 factors transposed, N24 two
results, N25 negative values clipped, N26 an assertion, N27 the global generator, N28 data scaled in
place, N29 too few iterations, N30 the best start for granted, N31 a half step. Normalising: N32 sums
of 1, N33 usage not scaled, N34 usage divided, N35 columns, N36 order kept, N37 smallest first, N38
usage ordered alone, N39 ordered by sums, N40 ordered before scaling, N41 NaN for nothing, N42 nothing
dropped, N43 in place, N44 the larger of all. Top genes: N45 least, N46 ascending, N47 transposed, N48
positions, N49 always ten, N50 a dictionary, N51 columns of h taken for programs, N52 specificity,
N53 alphabetical, N54 sorted in place. Consensus: N55 counts, N56 runs × runs, N57 numbers compared
over runs, N58 majority, N59 diagonal of 0, N60 one triangle, N61 one less, N62 distances, N63 number
of the items, N64 arrays only, N65 renumbered in place, N73 correlation, N74 clusters of the first run,
N75 the other triangle.
"""

from autograder.catalogue.nmf.factorise_mistakes import nmf
from autograder.catalogue.nmf.normalise import normalise_programs
from autograder.catalogue.nmf.ranking import top_genes
from autograder.catalogue.nmf.sharing import consensus_matrix

__all__ = ["consensus_matrix", "nmf", "normalise_programs", "top_genes"]
