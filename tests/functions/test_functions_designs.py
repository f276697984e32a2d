"""Designs, and contrasts that say which way round they are."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions import design_matrix, lm_fit, make_contrast

LEVELS = ["female", "male", "other_1"]


class TestDesignMatrix:
    def test_there_is_a_column_per_group_sorted(self):
        groups = pd.Series(["b", "a", "b", "c"], index=["s1", "s2", "s3", "s4"])
        design = design_matrix(groups)
        assert list(design.columns) == ["a", "b", "c"]
        assert list(design.index) == ["s1", "s2", "s3", "s4"]
        assert design.to_numpy().tolist() == [[0, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
        assert all(pd.api.types.is_numeric_dtype(dtype) for dtype in design.dtypes)

    @pytest.mark.parametrize("kind", [list, np.array, tuple, pd.Categorical])
    def test_groups_come_as_any_sequence(self, kind):
        design = design_matrix(kind(["x", "y", "x"]))
        assert design["x"].tolist() == [1, 0, 1]

    def test_an_unused_category_has_no_column(self):
        design = design_matrix(pd.Categorical(["x", "y"], categories=["x", "y", "z"]))
        assert list(design.columns) == ["x", "y"]

    def test_batches_add_a_column_each_but_for_the_first(self):
        groups = pd.Series(list("xxyyxy"), index=list("abcdef"))
        batch = pd.Series([1, 2, 1, 2, 3, 3], index=list("abcdef"))
        design = design_matrix(groups, batch[::-1])
        assert list(design.columns) == ["x", "y", "batch_2", "batch_3"]
        assert design["batch_2"].tolist() == [0, 1, 0, 1, 0, 0]
        assert design["batch_3"].tolist() == [0, 0, 0, 0, 1, 1]
        pd.testing.assert_frame_equal(design, design_matrix(groups, [1, 2, 1, 2, 3, 3]))

    def test_what_does_not_fit_is_refused(self):
        with pytest.raises(ValueError, match="sample 's2' has no group label"):
            design_matrix(pd.Series(["a", None], index=["s1", "s2"]))
        with pytest.raises(ValueError, match="no groups"):
            design_matrix([])
        with pytest.raises(ValueError, match="2 group labels do not fit 3 samples"):
            design_matrix(["a", "b", "b"], batch=[1, 2])


class TestMakeContrast:
    def test_what_stands_in_front_is_positive(self):
        contrast = make_contrast("female - male", LEVELS)
        assert contrast.to_dict() == {"female": 1, "male": -1, "other_1": 0}
        assert list(contrast.index) == LEVELS
        assert contrast.name == "female - male"
        turned = make_contrast("male - female", LEVELS)
        pd.testing.assert_series_equal(turned, -contrast, check_names=False)

    def test_the_order_is_that_of_the_levels_whatever_the_expression(self):
        contrast = make_contrast("female - male", ["male", "female"])
        assert contrast.tolist() == [-1, 1]

    def test_a_design_gives_its_columns(self):
        design = design_matrix(["male", "female", "male"])
        assert make_contrast("female - male", design).to_dict() == {"female": 1, "male": -1}

    @pytest.mark.parametrize(
        ("expression", "weights"),
        [
            ("male", [0, 1, 0]),
            ("-male + female", [1, -1, 0]),
            ("0.5*female + 0.5*male - other_1", [0.5, 0.5, -1]),
            ("2*female-male", [2, -1, 0]),
            ("female-.25 * male", [1, -0.25, 0]),
            ("1e-1*female - 1.*male", [0.1, -1, 0]),
            ("female + female - male", [2, -1, 0]),
            ("  female\n- male ", [1, -1, 0]),
        ],
    )
    def test_terms_are_added_up(self, expression, weights):
        assert make_contrast(expression, LEVELS).tolist() == weights

    @given(
        st.lists(
            st.tuples(st.sampled_from("+-"), st.integers(1, 9), st.sampled_from(LEVELS)),
            min_size=1,
            max_size=6,
        )
    )
    def test_any_sum_is_what_python_makes_of_it(self, terms):
        expression = " ".join(f"{sign} {number}*{level}" for sign, number, level in terms)
        expected = [
            eval(expression, {}, {level: float(level == one) for level in LEVELS}) for one in LEVELS
        ]
        if any(expected):
            assert make_contrast(expression, LEVELS).tolist() == expected

    def test_an_unknown_level_is_named_with_the_levels(self):
        with pytest.raises(KeyError, match="no level 'femal'; the levels are female, male"):
            make_contrast("femal - male", LEVELS)

    def test_a_level_that_is_no_identifier_is_pointed_out(self):
        with pytest.raises(KeyError, match="'T-cell' is not a Python identifier"):
            make_contrast("T-cell - B", ["T-cell", "B"])

    @pytest.mark.parametrize(
        "expression",
        ["", " ", "female male", "female -", "- - male", "female * 2", "2 female", "female / male",
         "(female - male)", "female - - male", "2*-male", "fe$male", "female +* male", "3"],
    )  # fmt: skip
    def test_what_cannot_be_read_is_refused_with_the_expression(self, expression):
        with pytest.raises(ValueError, match="cannot be read"):
            make_contrast(expression, LEVELS)

    def test_terms_that_cancel_out_are_refused(self):
        with pytest.raises(ValueError, match="'female - female' cancel out"):
            make_contrast("female - female", LEVELS)

    def test_a_contrast_is_text_and_levels_are_different(self):
        with pytest.raises(TypeError, match=r"not \[1, -1\]"):
            make_contrast([1, -1], LEVELS)
        with pytest.raises(ValueError, match="different names"):
            make_contrast("a", ["a", "a"])
        with pytest.raises(ValueError, match="different names"):
            make_contrast("a", "ab")


class TestRank:
    """A design that cannot be fitted, and why."""

    Y = np.random.default_rng(0).normal(size=(5, 6))

    def test_a_column_that_is_a_sum_of_others_is_named_with_them(self):
        design = design_matrix(list("aabbcc"))
        design["intercept"] = 1.0
        with pytest.raises(ValueError, match=r"'intercept' of the design is redundant.* a, b, c"):
            lm_fit(self.Y, design)

    def test_a_batch_that_is_a_group_is_named(self):
        design = design_matrix(list("aaabbb"), batch=[1, 1, 1, 2, 2, 2])
        with pytest.raises(ValueError, match=r"'batch_2' of the design is redundant.* of b,"):
            lm_fit(self.Y, design)

    def test_only_columns_that_are_involved_are_named(self):
        design = design_matrix(list("aabbcc"), batch=[1, 2, 1, 2, 1, 2])
        design["twice"] = 2 * design["batch_2"]
        with pytest.raises(ValueError, match="combination of batch_2, so"):
            lm_fit(self.Y, design)

    def test_a_column_of_zeros_is_named(self):
        design = design_matrix(list("aabbcc")).assign(nobody=0.0)
        with pytest.raises(ValueError, match="'nobody' of the design is 0 for every sample"):
            lm_fit(self.Y, design)

    def test_more_coefficients_than_samples_are_refused(self):
        design = np.random.default_rng(1).normal(size=(6, 7))
        with pytest.raises(ValueError, match="column 6 of the design is redundant"):
            lm_fit(self.Y, design)

    def test_nearly_equal_columns_on_different_scales_are_not_redundant(self):
        x = np.arange(6.0)
        design = np.column_stack([np.ones(6), 1e6 + x])
        fit = lm_fit(self.Y, design)
        slope = np.polynomial.polynomial.polyfit(x, self.Y.T, 1)[1]
        np.testing.assert_allclose(fit["coefficients"][1], slope, rtol=1e-6)
