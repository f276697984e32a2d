"""Lesson 12, the capstone: review an analysis with twelve planted errors, and repair it.

Students get the faulty functions, not stubs. Each planted error is the first misconception of its
exercise, so that a function that was not repaired is told what is still wrong, and earns nothing.

Misconceptions that MISCONCEPTIONS.md doesn't have: R1 characters stripped instead of a pattern,
R2 logs of counts without library sizes, R3 the clusters of the points judged instead of the groups,
R4 tested on the cells that chose the genes, R5 flags taken for positions, R6 a mean of all samples
for that of the controls, R7 samples scaled for a factorisation, R8 one group's widths for all, R9 a
constant added to counts per million, R10 the number of the right scaling, R12 sums of genes for
library sizes, R13 logarithms of shares, R14 relative to other samples, R15 a ratio turned round,
R16 a total for a difference, R17 the type that was changed for one that was not.
"""

from autograder.catalogue.capstone.counts_and_genes import groups_of, log_expression, scaled_genes
from autograder.catalogue.capstone.distances_and_groups import gene_tree, separation
from autograder.catalogue.capstone.effects_and_tests import (
    confirmed_genes,
    discoveries,
    f_statistic,
    log_fold_change,
)
from autograder.catalogue.capstone.programs_and_shares import (
    composition,
    program_input,
    relative_to_controls,
)
from autograder.catalogue.capstone.proofs import evidence

__all__ = [
    "composition",
    "confirmed_genes",
    "discoveries",
    "evidence",
    "f_statistic",
    "gene_tree",
    "groups_of",
    "log_expression",
    "log_fold_change",
    "program_input",
    "relative_to_controls",
    "scaled_genes",
    "separation",
]
