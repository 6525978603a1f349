"""Every speed benchmark runs, and does the work that it claims to do; how quick it is asserts nothing."""

import asyncio
import itertools
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

import orjson
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from speed import (
    decoding,
    engine,
    keeping,
    lookups,
    memory,
    merging,
    mmd,
    page,
    parsing,
    peers,
    releases,
    report,
    starting,
)
from speed.__main__ import BENCHMARKS
from speed.bodies import every_body
from speed.measure import Paired, Spread, Work, paired
from speed.options import DEMO, Options
from speed.server import OWN, Body, gtin_of
from speed.sessions import memory_session

from harmony_core.domain.gtin import Gtin

TINY = Options(rounds=1, bin=Path(sys.executable).parent, lookups=1, throughput=2, starts=1, rows=20, batch=50)


def figures(tables: list[report.Table]) -> dict[str, report.Figure]:
    """Return the lines of tables by their names."""
    return {figure.name: figure for table in tables for figure in table.figures}


# --- how it is measured -------------------------------------------------------------------------------------


def test_a_ratio_is_that_of_the_same_round():
    """What slows one round slows both works in it: their ratio stays."""
    done = Paired({"ours": [2.0, 20.0, 4.0], "theirs": [1.0, 10.0, 2.0]})
    assert done.ratio("ours", "theirs") == Spread(2.0, 2.0, 2.0)
    assert done.spread("ours") == Spread(3.0, 4.0, 12.0)


def test_works_run_in_turn_with_what_was_prepared():
    """Each round runs each work once, the order changes from round to round, and preparing is no part of the time."""
    seen, moments = [], itertools.count()

    def run(thing: str) -> None:
        time.sleep(0.001)
        seen.append(thing)

    ours, theirs = (Work(run, lambda count, name=name: [name] * count) for name in ("ours", "theirs"))
    paired({"ours": ours, "theirs": theirs}, 1)
    seen.clear()
    done = paired({"ours": ours, "theirs": theirs}, 2, clock=lambda: float(next(moments)))
    assert {len(each) for each in done.seconds.values()} == {2}
    runs = [name for name, _ in itertools.groupby(seen)][-3:]
    assert runs == ["ours", "theirs", "ours"]


def test_aims_are_marked():
    """The middle is held to the aim, from above or from below; a figure without an aim has no mark."""
    spread = Spread(1.0, 2.0, 3.0)
    assert [
        report.Figure("", spread, "x", aim).mark
        for aim in (None, report.Aim(2.0), report.Aim(1.9), report.Aim(2.0, least=True), report.Aim(2.1, least=True))
    ] == ["", "✓", "✗", "✓", "✗"]


def test_tables_are_written_between_their_marks():
    """A benchmark's tables take the place of its own older ones, and of nothing else."""
    text = (
        "a\n<!-- measured: x -->\nold\n<!-- end measured -->\nb\n<!-- measured: y -->\nstays\n<!-- end measured -->\n"
    )
    table = report.Table("Title", [report.Figure("line", Spread.exactly(1.5), "ms", report.Aim(1.0))], ["A note."])
    made = page.written(text, "x", [table])
    assert "| line | 1.50 ms |  | ≤ 1.00 | ✗ |  |" in made
    assert "A note." in made
    assert "old" not in made
    assert "stays" in made
    assert page.written(made, "x", [table]) == made
    with pytest.raises(ValueError, match="z"):
        page.written(made, "z", [])


def test_the_docs_have_a_place_for_every_benchmark():
    """`--write-docs` finds where each table goes."""
    text = page.PAGE.read_text(encoding="utf-8")
    assert all(f"<!-- measured: {name} -->\n" in text for name in BENCHMARKS)


# --- what is measured ---------------------------------------------------------------------------------------


def test_bodies_of_every_provider_are_decoded_and_normalized():
    """Without real answers those of the cases serve: every provider has some, and each gives a document."""
    session = memory_session(HARMONY_PLUGINS="bandcamp,deezer,mora")
    found = every_body(session, None)
    assert {each.provider.name for each in found} == {provider.name for provider in session.providers}
    made = next(each for each in found if each.name == "deezer release lookup")
    (figure,) = [decoding.figure(made, session.catalog.normalizers, 1)]
    assert figure.name == "deezer release lookup"
    assert figure.spread.middle > 0
    pages = [each for each in found if each.are_pages]
    assert pages
    assert decoding.page_figure(pages[0], session.catalog.normalizers, 1).spread.middle > 0


