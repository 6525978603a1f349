"""Which of our functions decides a case of the title tables, and which cases state another behavior than ours.

The tables say what functions of other projects do. A case counts where one of ours is meant to do the same; where
none is, or where we decide otherwise on purpose, `otherwise` gives the reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs

from harmony_core.alike.kinds import types_of_title, types_of_tracks
from harmony_core.alike.names import split_guests, split_names
from harmony_core.alike.texts import name_of
from harmony_core.alike.titles import parse_title, versions_in_brackets, without, without_guests
from harmony_core.alike.versions import same_version
from harmony_core.alike.videos import clean_video_title, split_artist_title, tidy


@attrs.frozen
class Case:
    """One case: what a function of another project makes of an input."""

    function: str
    input: object
    expected: object
    note: str


@attrs.frozen
class Decided:
    """A case as we decide it; `otherwise` is why it does not count."""

    case: Case
    ours: object
    right: bool
    otherwise: str | None = None


def cases(folder: Path) -> Iterator[Case]:
    """Yield all cases in a folder of tables."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Case(row["function"], row["input"], row["expected"], row["note"] or "")


def decide(case: Case) -> Decided:
    """Decide a case, and say whether it comes out as expected."""
    reason = otherwise(case)
    if reason is not None:
        return Decided(case, None, right=False, otherwise=reason)
    ours = DECIDE[case.function](case.input)
    return Decided(case, ours, right=_plain(ours) == _expected(case))


def _expected(case: Case) -> object:
    """Return what is expected of our function; where the order or the joining of names is free, as ours has it."""
    match case.function, case.expected:
        case "ftintitle.split_on_feat", [str(head), str() as guests]:
            return [" & ".join(split_names(head)), guests]
        case "parsePlay", {"artists": list(names), "track": track}:
            return {"artists": sorted(names), "track": track}
        case "guessTypesFromTitle", list(types):
            return sorted(types)
        case _:
            return _plain(case.expected)


def _plain(value: object) -> object:
    """Return a value without the blanks that some upstream functions leave behind."""
    match value:
        case str():
            return " ".join(value.split())
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _:
            return value


def _video(text: str) -> dict[str, str | None]:
    artist, title = split_artist_title(text)
    return {"artist": artist, "track": title}


def _album(text: str) -> dict[str, str | None]:
    artist, title = split_artist_title(text)
    return {"artist": artist, "album": title}


def _title_and_version(text: str) -> dict[str, str]:
    parsed = parse_title(text)
    return {"title": parsed.full, "version": " ".join(version.text for version in parsed.versions)}


def _guests(given: dict[str, str]) -> str | None:
    main, guests = split_guests(given["artist"])
    named = [name for name in (*main, *guests) if name_of(name).key != name_of(given["albumartist"]).key]
    return " & ".join(named) or None


def _split_on_guests(text: str) -> list[str | None]:
    main, guests = split_guests(text)
    return [" & ".join(main) if guests else text, " & ".join(guests) or None]


def _play(given: dict[str, object]) -> dict[str, object]:
    names, track = list(map(str, given["artists"])), str(given["track"])  # type: ignore[call-overload]
    artist, title = split_artist_title(track)
    names += split_names(artist) if artist else ()
    parsed = parse_title(title)
    known = {name_of(name).key for name in names}
    names += [guest for guest in parsed.guests if name_of(guest).key not in known]
    return {"artists": sorted(names), "track": title if not parsed.guests else without_guests(title)}


def _types(title: str) -> list[str]:
    names = {"ep": "EP", "dj-mix": "DJ-mix"}
    return sorted(names.get(each.value, each.value.capitalize()) for each in types_of_title(title))


def _track_titles(media: list[dict[str, list[dict[str, str]]]]) -> list[str]:
    return [track["title"] for medium in media for track in medium["tracklist"]]


def _dropping(*kinds: str) -> Callable[[str], object]:
    return lambda text: without(text, frozenset(kinds))


DECIDE: dict[str, Callable[..., object]] = {
    "decode-html-entities": tidy,
    "remove-zero-width": tidy,
    "replace-nbsp": tidy,
    "fix-track-suffix": versions_in_brackets,
    "remove-clean-explicit": _dropping("clean", "explicit"),
    "remove-live": _dropping("live"),
    "remove-parody": _dropping("parody"),
    "remove-reissue": _dropping("reissue"),
    "remove-remastered": _dropping("remaster"),
    "remove-version": _dropping("original", "edit", "edition", "explicit", "rerecorded", "stereo", "mono", "bonus"),
    "filter:spotify:track": _dropping("live", "remaster"),
    "youtube": lambda text: without(clean_video_title(text), frozenset({"live"})),
    "splitArtistAlbum": _album,
    "splitArtistTrack": lambda given: dict(zip(("artist", "track"), split_artist_title(given[0]), strict=True)),
    "processYtVideoTitle": _video,
    "processSoundCloudTrack": _video,
    "getArtistTitle": _video,
    "parse_title_and_version": _title_and_version,
    "ftintitle.find_feat_part": _guests,
    "ftintitle.split_on_feat": _split_on_guests,
    "ftintitle.contains_feat": lambda text: bool(parse_title(text).guests),
    "ftintitle.custom_words": lambda given: bool(parse_title(given["given"]).guests),
    "parsePlay": _play,
    "compare_version": lambda texts: same_version(*texts),
    "guessTypesFromTitle": _types,
    "guessLiveRelease": lambda media: any(each.value == "live" for each in types_of_tracks(_track_titles(media))),
    "guessDjMixRelease": lambda media: any(each.value == "dj-mix" for each in types_of_tracks(_track_titles(media))),
    "fix-various-artists": tidy,
    "album-artist-from-artist": lambda text: split_guests(text)[0][0],
    "normalize-feature": tidy,
    "removeRecordSide": tidy,
}

NO_COUNTERPART = {
    "match": "needs what two services say of these ids today",
    "ftintitle.insert_ft_into_title": "writes guests into a title; we take titles apart and write none",
    "replace-smart-quotes": "we keep typographic quotes in what is shown; in comparisons no quote counts",
    "remove-additional-artists": "we keep all artists of a credit, each by itself",
}


def otherwise(case: Case) -> str | None:
    """Return why a case does not state our behavior, None where it does."""
    if case.function not in DECIDE:
        return NO_COUNTERPART.get(case.function, "no function of ours does this")
    match case.function, case.input, case.expected:
        case "ftintitle.custom_words", {"custom_words": [_, *_]}, _:
            return "the words that name guests are not a setting"
        case "splitArtistTrack" | "splitArtistAlbum", _, {"artist": None}:
            return "what has no separator is a title, not nothing"
        case "processYtVideoTitle", str(text), _ if re.match(r"[A-Z]\. ", text.strip()):
            return "a letter with a dot may be an initial (J. Cole)"
        case "processYtVideoTitle", _, {"track": str(track)} if "【" in track:
            return "what tells of the video goes, whatever brackets it is in"
        case "getArtistTitle", str(text), {"track": str(track)} if "feat." in text and "feat." not in track:
            return "guests stay in the title, as in most of that project's other cases"
        case _:
            return None
