"""A session: lookups as a program makes them, with a source that is really asked."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import sys
from datetime import timedelta

import attrs
import pytest

import harmony_core
from harmony_core import Session
from harmony_core import provider as hc
from harmony_core.domain.answers import Absent, Found, Unknown
from harmony_core.domain.errors import ProviderNotFoundError, RequestError, SetupError
from harmony_core.domain.refs import Kind
from harmony_core.edges.config import load_config
from harmony_core.edges.convert import result_document
from harmony_core.edges.log import configure_logging
from harmony_core.edges.present import json_text
from harmony_core.edges.table import present_table
from harmony_core.plugin.parts import Look
from harmony_core.plugin.snapshot import Mode

GTIN = "0602435865072"


def scripted(source, number: int = 1, title: str = "One") -> None:
    """Let the source know a record with two songs."""
    source.on(f"record/{number}", {"id": number, "title": title, "upc": GTIN})
    songs = [{"id": 1, "title": "First"}, {"id": 2, "title": "Second"}]
    source.on(f"record/{number}/songs", {"songs": {"data": songs}})


def text_of(result) -> str:
    """Return a result as it is printed."""
    return json_text(result_document(result))


# --- Opening and closing ------------------------------------------------------------------------------------


async def test_a_session_is_a_context(bench, source, shelf_parts):
    """Opened, asked, closed: the whole use of the library in three lines."""
    scripted(source)
    async with Session(providers=(shelf_parts.shelf,), installed=False, config=bench.config()) as session:
        result = await session.lookup("https://www.example.test/record/1")
    assert result.data.title == "One"
    assert [track.title for track in result.data.media[0].tracks] == ["First", "Second"]
    assert result.providers == ("shelf",)
    assert isinstance(result.answers["shelf"], Found)


async def test_nothing_is_opened_before_it_is_needed(bench):
    """A session that is not used makes no folder and no file."""
    async with bench.session():
        pass
    assert not bench.home.exists()


async def test_a_session_that_broke_off_is_closed(bench, source, shelf_parts):
    """An error inside the block closes everything, also what is under way."""
    source.on("*", source.json({}, wait=5))
    waiting = None

    async def breaks_off():
        nonlocal waiting
        async with Session(providers=(shelf_parts.shelf,), installed=False, config=bench.config()) as session:
            waiting = asyncio.create_task(session.lookup("shelf:1"))
            await asyncio.sleep(0.05)
            raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        await breaks_off()
    (outcome,) = await asyncio.gather(waiting, return_exceptions=True)
    assert isinstance(outcome, asyncio.CancelledError)


def test_the_blocking_lookup_needs_no_loop(tmp_path):
    """`harmony_core.lookup` waits for its result, and closes what it opened."""
    pytest.importorskip("harmony_deezer")
    result = harmony_core.lookup("deezer:1", config=load_config({"HARMONY_HOME": str(tmp_path)}), mode=Mode.OFFLINE)
    assert isinstance(result.answers["deezer"], Unknown)
    assert result.answers["deezer"].error.code == "NO_SNAPSHOT"
    assert result.data is None


def test_a_word_for_a_mode_is_as_good_as_the_mode(tmp_path):
    """A misspelt one is refused: it must not ask sources that the right one would have left alone."""
    pytest.importorskip("harmony_deezer")
    config = load_config({"HARMONY_HOME": str(tmp_path)})
    result = harmony_core.lookup("deezer:1", config=config, mode="offline")  # type: ignore[arg-type]
    assert result.answers["deezer"].error.code == "NO_SNAPSHOT"
    with pytest.raises(RequestError, match="there is no mode 'ofline'; there are normal, offline"):
        Session(config=config, mode="ofline")  # type: ignore[arg-type]


async def test_a_misspelt_way_to_look_up_is_refused(bench):
    """All at once and one after the other are all the ways there are."""
    async with bench.session() as session:
        with pytest.raises(RequestError, match="there is no mode 'waterfal'"):
            await session.lookup("deezer:1", lookup_mode="waterfal")


async def test_the_blocking_lookup_asks(bench, source):
    """In a thread of its own it works beside a running loop."""
    pytest.importorskip("harmony_deezer")
    config = bench.config(DEEZER_BASE=source.url)
    source.on("album/1", {"id": 1, "title": "Blocked", "nb_tracks": 0, "tracks": {"data": []}})
    result = await asyncio.to_thread(harmony_core.lookup, "deezer:1", config=config)
    assert result.data.title == "Blocked"


def test_nothing_is_printed(tmp_path):
    """The library writes nothing to stdout or stderr by itself."""
    pytest.importorskip("harmony_deezer")
    code = (
        "import harmony_core\n"
        "result = harmony_core.lookup('deezer:1', config=None)\n"
        "assert result.answers['deezer'].error.code == 'CONNECTION', result\n"
    )
    env = {
        **os.environ,
        "HARMONY_HOME": str(tmp_path),
        "DEEZER_BASE": "http://127.0.0.1:9/",
        "HARMONY_RETRY_SECONDS": "0",
    }
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, env=env, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


# --- Providers ----------------------------------------------------------------------------------------------


def named(shelf_parts, name: str, **given) -> hc.Provider:
    """Return a provider like the shelf with another name and other links."""
    urls = (hc.Url("release", f"https://{name}.example.test/record/{{id:digits}}"),)
    return attrs.evolve(shelf_parts.shelf, name=name, title=name.title(), urls=urls, **given)


async def test_providers_are_found_by_name_priority_and_link(bench, shelf_parts):
    """`session.providers` knows who there is, the most trusted first, and whose a link is."""
    low, high = named(shelf_parts, "low", priority=10), named(shelf_parts, "high", priority=90)
    mid = named(shelf_parts, "mid", priority=50, category="database")
    session = bench.session(low, high, mid, MID_PRIORITY="95")
    assert [each.name for each in session.providers] == ["mid", "high", "low"]
    assert session.providers["low"].title == "Low"
    with pytest.raises(ProviderNotFoundError) as raised:
        session.providers["lowe"]
    assert raised.value.code == "PROVIDER_NOT_FOUND"
    ref = session.parse("https://high.example.test/record/7").ref
    assert (ref.provider, ref.id, ref.kind) == ("high", "7", Kind.RELEASE)
    assert [each.provider for each in session.providers.for_link("https://low.example.test/record/7")] == ["low"]
    assert session.providers.for_link("https://low.example.test/other/7") == ()


async def test_a_provider_that_is_given_goes_before_an_installed_one(bench, source, shelf_parts):
    """`Session(providers=(mine,))` needs no entry point, and mine replaces one of the same name."""
    mine = attrs.evolve(shelf_parts.shelf, name="deezer", title="Mine")
    async with Session(providers=(mine,), config=bench.config()) as session:
        assert session.providers["deezer"].title == "Mine"
        assert [each.name for each in session.providers].count("deezer") == 1


async def test_who_is_asked_can_be_chosen(bench, source, shelf_parts):
    """By name, by category, and never one that is switched off."""
    source.on("record", {"id": 1, "title": "One", "upc": GTIN})
    ones = [named(shelf_parts, "a"), named(shelf_parts, "b", category="database"), named(shelf_parts, "c")]
    session = bench.session(*ones, A_BASE=source.url, B_BASE=source.url, C_BASE=source.url, C_ENABLED="no")
    assert set((await session.lookup(GTIN)).answers) == {"a", "b"}
    assert set((await session.lookup(GTIN, provider=["database"])).answers) == {"b"}
    assert set((await session.lookup(GTIN, provider=["a", "b"])).answers) == {"a", "b"}
    assert set((await session.lookup(GTIN, provider=["c"])).answers) == {"c"}
    with pytest.raises(ProviderNotFoundError):
        await session.lookup(GTIN, provider=["d"])


async def test_one_provider_s_failure_is_not_another_s(bench, source, shelf_parts):
    """Found, absent and unknown stand side by side in one result."""
    source.on("record", {"id": 1, "title": "One", "upc": GTIN})
    ones = [
        named(shelf_parts, "found"),
        named(shelf_parts, "gone", base="https://gone.example.test/"),
        named(shelf_parts, "down", base="https://down.example.test/"),
    ]
    source.on("down/record", source.reply(500))
    env = {"FOUND_BASE": source.url, "GONE_BASE": f"{source.url}gone/", "DOWN_BASE": f"{source.url}down/"}
    result = await bench.session(*ones, **env).lookup(GTIN)
    kinds = {name: type(answer) for name, answer in result.answers.items()}
    assert kinds == {"found": Found, "gone": Absent, "down": Unknown}
    assert result.answers["down"].error.code == "HTTP_500"
    assert result.data.title == "One"


async def test_a_plugin_that_raises_is_blamed(bench, source, shelf_parts, caplog):
    """A bug in a provider's code is its own Unknown; the others' answers stay."""

    async def broken(api, target, options):
        raise ZeroDivisionError("oops")

    look = attrs.evolve(shelf_parts.shelf.lookups[0], fetch=broken)
    bad = named(shelf_parts, "bad", lookups=(look,))
    source.on("record", {"id": 1, "title": "One", "upc": GTIN})
    result = await bench.session(shelf_parts.shelf, bad).lookup(GTIN)
    assert result.data.title == "One"
    assert result.answers["bad"].error.code == "PLUGIN_ERROR"
    assert "ZeroDivisionError: oops" in result.answers["bad"].error.message


@pytest.mark.parametrize("text", ["", "   ", "0602435865073", "https://nobody.example.org/x", "shelf:abc", "nobody:1"])
async def test_what_cannot_be_taken_is_refused(bench, text):
    """A query that is wrong in itself is an error of the asker, and nobody is asked."""
    with pytest.raises(RequestError):
        await bench.session().lookup(text)
    assert not bench.source.seen


async def test_nothing_to_look_up_is_refused(bench):
    """A lookup needs at least one text, known wants and known kinds."""
    session = bench.session()
    for call in (
        session.lookup(),
        session.lookup("shelf:1", want=["everything"]),
        session.lookup("shelf:1", kind="tune"),
        session.search(" "),
        session.search("x", limit=0),
    ):
        with pytest.raises(RequestError):
            await call


# --- What is kept -------------------------------------------------------------------------------------------


async def test_an_unknown_store_is_told_of(bench, source):
    """The error names the scheme and those that there are."""
    session = bench.session(HARMONY_STORE="floppy:a")
    with pytest.raises(SetupError, match=r"floppy:.*sqlite:, memory:"):
        await session.lookup("shelf:1")
    assert not source.seen


async def test_a_store_that_cannot_be_used_is_told_of(bench, source, tmp_path):
    """A data folder that cannot be made ends the lookup with what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="HARMONY_HOME"):
        await bench.session(HARMONY_HOME=str(tmp_path / "file" / "home")).lookup("shelf:1")


