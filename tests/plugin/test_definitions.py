"""What authors write down is checked where they write it: each message says what to write instead."""

from __future__ import annotations

import re

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.domain.errors import PluginError
from harmony_core.plugin.definitions import line_of, short_file


@hc.payload
class Album:
    id: int


ALBUM = hc.Endpoint("album/{id}", into=Album)
PAGE = hc.Url("release", "https://tunes.example/album/{id}")
TUNES = hc.Provider(name="tunes", title="Tunes", base="https://api.tunes.example/v1/", urls=(PAGE,), lookups=())


@pytest.mark.parametrize(
    ("base", "told"),
    [
        (
            "https://api.tunes.example/v1",
            'ends without a slash, so that its last part would be lost; write base="https://api.tunes.example/v1/"',
        ),
        (
            "http://api.tunes.example/v1",
            "is not https, which all but this machine must be; write base='https://api.tunes",
        ),
        ("http://10.0.0.1/", "is not https"),
        ("ftp://api.tunes.example/", "is not https"),
        ("api.tunes.example/v1", 'is no address; write base="https://api.tunes.example/v1/"'),
        ("/v1/", "is no address"),
        ("", "is no address"),
        ("https://api.tunes.example/?v=1", "has a query; write it in the path of each hc.Endpoint"),
    ],
)
def test_a_base_that_would_not_do(base: str, told: str):
    """Paths are put behind its last slash, and keys go out to it: a mistake is told where it is written."""
    with pytest.raises(PluginError) as raised:
        attrs.evolve(TUNES, base=base)
    assert str(raised.value).startswith(f"provider tunes: base={base!r} ")
    assert told in str(raised.value)


@pytest.mark.parametrize(
    "base",
    ["http://127.0.0.1:8080/", "http://localhost/v1/", "http://[::1]:80/", "https://x.example/", "https://x.example"],
)
def test_a_base_that_does(base: str):
    """https, or a server on this machine."""
    assert attrs.evolve(TUNES, base=base).base == base


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("tunes.example/album/{id}", 'is no link without its scheme; write "https://tunes.example/album/{id}"'),
        ("{band}.tunes.example/album/{id}", 'write "https://{band}.tunes.example/album/{id}"'),
        ("https://tunes.example/album/{id", "'{' has no partner; write {name} or {name:form}"),
        ("https://tunes.example/album/{the id}", "has no partner"),
        ("https://tunes.example/[album/{id}", "'[' has no partner"),
        ("https://tunes.example/[a[/b]]/{id}", "one level deep"),
        ("https://tunes.example/{id}/{id}", "{id} stands in it twice; give the second another name"),
        ("ftp://tunes.example/{id}", "links begin with https://; read others with hc.UrlParser"),
        ("https://tunes.example/the album/{id}", "holds a blank"),
        ("https://tunes.example/[{id}]", "does not always have what its id needs: {id}; write it outside of []"),
    ],
)
def test_a_template_that_would_read_nothing(template: str, told: str):
    """A template with a slip would silently read no link."""
    with pytest.raises(PluginError) as raised:
        hc.Url("release", template)
    assert str(raised.value).startswith(f"Url {template!r}: ")
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("define", "told"),
    [
        (
            lambda: hc.Lookup("release", by="id", main=ALBUM, normalize=print),
            "the release lookup: by= holds several, also where there is one; write by=('id',)",
        ),
        (
            lambda: hc.Lookup("release", by=("id",), types="track", main=ALBUM, normalize=print),
            "the release lookup: types= holds several, also where there is one; write types=('track',)",
        ),
        (lambda: attrs.evolve(TUNES, urls=PAGE), "provider tunes: urls= holds several, also where there is one"),
        (lambda: attrs.evolve(TUNES, hosts="cdn.tunes.example"), "write hosts=('cdn.tunes.example',)"),
        (
            lambda: attrs.evolve(TUNES, lookups=hc.Lookup("release", by=("id",), main=ALBUM, normalize=print)),
            "write lookups=(Lookup(…),)",
        ),
    ],
)
def test_one_value_in_place_of_several(define, told: str):
    """A text is a sequence of letters: it is not taken for several names."""
    with pytest.raises(PluginError, match=re.escape(told)):
        define()


def test_a_line_is_found_in_the_author_s_package():
    """The last line of the package's own in the trace; none where the package had no part in it."""

    def broken() -> None:
        {}["upc"]

    with pytest.raises(KeyError) as raised:
        broken()
    line = broken.__code__.co_firstlineno + 1
    assert str(line_of(raised.value, __name__)).endswith(f"test_definitions.py, line {line}")
    assert line_of(raised.value, "harmony_core.plugin") is None


def test_a_file_is_named_as_it_stands_in_its_package():
    """Wherever it is on this machine."""
    deep = "/home/me/harmony-tunes/src/harmony_tunes/deep/album.py"
    assert short_file(deep, "harmony_tunes.deep.album") == "harmony_tunes/deep/album.py"
