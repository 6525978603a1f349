"""A link, or another text, → what it is taken for, with all providers installed."""

from __future__ import annotations

from speed.measure import Work, paired
from speed.options import Options
from speed.report import Aim, Figure, Table
from speed.sessions import memory_session

AT_MOST_US = 10.0

TEXTS = {
    "a link of Deezer": "https://www.deezer.com/en/album/302127",
    "a link of Spotify": "https://open.spotify.com/intl-de/album/2noRn2Aes5aoNVsU6iWThc?si=0123456789abcdef",
    "a link of iTunes": "https://music.apple.com/us/album/discovery/697194953",
    "a link of MusicBrainz": "https://musicbrainz.org/release/6cd30d99-4923-4d5e-8e51-9d87506976f1",
    "a link of a shop with hosts of its own": "https://someband.bandcamp.com/album/some-album",
    "provider:id": "deezer:302127",
    "a GTIN": "0724384960650",
    "an ISRC": "GBDUW0000059",
    "an MBID": "6cd30d99-4923-4d5e-8e51-9d87506976f1",
    "words": "Daft Punk Discovery",
}


def tables(options: Options) -> list[Table]:
    """Measure one text of each sort."""
    session = memory_session()
    works = {name: Work(lambda _, text=text: session.parse(text)) for name, text in TEXTS.items()}
    done = paired(works, options.rounds)
    aims = {name: Aim(AT_MOST_US) for name in TEXTS if "link" in name}
    figures = [Figure(name, done.spread(name).times(1e6), "µs", aims.get(name), TEXTS[name]) for name in TEXTS]
    return [Table("Reading a link", figures, [f"{len(session.providers)} providers are installed. CPU time."])]