async def test_the_time_of_a_result_is_the_newest_answer_s(bench, source, shelf_parts):
    """`at` is the newest time of all answers used, never the clock's."""
    scripted(source)
    live = bench.session()
    await live.lookup("shelf:1")
    kept = list(live.snapshots().all())
    assert len(kept) == 2
    result = await bench.session(mode=Mode.OFFLINE).lookup("shelf:1")
    assert result.at == max(each.fetched_at for each in kept)
    assert result.answers["shelf"].fetched_at == min(each.fetched_at for each in kept)
    live.snapshots().put([attrs.evolve(kept[1], fetched_at=kept[1].fetched_at + timedelta(hours=1))])
    later = await bench.session(mode=Mode.OFFLINE).lookup("shelf:1")
    assert later.at == kept[1].fetched_at + timedelta(hours=1)


async def test_absent_has_a_time_too(bench, source):
    """When a source said that there is no such thing is part of the answer."""
    result = await bench.session().lookup("shelf:404")
    assert isinstance(result.answers["shelf"], Absent)
    assert result.at is not None
    assert result.at == result.answers["shelf"].fetched_at


async def test_the_same_answers_give_the_same_bytes(bench, source):
    """Over the same kept answers a lookup prints the same, today and tomorrow, here and there."""
    scripted(source)
    live = text_of(await bench.session().lookup("shelf:1"))
    await source.stop()
    again = [text_of(await bench.session(mode=mode).lookup("shelf:1")) for mode in (Mode.OFFLINE, Mode.FROZEN)]
    assert again == [live, live]
    assert "REDACTED" not in live


