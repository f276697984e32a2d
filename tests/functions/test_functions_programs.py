"""Gene programs: D-SPIN's factors, planted programs, and answers by hand."""

import itertools
import json

import numpy as np
import pandas as pd
import pytest
from scipy.linalg import orth

from functions import (
    assign_programs,
    discretise_programs,
    expression_df,
    from_pd,
    gene_programs,
    orthogonal_nmf,
    responses_relative_to_control,
    soft_orthogonal_nmf,
)
from functions.orthogonal import multiplicative_updates


def planted(rng, sizes=(12, 8, 20), n_cells=80, noise=0.3):
    """Cells × genes with disjoint programs: data, program of every gene, and error of the truth."""
    truth = np.repeat(np.arange(len(sizes)), sizes)
    h = (truth == np.arange(len(sizes))[:, None]) * rng.uniform(0.5, 2, len(truth))
    w = rng.gamma(1, 1, (n_cells, len(sizes)))
    x = np.maximum(w @ h + noise * rng.normal(size=(n_cells, len(truth))), 0)
    shuffled = rng.permutation(len(truth))
    return x[:, shuffled], truth[shuffled], np.linalg.norm(x - w @ h)


def same_partition(one, other):
    return len(set(zip(one, other, strict=True))) == len(set(one)) == len(set(other))


class TestOrthogonalNMF:
    @pytest.mark.parametrize("seed", range(5))
    def test_planted_disjoint_programs_are_found(self, rng, seed):
        x, truth, error = planted(rng)
        w, h = orthogonal_nmf(x, 3, seed=seed)
        assert w.min() >= 0
        assert h.min() >= 0
        np.testing.assert_allclose(h @ h.T, np.eye(3), atol=1e-12)
        assert same_partition(assign_programs(h), truth)
        assert np.linalg.norm(x - w @ h) <= 1.02 * error

    def test_usage_is_the_projection_on_the_programs_largest_first(self, rng):
        x, _, _ = planted(rng)
        w, h = orthogonal_nmf(x, 3)
        np.testing.assert_allclose(w, x @ h.T, rtol=1e-10)
        assert (np.diff((w**2).sum(axis=0)) <= 0).all()

    def test_a_program_is_the_singular_vector_of_its_genes(self, rng):
        x, _, _ = planted(rng)
        h = orthogonal_nmf(x, 3)[1]
        genes = h[0] > 0
        leading = np.linalg.svd(x[:, genes])[2][0]
        np.testing.assert_allclose(h[0, genes], np.abs(leading), atol=1e-6)

    def test_small_data_reach_the_best_of_all_assignments(self, rng):
        x = rng.random((6, 7))
        kept = []
        for labels in itertools.product(range(2), repeat=7):
            blocks = [x[:, np.array(labels) == j] for j in range(2)]
            kept.append(sum(np.linalg.norm(b, 2) ** 2 for b in blocks if b.size))
        best = np.sqrt((x**2).sum() - max(kept))
        w, h = orthogonal_nmf(x, 2)
        assert np.linalg.norm(x - w @ h) == pytest.approx(best, rel=1e-9)

    def test_genes_without_expression_are_in_no_program(self, rng):
        x, _, _ = planted(rng)
        x[:, 4] = 0
        h = orthogonal_nmf(x, 3)[1]
        assert not h[:, 4].any()
        assert assign_programs(h)[4] == -1
        assert (np.delete(assign_programs(h), 4) >= 0).all()

    def test_as_many_programs_as_genes_are_the_genes(self, rng):
        x = rng.random((9, 4)) + 0.1
        w, h = orthogonal_nmf(x, 4)
        np.testing.assert_allclose(w @ h, x)

    def test_too_many_programs_and_negative_values_are_refused(self, rng):
        with pytest.raises(ValueError, match="k must be at most 4, not 5"):
            orthogonal_nmf(rng.random((9, 4)), 5)
        with pytest.raises(ValueError, match="row 0, column 0 is -1"):
            orthogonal_nmf([[-1, 2], [1, 1]], 1)


