"""URL templates: what a link is about, and the link of what it is about."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core.domain.errors import PluginError
from harmony_core.domain.refs import Kind
from harmony_core.plugin.urls import FORMS, Url, host_suffix, ref_of, split_link

ALBUM = Url("release", "https://[www.]tunes.example/[{lang:lang}/]album/{id:digits}")
TRACK = Url(
    "recording",
    "https://{band:slug}.waves.example/track/{slug:slug}",
    id="{band}/{slug}",
    key="{band}/track/{slug}",
)
STORE = Url("release", "https://store.example/{region:region}/album/[{slug:slug}/]{id:digits}")
SHOP = Url("release", "https://shop.example/release/{slug:slug}/{id:digits}")
NAMED = Url("artist", "https://names.example/artist/{id}", where={"id": "[0-9A-Za-z]{22}"})


def read(url: Url, link: str) -> dict[str, str] | None:
    """Return the fields that a template reads in a link as it was typed."""
    split = split_link(link)
    fields = url.read(split.address) if split else None
    return None if fields is None else dict(fields)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.tunes.example/album/12",
        "http://tunes.example/album/12",
        "HTTPS://WWW.Tunes.Example/album/12",
        "www.tunes.example/album/12",
        "tunes.example/album/12/",
        "https://tunes.example./album/12//",
        "https://tunes.example:443/album/12",
        "https://tunes.example/album/12?utm_source=x/y&a=1",
        "https://tunes.example/album/12#tracks",
        "https://tunes.example/album/12/?a#b",
    ],
)
def test_scheme_port_query_fragment_and_case_of_the_host_do_not_count(link: str):
    """What does not tell pages apart is ignored, and the scheme may be missing."""
    assert read(ALBUM, link) == {"id": "12"}


@pytest.mark.parametrize(
    ("link", "fields"),
    [
        ("https://tunes.example/de/album/12", {"lang": "de", "id": "12"}),
        ("https://store.example/gb/album/some-name/12", {"region": "gb", "slug": "some-name", "id": "12"}),
        ("https://store.example/gb/album/12", {"region": "gb", "id": "12"}),
    ],
)
def test_parts_in_brackets_may_be_missing(link: str, fields: dict[str, str]):
    """An optional part gives its field where it is there, and no field where it is not."""
    assert read(ALBUM, link) == fields or read(STORE, link) == fields


@pytest.mark.parametrize(
    "link",
    [
        "https://tunes.example/ALBUM/12",
        "https://tunes.example/album/",
        "https://tunes.example/album/12x",
        "https://tunes.example/album/12/tracks",
        "https://tunes.example/deu/album/12",
        "https://tunes.example.evil.example/album/12",
        "https://eviltunes.example/album/12",
        "https://tunes.example@evil.example/album/12",
        "https://evil.example/tunes.example/album/12",
        "https://tunesXexample/album/12",
        "ftp://tunes.example/album/12",
    ],
)
def test_other_pages_are_not_read(link: str):
    """A template is matched whole: no other host, path or end fits, and a dot is a dot."""
    assert read(ALBUM, link) is None


def test_a_page_at_the_root_of_a_host_is_read():
    """A template may be a host alone, as the pages of artists are that have a host of their own."""
    url = Url("artist", "https://{id:slug}.waves.example", type="band")
    for link in ("https://someone.waves.example", "https://someone.waves.example/", "someone.waves.example/?from=x"):
        assert read(url, link) == {"id": "someone"}
    assert read(url, "https://someone.waves.example/track/x") is None


def test_where_gives_a_field_a_form_of_its_own():
    """A form in `where` holds for the field of that name."""
    assert read(NAMED, "https://names.example/artist/" + "a" * 22) == {"id": "a" * 22}
    assert read(NAMED, "https://names.example/artist/" + "a" * 21) is None


def test_where_may_name_a_form():
    """A form that several fields share can be named after the colon."""
    url = Url("release", "https://names.example/r/{id:hex}", where={"hex": "[0-9a-f]+"})
    assert read(url, "https://names.example/r/0af") == {"id": "0af"}
    assert read(url, "https://names.example/r/0ag") is None


@pytest.mark.parametrize(
    "link",
    [
        "https://names.example/x/..",
        "https://names.example/x/.",
        "https://names.example/x/%2e%2e",
        "https://names.example/x/%2E.",
        "https://names.example/x/..%2F..%2Fuser",
        "https://names.example/x/a%2F..%2Fb",
    ],
)
def test_nothing_climbs_out_of_its_place(link: str):
    """A field with a step upwards is refused, also percent-encoded."""
    assert read(Url("release", "https://names.example/x/{id:text}"), link) is None
    assert read(Url("release", "https://names.example/x/{id:rest}"), link) is None


def test_percent_escapes_are_read():
    """A field holds the text that its escapes stand for, and is escaped again in the link."""
    url = Url("artist", "https://names.example/music/{id:text}")
    assert read(url, "https://names.example/music/Sigur%20R%C3%B3s") == {"id": "Sigur Rós"}
    assert url.write({"id": "Sigur Rós"}) == "https://names.example/music/Sigur%20R%C3%B3s"


@pytest.mark.parametrize(
    ("url", "fields", "link"),
    [
        (ALBUM, {"id": "12"}, "https://tunes.example/album/12"),
        (ALBUM, {"id": "12", "lang": "de"}, "https://tunes.example/de/album/12"),
        (STORE, {"id": "12", "region": "gb"}, "https://store.example/gb/album/12"),
        (STORE, {"id": "12", "region": "gb", "slug": "a b"}, "https://store.example/gb/album/a%20b/12"),
        (TRACK, {"band": "who", "slug": "my-song"}, "https://who.waves.example/track/my-song"),
        (SHOP, {"id": "12", "slug": "two-rooms"}, "https://shop.example/release/two-rooms/12"),
        (SHOP, {"id": "12"}, "https://shop.example/release/-/12"),
    ],
)
def test_links_are_written(url: Url, fields: dict[str, str], link: str):
    """A link is written with the optional parts whose fields are known, and without those that hold none."""
    assert url.write(fields) == link


def test_a_link_needs_all_fields_outside_brackets():
    """Without a field that is needed there is no link."""
    with pytest.raises(KeyError, match="region"):
        STORE.write({"id": "12"})


def test_ids_may_be_made_of_several_fields():
    """A composite id is made of the link's fields, and taken apart again."""
    fields = read(TRACK, "https://who.waves.example/track/my-song")
    assert fields is not None
    ref = ref_of("waves", TRACK, fields, primary=True)
    assert (ref.id, ref.key, ref.kind, ref.slug) == ("who/my-song", "who/track/my-song", Kind.RECORDING, "my-song")
    assert TRACK.read_id("who/my-song") == TRACK.read_key("who/track/my-song", bare=True) == fields
    assert TRACK.read_key("who/my-song", bare=True) is None


