"""What sources mean when they say no."""

from __future__ import annotations

import pytest

from harmony_core.domain.errors import (
    AccessDeniedError,
    MismatchError,
    NotFoundError,
    ProviderError,
    RateLimitedError,
)
from harmony_core.plugin.refusals import best_of, code_in, refusal, refuse_substitute


@pytest.mark.parametrize(
    ("code", "kind", "message"),
    [
        (404, NotFoundError, "Tunes says that there is no such thing"),
        (410, NotFoundError, "Tunes says that there is no such thing"),
        (401, AccessDeniedError, "Tunes refuses: why"),
        (403, AccessDeniedError, "Tunes refuses: why"),
        (429, RateLimitedError, "Tunes asks to slow down: why"),
        (500, ProviderError, "Tunes reports error 500: why"),
        (None, ProviderError, "Tunes reports: why"),
    ],
)
def test_codes_mean_what_they_mean_in_http(code: int | None, kind: type[ProviderError], message: str):
    """The source's own words stand behind, where they say more than the code."""
    error = refusal("Tunes", code, " why ")
    assert type(error) is kind
    assert error.message == message


def test_a_source_may_have_codes_of_its_own():
    """Then those of HTTP mean nothing."""
    own = {"absent": (6,), "denied": ("4", "9"), "slow": (29,)}
    errors = [refusal("Tunes", code, None, **own) for code in (6, "9", 29, 404)]
    assert [error.code for error in errors] == ["NOT_FOUND", "ACCESS_DENIED", "RATE_LIMITED", "PROVIDER_ERROR"]
    assert errors[1].message == "Tunes refuses"
    assert refusal("Tunes", 500).code == "HTTP_500"
    assert refusal("Tunes", None).message == "Tunes reports an error"


def test_words_are_found_in_any_case():
    """The first of the words that a message holds says the code."""
    words = {"rate limit": 429, "not found": 404}
    assert code_in("Rate Limit: page NOT FOUND", words) == 429
    assert code_in("something else", words) is None


@pytest.mark.parametrize(
    ("asked", "answered"), [("0731453463127", "731453463127"), ("27", 27), ("ZZLMP2400002", "zzlmp2400002 ")]
)
def test_the_same_thing_may_be_written_in_another_way(asked: str, answered: str | int):
    """Zeros in front, case and blanks make no other thing."""
    refuse_substitute("Tunes", "id", asked, answered)


@pytest.mark.parametrize("answered", [28, "", None])
def test_another_thing_is_refused(answered: int | str | None):
    """The message names both."""
    with pytest.raises(MismatchError, match=f"Tunes answered with album {answered} where 27 was asked for"):
        refuse_substitute("Tunes", "album", "27", answered)


def test_the_first_of_several_is_the_best():
    """The others are kept; where there is none, there is no such thing."""
    assert best_of(iter([3, 1, 2]), "Tunes", "release") == (3, (1, 2))
    assert best_of([3], "Tunes", "release") == (3, ())
    with pytest.raises(NotFoundError, match=r"^Tunes has no release with the GTIN 27$"):
        best_of([], "Tunes", "release with the GTIN 27")
