"""Beatport's pages → plain data, named as in the API v4: what the server put into `__NEXT_DATA__` for the browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from harmony_core import provider as hc

HITS = {"releases": "release", "tracks": "track", "artists": "artist", "labels": "label"}
INNER = {"artists": "artist", "label": "label", "release": "release", "genre": "genre", "sub_genre": "sub_genre"}


def release(page: bytes) -> object:
    """Read a release with the list of its tracks, which the page asks the API for apart."""
    data = embedded(page)
    found = entity(data, "release")
    listed = track_list(data, found["id"])
    if found.get("track_count") and not listed:
        raise lacks("tracks in its list")
    return {**found, "listed": listed}


def about(kind: str) -> Callable[[bytes], object]:
    """Return the reader of pages about one thing."""
    return lambda page: entity(embedded(page), kind)


def hits(page: bytes) -> object:
    """Read the lists of what a search found: of each kind, or of one kind where it was searched for alone."""
    found = {
        name: [as_in_api(row, kind) for row in rows]
        for _, answer in answers(embedded(page))
        for name, kind in HITS.items()
        if isinstance(rows := rows_of(answer, name, kind), list)
    }
    if not found:
        raise lacks("lists of what the search found")
    return found


def rows_of(answer: object, name: str, kind: str) -> object:
    alone = hc.inside(answer, "data", 0, f"{kind}_id") is not None
    return hc.inside(answer, "data") if alone else hc.inside(answer, name, "data")


def embedded(page: bytes) -> object:
    script = hc.read_page(page).need("script#__NEXT_DATA__", "embedded data")
    data = hc.embedded_json(script.raw, "__NEXT_DATA__")
    if hc.inside(data, "page") == "/404" or hc.inside(data, "props", "pageProps", "statusCode") == 404:
        raise hc.NotFoundError("Beatport says that there is no such page")
    return data


def answers(data: object) -> Iterator[tuple[str, object]]:
    """Yield the API's answers of which the page was made, each with its key as a text."""
    queries = hc.inside(data, "props", "pageProps", "dehydratedState", "queries")
    for query in queries if isinstance(queries, list) else ():
        yield json.dumps(hc.inside(query, "queryKey")), hc.inside(query, "state", "data")


def entity(data: object, kind: str) -> dict[str, object]:
    """Return what the page is about: told by itself, else the answer whose key begins with its kind."""
    asked = (answer for key, answer in answers(data) if key.startswith(f'["{kind}'))
    for found in (hc.inside(data, "props", "pageProps", kind), *asked):
        if isinstance(found, dict) and isinstance(found.get("id"), int):
            return found
    raise lacks(f"{kind} (props.pageProps.{kind})")


def track_list(data: object, release_id: object) -> object:
    """Return a release's tracks; other lists of the page are of releases that it recommends."""
    lists = [(key, found) for key, answer in answers(data) if isinstance(found := hc.inside(answer, "results"), list)]
    by_key = (found for key, found in lists if key.startswith('["tracks'))
    by_release = (found for _, found in lists if hc.inside(found, 0, "release", "id") == release_id)
    for found in (*by_key, *by_release):
        return found
    raise lacks("list of the release's tracks")


def lacks(what: str) -> hc.PayloadError:
    return hc.PayloadError(f"the page has no {what}: it is of another form than is known here")


def as_in_api(hit: object, kind: str) -> object:
    """Name a search hit's fields as in the API: hits say `release_id` for the `id` of a release, and so on."""
    if isinstance(hit, list):
        return [as_in_api(each, kind) for each in hit]
    if not isinstance(hit, dict):
        return hit
    plain = {name: as_in_api(value, INNER[name]) if name in INNER else value for name, value in hit.items()}
    plain |= {name: hit[f"{kind}_{name}"] for name in ("id", "name", "type") if f"{kind}_{name}" in hit}
    plain["image"] = {name: hit.get(f"{kind}_image_{name}") for name in ("uri", "dynamic_uri")}
    if kind == "track":
        plain |= {"length_ms": hit.get("length"), "key": {"name": hit.get("key_name")}}
    people = plain.get("artists")
    if isinstance(people, list):
        plain["remixers"] = [each for each in people if is_remixer(each)]
        plain["artists"] = [each for each in people if not is_remixer(each)]
    return plain


def is_remixer(person: object) -> bool:
    return "Remixer" in str(hc.inside(person, "artist_type_name"))