@pytest.mark.parametrize("status", [200, 500])
async def test_a_failure_has_the_time_at_which_it_happened(bench, source, status):
    """Kept and shown again, an old failure does not read like one of now; the result is the same."""
    source.on("record/1", source.reply(status, "<html>"))
    first = bench.session(HARMONY_RETRIES="0")
    live = await first.lookup("shelf:1")
    (kept,) = first.snapshots().all()
    result = await bench.session(mode=Mode.OFFLINE).lookup("shelf:1")
    for each in (live, result):
        assert each.at == each.answers["shelf"].error.at == kept.fetched_at
    told = result.answers["shelf"].error.message.removeprefix("shelf: ")
    assert f"✗ shelf  {told}  as of {kept.fetched_at:%Y-%m-%d %H:%M} UTC\n" in present_table(result, Look())
    assert text_of(live) == text_of(result)


async def test_an_outage_is_told_in_the_messages(bench, source):
    """The result says that an old answer had to do, and why."""
    scripted(source)
    await bench.session().lookup("shelf:1")
    await source.stop()
    result = await bench.session(mode=Mode.REFRESH).lookup("shelf:1")
    assert result.data.title == "One"
    texts = [message.text for message in result.messages if message.level == "warning"]
    (text,) = texts
    assert text.startswith("2 kept answers of ")
    assert "stood in: shelf: no connection" in text


