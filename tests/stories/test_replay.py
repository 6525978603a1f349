"""A result is made again from what was kept: here, elsewhere, and after an outage, to the byte."""

from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

import attrs
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from harmony_core import Mode, Result, Session
from harmony_core import provider as hc
from harmony_core.edges.bundles import read_bundle, write_bundle
from harmony_core.edges.config import Config, load_config
from harmony_core.edges.convert import result_document
from harmony_core.edges.present import json_text

DEMO = Path(__file__).parents[2] / "docs" / "demo"


@hc.payload
class Sheet:
    """What the two sources of this story send."""

    id: int
    title: str
    barcode: str | None = None
    songs: tuple[str, ...] = ()
    seconds: tuple[float, ...] = ()


SHEET = hc.Endpoint("sheet/{id}", into=Sheet)
BY_GTIN = hc.Endpoint("barcode/{gtin}", into=Sheet)
NOTE = hc.Endpoint("note/{id}", into=Sheet)


async def fetch(api: hc.Api, target: hc.EntityRef | hc.Gtin, options: hc.LookupOptions) -> Sheet:
    """Ask for the sheet, and for a note that nobody misses much."""
    if isinstance(target, hc.Gtin):
        sheet = await api.get(BY_GTIN, gtin=target)
    else:
        sheet = await api.get(SHEET, id=target.id)
    await api.try_get(NOTE, "the note", id=sheet.id)
    return sheet


def source(name: str, priority: int) -> hc.Provider:
    """Return a provider of sheets."""

    def release(sheet: Sheet, read: hc.Reader) -> hc.Release:
        lengths = [read.length_ms(each, "length_ms") for each in sheet.seconds]
        tracks = (
            hc.Track(position=place, title=song, length_ms=length)
            for place, (song, length) in enumerate(zip_longest(sheet.songs, lengths), 1)
        )
        return hc.Release(
            title=sheet.title,
            gtin=read.gtin(sheet.barcode, "gtin"),
            media=(hc.Medium(position=1, tracks=tuple(tracks)),),
            external_ids=(provider.external_id("release", sheet.id),),
        )

    provider = hc.Provider(
        name=name,
        title=name.title(),
        base=f"https://{name}.example/",
        priority=priority,
        rate=hc.Rate(1000),
        urls=(hc.Url("release", f"https://{name}.example/sheet/{{id:digits}}"),),
        lookups=(hc.Lookup("release", by=("id", "gtin"), main=SHEET, fetch=fetch, normalize=release),),
    )
    return provider


PROVIDERS = (source("north", 80), source("south", 40))
GTIN = "724384960650"
ONE = {"id": 7, "title": "Songs", "barcode": GTIN, "songs": ["One", "Number Two", "Three"], "seconds": [60, 61.5, 180]}
OTHER = {
    "id": 9,
    "title": "The Songs",
    "barcode": GTIN,
    "songs": ["One", "Number Too", "Three"],
    "seconds": [60, 61, 210],
}


@attrs.define
class World:
    """Two sources on one server, each with a switch."""

    url: str
    down: set[str]
    home: Path

    def config(self, folder: str = "home", **settings: str) -> Config:
        """Return the configuration of one machine."""
        bases = {f"{name.upper()}_BASE": f"{self.url}{name}/" for name in ("north", "south", "east")}
        own = {"HARMONY_HOME": str(self.home / folder), "HARMONY_RETRIES": "0"}
        return load_config({**own, **bases, **settings})


@pytest.fixture
async def world(tmp_path):
    """A server for both sources; what is down answers 503."""
    sheets = {"north": ONE, "south": OTHER}
    down: set[str] = set()

    async def answer(request: web.Request) -> web.Response:
        name, kind = request.match_info["name"], request.match_info["kind"]
        if name not in sheets:
            return web.json_response({"error": "no such thing"}, status=404)
        if name in down or f"{name}/{kind}" in down:
            return web.json_response({"error": "down"}, status=503)
        return web.json_response(sheets[name])

    app = web.Application()
    app.router.add_get("/{name}/{kind}/{id}", answer)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    yield World(url=str(server.make_url("/")), down=down, home=tmp_path)
    await server.close()


async def look_up(config: Config, *texts: str, **how: object) -> Result:
    """Look something up as one run of the program does."""
    mode, providers = how.pop("mode", Mode.NORMAL), how.pop("providers", PROVIDERS)
    async with Session(providers=providers, installed=False, config=config, mode=mode) as session:  # type: ignore[arg-type]
        return await session.lookup(*texts, **how)  # type: ignore[arg-type]


def text(result: Result) -> str:
    """Return what is printed."""
    return json_text(result_document(result))


async def test_a_link_leads_to_the_other_source(world):
    """The link's own source gives a barcode, the barcode the other one; both make one description."""
    result = await look_up(world.config(), "north:7")
    assert result.providers == ("north", "south")
    assert result.answers["south"].asked.by == "gtin"
    assert result.data is not None
    title = result.decisions["title"]
    assert (title.value, title.providers, title.candidates[0].value) == ("Songs", ("north",), "The Songs")
    track = result.decisions["media[0].tracks[1].title"]
    assert (track.value, track.candidates[0].providers) == ("Number Two", ("south",))


