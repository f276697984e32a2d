"""Lesson 5, one gene, then all genes: analysis of variance and the false discovery rate.

Misconceptions that MISCONCEPTIONS.md doesn't have. Names of samples: G1 the last dot, G2 a list,
G3 an index of numbers, G4 no dot, no group, G5 a dot that is any character, G6 digits instead of
the dot. One gene: A16 the row of the residuals, A17 the noise of a constant gene, A18 one minus the
distribution function, A19 errors swallowed, A20 degrees of freedom exchanged, A21 no replication,
A22 groups of one left out, A24 the F instead of the p, A25 no p without spread, A32 a mean of means,
A33 ranks only, A34 the row of the intercept, A35 a constant gene with p = 1. Adjusting: F16 Holm,
F17 Benjamini–Yekutieli, F18 NaN dropped, F19 NaN counted, F20 NaN made 1, F21 mean ranks of ties,
F22 sorted in place, F34 capped instead of monotone, F35 put back the wrong way, F36 verdicts. All
genes: A26 a loop, A27 sorted by p, A28 an index of numbers, A29 a constant gene that counts, A30
constant genes dropped, A31 Series only, A36 sorted groups, A38 stored in the data, F23 alpha
ignored, F24 one NaN for all, F25 significance by the raw p, F30 ones and zeros, F38 significance
turned round. Thresholds: F26 off by one, F27 the raw p, F28 the order of the table, F29 ties counted
once, F31 NaN counted, F33 a quantile, F37 rather fewer.
"""

from autograder.catalogue.anova.groups import sample_groups
from autograder.catalogue.anova.one_gene_mistakes import do_anova
from autograder.catalogue.anova.p_values import adjust_bh
from autograder.catalogue.anova.table_mistakes import run_anova
from autograder.catalogue.anova.threshold import fdr_threshold_for

__all__ = ["adjust_bh", "do_anova", "fdr_threshold_for", "run_anova", "sample_groups"]
