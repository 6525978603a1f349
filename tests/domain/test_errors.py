"""Errors: their codes, families and texts."""

from datetime import UTC, datetime

import pytest

from harmony_core.domain import errors
from harmony_core.domain.answers import Failure
from harmony_core.domain.errors import (
    BadValueError,
    HarmonyError,
    HttpStatusError,
    PluginError,
    ProviderError,
    RateLimitedError,
    RequestError,
    SetupError,
    error_classes,
)

SHARED = {"VALIDATION_ERROR": {"RequestError", "BadValueError"}}
"""Codes that several classes have on purpose: programs tell these apart by `field`."""


def test_every_error_has_a_code_of_its_own():
    """A code stands for one class, but for those that share one deliberately."""
    by_code: dict[str, set[str]] = {}
    for error_class in error_classes():
        by_code.setdefault(error_class.code, set()).add(error_class.__name__)
    shared = {code: names for code, names in by_code.items() if len(names) > 1}
    assert shared == SHARED


def test_codes_are_words_for_programs():
    """A code is upper case with underscores, so that it can be compared and searched for."""
    assert all(error_class.code.replace("_", "").isalpha() for error_class in error_classes())
    assert all(error_class.code.isupper() for error_class in error_classes())


def test_every_error_class_is_listed():
    """The table of codes in the docs is made of every error that the module defines."""
    defined = {value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)}
    assert defined <= set(error_classes())


def test_there_are_four_families():
    """Below the root an error says whose it is to mend: the user's, the machine's, the author's or the source's."""
    families = (RequestError, SetupError, PluginError, ProviderError)
    for error_class in error_classes():
        assert error_class is HarmonyError or sum(issubclass(error_class, family) for family in families) == 1
    assert HarmonyError.__subclasses__() == list(families)


def test_the_module_shows_the_hierarchy():
    """The tree in the module's docstring names every class and no other."""
    tree = {word for word in (errors.__doc__ or "").split() if word.endswith("Error")}
    assert tree == {error_class.__name__ for error_class in error_classes()}


def test_every_error_says_what_it_is():
    """Every class has a docstring: the docs print it beside the code."""
    assert all(error_class.__doc__ for error_class in error_classes())


def test_an_error_carries_its_data():
    """The message is the text; code, provider, status and time are attributes."""
    at = datetime(2024, 5, 17, tzinfo=UTC)
    error = RateLimitedError("tunes: come back later", provider="tunes", status=429, retry_at=at)
    assert (str(error), error.message) == ("tunes: come back later",) * 2
    assert (error.code, error.provider, error.status, error.retry_at) == ("RATE_LIMITED", "tunes", 429, at)


def test_a_code_of_ones_own_does_not_change_the_class():
    """A code given to one error is that error's only."""
    assert RequestError("no", code="AMBIGUOUS_LINK").code == "AMBIGUOUS_LINK"
    assert RequestError.code == RequestError("no").code == "VALIDATION_ERROR"


@pytest.mark.parametrize("status", [400, 418, 503])
def test_other_statuses_are_named_in_the_code(status: int):
    """A status that says neither yes nor no is part of the code."""
    error = HttpStatusError("tunes: no", status=status)
    assert (error.code, error.status) == (f"HTTP_{status}", status)


def test_a_bad_value_is_a_value_error_too():
    """Python's own code for converting values understands ours."""
    assert issubclass(BadValueError, ValueError)


def test_an_error_becomes_a_failure():
    """A failure is an error as a value: status and time where the source told."""
    at = datetime(2024, 5, 17, tzinfo=UTC)
    assert Failure.of(RateLimitedError("slow", status=429, retry_at=at)) == Failure(
        code="RATE_LIMITED", message="slow", status=429, retry_at=at
    )
    assert Failure.of(PluginError("broken")) == Failure(code="PLUGIN_ERROR", message="broken")
