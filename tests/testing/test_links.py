"""What is told of links and ids that are not read, or read as something else."""

from __future__ import annotations

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.testing import Contract, Link

LINK = "https://www.kept.example/record/7"


def with_link(contract: Contract, url: str = LINK, **fields: object) -> Contract:
    """Return a contract with one link more."""
    return attrs.evolve(contract, links=(Link(url, **{"kind": "release", "id": "7", **fields}),))


def test_a_link_that_no_template_reads(contract: Contract, broken):
    """The author is told where templates stand."""
    url = "https://www.kept.example/song/7"
    message = broken(with_link(contract, url), f"link {url}")
    assert message == f"link {url}: is not read: no template in urls= has this form"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"id": "8"}, "id: expected 8, got 7"),
        ({"kind": "artist"}, "kind: expected artist, got release"),
        ({"type": "album"}, "type: expected album, got record"),
        ({"region": "GB"}, "region: expected GB, got None"),
    ],
)
def test_a_link_that_is_read_as_another_thing(contract: Contract, broken, fields: dict[str, str], told: str):
    """The field is named, with what was expected and what came."""
    assert broken(with_link(contract, **fields), f"link {LINK}") == f"link {LINK}: {told}"


def test_a_link_that_must_name_no_region(contract: Contract, broken):
    """An empty region says that there is none."""
    url = "https://kept.example/gb/record/7"
    assert broken(with_link(contract, url, region=""), f"link {url}").endswith("region: expected none, got GB")


def test_a_link_that_is_not_the_canonical_one(contract: Contract, broken):
    """The one that the provider writes is told."""
    url = "https://kept.example/record/7"
    message = broken(with_link(contract, url, canonical=True), f"link {url}")
    assert f"is said to be canonical, but kept:7 is written as {LINK}" in message


def test_a_canonical_link_that_reads_back_as_another_thing(contract: Contract, broken):
    """Of two templates for one type the first writes: it must write what the other reads."""
    urls = (
        hc.Url("release", "https://www.kept.example/old/{id:digits}", type="record"),
        *contract.provider.urls,
    )
    parser = hc.Url("artist", "https://www.kept.example/old/{id:digits}")
    changed = attrs.evolve(contract.provider, urls=(parser, *urls))
    message = broken(with_link(attrs.evolve(contract, provider=changed)), f"link {LINK}")
    assert "which reads back as another thing" in message or "reads back as" in message


def test_a_link_of_somebody_else_that_is_read(contract: Contract, broken):
    """The template is too wide."""
    message = broken(attrs.evolve(contract, foreign_links=(LINK,)), f"foreign link {LINK}")
    assert message == f"foreign link {LINK}: is read as release kept:7: make the template in urls= narrower"


def test_a_text_that_is_taken_for_an_id(contract: Contract, broken):
    """The field's form is too wide."""
    message = broken(attrs.evolve(contract, wrong_ids=("7",)), "wrong id 7")
    assert message.startswith("wrong id 7: is read as release kept:7: give the field a narrower form in urls=")


def test_a_kind_without_a_canonical_link(contract: Contract, broken):
    """Each kind that is looked up and has pages shows its canonical link."""
    links = tuple(attrs.evolve(link, canonical=False) for link in contract.links)
    message = broken(attrs.evolve(contract, links=links), "canonical links of every kind")
    assert message == "links=: has no canonical link (canonical=True) of kind release"


def test_links_that_only_a_parser_reads(contract: Contract, monkeypatch: pytest.MonkeyPatch):
    """The parsers of the provider's package are asked too."""
    import harmony_kept

    from harmony_core.testing.links import check_link

    ref = contract.provider.ref("7")
    parser = hc.UrlParser(name="kept", read=lambda text: ref if text == "kept-app:7" else None)
    monkeypatch.setattr(harmony_kept, "harmony_url_parsers", lambda: [parser], raising=False)
    check_link(contract, Link("kept-app:7", kind="release", id="7"))
