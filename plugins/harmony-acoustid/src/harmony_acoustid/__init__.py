"""AcoustID: which recording of MusicBrainz a sound is, by AcoustID or by fingerprint (acoustid.org/webservice).

From Python: `harmony_core.lookup(query_of_file(Path("x.flac")))`, or `query(seconds, fingerprint)` with a fingerprint
that is there already.
"""

from __future__ import annotations

from harmony_acoustid import choose, fingerprint, normalize
from harmony_acoustid.fingerprint import query, query_of_file
from harmony_acoustid.payloads import Answer, ErrorBody, Match
from harmony_core import provider as hc

__all__ = ["acoustid", "query", "query_of_file"]

META = "recordings releases sources"

TRACK = hc.Endpoint(
    f"lookup?trackid={{id}}&meta={META.replace(' ', '+')}", into=Answer, extent=("meta",), fresh=hc.days(3)
)
# A fingerprint may be too long for an address.
FINGERPRINT = hc.Endpoint(
    "lookup",
    method="POST",
    form={"duration": "{seconds}", "fingerprint": "{fingerprint}", "meta": META},
    into=Answer,
    fresh=hc.days(3),
)


@hc.settings
class Settings:
    """AcoustID answers applications that are registered; that is free."""

    api_key: str | None = hc.setting(
        "the API key of an application", secret=True, where="https://acoustid.org/new-application"
    )


MEANINGS = {"api key": 401, "rate limit": 429, "too many requests": 429}


def error_of(body: ErrorBody) -> hc.ProviderError:
    """Say what an error means; codes are listed in acoustid/api/errors.py of its server."""
    text = body.error.message or ""
    code = 401 if body.error.code == 12 else hc.code_in(text, MEANINGS)
    return hc.refusal("AcoustID", code, text)


async def fetch(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Match:
    if target.type == "fingerprint":
        seconds, sound = fingerprint.parts(target.id)
        return choose.best(await api.get(FINGERPRINT, seconds=seconds, fingerprint=sound))
    return choose.best(await api.get(TRACK, id=target.id.lower()))


acoustid = hc.Provider(
    name="acoustid",
    title="AcoustID",
    base="https://api.acoustid.org/v2/",
    category="database",
    priority=40,
    urls=normalize.PAGES.urls,
    lookups=(
        hc.Lookup(
            "recording",
            by=("id",),
            types=("track", "fingerprint"),
            main=TRACK,
            fetch=fetch,
            alone=choose.best,
            normalize=normalize.recording,
        ),
    ),
    rate=hc.Rate(3, per=1.0),
    error_body=hc.ErrorBody(into=ErrorBody, error=error_of),
    auth=hc.QueryKey(parameter="client", setting="api_key"),
    settings=Settings,
    traits=hc.Traits(
        feed="musicbrainz",
        length=hc.Precision.SECONDS,
        launched=hc.PartialDate(2011, 1),
        gtins=hc.Quality.MISSING,
        labels=hc.Quality.MISSING,
    ),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [acoustid]
