"""Networks of programs: D-SPIN's results, enumeration, and planted networks."""

import itertools
import json

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score, roc_auc_score

from functions import cross_moments, exact_moments, network_inference, network_modules
from functions.communities import quality, signed_benefit
from functions.networks import exact_gradient, pseudolikelihood_gradient


def network(rng, k, scale=0.7):
    j = rng.normal(0, scale, (k, k))
    j = j + j.T
    np.fill_diagonal(j, 0)
    return j, rng.normal(0, 1, k)


def all_states(k):
    return np.array(list(itertools.product((-1, 0, 1), repeat=k)))


def probabilities(j, h):
    s = all_states(len(h))
    diagonal = np.diag(np.diag(j))
    weight = np.exp(((s @ (j + diagonal)) * s).sum(axis=1) / 2 + s @ h)
    return s, weight / weight.sum()


@pytest.fixture
def hsc(shared_data):
    stored = np.load(shared_data / "reference" / "dspin_hsc_states.npz")
    return pd.DataFrame(stored["states"], columns=stored["genes"]), stored["sample"]


@pytest.fixture
def learnt(shared_data):
    return lambda method: np.load(shared_data / "reference" / f"dspin_hsc_{method}.npz")


class TestMoments:
    def test_moments_of_cells_by_hand(self):
        mean, correlation = cross_moments([[1, -1], [0, 1], [1, 0], [1, -1]])
        np.testing.assert_allclose(mean, [0.75, -0.25])
        np.testing.assert_allclose(correlation, [[0.75, -0.5], [-0.5, 0.75]])

    @pytest.mark.parametrize("k", [1, 2, 5, 6])
    def test_exact_moments_are_those_of_the_enumeration(self, rng, k):
        j, h = network(rng, k)
        s, p = probabilities(j, h)
        mean, correlation = exact_moments(j, h)
        np.testing.assert_allclose(mean, p @ s, rtol=0, atol=1e-12)
        np.testing.assert_allclose(correlation, (s * p[:, None]).T @ s, rtol=0, atol=1e-12)

    def test_without_couplings_every_program_is_alone(self):
        h = np.array([0.3, -2, 0])
        mean, correlation = exact_moments(np.zeros((3, 3)), h)
        alone = 2 * np.sinh(h) / (1 + 2 * np.cosh(h))
        np.testing.assert_allclose(mean, alone)
        np.testing.assert_allclose(correlation[0, 1], alone[0] * alone[1])

    def test_the_diagonal_counts_once(self):
        _, correlation = exact_moments([[0.4]], [0])
        assert correlation[0, 0] == pytest.approx(2 * np.exp(0.4) / (1 + 2 * np.exp(0.4)))

    def test_strong_fields_are_no_overflow(self):
        mean, _ = exact_moments([[0, 500], [500, 0]], [800, 0])
        np.testing.assert_allclose(mean, [1, 1])

    def test_what_is_no_network_is_refused(self):
        with pytest.raises(ValueError, match="must be symmetric"):
            exact_moments([[0, 1], [2, 0]], [0, 0])
        with pytest.raises(ValueError, match=r"couplings \(2, 2\) and fields \(3,\)"):
            exact_moments(np.zeros((2, 2)), [0, 0, 0])
        with pytest.raises(ValueError, match=r"13 programs have 3\^13 = 1,594,323 states"):
            exact_moments(np.zeros((13, 13)), np.zeros(13))


