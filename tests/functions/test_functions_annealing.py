"""Simulated annealing: the energy, its changes, and the search."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import pdist, squareform
from scipy.stats import chisquare
from sklearn.metrics import adjusted_rand_score

from functions import anneal, delta_energy, energy, minmax_rows, propose_move, vectorized_dist


def by_pairs(labels, distances, k):
    """The energy as the course writes it: a double sum."""
    n = len(labels)
    pairs = [(i, j) for i in range(n) for j in range(n) if i != j and labels[i] == labels[j]]
    return sum(distances[i][j] for i, j in pairs) / k


@pytest.fixture
def distances(rng):
    return squareform(pdist(rng.normal(size=(30, 4))))


@pytest.fixture
def labels(rng):
    return rng.integers(4, size=30)


@pytest.fixture
def yeast_distances(yeast):
    minmax_rows(yeast)
    return squareform(vectorized_dist(yeast))


class TestEnergy:
    def test_it_is_the_sum_over_ordered_pairs_over_k(self, labels, distances):
        result = energy(labels, distances, 4)
        assert isinstance(result, float)
        assert result == pytest.approx(by_pairs(labels, distances, 4), rel=1e-12)

    def test_three_genes_by_hand(self):
        assert energy([0, 0, 1], [[0, 2, 9], [2, 0, 9], [9, 9, 0]], 2) == 2

    def test_empty_clusters_count_in_k_only(self, labels, distances):
        assert energy(labels, distances, 8) == pytest.approx(energy(labels, distances, 4) / 2)

    def test_the_diagonal_does_not_count(self, labels, distances):
        expected = energy(labels, distances, 4)
        np.fill_diagonal(distances, 5)
        assert energy(labels, distances, 4) == pytest.approx(expected, rel=1e-12)

    def test_the_first_ten_yeast_genes_are_those_of_the_course_counted_twice(self, yeast_distances):
        # The course in R adds up i < j: 58.690130531768666.
        result = energy([0] * 10, yeast_distances[:10, :10], 1)
        assert result / 2 == pytest.approx(58.690130531768666, rel=1e-12)

    @pytest.mark.parametrize(
        ("labels", "message"),
        [
            ([0, 1, 4], "from 0 to 3, but gene 2 has label 4"),
            ([0, -1, 1], "gene 1 has label -1"),
            ([0, 1], "2 labels do not fit a matrix of 3 by 3"),
            ([0.5, 1, 1], "must be whole numbers"),
            (["a", "b", "b"], "must be whole numbers"),
            ([0, np.nan, 1], "must be whole numbers"),
        ],
    )
    def test_labels_that_do_not_fit_are_refused(self, labels, message):
        with pytest.raises(ValueError, match=message):
            energy(labels, np.ones((3, 3)), 4)

    def test_a_missing_distance_is_refused_with_its_genes(self, labels, distances):
        distances[3, 8] = np.nan
        with pytest.raises(ValueError, match="genes 3 and 8 is nan"):
            energy(labels, distances, 4)

    def test_a_matrix_that_is_not_square_is_refused(self, labels, distances):
        with pytest.raises(ValueError, match="square"):
            energy(labels, distances[:, :5], 4)
        with pytest.raises(ValueError, match="k must be at least 1, not 0"):
            energy(labels, distances, 0)


class TestProposeMove:
    def test_the_gene_and_the_other_clusters_are_uniform(self, rng):
        labels = np.array([0, 1, 2, 2])
        counts = np.zeros((4, 3))
        for _ in range(8_000):
            gene, new = propose_move(labels, 3, rng)
            counts[gene, new] += 1
        assert (counts[np.arange(4), labels] == 0).all()
        allowed = counts[counts > 0]
        assert len(allowed) == 8
        assert chisquare(allowed).pvalue > 1e-6

    def test_two_whole_numbers_come_back_and_the_labels_stay(self, rng):
        labels = [1, 0, 1]
        gene, new = propose_move(labels, 2, rng)
        assert (type(gene), type(new)) == (int, int)
        assert new == 1 - labels[gene]
        assert labels == [1, 0, 1]

    def test_one_cluster_leaves_nowhere_to_go(self, rng):
        with pytest.raises(ValueError, match="k must be at least 2, not 1"):
            propose_move([0, 0], 1, rng)

    def test_a_seed_is_no_generator(self):
        with pytest.raises(TypeError, match=r"default_rng\(seed\), not int"):
            propose_move([0, 1], 2, 3)


class TestDeltaEnergy:
    def test_it_is_the_difference_of_two_energies(self, rng, labels, distances):
        for _ in range(50):
            gene, new = propose_move(labels, 4, rng)
            moved = labels.copy()
            moved[gene] = new
            expected = energy(moved, distances, 4) - energy(labels, distances, 4)
            assert delta_energy(labels, distances, 4, gene, new) == pytest.approx(
                expected, abs=1e-9
            )

    def test_the_own_cluster_changes_nothing(self, labels, distances):
        assert delta_energy(labels, distances, 4, 5, int(labels[5])) == 0

    def test_distances_of_both_directions_and_on_the_diagonal_are_counted_as_the_energy_does(
        self, rng, labels
    ):
        distances = rng.random((30, 30))
        moved = labels.copy()
        moved[7] = (labels[7] + 1) % 4
        expected = energy(moved, distances, 4) - energy(labels, distances, 4)
        result = delta_energy(labels, distances, 4, 7, moved[7])
        assert result == pytest.approx(expected, abs=1e-12)

    def test_the_labels_stay(self, labels, distances):
        before = labels.copy()
        delta_energy(labels, distances, 4, 0, 1)
        np.testing.assert_array_equal(labels, before)

    def test_genes_and_clusters_that_do_not_exist_are_refused(self, labels, distances):
        with pytest.raises(ValueError, match="gene must be at most 29, not 30"):
            delta_energy(labels, distances, 4, 30, 0)
        with pytest.raises(ValueError, match="new_cluster must be at most 3, not 4"):
            delta_energy(labels, distances, 4, 0, 4)
        distances[2, 3] = np.inf
        with pytest.raises(ValueError, match="gene 2 has a missing or infinite distance"):
            delta_energy(labels, distances, 4, 2, (labels[2] + 1) % 4)


class TestAnneal:
    def test_the_last_energy_is_that_of_the_labels(self, distances):
        for k in (2, 3, 7, 30):
            labels, energies = anneal(distances, k, n_iter=500)
            assert labels.shape == (30,)
            assert labels.dtype.kind == "i"
            assert labels.min() >= 0
            assert labels.max() < k
            assert energies.shape == (501,)
            assert energies[-1] == pytest.approx(by_pairs(labels, distances, k), abs=1e-9)

    def test_groups_of_equal_size_that_are_apart_are_found(self, rng):
        truth = np.repeat(np.arange(4), 10)
        centres = np.array([[0, 0], [8, 0], [0, 8], [8, 8]])
        distances = squareform(pdist(centres[truth] + rng.normal(size=(40, 2))))
        for seed in range(5):
            labels, energies = anneal(distances, 4, seed=seed)
            assert adjusted_rand_score(labels, truth) == 1
            assert energies[-1] < 0.5 * energies[0]

    def test_at_temperature_0_the_energy_never_rises(self, distances):
        energies = anneal(distances, 3, temp=0, n_iter=3_000)[1]
        assert (np.diff(energies) <= 0).all()

    def test_the_equilibrium_of_two_genes_is_that_of_boltzmann(self):
        # Together: energy d; apart: 0. Each has two labellings, so P(together) = 1 / (1 + e^(d/T)).
        energies = anneal([[0, 1.0], [1.0, 0]], 2, temp=1.0, cool=1.0, n_iter=200_000, seed=1)[1]
        together = np.mean(energies > 0.5)
        assert together == pytest.approx(1 / (1 + np.e), abs=0.01)

    def test_the_same_seed_gives_the_same_and_another_another_result(self, distances):
        one, again = anneal(distances, 4, seed=5), anneal(distances, 4, seed=5)
        np.testing.assert_array_equal(one[0], again[0])
        np.testing.assert_array_equal(one[1], again[1])
        assert not np.array_equal(one[1], anneal(distances, 4, seed=6)[1])

    def test_the_matrix_is_not_touched_not_even_its_diagonal(self, distances):
        np.fill_diagonal(distances, 3)
        before = distances.copy()
        labels, energies = anneal(distances, 3, n_iter=300)
        np.testing.assert_array_equal(distances, before)
        assert energies[-1] == pytest.approx(by_pairs(labels, distances, 3), abs=1e-9)

    def test_memory_grows_with_genes_times_clusters_and_with_moves(self, rng):
        distances = squareform(pdist(rng.normal(size=(1_000, 3))))
        tracemalloc.start()
        anneal(distances, 5, n_iter=100)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 0.2 * distances.nbytes

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"k": 1}, "k must be at least 2, not 1"),
            ({"k": 31}, "k must be at most 30, not 31"),
            ({"temp": -1}, "temp must be .*not -1"),
            ({"temp": np.nan}, "temp must be .*not nan"),
            ({"temp": np.inf}, "temp must be .*not inf"),
            ({"cool": 0}, "cool must be .*not 0"),
            ({"cool": 1.1}, "cool must be .*not 1.1"),
            ({"n_iter": 0}, "n_iter must be at least 1, not 0"),
        ],
    )
    def test_options_out_of_range_are_refused_with_their_value(self, distances, options, message):
        with pytest.raises(ValueError, match=message):
            anneal(distances, **{"k": 3, **options})

    def test_a_matrix_that_is_not_symmetric_is_refused_with_the_genes(self, distances):
        distances[4, 9] += 1
        with pytest.raises(ValueError, match=r"not symmetric: .* from gene 4 to gene 9"):
            anneal(distances, 3)

    def test_a_missing_distance_is_refused_with_its_genes(self, distances):
        distances[4, 9] = distances[9, 4] = np.nan
        with pytest.raises(ValueError, match="genes 4 and 9 is nan"):
            anneal(distances, 3)


class TestYeast:
    def test_the_defaults_reach_480_for_eight_clusters_with_pairs_counted_once(
        self, yeast_distances
    ):
        for seed in range(5):
            labels, energies = anneal(yeast_distances, 8, seed=seed)
            assert energies[-1] / 2 <= 480
            assert energies[-1] == pytest.approx(energy(labels, yeast_distances, 8), abs=1e-9)

    @pytest.mark.parametrize(("k", "best"), [(8, 471.2778), (9, 365.3527), (10, 290.3982)])
    def test_a_slow_schedule_comes_close_to_the_best_known(self, yeast_distances, k, best):
        energies = anneal(yeast_distances, k, temp=10, cool=0.9998, n_iter=60_000)[1]
        assert 0.999 * best <= energies[-1] / 2 <= 1.01 * best

    def test_sizes_become_nearly_equal(self, yeast_distances):
        sizes = np.bincount(anneal(yeast_distances, 8)[0])
        assert sizes.min() > 20


@given(st.integers(2, 6), st.integers(0, 1000))
def test_every_recorded_energy_is_that_of_a_partition_one_move_away(k, seed):
    distances = squareform(pdist(np.random.default_rng(seed).normal(size=(8, 2))))
    labels, energies = anneal(distances, k, temp=2.0, n_iter=40, seed=seed)
    assert energies[-1] == pytest.approx(energy(labels, distances, k), abs=1e-9)
    assert (energies >= -1e-9).all()