async def test_what_further_requests_lose_is_told(bench, source):
    """A request beside the main one that fails leaves its part out, and says so."""
    scripted(source)
    source.on("record/1/songs", source.reply(403))
    result = await bench.session().lookup("shelf:1")
    assert result.data.title == "One"
    assert result.data.media == ()
    assert [message.text for message in result.messages] == [
        "without media: shelf: record/1/songs: access denied (HTTP 403)"
    ]


async def test_a_search_asks_in_pages(bench, source):
    """Words are searched for, the best first, and no more pages are asked for than are needed."""
    records = [{"id": number, "title": f"One {number}", "upc": None} for number in range(3)]
    source.on("search", {"data": records, "next": "search?page=2"})
    found = await bench.session().search("One 2", limit=3)
    assert found.candidates[0].document.title == "One 2"
    assert len(found.candidates) == 3
    assert source.asked() == 1


# --- Observers and log lines --------------------------------------------------------------------------------


async def test_observers_are_told_and_disturb_nobody(bench, source):
    """An observer that raises is logged and forgotten; the others hear everything."""
    scripted(source)
    heard = []

    def broken(event):
        raise RuntimeError("deaf")

    observers = [hc.Observer(name="broken", notice=broken), hc.Observer(name="good", notice=heard.append)]
    result = await bench.session(observers=observers).lookup("shelf:1")
    assert result.data.title == "One"
    kinds = [type(event).__name__ for event in heard]
    assert kinds[:4] == ["RequestSent", "AnswerReceived", "RequestSent", "AnswerReceived"]
    assert "LookupAnswered" in kinds
    assert len({event.lookup_id for event in heard}) == 1


async def test_log_lines_of_one_lookup_carry_one_id(bench, source, caplog):
    """Each lookup has an id of its own, which all its lines carry, also with several at once."""
    caplog.set_level(logging.DEBUG, logger="harmony")
    for number in (1, 2, 3):
        scripted(source, number)
    session = bench.session()
    await asyncio.gather(*(session.lookup(f"shelf:{number}") for number in (1, 2, 3)))
    ids: dict[str, set[str]] = {}
    for record in caplog.records:
        ids.setdefault(record.target, set()).add(record.lookup)
        if hasattr(record, "url"):
            number = record.target.partition(":")[2]
            assert f"record/{number}" in record.url, "a request belongs to the lookup that made it"
            assert record.provider == "shelf"
    assert {target: len(found) for target, found in ids.items()} == {"shelf:1": 1, "shelf:2": 1, "shelf:3": 1}
    assert len(set().union(*ids.values())) == 3


@pytest.fixture
def restored_logging():
    """Put the logger back as it was."""
    root = logging.getLogger("harmony")
    before = (root.handlers[:], root.propagate, root.level)
    yield
    root.handlers[:], root.propagate = before[0], before[1]
    root.setLevel(before[2])


