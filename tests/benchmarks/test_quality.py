"""Matching is as right as promised on the labelled data, where they are."""

import json
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import fit_confidence
import quality
import reliability

FOLDER = os.environ.get("HARMONY_BENCHMARKS")

with_data = pytest.mark.skipif(not FOLDER, reason="HARMONY_BENCHMARKS names no folder of labelled data")


@pytest.fixture
def folder() -> Path:
    """Return where the labelled data are."""
    assert FOLDER
    return Path(FOLDER)


@with_data
@pytest.mark.slow
@pytest.mark.parametrize(("form", "least"), [("structured", 0.95), ("dirty", 0.88)])
def test_what_was_fitted_elsewhere_carries_over(folder: Path, form: str, least: float):
    """On pairs of two shops, which nothing was fitted on, matches are found, and what is said to be sure is right."""
    pairs, truth = quality.shop_pairs(folder, form)
    got = quality.measure([each.probability for each in quality.compare_many(pairs)], truth)
    assert got.f1 >= least
    assert got.right_where_sure >= 0.95
    assert got.calibration_error <= 0.05


@with_data
@pytest.mark.slow
def test_titles_are_taken_apart_as_others_do(folder: Path):
    """At least 95 of 100 cases that state our behavior are decided right."""
    right, counted, _ = quality.title_cases(folder)
    assert right / counted >= 0.95


@with_data
@pytest.mark.slow
def test_clusters_of_five_sources_are_found(folder: Path):
    """Records of five sources, with errors in every field, are grouped nearly as they were made."""
    got = quality.musicbrainz_clusters(folder)
    assert got.scores[2] >= 0.99
    assert got.completeness >= 0.99


@with_data
@pytest.mark.slow
def test_stated_confidences_are_right_as_often_as_they_say(folder: Path):
    """On things and pairs that nothing was fitted on: also where all agree, and where sources differ."""
    told = reliability.of_five_sources(folder)
    assert reliability.calibration_error(reliability.by_stated(told)) <= 0.03
    assert reliability.calibration_error(reliability.of_two_shops(folder, quality.UNFITTED)) <= 0.08
    groups = {each.name: each for each in reliability.by_votes(told)}
    assert groups["2 say so"].stated > groups["1 say so"].stated > 0.9
    assert groups["1 say so, others not"].right < 0.5 > groups["1 say so, others not"].stated


@with_data
@pytest.mark.slow
def test_the_shipped_parameters_are_those_that_the_script_makes(folder: Path):
    """What is shipped can be made again."""
    assert fit_confidence.fit(folder, str) == json.loads(fit_confidence.SHIPPED.read_text(encoding="utf-8"))


def test_accuracies_are_found_from_who_agrees_with_whom():
    """Three sources of which one is wrong in every tenth case: which one that is nobody says."""
    said = [[("archive", 0), ("shop", 0), ("stream", int(place % 10 == 0))] for place in range(1000)]
    found = fit_confidence.estimate(said).accuracies
    assert found["archive"] == found["shop"] > 0.99
    assert found["stream"] == pytest.approx(0.9, abs=0.01)


def test_of_two_that_agree_in_a_share_each_is_right_in_its_root():
    """81 of 100: both are right in 90."""
    assert fit_confidence.accuracy_of_two(80, 98, 0.0) == pytest.approx(0.9)


def test_the_measures_are_those_of_the_literature():
    """Precision, recall, F1 and the expected calibration error, on a case that is reckoned by hand."""
    got = quality.measure([0.9, 0.8, 0.4, 0.05], [True, False, True, False])
    assert (got.precision, got.recall, got.f1) == (0.5, 0.5, 0.5)
    assert got.calibration_error == pytest.approx((0.1 + 0.8 + 0.6 + 0.05) / 4)
    assert (got.sure, got.right_where_sure) == (0, 1.0)


def test_pairs_of_clusters_are_counted():
    """Three records of which two were put together rightly and one wrongly."""
    assert quality.cluster_pairs({1: "a", 2: "a", 3: "a"}, {1: "x", 2: "x", 3: "y"}) == (1 / 3, 1.0, 0.5)
