"""Whether a row's words name what its identifier found."""

from __future__ import annotations

import pytest

from harmony_core.domain.model import ArtistCredit, Medium, Recording, Release, ReleaseType, Track
from harmony_core.edges.row_words import said_otherwise

SONG = "Harder, Better, Faster, Stronger"
DAFT_PUNK = (ArtistCredit(name="Daft Punk"),)


def recording(title: str = SONG, *releases: Release, disambiguation: str | None = None) -> Recording:
    """Return a recording by Daft Punk on these releases."""
    return Recording(title=title, artists=DAFT_PUNK, releases=releases, disambiguation=disambiguation)


@pytest.mark.parametrize("version", ["Live", "The Neptunes Remix", "Acoustic", "Instrumental", "Karaoke Version"])
def test_another_version_is_another_recording(version):
    """Whichever of the two names it, and also where the release is called as the recording is."""
    single = Release(title=SONG, artists=DAFT_PUNK)
    for title, found in (
        (f"{SONG} ({version})", recording(SONG)),
        (SONG, recording(f"{SONG} ({version})")),
        (SONG, recording(f"{SONG} ({version})", single)),
    ):
        assert "Daft Punk: another version" in (said_otherwise(title, "Daft Punk", "isrc:X", found) or "")


def test_another_remix_is_told():
    """Of two versions each is named."""
    said = said_otherwise(f"{SONG} (Pete Heller Remix)", None, "isrc:X", recording(f"{SONG} (The Neptunes Remix)"))
    assert "another version" in (said or "")


@pytest.mark.parametrize(
    "version",
    ["2011 Remaster", "Deluxe Edition", "Radio Edit", "Extended Mix", "Album Version", "Explicit", "feat. Justice"],
)
def test_remasters_editions_and_cuts_are_no_other_version(version):
    """What sources name or leave out for one thing has no warning, in recordings and in releases."""
    for one, other in ((SONG, f"{SONG} ({version})"), (f"{SONG} ({version})", SONG)):
        assert said_otherwise(one, "Daft Punk", "isrc:X", recording(other)) is None
        assert said_otherwise(one, "Daft Punk", "gtin:X", Release(title=other, artists=DAFT_PUNK)) is None


def test_a_version_may_be_named_around():
    """A recording on a live album, by its title or its type, need not say that it is live."""
    for release in (Release(title="Alive (Live)"), Release(title="Alive 2007", types=(ReleaseType.LIVE,))):
        assert said_otherwise(f"{SONG} (Live)", "Daft Punk", "isrc:X", recording(SONG, release)) is None
        assert said_otherwise(f"{SONG} (Neptunes Remix)", "Daft Punk", "isrc:X", recording(SONG, release)) is not None
    live = recording(SONG, disambiguation="live, 2007-06-14: Bercy, Paris")
    assert said_otherwise(f"{SONG} (Live)", "Daft Punk", "isrc:X", live) is None
    assert f"is “{SONG} (live, 2007-06-14: Bercy, Paris)”" in (said_otherwise(SONG, None, "isrc:X", live) or "")


def test_a_release_of_another_version_is_told():
    """A live album is another release, but a row may name one of the tracks in it."""
    live = (Medium(position=1, tracks=(Track(position=1, title=f"{SONG} (Live)"),)),)
    album = Release(title="Alive (Live)", artists=DAFT_PUNK, media=live)
    assert "another version" in (said_otherwise("Alive", "Daft Punk", "gtin:X", album) or "")
    assert said_otherwise(f"{SONG} (Live)", "Daft Punk", "gtin:X", album) is None


@pytest.mark.parametrize("of_release", [(), (ArtistCredit(name="Various Artists"),), DAFT_PUNK])
def test_an_artist_alone_is_compared(of_release):
    """Also where a release that the recording is on names nobody, or various ones."""
    found = recording(SONG, Release(title="Discovery", artists=of_release))
    assert "other artists" in (said_otherwise(None, "Nirvana", "isrc:X", found) or "")
    assert said_otherwise(None, "Daft Punk", "isrc:X", found) is None
    assert said_otherwise("Discovery", "Daft Punk", "isrc:X", found) is None


def test_an_artist_may_be_that_of_the_release():
    """A guest's recording on somebody's album is found by either name."""
    found = recording(SONG, Release(title="Discovery", artists=(ArtistCredit(name="Thomas Bangalter"),)))
    assert said_otherwise(None, "Thomas Bangalter", "isrc:X", found) is None
