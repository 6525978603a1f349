"""References to one entity at one provider."""

from harmony_core.domain.codes import Country
from harmony_core.domain.refs import EntityRef, Kind


def test_a_reference_is_printed_after_its_provider():
    """The text is the provider's name and the key, which is the id where nothing else is said."""
    assert str(EntityRef(provider="tunes", kind=Kind.RELEASE, id="12")) == "tunes:12"
    assert str(EntityRef(provider="tunes", kind=Kind.RECORDING, id="12", key="track/12")) == "tunes:track/12"


def test_region_and_slug_do_not_tell_two_apart():
    """Where a page is shown and what its address says besides does not make it another entity."""
    plain = EntityRef(provider="tunes", kind=Kind.RELEASE, id="12", type="album")
    british = EntityRef(
        provider="tunes", kind=Kind.RELEASE, id="12", type="album", region=Country.parse("GB"), slug="some-album"
    )
    assert plain == british
    assert len({plain, british}) == 1


def test_kind_type_and_provider_tell_two_apart():
    """The same number is another entity at another provider, of another kind or type."""
    refs = {
        EntityRef(provider="tunes", kind=Kind.RELEASE, id="12", type="album"),
        EntityRef(provider="tunes", kind=Kind.RECORDING, id="12", type="album"),
        EntityRef(provider="tunes", kind=Kind.RELEASE, id="12", type="playlist"),
        EntityRef(provider="waves", kind=Kind.RELEASE, id="12", type="album"),
    }
    assert len(refs) == 4