class TestGradients:
    def test_the_exact_gradient_is_the_difference_of_moments(self, rng):
        states, codes = rng.integers(-1, 2, (60, 5)), np.repeat([0, 1, 2], 20)
        j, _ = network(rng, 5)
        np.fill_diagonal(j, rng.normal(size=5))
        h = rng.normal(size=(5, 3))
        of_j, of_h = exact_gradient(states.astype(float), codes, 3)(j, h)
        expected_j = np.zeros((5, 5))
        for sample in range(3):
            mean, correlation = exact_moments(j, h[:, sample])
            data_mean, data_correlation = cross_moments(states[codes == sample])
            expected_j += correlation - data_correlation
            np.testing.assert_allclose(of_h[:, sample], mean - data_mean, atol=1e-12)
        np.testing.assert_allclose(of_j, expected_j, atol=1e-12)

    def test_the_pseudolikelihood_gradient_is_its_slope(self, rng):
        states, codes = rng.integers(-1, 2, (40, 4)).astype(float), np.repeat([0, 1], 20)
        j, _ = network(rng, 4)
        h = rng.normal(size=(4, 2))

        def loss(j, h):
            total = 0.0
            for sample in range(2):
                s = states[codes == sample]
                own = np.diag(j)
                field = s @ (j - np.diag(own)) + h[:, sample]
                logs = field * s + own * s**2
                total -= (logs - np.log1p(np.exp(own) * 2 * np.cosh(field))).sum() / len(s)
            return total

        of_j, of_h = pseudolikelihood_gradient(states, codes, 2)(j, h)
        for a, b in ((0, 1), (2, 3), (1, 1)):
            shift = np.zeros((4, 4))
            shift[a, b] = shift[b, a] = 1e-6
            slope = (loss(j + shift, h) - loss(j - shift, h)) / 2e-6
            # One coupling is two entries of the matrix.
            assert slope == pytest.approx(of_j[a, b] * (1 if a == b else 2), rel=1e-6)
        shift = np.zeros((4, 2))
        shift[2, 1] = 1e-6
        slope = (loss(j, h + shift) - loss(j, h - shift)) / 2e-6
        assert slope == pytest.approx(of_h[2, 1], rel=1e-6)


