"""What is known from all lookups: found again, added to, never blanked."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc
from harmony_core.domain.model import (
    Artist,
    ArtistCredit,
    Artwork,
    ExternalId,
    LabelCredit,
    Link,
    Medium,
    Recording,
    Release,
    Source,
    Track,
)
from harmony_core.domain.refs import Kind
from harmony_core.edges.backends import open_sqlite_entities

AT = datetime(2026, 11, 1, tzinfo=UTC)
LATER = AT + timedelta(days=1)


def release(provider: str = "a", number: str = "1", **fields: object) -> Release:
    """Return a release as one source knows it."""
    made = Release(
        title="Songs",
        artists=(ArtistCredit(name="Björk"),),
        gtin=Gtin.parse("724384960650"),
        media=(Medium(position=1, tracks=(Track(position=1, title="One", isrc=Isrc.parse("GBDUW0000053")),)),),
        links=(Link(url=f"https://{provider}.example/{number}"),),
        external_ids=(ExternalId(provider=provider, kind="release", type="album", id=number),),
        sources=(Source(provider=provider, id=number),),
    )
    return attrs.evolve(made, **fields)


@pytest.fixture
def store(tmp_path):
    """A store in a file."""
    opened = open_sqlite_entities(f"sqlite:{tmp_path / 'harmony.db'}")
    yield opened
    opened.close()


def test_what_is_put_is_there(store):
    """An entity comes back whole, by its id and by words of its names whatever their marks."""
    entity_id = store.put(Kind.RELEASE, release(), AT)
    stored = store.get(entity_id)
    assert stored is not None
    assert (stored.id, stored.kind, stored.merged_at) == (entity_id, Kind.RELEASE, AT)
    assert stored.entity == release()
    assert [each.id for each in store.named_like("bjork SONGS", Kind.RELEASE)] == [entity_id]
    assert list(store.named_like("songs missing", Kind.RELEASE)) == []


def test_words_may_be_misspelt_where_nothing_has_them(store):
    """A typo finds what it is near to, and nothing more than the words themselves where something has them."""
    songs = store.put(Kind.RELEASE, release(), AT)
    other = store.put(Kind.RELEASE, release("b", title="Sings"), AT)
    assert [each.id for each in store.named_like("bjrok sonngs", Kind.RELEASE)] == [songs]
    assert [each.id for each in store.named_like("songs", Kind.RELEASE)] == [songs]
    assert [each.id for each in store.named_like("snings", Kind.RELEASE)] == [other]


@pytest.mark.parametrize("text", ["", "%", "_", "'", "!!!", "\\"])
def test_words_are_taken_as_they_are(store, text):
    """Signs that mean something to the database mean nothing in a search."""
    store.put(Kind.RELEASE, release(), AT)
    assert list(store.named_like(text, Kind.RELEASE)) == []


@pytest.mark.parametrize("entity_id", ["", "release", "release/", "release/x", "release/9", "nothing/1", "release/1;"])
def test_what_is_not_there_is_none(store, entity_id):
    """An id that leads nowhere gives nothing."""
    store.put(Kind.RELEASE, release(), AT)
    assert store.get(entity_id) is None


def test_the_same_thing_is_kept_once(store):
    """A later lookup updates the row that shares a source's id, or a barcode and the title."""
    first = store.put(Kind.RELEASE, release("a"), AT)
    assert store.put(Kind.RELEASE, release("a", title="Songs (Deluxe Edition)"), LATER) == first
    assert store.put(Kind.RELEASE, release("b", title="SONGS (Deluxe Edition)"), LATER) == first
    kept = store.get(first).entity
    assert {each.provider for each in kept.external_ids} == {"a", "b"}
    assert {each.provider for each in kept.sources} == {"a", "b"}


def test_a_reused_barcode_is_no_identity(store):
    """The same GTIN under quite another title, or the same ISRC on another recording, is another row."""
    assert store.put(Kind.RELEASE, release("a"), AT) != store.put(Kind.RELEASE, release("b", title="Elsewhere"), AT)
    isrcs = (Isrc.parse("GBDUW0000053"),)
    one = store.put(Kind.RECORDING, Recording(title="One More Time", isrcs=isrcs), AT)
    assert store.put(Kind.RECORDING, Recording(title="Aerodynamic", isrcs=isrcs), AT) != one
    assert store.put(Kind.RECORDING, Recording(title="One more time", isrcs=isrcs), AT) == one


