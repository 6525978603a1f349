"""Where Qobuz has a store, and how its pages are addressed."""

from __future__ import annotations

from harmony_core import provider as hc

# help.qobuz.com/en/articles/10128-where-is-qobuz-available
REGIONS = hc.countries("AR AT AU BE BR CA CH CL CO DE DK ES FI FR GB IE IT JP LU MX NL NO NZ PT SE US")

FORMS = {
    "site": "www|open|play",
    "page": "artist|interpreter",
    "code": "[0-9A-Za-z]+",
    "albums": "download-streaming-albums",
}


def urls(kind: str, source_type: str, home: str, path: str, form: str) -> tuple[hc.Url, ...]:
    """Return the forms of links to one type: the page that stands in no region, then those of every other site.

    A page of the shop names the region and the language of the shop, and mostly its thing before the id.
    """
    store = f"https://[{{site}}.]qobuz.com/[{{region:region}}-{{lang:lang}}/]{path}/[{{slug:text}}/]"
    return (
        hc.Url(kind, f"https://{home}.qobuz.com/{source_type}/{{id:{form}}}", where=FORMS),
        hc.Url(kind, f"{store}[{{albums}}/]{{id:{form}}}", type=source_type, where=FORMS),
    )


URLS = (
    *urls("release", "album", "open", "album", "code"),
    *urls("recording", "track", "open", "track", "digits"),
    *urls("artist", "artist", "open", "{page}", "digits"),
    *urls("label", "label", "play", "label", "digits"),  # open.qobuz.com has no pages of labels
)
PAGES = hc.Pages("qobuz", URLS)