async def test_log_lines_are_json_where_nobody_looks(bench, source, capsys, restored_logging):
    """Where stderr is no terminal each line is an object with event, level, time, lookup, provider and target."""
    scripted(source)
    configure_logging("debug")
    await bench.session().lookup("shelf:1")
    printed = capsys.readouterr()
    assert printed.out == ""
    lines = [json.loads(line) for line in printed.err.splitlines()]
    sent = next(line for line in lines if line["event"] == "RequestSent")
    assert sent["level"] == "debug"
    assert sent["provider"] == "shelf"
    assert sent["target"] == "shelf:1"
    assert sent["url"] == "https://api.example.test/record/1"
    assert len({line["lookup"] for line in lines}) == 1
    assert all(line["timestamp"].endswith("Z") for line in lines)


async def test_log_lines_show_tracebacks_of_bugs(bench, source, shelf_parts, capsys, restored_logging):
    """A plugin's bug is logged with where it happened."""

    async def broken(api, target, options):
        raise ZeroDivisionError("oops")

    look = attrs.evolve(shelf_parts.shelf.lookups[0], fetch=broken)
    configure_logging("error")
    await bench.session(named(shelf_parts, "bad", lookups=(look,))).lookup("bad:1")
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert line["event"] == "provider_raised"
    assert "ZeroDivisionError: oops" in line["exception"]


@pytest.mark.parametrize("level", ["warning", "error"])
async def test_quiet_levels_are_quiet(bench, source, capsys, restored_logging, level):
    """What went well is no news."""
    scripted(source)
    configure_logging(level)
    await bench.session().lookup("shelf:1")
    assert capsys.readouterr() == ("", "")


async def test_names_may_be_one_text(bench, source):
    """`provider`, `regions` and the like take a list, or one text with commas."""
    scripted(source)
    result = await bench.session().lookup("shelf:1", provider="shelf", regions="GB, US", want="credits")
    assert result.providers == ("shelf",)


async def test_a_permalink_with_a_mode_that_is_none(bench):
    """A permalink is read as strictly as options are."""
    with pytest.raises(RequestError, match="there is no mode 'sideways'"):
        await bench.session().lookup("ref=shelf:1&kind=release&mode=sideways&shelf=1&at=2026-11-01T00:00:00Z")


# --- Results that are held ready ----------------------------------------------------------------------------


class Asked:
    """Counts the answers that a session reads, kept ones too."""

    def __init__(self) -> None:
        self.count = 0
        self.observer = hc.Observer(name="count", notice=self.notice)

    def notice(self, event: hc.Event) -> None:
        """Count an answer."""
        self.count += isinstance(event, hc.AnswerReceived)


async def test_the_same_lookup_again_reads_no_answer(bench, source, shelf_parts):
    """A result is held ready with its answers; another question, another way or a fresh wish is its own."""
    scripted(source)
    asked = Asked()
    async with bench.session(observers=[asked.observer]) as session:
        first = await session.lookup("shelf:1")
        before = asked.count
        assert text_of(await session.lookup("shelf:1")) == text_of(first)
        assert asked.count == before
        await session.lookup("shelf:1", merge=False)
        assert asked.count > before


async def test_a_result_that_lacks_something_is_not_held(bench, source):
    """What a source could not say is asked for again, the next time."""
    scripted(source)
    source.on("record/1/songs", source.reply(418))
    async with bench.session() as session:
        assert (await session.lookup("shelf:1")).messages
        scripted(source)
        assert not (await session.lookup("shelf:1")).messages


async def test_a_result_is_held_no_longer_than_its_answers_are_fresh(bench, source):
    """A provider may say that its answers are good for a moment only."""
    scripted(source)
    async with bench.session(SHELF_FRESH="0") as session:
        await session.lookup("shelf:1")
        await session.lookup("shelf:1")
    assert source.asked("record/1") == 2


async def test_no_results_are_held_where_none_shall_be(bench, source):
    """The size is a setting; 0 is none."""
    scripted(source)
    asked = Asked()
    async with bench.session(observers=[asked.observer], HARMONY_MEMORY_RESULTS="0") as session:
        await session.lookup("shelf:1")
        before = asked.count
        await session.lookup("shelf:1")
    assert asked.count > before


async def test_refresh_is_served_nothing_that_is_held(bench, source, shelf_parts):
    """Every lookup asks anew."""
    scripted(source)
    async with bench.session(mode=Mode.REFRESH) as session:
        await session.lookup("shelf:1")
        await session.lookup("shelf:1")
    assert source.asked("record/1") == 2
