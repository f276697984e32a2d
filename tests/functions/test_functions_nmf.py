"""NMF: errors of the reference solutions, and identities."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import NMF

from functions import consensus_matrix, expression_df, nmf, normalise_programs, top_genes
from functions.nmf import iterations


@pytest.fixture
def planted(rng):
    return rng.random((60, 4)) @ rng.random((4, 40)) + rng.random((60, 40)) * 0.5


class TestNMF:
    def test_factors_are_not_negative_and_errors_are_those_of_the_product(self, planted):
        w, h, errors = nmf(planted, 4, n_iter=30)
        assert w.shape == (60, 4)
        assert h.shape == (4, 40)
        assert w.min() >= 0
        assert h.min() >= 0
        assert errors.shape == (31,)
        assert errors[-1] == pytest.approx(np.linalg.norm(planted - w @ h), rel=1e-10)
        assert (np.diff(errors) <= 0).all()

    def test_each_iteration_has_the_error_that_a_shorter_run_ends_with(self, planted):
        errors = nmf(planted, 3, n_iter=10)[2]
        assert [nmf(planted, 3, n_iter=i)[2][-1] for i in (1, 4)] == [errors[1], errors[4]]

    def test_one_program_is_the_leading_singular_vector(self, planted):
        w, h, _ = nmf(planted, 1)
        u, s, v = np.linalg.svd(planted)
        np.testing.assert_allclose(w @ h, s[0] * np.outer(u[:, 0], v[0]), rtol=1e-9)

    def test_the_best_of_three_seeds_is_as_good_as_scikit_learns(self, planted):
        best = min(nmf(planted, 4, seed=seed)[2][-1] for seed in range(3))
        peer = NMF(4, init="nndsvd", max_iter=500, tol=1e-9).fit(planted).reconstruction_err_
        assert best <= 1.002 * peer

    @pytest.mark.parametrize("k", [3, 5, 10])
    def test_real_cells_reach_the_best_known_error(self, hspc, shared_data, k):
        known = json.loads((shared_data / "reference" / "nmf.json").read_text())["hspc_all"]
        error = nmf(hspc["expression"].T, k, n_iter=200)[2][-1]
        assert known[str(k)]["svd_lower_bound"] <= error <= 1.001 * known[str(k)]["best_cd"]

    def test_exact_data_are_fitted_to_the_last_digits(self, rng):
        parts = np.kron(np.eye(3), np.ones((4, 5)))
        errors = nmf(parts, 3, n_iter=200, seed=2)[2]
        assert errors[-1] < 1e-7 * np.linalg.norm(parts)
        assert (np.diff(errors) <= 0).all()

    def test_empty_genes_and_cells_stay_empty(self, planted):
        planted[3], planted[:, 5] = 0, 0
        w, h, _ = nmf(planted, 3, n_iter=20)
        assert not w[3].any()
        assert not h[:, 5].any()

    def test_the_seed_decides_and_the_global_generator_is_left_alone(self, planted):
        before = np.random.get_state()[1].copy()
        one, other = nmf(planted, 3, n_iter=5, seed=1), nmf(planted, 3, n_iter=5, seed=1)
        np.testing.assert_array_equal(one[0], other[0])
        assert not np.allclose(one[0], nmf(planted, 3, n_iter=5, seed=2)[0])
        np.testing.assert_array_equal(np.random.get_state()[1], before)

    def test_many_runs_at_a_time_are_the_single_runs(self, planted, rng):
        w, h = rng.random((3, 4, 60)), rng.random((3, 4, 40))
        together, errors = iterations(planted, w.copy(), h.copy()), []
        for _ in range(6):
            _, _, errors = next(together)
        for run in range(3):
            alone = iterations(planted, w[run : run + 1].copy(), h[run : run + 1].copy())
            for _ in range(6):
                _, _, error = next(alone)
            assert errors[run] == pytest.approx(error[0], rel=1e-12)

    def test_negative_values_are_refused_with_their_place(self, planted):
        planted[2, 7] = -0.25
        with pytest.raises(ValueError, match=r"row 2, column 7 is -0\.25.*z-scores"):
            nmf(planted, 2)

    def test_zeros_and_too_many_programs_are_refused(self, planted):
        with pytest.raises(ValueError, match="all values of x are 0"):
            nmf(np.zeros((3, 3)), 1)
        with pytest.raises(ValueError, match="k must be at most 40, not 41"):
            nmf(planted, 41)
        with pytest.raises(ValueError, match="row 0, column 0 is nan"):
            nmf([[np.nan, 1], [1, 1]], 1)

    def test_more_programs_than_the_rank_are_noticed(self, rng):
        x = rng.random((20, 2)) @ rng.random((2, 10))
        with pytest.warns(
            UserWarning, match="k = 3 programs are more than the rank of the data, 2"
        ):
            nmf(x, 3, n_iter=3)


class TestNormalisation:
    def test_the_product_is_the_same_and_rows_have_length_one(self, rng):
        w, h = rng.random((8, 3)), rng.random((3, 6))
        usage, programs = normalise_programs(w, h)
        np.testing.assert_allclose(usage @ programs, w @ h)
        np.testing.assert_allclose(np.linalg.norm(programs, axis=1), 1)
        assert (np.diff(np.linalg.norm(usage, axis=0)) <= 0).all()

    def test_scaling_a_program_up_and_its_usage_down_changes_nothing(self, rng):
        w, h = rng.random((8, 3)), rng.random((3, 6))
        scale = np.array([10, 0.2, 3])
        for one, other in zip(
            normalise_programs(w, h), normalise_programs(w * scale, h / scale[:, None]), strict=True
        ):
            np.testing.assert_allclose(one, other)

    def test_a_zero_program_is_left_as_it_is(self):
        usage, programs = normalise_programs([[1, 2], [0, 2]], [[0, 0], [3, 4]])
        np.testing.assert_array_equal(programs, [[0.6, 0.8], [0, 0]])
        np.testing.assert_array_equal(usage, [[10, 1], [10, 0]])

    def test_factors_that_do_not_fit_are_refused(self):
        with pytest.raises(ValueError, match=r"w \(2, 2\) and h \(3, 4\)"):
            normalise_programs(np.ones((2, 2)), np.ones((3, 4)))


class TestTopGenes:
    def test_largest_loadings_first_and_ties_in_order(self):
        table = top_genes([[1, 5, 3, 3], [0, 0, 1, 9]], ["a", "b", "c", "d"], n=3)
        assert table[0].tolist() == ["b", "c", "d"]
        assert table[1].tolist() == ["d", "c", "a"]

    def test_programs_keep_their_names(self, small):
        h = pd.DataFrame([[1.0, 2.0, 3.0]], index=["cycle"])
        names = expression_df(small).index
        assert top_genes(h, names, 1)["cycle"].tolist() == ["Procr"]

    def test_names_that_do_not_fit_are_refused(self):
        with pytest.raises(ValueError, match="2 gene names do not fit"):
            top_genes(np.ones((2, 3)), ["a", "b"])
        with pytest.raises(ValueError, match="n must be at most 2"):
            top_genes(np.ones((2, 2)), ["a", "b"], n=3)


class TestConsensusMatrix:
    def test_fractions_by_hand_whatever_the_numbering(self):
        matrix = consensus_matrix([[0, 0, 1], [5, 2, 2]])
        np.testing.assert_array_equal(matrix, [[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]])

    def test_an_array_is_as_good_as_lists(self, rng):
        labels = rng.integers(0, 3, size=(7, 12))
        expected = (labels[:, :, None] == labels[:, None]).mean(axis=0)
        np.testing.assert_allclose(consensus_matrix(labels), expected)

    def test_runs_of_different_lengths_are_refused(self):
        with pytest.raises(ValueError, match=r"2 runs of lengths \[2, 3\]"):
            consensus_matrix([[0, 1], [0, 1, 1]])
        with pytest.raises(ValueError, match="runs × items"):
            consensus_matrix([0, 1, 1])