@pytest.mark.parametrize(("sources", "tracks"), [(3, 12), (5, 55)])
def test_releases_are_one_edition_and_merge(sources: int, tracks: int):
    """Sources that write one release differently are merged into its tracks, with a decision for each field."""
    session = memory_session(HARMONY_PLUGINS=",".join(releases.SOURCES))
    for make in (lambda each: each, releases.bare):
        found = [make(each) for each in releases.told(7, sources, tracks)]
        done = merging.merged(found, session.catalog.compat_checks, session.policy())
        release = done.entity
        assert [len(medium.tracks) for medium in release.media] == [tracks]
        assert all(track.isrc and track.length_ms % 1000 for track in release.media[0].tracks[:3])
        assert f"media[0].tracks[{tracks - 1}].title" in done.decisions
        assert set(done.decisions["title"].providers) | {
            name for each in done.decisions["title"].candidates for name in each.providers
        } == set(releases.SOURCES[:sources])


def test_releases_are_new_each_time_and_the_same_again():
    """No cache knows the next release; the same seed gives the same one."""
    one, two = itertools.islice(releases.series(3, 12), 2)
    assert {track.title for track in one[0].entity.media[0].tracks}.isdisjoint(
        track.title for track in two[0].entity.media[0].tracks
    )
    assert releases.told(0, 3, 12) == one


def test_texts_are_read():
    """The texts whose reading is measured are what they are called."""
    session = memory_session()
    read = {name: session.parse(text) for name, text in parsing.TEXTS.items()}
    assert all(read[name].ref for name in read if "link" in name)
    assert figures(parsing.tables(TINY)).keys() == parsing.TEXTS.keys()


async def test_lookups_are_whole():
    """Each way gives the release of three sources with its 14 tracks, and what does not count is told apart."""
    seconds = await lookups.measured(1, rounds=1)
    assert {name: len(each) for name, each in seconds.items()} == dict.fromkeys(lookups.ENV, 1)


def test_the_server_has_a_release_of_its_own_for_every_number():
    """Its ids and codes are others each time, and right ones."""
    body = Body((DEMO / "musicbrainz" / "release-6cd30d99.json").read_bytes())
    one, two = orjson.loads(body.of(1)), orjson.loads(body.of(123_456))
    assert one["id"] != two["id"]
    assert one["release-group"]["id"] != two["release-group"]["id"]
    assert [one["barcode"], two["barcode"]] == [gtin_of(1), gtin_of(123_456)]
    assert all(Gtin.parse(gtin_of(number)) for number in range(30))
    assert len(OWN) == 5


@pytest.mark.parametrize("sources", engine.SOURCES.values())
def test_the_engine_and_the_loop_ask_for_the_same(sources: tuple[str, ...]):
    """Every lookup finds its release at all sources, with four answers where all three are asked."""
    with engine.serving() as port:
        both = asyncio.run(engine.measured(port, sources, jobs=2, lookups=2, rounds=1))
    assert both.share.middle > 0


def test_programs_are_started(tmp_path: Path):
    """Every program runs, and takes time; one that fails is an error."""
    taken = starting.measured({"bare": [sys.executable, "-c", "pass"]}, {}, 1)
    assert taken["bare"][0].wall > 0
    with pytest.raises(AssertionError):
        starting.run([sys.executable, "-c", "raise SystemExit(1)"], {})


def test_kept_answers_are_written_and_read(tmp_path: Path):
    """The store has as many rows as were asked for, each with its own body."""
    kept = keeping.filled(tmp_path / "store", 5, 20)
    try:
        assert len({each.body_hash for each in kept.store.all()}) == 20
        assert kept.raw == sum(len(each.body) for each in kept.store.all())
        assert kept.size > 0
    finally:
        kept.session.close_snapshots()


async def test_memory_is_that_of_a_batch():
    """As many rows are looked up as are asked for, and memory is told of both."""
    if not memory.STATM.exists():
        pytest.skip("this system does not tell how much memory a process has")
    few, many = await memory.measured(50, once=50)
    assert few > 0
    assert many > 0


def test_peers_get_the_same_release_in_their_form():
    """The XML has the tracks of the JSON, and what is not installed is told of."""
    release = orjson.loads(peers._release())
    xml = ET.fromstring(mmd.as_xml(release))
    names = {"mmd": mmd.NAMESPACE}
    titles = [each.text for each in xml.findall(".//mmd:track/mmd:title", names)]
    assert titles == [track["title"] for track in release["media"][0]["tracks"]]
    assert len(xml.findall(".//mmd:isrc", names)) >= len(titles) - 1
    (table,) = peers.tables(TINY)
    told = " ".join(table.notes)
    assert all(find_spec(name) is not None or name in told for name in ("beets", "musicbrainzngs", "recordlinkage"))