def test_nothing_is_blanked(store):
    """What a later, poorer answer does not say stays, also on a track; what it says is taken."""
    entity_id = store.put(Kind.RELEASE, release(labels=(LabelCredit(name="Label"),)), AT)
    poor = release(media=(Medium(position=1, tracks=(Track(position=1, title="One", length_ms=1000),)),), gtin=None)
    store.put(Kind.RELEASE, poor, LATER)
    kept = store.get(entity_id).entity
    assert kept.gtin == Gtin.parse("724384960650")
    assert kept.labels == (LabelCredit(name="Label"),)
    assert kept.media[0].tracks[0].isrc == Isrc.parse("GBDUW0000053")
    assert kept.media[0].tracks[0].length_ms == 1000
    store.put(Kind.RELEASE, release(title="Songs!", media=()), LATER)
    assert store.get(entity_id).entity.title == "Songs!"
    assert store.get(entity_id).entity.media


def test_what_has_no_title_is_kept_with_what_it_adds_to(store):
    """Pictures of a release that is known are kept there, and take nothing away from it."""
    base = ExternalId(provider="a", kind="release", type="album", id="1")
    group = ExternalId(provider="a", kind="release_group", type="group", id="9")
    first = store.put(Kind.RELEASE, release(external_ids=(base, group)), AT)
    picture = Artwork(url="https://pictures.example/1.jpg", provider="pictures")
    assert store.put(Kind.RELEASE, Release(artwork=(picture,), external_ids=(base,)), LATER) == first
    kept = store.get(first).entity
    assert kept == release(external_ids=(base, group), artwork=(picture,))
    assert [each.id for each in store.named_like("songs", Kind.RELEASE)] == [first]


def test_what_has_no_title_may_come_first(store):
    """An addition that is kept alone is no answer to words; it gets its title from who knows it."""
    base = ExternalId(provider="a", kind="release", type="album", id="1")
    first = store.put(Kind.RELEASE, Release(external_ids=(base,)), AT)
    assert not list(store.named_like("songs", Kind.RELEASE))
    assert store.put(Kind.RELEASE, release(), LATER) == first
    assert [each.entity.title for each in store.named_like("songs", Kind.RELEASE)] == ["Songs"]


def test_another_track_in_the_same_place_gets_nothing(store):
    """A value never goes over to a track that is not the same."""
    entity_id = store.put(Kind.RELEASE, release(), AT)
    other = release(media=(Medium(position=1, tracks=(Track(position=1, title="Quite another"),)),))
    store.put(Kind.RELEASE, other, LATER)
    assert store.get(entity_id).entity.media[0].tracks[0].isrc is None


def test_older_knowledge_only_fills(store):
    """An answer from before the last one adds what is missing and replaces nothing."""
    entity_id = store.put(Kind.RELEASE, release(title="Songs"), LATER)
    store.put(Kind.RELEASE, release(title="Old Songs", packaging="None"), AT)
    stored = store.get(entity_id)
    assert (stored.entity.title, stored.entity.packaging, stored.merged_at) == ("Songs", "None", LATER)


def test_artists_are_kept_too(store):
    """Every kind has its table."""
    entity_id = store.put(Kind.ARTIST, Artist(name="Daft Punk"), AT)
    assert entity_id.startswith("artist/")
    assert store.get(entity_id).entity == Artist(name="Daft Punk")


def test_two_processes_lose_nothing(tmp_path):
    """Two programs that add to the same things at once keep all that either said."""
    url = f"sqlite:{tmp_path / 'harmony.db'}"
    code = """
import sys
from datetime import datetime, UTC
from harmony_core.domain.model import ExternalId, Release
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.refs import Kind
from harmony_core.edges.backends import open_sqlite_entities
store = open_sqlite_entities(sys.argv[1])
for number in range(40):
    ids = (ExternalId(provider=sys.argv[2], kind="release", id=str(number)),)
    gtin = Gtin.parse("724384960650")
    store.put(Kind.RELEASE, Release(title="Songs", gtin=gtin, external_ids=ids), datetime.now(UTC))
"""
    runs = [subprocess.Popen([sys.executable, "-c", code, url, name]) for name in ("a", "b")]
    assert [run.wait(60) for run in runs] == [0, 0]
    store = open_sqlite_entities(url)
    (only,) = store.named_like("songs", Kind.RELEASE)
    assert {each.provider for each in only.entity.external_ids} == {"a", "b"}
    store.close()
