"""What stands in a web page, for the page readers of providers: its elements, their attributes and texts.

A page reader turns bytes into plain data (`Endpoint(reads=…)`). What a page does not have, but should, is a
`PayloadError` that names it; where the page only asks who is there, it is an `AccessDeniedError`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from typing import TypeAlias

import attrs
import msgspec

from harmony_core.domain.errors import AccessDeniedError, PayloadError, ProviderError
from harmony_core.domain.patterns import pattern

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# HTML lets these be left open: the next one of the kind closes them (html.spec.whatwg.org, "Optional tags").
_CELLS = frozenset({"td", "th"})
_ROWS = _CELLS | {"tr"}
_CLOSES: Mapping[str, frozenset[str]] = {
    **{tag: frozenset({tag}) for tag in ("p", "li", "option", "dt", "dd")},
    **dict.fromkeys(("td", "th"), _CELLS),
    "tr": _ROWS,
    **dict.fromkeys(("tbody", "thead", "tfoot"), _ROWS | {"tbody", "thead", "tfoot"}),
}
_BLANKS = pattern(r"[ \t\n\r\f]+")
_STEP = pattern(r"([\w-]*)((?:[#.][\w-]+|\[[^\]]+\])*)")
_TEST = pattern(r"([#.])([\w-]+)|\[([\w-]+)(\^?)=([^\]]*)\]")
# Closes what a page leaves open: html.parser looks for the end of that anew from every sign, which takes minutes.
_ENDS = "'\"]]>-->"
# How the pages are called that ask for a proof or for consent (Cloudflare, Fastly, Akamai, Imperva, Google …).
_GATE = pattern(
    r"just a moment|attention required|access .*denied|client challenge|before you continue|human|interruption"
    r"|robot|captcha|security check|ddos|please wait|consent",
    re.IGNORECASE,
)

_Test: TypeAlias = tuple[str, str, str]
_Step: TypeAlias = tuple[str, tuple[_Test, ...]]


@attrs.define(eq=False)
class Element:
    """A part of a page.

    Selectors are of CSS: `tag`, `#id`, `.class`, `[name=value]`, `[name^=start]`, and one within another.

    >>> page = read_page(b'<table id="songs"><tr><td class="item first">Two  Rooms<td>4:05</table>')
    >>> [cell.text for cell in page.all("#songs td")], page.need("td.item", "title").text
    (['Two Rooms', '4:05'], 'Two Rooms')
    """

    tag: str
    attributes: Mapping[str, str]
    children: list[Element | str] = attrs.field(factory=list, repr=False)

    @property
    def raw(self) -> str:
        """The text inside, as it stands."""
        return "".join(each for each in self._inside() if isinstance(each, str))

    @property
    def text(self) -> str:
        """The text inside, as it is shown: blanks and line ends are one blank, and none at the ends."""
        return _BLANKS.sub(" ", self.raw).strip(" ")

    def all(self, selector: str) -> Iterator[Element]:
        """Yield the elements inside that a selector means, in order."""
        steps = _steps(selector)
        last = len(steps) - 1
        left = [(child, 0) for child in reversed(self.children) if isinstance(child, Element)]
        while left:
            element, met = left.pop()
            tag, tests = steps[met]
            if tag in ("", element.tag) and (not tests or _passes_all(element.attributes, tests)):
                if met == last:
                    yield element
                else:
                    met += 1
            left.extend([(child, met) for child in reversed(element.children) if isinstance(child, Element)])

    def first(self, selector: str) -> Element | None:
        """Return the first element inside that a selector means."""
        return next(self.all(selector), None)

    def need(self, selector: str, what: str) -> Element:
        """Return the first element inside; where there is none, raise the error that says `what` is missing."""
        found = self.first(selector)
        if found is None:
            raise self.lacks(f"{what} ({selector})")
        return found

    def lacks(self, what: str) -> ProviderError:
        """Return the error of a page without a part: it is another than it was, or only asks who is there."""
        title = self.first("title")
        if (title and _GATE.search(title.text)) or self.first("form[action^=https://consent.]"):
            told = f" ({title.text[:60]!r})" if title else ""
            return AccessDeniedError(f"a page that asks for a proof or for consent came instead of what it shows{told}")
        return PayloadError(f"the page has no {what}: it is of another form than is known here")

    def _inside(self) -> Iterator[Element | str]:
        """Yield all that is inside, in order; pages may be nested deeper than Python calls."""
        left: list[Element | str] = self.children[::-1]
        while left:
            each = left.pop()
            yield each
            if isinstance(each, Element):
                left.extend(reversed(each.children))


def read_page(page: bytes) -> Element:
    """Return the root of a page. What is written wrong is taken as browsers take it, roughly; nothing is an error."""
    builder = _Builder()
    builder.feed(page.decode("utf-8-sig", "replace") + _ENDS)
    builder.close()
    return builder.root


def embedded_json(text: str, what: str) -> object:
    """Return the JSON that stands in a page. Raises `PayloadError` where it is none."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, ValueError, RecursionError):
        pass  # it is said below, in the words of the reader that tells places by lines
    try:
        found: object = json.loads(text)
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()  # neither NaN nor half a character
    except ValueError as error:
        raise PayloadError(f"{what} in the page cannot be read as JSON ({error})") from error
    return found


def inside(data: object, *steps: str | int) -> object:
    """Return what stands in plain data at the end of some steps: names in objects, places in lists. None where nothing.

    >>> inside({"rows": [{"title": "Two Rooms"}]}, "rows", 0, "title")
    'Two Rooms'
    """
    for step in steps:
        if isinstance(data, dict) and isinstance(step, str):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and -len(data) <= step < len(data):
            data = data[step]
        else:
            return None
    return data


class _Builder(HTMLParser):
    """Builds the elements of a page; an end that belongs to nothing is passed over."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]
        self._counts: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self._open[-1].tag in _CLOSES.get(tag, ()):
            self._close()
        element = Element(tag, {name: value or "" for name, value in reversed(attrs)})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)
            self._counts[tag] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # as in browsers: a slash closes nothing

    def handle_endtag(self, tag: str) -> None:
        if self._counts[tag]:
            while self._close() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def _close(self) -> str:
        tag = self._open.pop().tag
        self._counts[tag] -= 1
        return tag


def _steps(selector: str) -> Sequence[_Step]:
    """Take a selector apart. Raises `ValueError` where it is none of the simple ones."""
    steps = []
    for part in selector.split():
        step = _STEP.fullmatch(part)
        if step is None:
            raise ValueError(f"{selector!r}: only tag, #id, .class, [name=value] and [name^=start] are known")
        steps.append((step.group(1).lower(), tuple(_test(*found) for found in _TEST.findall(step.group(2)))))
    return steps


def _test(sign: str, word: str, name: str, start: str, value: str) -> _Test:
    """Return what is asked of an attribute: its name, how (whole, word, start), and what."""
    if sign:
        return ("id", "", word) if sign == "#" else ("class", ".", word)
    return name.lower(), start, value.strip("\"'")


def _passes_all(attributes: Mapping[str, str], tests: tuple[_Test, ...]) -> bool:
    return all(_passes(attributes.get(name), how, value) for name, how, value in tests)


def _passes(found: str | None, how: str, value: str) -> bool:
    match how:
        case _ if found is None:
            return False
        case ".":
            return value in found.split()
        case "^":
            return found.startswith(value)
        case _:
            return found == value