@pytest.mark.parametrize(
    ("text", "bare", "fields"),
    [
        ("album/12", False, {"id": "12"}),
        ("12", True, {"id": "12"}),
        ("12", False, None),
        ("track/12", True, None),
        ("..", True, None),
    ],
)
def test_a_key_has_its_type_unless_bare(text: str, bare: bool, fields: dict[str, str] | None):
    """After `provider:` the type stands before the id; it may be missing where that is allowed."""
    assert ALBUM.read_key(text, bare=bare) == fields


@pytest.mark.parametrize(
    ("url", "source_type"),
    [
        (ALBUM, "album"),
        (TRACK, "track"),
        (STORE, "album"),
        (Url("release", "https://x.example/{id}"), "release"),
        (Url("release", "https://x.example/{id}", type="disc"), "disc"),
        (Url("release", "https://x.example/a/b-{id}"), "a"),
    ],
)
def test_the_type_is_the_last_literal_segment(url: Url, source_type: str):
    """Where it is not said, the source's word for the kind is the last path segment without a field."""
    assert url.source_type == source_type


def test_a_misspelt_kind_is_the_authors_error():
    """A template of a kind that there is not is refused where it is written."""
    with pytest.raises(PluginError, match="there is no kind 'releese'; there are release"):
        Url("releese", "https://x.example/{id}")


def test_a_misspelt_form_is_the_authors_error():
    """A field of a form that there is not is refused where it is written, never read as any text."""
    with pytest.raises(PluginError, match=r"no form 'digit' for the field id.*digits"):
        Url("release", "https://x.example/{id:digit}")


@pytest.mark.parametrize("template", ["https://x.example/{slug}", "https://x.example/r[/{id}]"])
def test_an_id_needs_its_fields_always(template: str):
    """A template without a field that its id is made of is refused where it is written."""
    with pytest.raises(PluginError, match=r"what its id needs: \{id\}; write it outside"):
        Url("release", template)


def test_a_region_that_is_none_says_nothing():
    """A link's region is kept where it is a country, and the link is read all the same where not."""
    known = read(STORE, "https://store.example/gb/album/12")
    unknown = read(STORE, "https://store.example/qq/album/12")
    assert known is not None
    assert unknown is not None
    assert ref_of("store", STORE, known, primary=True).region == "GB"
    assert ref_of("store", STORE, unknown, primary=True).region is None


@pytest.mark.parametrize("sign", ["{x}", "{", "}", "{id.__class__}", "{0}"])
def test_braces_in_a_link_are_signs_like_others(sign: str):
    """What a link holds is never taken for a template."""
    url = Url("artist", "https://names.example/music/{id:text}")
    fields = read(url, f"https://names.example/music/{sign}")
    assert fields is not None
    for primary, key in ((True, sign), (False, f"music/{sign}")):
        assert ref_of("names", url, fields, primary=primary).key == key


