"""Equal requests have one name, and secrets are no part of it."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harmony_core.edges.requests import (
    SECRET_PARAMETERS,
    Request,
    canonical_body,
    canonical_url,
    redacted_url,
    request_key,
    without_parameters,
)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://A.Example/x", "https://a.example/x"),
        ("HTTPS://a.example/x", "https://a.example/x"),
        ("https://a.example:443/x", "https://a.example/x"),
        ("HTTPS://a.example:443/x", "https://a.example/x"),
        ("http://a.example:80/x", "http://a.example/x"),
        ("https://a.example:80/x", "https://a.example:80/x"),
        ("https://a.example:8443/x", "https://a.example:8443/x"),
        ("https://[2001:DB8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
        ("https://a.example", "https://a.example/"),
        ("https://a.example/x#part", "https://a.example/x"),
        ("https://me:word@a.example/x", "https://a.example/x"),
        ("https://a.example/x?", "https://a.example/x"),
        ("https://a.example/x?b=2&a=1", "https://a.example/x?a=1&b=2"),
        ("https://a.example/x?a=2&a=1", "https://a.example/x?a=1&a=2"),
        ("https://a.example/x?q=a+b", "https://a.example/x?q=a+b"),
        ("https://a.example/x?q=a%20b", "https://a.example/x?q=a+b"),
        ("https://a.example/x?q=a%2Bb", "https://a.example/x?q=a%2Bb"),
        ("https://a.example/x?q=%c3%bc", "https://a.example/x?q=%C3%BC"),
        ("https://a.example/x?q=ü", "https://a.example/x?q=%C3%BC"),
        ("https://a.example/x?q=a%3Ab", "https://a.example/x?q=a%3Ab"),
        ("https://a.example/x?q=a:b", "https://a.example/x?q=a%3Ab"),
        ("https://a.example/x?flag", "https://a.example/x?flag="),
        ("https://a.example/album/upc%3A0123", "https://a.example/album/upc:0123"),
        ("https://a.example/%41%42", "https://a.example/AB"),
        ("https://a.example/a%2Fb", "https://a.example/a%2Fb"),
        ("https://a.example/a%3Fb", "https://a.example/a%3Fb"),
        ("https://a.example/100%25", "https://a.example/100%25"),
        ("https://a.example/a%20b", "https://a.example/a%20b"),
        ("https://a.example/a%0Ab", "https://a.example/a%0Ab"),
        ("https://a.example/x?a=1&api_key=s", "https://a.example/x?a=1"),
        ("https://a.example/x?a=1&API_KEY=s", "https://a.example/x?a=1"),
        ("https://a.example/x?a=1&api%5Fkey=s", "https://a.example/x?a=1"),
        ("https://a.example/x?a=1&own=REDACTED", "https://a.example/x?a=1"),
    ],
)
def test_one_form_of_an_address(url, canonical):
    """However an address is written, it has one canonical form."""
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize("parameter", sorted(SECRET_PARAMETERS))
def test_secret_parameters_are_left_out(parameter):
    """Parameters that hold secrets are neither kept nor shown, whatever the letters' case."""
    url = f"https://a.example/x?a=1&{parameter.upper()}=word&b=2"
    assert canonical_url(url) == "https://a.example/x?a=1&b=2"
    assert redacted_url(url) == "https://a.example/x?a=1&b=2"


def test_more_secret_parameters_can_be_named():
    """A provider's own key parameter is a secret too."""
    url = "https://a.example/x?a=1&Pass=word&p%61ss=word"
    assert canonical_url(url, ["PASS"]) == "https://a.example/x?a=1"
    assert redacted_url(url, ["PASS"]) == "https://a.example/x?a=1"
    assert without_parameters(url, ["pass"]) == "https://a.example/x?a=1"
    assert (
        Request(provider="x", method="GET", url=url, secrets=frozenset({"pass"})).key == "GET https://a.example/x?a=1"
    )


def test_shown_addresses_are_as_they_were_sent():
    """What is shown differs from what was sent only in what is secret."""
    assert redacted_url("https://me:word@A.example:1/x?q=a+b&q=%41#part") == "https://A.example:1/x?q=a+b&q=%41"


def test_the_body_is_part_of_the_name():
    """Requests with other bodies are other requests; without one nothing is added."""
    body = b'{"query":"x"}'
    assert request_key("post", "https://a.example/x", body) == f"POST https://a.example/x {sha256(body).hexdigest()}"
    assert request_key("get", "https://a.example/x") == "GET https://a.example/x"
    assert request_key("GET", "https://a.example/x") != request_key("HEAD", "https://a.example/x")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b'{"b": [1, 2],\n "a": "\\u00fc"}', '{"a":"ü","b":[1,2]}'.encode()),
        (b"q=a+b&limit=5", b"limit=5&q=a%20b"),
        (b"q=a&client_secret=CANARY&pass=CANARY", b"q=a"),
        (b"q=a&client_secret=REDACTED", b"q=a"),
        (b"q=a&word=REDACTED", b"q=a"),
    ],
)
def test_equal_bodies_are_equal_however_they_are_written(one, other):
    """Blanks and order in JSON, order and escapes in a form make no other request; secrets are no part of it."""
    url = "https://a.example/x"
    assert request_key("POST", url, one, {"pass"}) == request_key("POST", url, other, {"pass"})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b'{"a": [1, 2]}', b'{"a": [2, 1]}'),
        (b'{"client": {"name": "a"}}', b'{"client": {"name": "b"}}'),
        (b'{"a": 1}', b'{"a": "1"}'),
        (b"q=a&q=b", b"q=a"),
        (b"a = b", b"a=b"),
        (b"\xff", b"\xfe"),
        (b"[" * 100_000, b"[" * 99_999),
    ],
)
def test_other_bodies_are_other_requests(one, other):
    """What differs in more than its writing is asked for itself."""
    assert request_key("POST", "https://a.example/x", one) != request_key("POST", "https://a.example/x", other)


@given(st.binary(max_size=40))
def test_a_canonical_body_stays_as_it_is(body):
    """Made canonical twice it is the same."""
    assert canonical_body(canonical_body(body)) == canonical_body(body)


URLS = st.builds(
    "{}://{}{}/{}?{}#{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["a.example", "A.Example", "me@a.example", "[::1]"]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.text(max_size=20),
    st.text(max_size=20),
    st.text(max_size=5),
)


@given(URLS)
@example("https://a.example/a%0A b%2525/%2F?%25=%26&=&a=%0A")
@example("https://a.example//evil.example/x?a=1;b=2")
def test_the_canonical_form_is_its_own(url):
    """The canonical form of a canonical form is itself, and of what is shown it is the same."""
    canonical = canonical_url(url)
    assert canonical_url(canonical) == canonical
    assert canonical_url(redacted_url(url)) == canonical


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=5), st.randoms())
def test_the_order_of_parameters_does_not_matter(parameters, random):
    """Sorted, a query is the same in every order."""
    from urllib.parse import urlencode

    shuffled = random.sample(parameters, len(parameters))
    base = "https://a.example/x?"
    assert canonical_url(base + urlencode(parameters)) == canonical_url(base + urlencode(shuffled))
