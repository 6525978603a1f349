"""The made-up table and the labels out of answers are what the benchmarks take them for."""

import csv
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import editions
import large

from harmony_core.domain.gtin import Gtin
from harmony_core.domain.model import ArtistCredit, Release


def test_a_table_is_the_same_each_time(tmp_path: Path):
    """As many rows as asked for, no source twice for a recording, and recordings that several sources have."""
    truth = large.make_table(tmp_path / "one.csv", 300)
    assert large.make_table(tmp_path / "other.csv", 300) == truth
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "other.csv").read_bytes()
    with (tmp_path / "one.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == list(truth)
    assert len({(truth[row["id"]], row["source"]) for row in rows}) == 300
    assert 100 < len(set(truth.values())) < 250


def test_barcodes_label_releases_and_are_withheld():
    """One barcode at two sources is one release, two barcodes by one artist are two; the judge sees neither."""

    def release(title: str, gtin: str) -> Release:
        return Release(title=title, gtin=Gtin.parse(gtin), artists=(ArtistCredit(name="Ada Moth"),))

    told = [
        ("archive", release("Glass Harbor", "2000000090016")),
        ("shop", release("Glass Harbor", "2000000090016")),
        ("shop", release("Ash", "2000000090023")),
    ]
    pairs = list(editions.releases(told))
    assert [pair.same for pair in pairs] == [True, False, False]
    assert all("gtin" not in {each.name for each in pair.likeness.evidence} for pair in pairs)
