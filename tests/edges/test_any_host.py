"""Pages at hosts that a source does not own: read and asked for only where the user names the provider."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.domain.answers import Found, Unknown
from harmony_core.domain.errors import AccessDeniedError, RequestError
from harmony_core.domain.refs import Kind
from harmony_core.edges.limiter import Limiter
from harmony_core.edges.line import Line
from harmony_core.plugin.snapshot import Mode, Snapshot

SHOP = ("https://{band:slug}.shops.example/album/{slug}", "https://{host:host}/album/{slug}")


@hc.payload
class Album:
    title: str


PAGE = hc.Endpoint("https://{host}/album/{slug}", into=Album)


async def fetch(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Album:
    """Ask for a page where it is: at the shops', or at a host of its own."""
    account, slug = target.id.split("/")
    return await api.get(PAGE, host=account if "." in account else f"{account}.shops.example", slug=slug)


def release(album: Album, read: hc.Reader) -> hc.Release:
    """Return an album with a link to a page that nobody named."""
    return hc.Release(title=album.title, links=(hc.Link(url="https://ada.example.org/album/attic"),))


shops = hc.Provider(
    name="shops",
    title="Shops",
    base="https://shops.example/",
    hosts=("*.shops.example",),
    urls=(
        hc.Url("release", SHOP[0], type="album", id="{band}/{slug}"),
        hc.Url("release", SHOP[1], type="album", id="{host}/{slug}"),
    ),
    lookups=(hc.Lookup("release", by=("id",), main=PAGE, fetch=fetch, normalize=release),),
)
OWN = "https://music.example.org/album/two-rooms"


def line(provider: hc.Provider, bench, *, anywhere: bool = True) -> Line:
    """Return a provider as it is asked where the user named it."""
    settings = bench.config().provider(provider)
    return Line(provider=provider, settings=settings, limiter=Limiter(provider.rate), anywhere=anywhere)


@pytest.mark.parametrize(
    "link", [OWN, "http://Music.Example.org:443/album/two-rooms/?from=x#y", OWN.removeprefix("https://")]
)
def test_a_link_at_a_foreign_host_is_read_where_the_provider_is_named(bench, link):
    """The id holds the host, and is written and read again as any other."""
    session = bench.session(shops)
    parsed = session.parse(link, provider=["shops"])
    assert (parsed.kind, str(parsed.ref), parsed.url) == (Kind.RELEASE, "shops:music.example.org/two-rooms", OWN)
    again = shops.ref(parsed.ref.key)
    assert again == parsed.ref
    assert shops.url(again) == OWN


@pytest.mark.parametrize("provider", [[], ["all"], ["default"], ["digital"], ["shelf"]])
def test_nobody_reads_it_where_the_provider_is_not_named(bench, shelf_parts, provider):
    """That a provider is installed, or meant by a word for many, is no leave to ask any host."""
    session = bench.session(shops, shelf_parts.shelf)
    with pytest.raises(RequestError) as raised:
        session.parse(OWN, provider=provider)
    assert raised.value.code == "UNSUPPORTED_LINK"
    assert ("--provider shops" in raised.value.message) is (provider != ["shelf"])


@pytest.mark.parametrize(
    "link",
    [
        "https://shops.example/album/two-rooms",
        "https://ada.shops.example/artist/1",
        "https://127.0.0.1/album/two-rooms",
        "https://[::1]/album/two-rooms",
        "https://localhost/album/two-rooms",
        "https://10.1/album/two-rooms",
        "https://music.example.org/playlist/1",
        "https://music_.example.org/album/two-rooms",
    ],
)
def test_what_is_no_public_host_or_no_such_page_is_not_read(bench, link):
    """The source's own hosts have their own templates, and an address is no name."""
    with pytest.raises(RequestError):
        bench.session(shops).parse(link, provider=["shops"])


def test_a_link_that_is_somebody_s_stays_theirs(bench, shelf_parts):
    """A provider whose template fits goes before one that may have pages anywhere."""
    records = hc.Url("release", "https://{host:host}/record/{slug}", type="album", id="{host}/{slug}")
    greedy = attrs.evolve(shops, urls=(*shops.urls, records))
    session = bench.session(greedy, shelf_parts.shelf)
    link = "https://www.example.test/record/12"
    assert session.parse(link, provider=["shops", "shelf"]).ref.provider == "shelf"
    assert session.parse(link, provider=["shops"]).ref.provider == "shops"


@pytest.mark.parametrize(
    ("url", "may"),
    [
        (OWN, True),
        ("https://ada.shops.example/album/x", True),
        ("https://10.0.0.1/album/x", False),
        ("https://93.184.216.34/album/x", False),
        ("https://[::1]/album/x", False),
    ],
)
def test_a_named_provider_may_ask_hosts_but_no_addresses(bench, url, may):
    """Without its name, or without pages at hosts of others, only what is declared is asked."""
    assert line(shops, bench).may_ask(url) is may
    declared = "shops.example/" in url
    assert line(shops, bench, anywhere=False).may_ask(url) is declared
    only_own = attrs.evolve(shops, urls=shops.urls[:1])
    assert line(only_own, bench).may_ask(url) is declared


@pytest.mark.parametrize(
    "to",
    [
        "http://music.example.org/record/1",
        "https://localhost:1/record/1",
        "https://192.168.1.1/record/1",
        "https://[::ffff:127.0.0.1]/record/1",
        "ftp://music.example.org/record/1",
        "file:///etc/passwd",
    ],
)
async def test_private_hosts_stay_closed_to_a_named_provider(bench, source, shelf_parts, to):
    """A redirect may lead to other hosts, but neither out of TLS nor into a private network."""
    open_shelf = attrs.evolve(shelf_parts.shelf, urls=(*shelf_parts.shelf.urls, shops.urls[1]))
    source.on("record/1", source.redirect(to))
    api = bench.api(provider=open_shelf)
    api._line = attrs.evolve(api._line, anywhere=True)
    with pytest.raises(AccessDeniedError) as raised:
        await api.get(shelf_parts.RECORD, id=1)
    assert raised.value.code == "FOREIGN_HOST"


async def test_an_id_with_a_foreign_host_is_not_asked_for_without_the_name(bench):
    """The id can be written without naming the provider otherwise; the error says how it would be asked for."""
    result = await bench.session(shops).lookup("shops:music.example.org/two-rooms")
    answer = result.answers["shops"]
    assert isinstance(answer, Unknown)
    assert answer.error.code == "FOREIGN_HOST"
    assert "--provider shops" in answer.error.message


async def test_a_kept_page_at_a_foreign_host_serves(bench):
    """Offline the page is found, and the links in it are followed to no host that the user did not name."""
    session = bench.session(shops, mode=Mode.OFFLINE)
    session.snapshots().put(
        [
            Snapshot(
                key=f"GET {OWN}",
                provider="shops",
                method="GET",
                url=OWN,
                status=200,
                body=b'{"title": "Two Rooms"}',
                fetched_at=datetime.now(UTC),
            )
        ]
    )
    result = await session.lookup(OWN, provider=["shops"])
    assert isinstance(result.answers["shops"], Found)
    assert (result.data.title, list(result.answers)) == ("Two Rooms", ["shops"])
    with pytest.raises(RequestError):
        await session.lookup(OWN)
