"""Lesson 7, simulated annealing: the energy of a partition, a move, its change, and the search.

Misconceptions that MISCONCEPTIONS.md doesn't have. The energy: S12 not divided by k, S13 divided by
sizes, S14 mean distances, S15 squared distances, S16 pairs of different clusters, S17 clusters from
1, S18 divided by the clusters in use, S19 NaN of empty clusters. Moves: S20 always the next cluster,
S21 the next instead of the same, S22 never the last gene, S23 the cluster drawn before the gene, S24
never an empty cluster, S25 a generator of its own, S27 the move made already, S28 the cluster first.
Changes: S29 the sign, S30 pairs counted once, S31 not divided by k, S32 only what comes in, S33 mean
distances, S34 the move made already. Searches: S35 above instead of below, S36 never uphill, S37
times the temperature, S38 no random number, S39 never cooled, S40 the lowest so far, S41 accepted
moves only, S42 no start, S43 refused moves kept, S44 refused changes added, S45 the global
generator, S46 a seed of its own, S47 labels from 1, S48 the last energy alone.
"""

from autograder.catalogue.annealing.energies import energy
from autograder.catalogue.annealing.moves import propose_move
from autograder.catalogue.annealing.rises import delta_energy
from autograder.catalogue.annealing.search_mistakes import anneal

__all__ = ["anneal", "delta_energy", "energy", "propose_move"]