@pytest.mark.parametrize(
    ("host", "suffix"), [("www.tunes.example", "tunes.example"), ("A.B.C", "b.c"), ("localhost", "localhost")]
)
def test_links_are_sorted_by_the_last_two_labels(host: str, suffix: str):
    """The index of links is by the end of the host, which every form of a template shares."""
    assert host_suffix(host) == suffix


def test_templates_know_their_suffix():
    """Optional parts and fields in the host do not change the end by which links are sorted."""
    assert (ALBUM.host_suffix, TRACK.host_suffix) == ("tunes.example", "waves.example")


field_values = {
    "digits": st.text(string.digits, min_size=1, max_size=12),
    "word": st.text(string.ascii_letters + string.digits + "_", min_size=1, max_size=12),
    "slug": st.text(string.ascii_letters + string.digits + "-_ é{}", min_size=1, max_size=12),
    "region": st.sampled_from(["gb", "US", "de"]),
    "mbid": st.uuids().map(str),
}


VERBATIM = Url("artist", "https://names.example/music/{artist:text}", id="{artist}", type="artist", verbatim=True)


@pytest.mark.parametrize("name", ["AC%2FDC", "Florence+%252B+the+Machine", "Sigur+R%C3%B3s", "100%25"])
def test_a_verbatim_link_is_its_own_spelling(name: str):
    """Where ids are names as links spell them, nothing is decoded on the way in or encoded on the way out."""
    link = f"https://names.example/music/{name}"
    fields = read(VERBATIM, link)
    assert fields == VERBATIM.read_id(name) == {"artist": name}
    assert VERBATIM.write(fields) == link


@pytest.mark.parametrize("name", ["..", "%2E%2E", "%2e.", "a%2F..%2Fb"])
def test_a_verbatim_link_does_not_climb(name: str):
    """A step upwards is refused however it is spelt, also as an id, as browsers take %2E for a dot."""
    assert read(VERBATIM, f"https://names.example/music/{name}") is None
    assert VERBATIM.read_id(name) is None


@given(st.sampled_from(sorted(field_values)), st.data())
def test_a_written_link_reads_back(form: str, data: st.DataObject):
    """For every form, what is written is read back as the same fields."""
    value = data.draw(field_values[form])
    url = Url("release", f"https://x.example/release/{{id:{form}}}")
    assert form in FORMS
    assert read(url, url.write({"id": value})) == {"id": value}


@given(st.text(string.ascii_lowercase + string.digits + "-", min_size=1), st.text(string.ascii_letters, min_size=1))
def test_a_composite_link_reads_back(band: str, slug: str):
    """A link of several fields gives a reference whose id and key give the fields again."""
    fields = {"band": band, "slug": slug}
    assert read(TRACK, TRACK.write(fields)) == fields
    ref = ref_of("waves", TRACK, fields, primary=False)
    assert TRACK.read_id(ref.id) == TRACK.read_key(ref.key, bare=False) == fields


@given(st.text() | st.text("htps:/.example@#?[]%{}2e ").map("https://tunes.example/".__add__))
def test_no_text_stops_a_template(text: str):
    """Any text is a link or none, and is read or not; never an exception."""
    link = split_link(text)
    for url in (ALBUM, TRACK, STORE, NAMED):
        url.read_id(text)
        url.read_key(text, bare=True)
        fields = url.read(link.address) if link else None
        if fields is not None:
            assert ref_of("x", url, fields, primary=True).id


@pytest.mark.parametrize(
    ("link", "fields"),
    [
        ("https://video.example/watch?v=abc", {"id": "abc"}),
        ("video.example/watch/?t=10&v=abc&v=def&list=x#top", {"id": "abc"}),
        ("https://video.example/watch?v=a%20c", {"id": "a c"}),
        ("https://video.example/watch?v=", None),
        ("https://video.example/watch?w=abc", None),
        ("https://video.example/watch#?v=abc", None),
        ("https://video.example/watch", None),
        ("https://video.example/watch/v=abc", None),
    ],
)
def test_a_template_may_ask_for_parameters(link: str, fields: dict[str, str] | None):
    """They may stand anywhere in the query; the first of several counts, and others do not."""
    url = Url("recording", "https://video.example/watch?v={id}")
    found = split_link(link)
    assert found is not None
    assert url.read(found.address, found.query) == fields
    assert url.source_type == "watch"
    if fields:
        again = split_link(url.write(fields))
        assert again is not None
        assert url.read(again.address, again.query) == fields


def test_a_template_may_ask_for_several_parameters():
    """In whatever order they stand."""
    url = Url("release", "https://shop.example/show?shop={shop:digits}&id={id:digits}", id="{shop}/{id}")
    link = split_link("https://shop.example/show?id=2&x=&shop=1")
    assert link is not None
    assert url.read(link.address, link.query) == {"shop": "1", "id": "2"}
    assert url.read(link.address, {"id": "2"}) is None
    assert url.write({"shop": "1", "id": "2"}) == "https://shop.example/show?shop=1&id=2"