class TestInference:
    def test_pseudolikelihood_is_that_of_dspin(self, hsc, learnt):
        expected = learnt("pseudo_likelihood")
        fit = network_inference(*hsc, "pseudolikelihood")
        np.testing.assert_allclose(fit["J"], expected["J"], rtol=0, atol=1e-8)
        np.testing.assert_allclose(fit["h"], expected["h"], rtol=0, atol=1e-8)
        assert list(fit["h"].columns) == list(expected["samples"])

    def test_exact_inference_finds_the_true_network_as_well_as_dspin(
        self, hsc, learnt, shared_data
    ):
        states, samples = hsc
        fit = network_inference(states, samples)
        assert fit["method"] == "exact"
        table = pd.read_csv(shared_data / "reference" / "dspin_hsc_true_network.csv")
        true = {frozenset(pair) for pair in zip(table["Gene1"], table["Gene2"], strict=True)}
        pairs = list(itertools.combinations(states.columns, 2))
        is_true = [frozenset(pair) in true for pair in pairs]
        assert sum(is_true) == 20
        strength = [abs(fit["J"].loc[pair]) for pair in pairs]
        assert roc_auc_score(is_true, strength) >= 0.90
        expected = learnt("maximum_likelihood")
        assert np.corrcoef(fit["J"].to_numpy().ravel(), expected["J"].ravel())[0, 1] > 0.999

        def objective(j, h):
            s, doubled = all_states(11), j + np.diag(np.diag(j))
            energy = ((s @ doubled) * s).sum(axis=1) / 2
            total = 23 * 0.01 * huber(j[np.triu_indices(11)]).sum() + 0.0025 * (h**2).sum()
            for column, sample in enumerate(np.unique(samples)):
                mean, correlation = cross_moments(states[samples == sample])
                fitted = h[:, column] @ mean + (doubled * correlation).sum() / 2
                total += np.log(np.exp(energy + s @ h[:, column]).sum()) - fitted
            return total

        ours = objective(fit["J"].to_numpy(), fit["h"].to_numpy())
        assert ours <= objective(expected["J"], expected["h"]) + 0.05

    def test_a_planted_network_is_found(self, rng):
        j, h = network(rng, 4, 0.3)
        h = np.tanh(h)  # so that no program is always in the same state
        s, p = probabilities(j, h)
        states = s[rng.choice(len(s), 20_000, p=p)]
        for method in ("exact", "pseudolikelihood"):
            fit = network_inference(states, ["all"] * len(states), method, l1_j=0, l2_h=0)
            np.testing.assert_allclose(fit["J"], j, atol=0.15)
            np.testing.assert_allclose(fit["h"].iloc[:, 0], h, atol=0.15)

    def test_many_samples_are_left_to_the_pseudolikelihood(self, rng):
        states = rng.integers(-1, 2, (62, 3))
        fit = network_inference(states, np.arange(62) // 2, n_epochs=3)
        assert fit["method"] == "pseudolikelihood"
        assert len(fit["gradient"]) == 3

    def test_a_larger_penalty_leaves_fewer_couplings(self, rng):
        states = rng.integers(-1, 2, (200, 5))
        sizes = [
            network_inference(states, [0] * 200, l1_j=l1, step=0.005)["J"].to_numpy()
            for l1 in (0, 0.1)
        ]
        off = ~np.eye(5, dtype=bool)
        assert np.abs(sizes[1][off]).mean() < 0.5 * np.abs(sizes[0][off]).mean()

    def test_couplings_that_do_not_settle_are_noticed(self, rng):
        states = rng.integers(-1, 2, (200, 5))
        with pytest.warns(UserWarning, match="have not settled.*smaller step="):
            network_inference(states, [0] * 200, l1_j=0.4)

    def test_a_progress_bar_is_shown_on_demand(self, rng, capsys):
        states = rng.integers(-1, 2, (20, 2))
        network_inference(states, [0] * 20, n_epochs=5, progress=True)
        assert "network" in capsys.readouterr().err

    def test_bad_input_is_refused(self):
        with pytest.raises(ValueError, match=r"states must be −1, 0 or 1, not 2\.0"):
            network_inference([[0, 2]], ["a"])
        with pytest.raises(ValueError, match="1 group labels do not fit 2"):
            network_inference([[0, 1], [1, 1]], ["a"])
        with pytest.raises(ValueError, match="method must be one of"):
            network_inference([[0, 1]], ["a"], "mcmc")
        with pytest.raises(ValueError, match="use method='pseudolikelihood'"):
            network_inference(np.zeros((2, 14)), ["a", "a"], "exact")


def huber(values, smooth=1e-3):
    """What the clipped slope of the penalty is the derivative of."""
    small = np.abs(values) < smooth
    return np.where(small, values**2 / (2 * smooth), np.abs(values) - smooth / 2)


class TestModules:
    @pytest.fixture
    def signed(self, shared_data):
        return json.loads((shared_data / "reference" / "signed_leiden.json").read_text())

    @pytest.mark.parametrize("name", ["thomson20", "hsc11"])
    def test_quality_is_the_best_of_leidenalg(self, signed, name):
        reference = signed[name]
        modules = network_modules(np.array(reference["J"]))
        assert modules["quality"] == pytest.approx(reference["quality_best"], rel=1e-12)
        assert adjusted_rand_score(modules["programs"], reference["leidenalg_best"]) == 1

    def test_the_quality_of_a_partition_is_leidenalgs(self, signed):
        couplings = np.array(signed["thomson20"]["J"])
        np.fill_diagonal(couplings, 0)
        labels = np.array(signed["thomson20"]["leidenalg_seed0"])
        ours = quality(signed_benefit(couplings, 2.0), labels)
        assert ours == pytest.approx(signed["thomson20"]["quality_seed0"], rel=1e-12)

    def test_no_partition_of_a_small_network_is_better(self, rng):
        j, _ = network(rng, 6)
        benefit = signed_benefit(j, 1.0)
        every = itertools.product(range(6), repeat=6)
        best = max(quality(benefit, np.array(labels)) for labels in every)
        assert network_modules(j, resolution=1.0)["quality"] == pytest.approx(best)

    def test_blocks_are_found_and_perturbations_join_what_they_push_up(self, rng):
        block = np.kron(np.eye(2), np.ones((3, 3))) * 2 - 1
        names = [f"P{i}" for i in range(6)]
        j = pd.DataFrame(block, index=names, columns=names)
        push = pd.DataFrame(
            {"up": [1, 1, 1, -1, -1, -1], "down": [-1, -1, -1, 1, 1, 1.0]}, index=names
        )
        modules = network_modules(j, push)
        assert modules["programs"].to_dict() == dict(zip(names, [0, 0, 0, 1, 1, 1], strict=True))
        assert modules["perturbations"].to_dict() == {"up": 0, "down": 1}

    def test_the_result_does_not_depend_on_the_order_of_the_programs(self, rng):
        j, _ = network(rng, 12)
        order = rng.permutation(12)
        one = network_modules(j)["programs"].to_numpy()
        other = network_modules(j[np.ix_(order, order)])["programs"].to_numpy()
        assert adjusted_rand_score(one[order], other) == 1

    def test_bad_couplings_are_refused(self):
        with pytest.raises(ValueError, match="square matrix"):
            network_modules(np.zeros((2, 3)))
        with pytest.raises(ValueError, match="symmetric"):
            network_modules([[0, 1], [2, 0]])
        with pytest.raises(ValueError, match="program 1 has a missing"):
            network_modules([[0, 0, 0], [0, 0, np.nan], [0, np.nan, 0]])
        with pytest.raises(ValueError, match="2 programs × perturbations"):
            network_modules(np.zeros((2, 2)), np.zeros((3, 1)))
