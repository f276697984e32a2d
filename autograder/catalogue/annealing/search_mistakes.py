"""Searches that go wrong, and what to say of them."""

from __future__ import annotations

import math

import numpy as np

from autograder.catalogue.annealing.partitions import energy_of
from autograder.catalogue.annealing.search import (
    anneal,
    cooling,
    labels_and_energies,
    last_energy,
    metropolis,
    seeded_and_untouched,
)

__all__ = ["anneal"]


def _metropolis(delta, temp, u):
    """Whether a move is accepted; `u` draws a number from 0 to 1."""
    return delta < 0 or u() < np.exp(-delta / temp)


class _Search:
    """A search, one move at a time."""

    def __init__(self, dist_matrix, k, rng):
        self.distances, self.k, self.rng = dist_matrix, k, rng
        self.labels = rng.integers(k, size=len(dist_matrix))
        self.energy = energy_of(self.labels, dist_matrix, k)

    def propose(self):
        """A gene, another cluster, and the change of the energy."""
        gene = int(self.rng.integers(len(self.labels)))
        old = self.labels[gene]
        new = int((old + self.rng.integers(1, self.k)) % self.k)
        row = self.distances[gene]
        joined, left = row[self.labels == new].sum(), row[self.labels == old].sum()
        return gene, new, 2 * (joined - left) / self.k

    def move(self, gene, new, delta):
        self.labels[gene] = new
        self.energy += delta


def _run(dist_matrix, k, temp, cool, n_iter, seed, accept=_metropolis, always_cool=True):
    """Labels, energies, the best labels, and which moves were accepted."""
    search = _Search(dist_matrix, k, np.random.default_rng(seed))
    energies, accepted = [search.energy], []
    best, lowest = search.labels.copy(), search.energy
    with np.errstate(all="ignore"):
        for _ in range(n_iter):
            gene, new, delta = search.propose()
            accepted.append(bool(accept(delta, temp, search.rng.random)))
            if accepted[-1]:
                search.move(gene, new, delta)
                if search.energy < lowest:
                    best, lowest = search.labels.copy(), search.energy
            energies.append(search.energy)
            if always_cool or accepted[-1]:
                temp *= cool
    return search.labels, np.array(energies), best, np.array(accepted)