class TestSoftOrthogonalNMF:
    @pytest.fixture
    def scaled(self, hspc, shared_data):
        stored = np.load(shared_data / "reference" / "onmf_hspc500_k6_seed0.npz")
        x = expression_df(hspc).loc[stored["genes"]].to_numpy().T / stored["std_clipped"]
        return x, stored

    def test_factors_of_the_same_start_are_those_of_dspin(self, scaled):
        x, stored = scaled
        np.random.seed(0)  # as dspin draws its start
        w = np.random.rand(len(x), 6)
        h = np.abs(orth(np.random.rand(6, x.shape[1]).T).T)
        w, h = multiplicative_updates(x, w, h, 500)
        np.testing.assert_allclose(h.T, stored["S"], rtol=0, atol=1e-10)
        np.testing.assert_allclose(w, stored["A"], rtol=0, atol=1e-10)

    def test_errors_are_in_the_range_of_dspin_and_programs_overlap(self, scaled, shared_data):
        x, _ = scaled
        known = json.loads((shared_data / "reference" / "onmf_hspc500.json").read_text())["6"]
        w, h = soft_orthogonal_nmf(x, 6)
        error = np.linalg.norm(x - w @ h)
        assert 0.999 * known["err_min"] < error < 1.001 * known["err_max"]
        off = np.linalg.norm(h @ h.T - np.eye(6)) / np.linalg.norm(h)
        assert 0.1 < off < 0.3

    def test_single_precision_stays_single_and_near(self, rng):
        x, _, _ = planted(rng)
        w, h = soft_orthogonal_nmf(x.astype(np.float32), 3, 50)
        assert w.dtype == h.dtype == np.float32
        np.testing.assert_allclose(h, soft_orthogonal_nmf(x, 3, 50)[1], atol=1e-4)


def test_a_gene_without_loading_has_no_program():
    assert assign_programs([[0, 2, 0], [0, 1, 3]]).tolist() == [-1, 0, 1]
    with pytest.raises(ValueError, match="programs × genes"):
        assign_programs([1, 2])