@pytest.mark.parametrize("down", [(), ("south",), ("south/barcode", "north/note"), ("north/note", "south/note")])
async def test_a_permalink_gives_the_same_bytes(world, down):
    """What it opens is what was printed, with the failures of that time, though the sources say else by now."""
    world.down.update(down)
    first = await look_up(world.config(), GTIN)
    world.down.clear()
    assert first.permalink is not None
    again = await look_up(world.config(), first.permalink)
    assert text(again) == text(first)
    assert text(await look_up(world.config(), first.permalink)) == text(first)


async def test_a_permalink_opens_on_an_empty_machine(world, tmp_path):
    """With the bundle of the answers, another machine without a network makes the same bytes."""
    world.down.add("south")
    first = await look_up(world.config(), "north:7")
    async with Session(providers=PROVIDERS, installed=False, config=world.config()) as session:
        write_bundle(tmp_path / "bundle.zip", session.snapshots().all())
    world.down.update(("north", "south"))
    async with Session(providers=PROVIDERS, installed=False, config=world.config("elsewhere")) as session:
        session.snapshots().put(read_bundle(tmp_path / "bundle.zip", first.at).snapshots)
    assert text(await look_up(world.config("elsewhere"), first.permalink)) == text(first)


async def test_later_answers_change_nothing_that_was(world):
    """After a refresh with other answers the old permalink still opens the old result, the new one the new."""
    first = await look_up(world.config(), GTIN)
    world.down.add("south")
    second = await look_up(world.config(), GTIN, mode=Mode.REFRESH)
    assert text(await look_up(world.config(), first.permalink)) == text(first)
    assert text(await look_up(world.config(), second.permalink)) == text(second)
    assert text(await look_up(world.config(), GTIN, at=first.at)) == text(first)


async def test_nothing_is_blanked_by_an_outage(world):
    """A source that was known and is down now still counts, with a word about it."""
    first = await look_up(world.config(), GTIN)
    world.down.add("south")
    second = await look_up(world.config(SOUTH_FRESH="0"), GTIN)
    assert second.providers == first.providers
    assert second.data == first.data
    assert any("stood in" in message.text for message in second.messages)


async def test_a_barcode_that_one_source_does_not_know(world):
    """Known to two sources and unknown to the third: two make the answer, the third is absent, not missing."""
    result = await look_up(world.config(), GTIN, providers=(*PROVIDERS, source("east", 90)))
    assert result.providers == ("north", "south")
    states = {name: type(answer).__name__ for name, answer in result.answers.items()}
    assert states == {"east": "Absent", "north": "Found", "south": "Found"}


async def test_tracks_that_differ_in_one_title_and_one_length(world):
    """Each difference has a decision with who said what; where sources only round, there is none."""
    result = await look_up(world.config(), GTIN)
    losing = {path: decision.candidates for path, decision in result.decisions.items() if decision.candidates}
    differing = {path for path in losing if path.startswith("media") and "external_ids" not in path}
    assert differing == {"media[0].tracks[1].title", "media[0].tracks[2].length_ms"}
    (other,) = losing["media[0].tracks[2].length_ms"]
    assert (other.value, other.providers) == (210_000, ("south",))
    assert result.decisions["media[0].tracks[1].length_ms"].providers == ("north", "south")


async def test_two_editions_behind_one_barcode_are_kept_apart(world):
    """Another number of tracks is another edition: set apart with a query that finds it, not merged, not dropped."""
    OTHER["songs"].append("Four")  # type: ignore[attr-defined]
    OTHER["seconds"].append(99)  # type: ignore[attr-defined]
    try:
        result = await look_up(world.config(), GTIN)
    finally:
        OTHER["songs"].pop()  # type: ignore[attr-defined]
        OTHER["seconds"].pop()  # type: ignore[attr-defined]
    assert result.providers == ("north",)
    (conflict,) = result.conflicts
    assert (conflict.check, conflict.kept) == ("track count", ("north",))
    assert conflict.set_apart[0].query == "https://south.example/sheet/9"
    assert "south" in result.documents


async def test_a_base_and_a_gap_filler_are_part_of_the_permalink(tmp_path):
    """Who settles conflicts and who only fills gaps is replayed as it was; a reference is looked up, too."""
    config = load_config({"HARMONY_HOME": str(tmp_path), "HARMONY_PLUGINS": "deezer,itunes,musicbrainz"})

    async with Session(config=config, mode=Mode.OFFLINE) as session:
        session.snapshots().put(read_bundle(DEMO, datetime.now(UTC)).snapshots)
        plain = await session.lookup("724384960650")
        based = await session.lookup("724384960650", base="deezer:302127", fill_from="musicbrainz")
        again = await session.lookup(based.permalink)
    assert str(plain.data.date) == "2005-01-24"
    assert str(based.data.date) == "2001-03-07"
    assert [str(ref) for ref in based.query.refs] == ["deezer:302127"]
    assert based.providers[-1] == "musicbrainz"
    assert "base=deezer&fill_from=musicbrainz" in based.permalink
    assert json_text(result_document(again)) == json_text(result_document(based))