@anneal.misconception(
    "S3",
    "You accept with exp(+Δ/T), which is above 1 for every move that raises the energy, so all moves "
    "are accepted and the search never settles. The sign is a minus: exp(−Δ/T).",
    sees=metropolis,
)
def plus_in_the_exponent(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    def accept(delta, temp, u):
        return delta < 0 or u() < np.exp(delta / temp)

    return _run(dist_matrix, k, temp, cool, n_iter, seed, accept)[:2]


@anneal.misconception(
    "S35",
    "Your comparison is turned round: bad moves are accepted where the random number is *above* "
    "exp(−Δ/T), the worse the more often. Accept where it is below: `rng.random() < np.exp(...)`.",
    sees=metropolis,
)
def above_instead_of_below(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    def accept(delta, temp, u):
        return delta < 0 or u() > np.exp(-delta / temp)

    return _run(dist_matrix, k, temp, cool, n_iter, seed, accept)[:2]


@anneal.misconception(
    "S36",
    "Your search never goes uphill: it accepts improvements only, and gets stuck in the first valley. "
    "A move that raises the energy by Δ is accepted with probability exp(−Δ/T).",
    sees=metropolis,
)
def greedy(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    def accept(delta, temp, u):
        return delta < 0

    return _run(dist_matrix, k, temp, cool, n_iter, seed, accept)[:2]


@anneal.misconception(
    "S37",
    "You multiply Δ by the temperature instead of dividing. At a high temperature bad moves should be "
    "accepted more often, not less: exp(−Δ / T).",
    sees=metropolis,
)
def times_temperature(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    def accept(delta, temp, u):
        return delta < 0 or u() < np.exp(-delta * temp)

    return _run(dist_matrix, k, temp, cool, n_iter, seed, accept)[:2]


@anneal.misconception(
    "S38",
    "You draw no random number: a move is accepted whenever exp(−Δ/T) is above a fixed value. Draw a "
    "new u for every move, and accept if u < exp(−Δ/T).",
    sees=metropolis,
)
def fixed_threshold(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    def accept(delta, temp, u):
        return delta < 0 or np.exp(-delta / temp) > 0.5

    return _run(dist_matrix, k, temp, cool, n_iter, seed, accept)[:2]


@anneal.misconception(
    "S5",
    "You cool down only when a move was accepted. The fewer are accepted, the slower it gets, and the "
    "search never comes to rest. Multiply by `cool` after every move, accepted or not.",
    sees=cooling,
)
def cooled_on_acceptance(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    return _run(dist_matrix, k, temp, cool, n_iter, seed, always_cool=False)[:2]


@anneal.misconception(
    "S39",
    "The temperature stays at `temp`, so that the search wanders about for ever. Multiply it by `cool` "
    "after every move.",
    sees=cooling,
)
def never_cooled(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    return _run(dist_matrix, k, temp, 1.0, n_iter, seed)[:2]


@anneal.misconception(
    "S10",
    "The labels are those of the best state, the last energy is that of the last state: they don't "
    "belong together. Return the labels at the end of the search, with the energies as they were.",
    sees=last_energy,
)
def best_labels_last_energy(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    _, energies, best, _ = _run(dist_matrix, k, temp, cool, n_iter, seed)
    return best, energies


@anneal.misconception(
    "S40",
    "Your energies are the lowest so far, not those of the search: nobody can see it go uphill. "
    "Append the energy after each move, be it higher or lower.",
    sees=metropolis,
)
def lowest_so_far(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    _, energies, best, _ = _run(dist_matrix, k, temp, cool, n_iter, seed)
    return best, np.minimum.accumulate(energies)


@anneal.misconception(
    "S41",
    "You note an energy only when a move was accepted. A refused move leaves the energy as it is: "
    "append the same number again, so that there are n_iter + 1.",
    sees=labels_and_energies,
)
def accepted_moves_only(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    labels, energies, _, accepted = _run(dist_matrix, k, temp, cool, n_iter, seed)
    return labels, energies[np.r_[True, accepted]]


@anneal.misconception(
    "S42",
    "The energy of the start is missing: n_iter moves make n_iter + 1 energies. Begin the list with "
    "`energy(labels, dist_matrix, k)`.",
    sees=labels_and_energies,
)
def start_missing(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    labels, energies, *_ = _run(dist_matrix, k, temp, cool, n_iter, seed)
    return labels, energies[1:]


@anneal.misconception(
    "S43",
    "A refused move stays in your labels: you change the label to compute the energy and don't put it "
    "back. Compute Δ first, and change the label only when the move is accepted.",
    sees=last_energy,
)
def refused_moves_kept(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    search = _Search(dist_matrix, k, np.random.default_rng(seed))
    energies = [search.energy]
    for _ in range(n_iter):
        gene, new, delta = search.propose()
        search.labels[gene] = new
        if _metropolis(delta, temp, search.rng.random):
            search.energy += delta
        energies.append(search.energy)
        temp *= cool
    return search.labels, np.array(energies)


@anneal.misconception(
    "S44",
    "You add Δ to the energy whether the move was accepted or not, so the energies drift away from "
    "those of the labels. Add it only for a move that is made.",
    sees=last_energy,
)
def refused_changes_added(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    search = _Search(dist_matrix, k, np.random.default_rng(seed))
    energies = [search.energy]
    for _ in range(n_iter):
        gene, new, delta = search.propose()
        if _metropolis(delta, temp, search.rng.random):
            search.labels[gene] = new
        search.energy += delta
        energies.append(search.energy)
        temp *= cool
    return search.labels, np.array(energies)


@anneal.misconception(
    "S2",
    "Your energies count each pair once, the energy of this project counts it twice. That is not only "
    "another unit: with the same temperature, half a Δ is accepted far more often.",
    sees=last_energy,
)
def pairs_counted_once(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    labels, energies, *_ = _run(dist_matrix, k, 2 * temp, cool, n_iter, seed)
    return labels, energies / 2


@anneal.misconception(
    "S11",
    "Once it is cold, −Δ/T of a move that lowers the energy is a huge number, and `math.exp` of it "
    "overflows. Ask for Δ < 0 first: `if delta < 0 or rng.random() < math.exp(-delta / temp)`.",
    sees=last_energy,
)
def overflow(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    def accept(delta, temp, u):
        return u() < math.exp(-delta / temp)

    return _run(dist_matrix, k, temp, cool, n_iter, seed, accept)[:2]


@anneal.misconception(
    "S45",
    "You set NumPy's global generator (`np.random.seed`), and so change the random numbers of "
    "everything that runs after you. Make your own: `rng = np.random.default_rng(seed)`.",
    sees=seeded_and_untouched,
)
def global_generator(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    np.random.seed(seed)
    return _run(dist_matrix, k, temp, cool, n_iter, np.random.randint(2**31))[:2]


@anneal.misconception(
    "S46",
    "Your generator has a seed of its own, so whatever `seed` says, the search is the same. Give it "
    "the argument: `np.random.default_rng(seed)`.",
    sees=seeded_and_untouched,
)
def seed_of_its_own(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    return _run(dist_matrix, k, temp, cool, n_iter, 0)[:2]


@anneal.misconception(
    "S47",
    "Your labels run from 1 to k. Here they count from 0, as in the other functions of this lesson.",
    sees=labels_and_energies,
)
def labels_from_one(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    labels, energies, *_ = _run(dist_matrix, k, temp, cool, n_iter, seed)
    return labels + 1, energies


@anneal.misconception(
    "S48",
    "You return the last energy alone. The task asks for all of them, from the start on: the trace "
    "shows whether the search has come to rest.",
    sees=labels_and_energies,
)
def last_energy_alone(dist_matrix, k, temp=1.0, cool=0.999, n_iter=20_000, seed=0):
    labels, energies, *_ = _run(dist_matrix, k, temp, cool, n_iter, seed)
    return labels, energies[-1]