class TestGenePrograms:
    @pytest.fixture
    def data(self, rng):
        x, truth, _ = planted(rng, n_cells=150)
        return from_pd(pd.DataFrame(x.T, index=[f"g{i}" for i in range(40)])), truth

    def test_planted_programs_are_found_and_named(self, data):
        data, truth = data
        result = gene_programs(data, 3, n_repeats=4, n_iter=100)
        assert same_partition(result["programs"], truth)
        assert list(result["programs"].index) == list(data["genes"].index)
        weights, usage = result["weights"], result["usage"]
        np.testing.assert_allclose(weights @ weights.T, np.eye(3), atol=1e-9)
        assert (weights.to_numpy()[result["programs"], np.arange(40)] > 0).all()
        scaled = data["expression"].T / result["scale"].to_numpy()
        np.testing.assert_allclose(usage, scaled @ weights.T)
        assert list(usage.index) == list(data["samples"].index)

    def test_a_large_group_does_not_drown_a_small_one(self, data):
        data, truth = data
        groups = ["large"] * 125 + ["small"] * 25
        result = gene_programs(data, 3, groups, n_repeats=2, n_cells=100, n_iter=100)
        assert same_partition(result["programs"], truth)

    def test_tiny_groups_are_left_out_and_named(self, data):
        data, _ = data
        groups = ["a"] * 140 + ["rare"] * 10
        with pytest.warns(UserWarning, match="left out of the samples: rare"):
            gene_programs(data, 2, groups, n_repeats=1, n_cells=50, n_iter=5)
        with pytest.raises(ValueError, match="no group has 20 cells"):
            gene_programs(data, 2, [i // 10 for i in range(150)], n_repeats=1)

    def test_a_gene_that_is_0_everywhere_is_named(self, data):
        data, _ = data
        data["expression"][7] = 0
        with pytest.raises(ValueError, match="gene 'g7' is 0 in all cells"):
            gene_programs(data, 3)


class TestStates:
    def test_three_heaps_are_three_levels(self):
        usage = np.array([[0.1, 5.2, 0.0, 9.9, 5.0, 10.0, 4.9]]).T
        assert discretise_programs(usage)[:, 0].tolist() == [-1, 0, -1, 1, 0, 1, 0]

    @pytest.mark.parametrize("n", [3, 4, 9, 30])
    def test_the_cuts_are_the_best_of_all(self, rng, n):
        values = np.sort(rng.gamma(1, 1, n))
        parts = (
            (values[:i], values[i:j], values[j:]) for i in range(1, n - 1) for j in range(i + 1, n)
        )
        best = min(sum(((p - p.mean()) ** 2).sum() for p in three) for three in parts)
        states = discretise_programs(values[:, None])[:, 0]
        levels = [values[states == level] for level in (-1, 0, 1)]
        assert sum(((p - p.mean()) ** 2).sum() for p in levels) == pytest.approx(best, rel=1e-12)
        assert (np.diff(states) >= 0).all()

    def test_a_shift_and_a_scale_change_nothing_and_equal_values_stay_together(self, rng):
        usage = rng.integers(0, 12, size=(500, 3)).astype(float)
        states = discretise_programs(usage)
        np.testing.assert_array_equal(discretise_programs(usage * 3 + 1e6), states)
        for column in range(3):
            for value in range(12):
                assert len(set(states[usage[:, column] == value, column])) <= 1

    def test_names_are_kept(self):
        usage = pd.DataFrame({"cycle": [1.0, 2, 3]}, index=["a", "b", "c"])
        states = discretise_programs(usage)
        assert states["cycle"].to_dict() == {"a": -1, "b": 0, "c": 1}

    def test_too_few_values_are_refused_by_name(self):
        with pytest.raises(ValueError, match="program 'P2' has only 2 different values"):
            discretise_programs(pd.DataFrame({"P1": [1, 2, 3], "P2": [0, 0, 4]}))
        with pytest.raises(ValueError, match="program 1 has a missing"):
            discretise_programs([[1, np.nan], [2, 1], [3, 1]])


class TestResponses:
    responses = ((1.0, 2, 3, 10, 14), (0, 0, 6, 1, 1))

    def test_the_mean_of_the_controls_is_subtracted(self):
        relative = responses_relative_to_control(self.responses, [1, 0, 1, 0, 0])
        np.testing.assert_array_equal(relative, [[-1, 0, 1, 8, 12], [-3, -3, 3, -2, -2]])

    def test_controls_of_the_same_batch_count(self):
        relative = responses_relative_to_control(
            self.responses, np.array([True, False, False, True, False]), ["a", "a", "a", "b", "b"]
        )
        np.testing.assert_array_equal(relative, [[0, 1, 2, 0, 4], [0, 0, 6, 0, 0]])

    def test_tables_are_aligned_by_name(self):
        table = pd.DataFrame(self.responses, index=["P1", "P2"], columns=list("vwxyz"))
        flags = pd.Series([False, True, False, True, False], index=list("zxwvy"))
        relative = responses_relative_to_control(table, flags)
        np.testing.assert_array_equal(relative.loc["P1"], [-1, 0, 1, 8, 12])
        assert table.loc["P1", "v"] == 1

    def test_a_batch_without_control_is_named(self):
        with pytest.raises(ValueError, match="no control in batch 'b'"):
            responses_relative_to_control(self.responses, [1, 0, 0, 0, 0], list("aaabb"))
        with pytest.raises(ValueError, match="there is no control:"):
            responses_relative_to_control(self.responses, [0] * 5)

    def test_flags_must_be_flags(self):
        with pytest.raises(ValueError, match="boolean, or 0 and 1, not 'control'"):
            responses_relative_to_control(self.responses, ["control", 0, 0, 0, 0])
        with pytest.raises(ValueError, match="2 group labels do not fit 5"):
            responses_relative_to_control(self.responses, [1, 0])
