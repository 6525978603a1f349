"""Many ISRCs at once: about a hundred in one search request (musicbrainz.org/doc/MusicBrainz_API/Search)."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web

from harmony_core import Session
from harmony_core import provider as hc
from harmony_core.edges.config import load_config
from harmony_core.edges.convert import result_document
from harmony_core.edges.schema import problems
from harmony_musicbrainz import musicbrainz

PAGE = 100


def isrc_of(number: int) -> str:
    """Return a made-up ISRC."""
    return f"ZZLMP24{number:05d}"


def recording(number: int, of: int) -> dict[str, object]:
    """Return what a search says of the n-th recording of an ISRC."""
    return {
        "id": f"00000000-0000-4000-8000-{of:08d}{number:04d}",
        "score": 100,
        "title": f"Room {of}",
        "length": 180_000 + of,
        "video": None,
        "artist-credit": [{"name": "The Lamplighters", "artist": {"id": "00000000-0000-4000-8000-a00000000001"}}],
        "first-release-date": "2024-05-17" if number == 0 else "2024-06",
        "isrcs": [isrc_of(of)],
    }


@pytest.fixture
async def asked(tmp_path: Path):
    """A search server that knows two recordings of each ISRC but the last, and what it was asked."""
    queries: list[dict[str, str]] = []

    async def search(request: web.Request) -> web.Response:
        queries.append(dict(request.query))
        words = request.query["query"].removeprefix("isrc:(").removesuffix(")").split(" OR ")
        numbers = sorted(int(word[-5:]) for word in words)
        found = [recording(at, of) for of in numbers if of != 250 for at in (0, 1)]
        start = int(request.query.get("offset", 0))
        page = {"count": len(found), "offset": start, "recordings": found[start : start + int(request.query["limit"])]}
        return web.json_response(page)

    app = web.Application()
    app.router.add_get("/ws/2/recording", search)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = site._server.sockets[0].getsockname()[:2]
    config = load_config(
        {
            "HARMONY_HOME": str(tmp_path),
            "HARMONY_CONTACT": "tests@example.org",
            "MUSICBRAINZ_BASE": f"http://{host}:{port}/ws/2/",
            "MUSICBRAINZ_RATE": "1000",
        }
    )
    yield config, queries
    await runner.cleanup()


async def test_250_isrcs_are_a_handful_of_requests(asked):
    """Searches of up to 100 ISRCs, each with two recordings and so in two pages; one has none."""
    config, queries = asked
    async with Session(providers=(musicbrainz,), installed=False, config=config) as session:
        outcomes = [each async for each in session.lookup_many(map(isrc_of, range(1, 251)), ordered=True)]
        count = len(queries)
        assert 5 <= count <= 10, "two pages for each hundred, one for the fifty, and what comes late"
        first, last = outcomes[0].result, outcomes[-1].result
        assert [outcome.result.data.title for outcome in outcomes[:-1]] == [f"Room {of}" for of in range(1, 250)]
        assert type(last.answers["musicbrainz"]).__name__ == "Absent"
        assert problems("result", result_document(first)) == ()
        assert str(first.data.date) == "2024-05-17", "the dated one that is oldest"
        assert "other recordings have this ISRC" in first.messages[0].text
        for outcome in (outcomes[0], outcomes[120], outcomes[-1]):
            again = await session.lookup(outcome.result.permalink)
            assert result_document(again) == result_document(outcome.result)
    assert len(queries) == count


def test_one_alone_is_asked_for_in_the_same_form():
    """The request for one that a shared one spares has the same address but for the other ISRCs."""
    (lookup,) = [each for each in musicbrainz.lookups if isinstance(each, hc.Lookup) and each.batch]
    url = lookup.batch.main.url(musicbrainz.base, lookup.batch.fields([hc.Isrc.parse(isrc_of(1))]))
    assert parse_qs(urlsplit(url).query) == {"query": [f"isrc:({isrc_of(1)})"], "limit": ["100"], "fmt": ["json"]}
    assert len(json.dumps(url)) < 200
