"""Links as data: a template reads a link and writes it again.

    https://[www.]deezer.com/[{lang:lang}/]album/{id:digits}

`{name:form}` is a field, `[…]` may be missing. Scheme, port, query and fragment of a link are ignored, as is
the case of its host and a slash at its end. Of a query those parameters count that a template has
(`https://video.example/watch?v={id}`), wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from types import MappingProxyType
from typing import NamedTuple, TypeAlias
from urllib.parse import quote, unquote

import attrs

from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.codes import Country
from harmony_core.domain.errors import BadValueError, PluginError
from harmony_core.domain.patterns import pattern
from harmony_core.domain.refs import EntityRef, Kind
from harmony_core.plugin.definitions import check_kind

FORMS: Mapping[str, str] = {
    "digits": "[0-9]+",
    "word": "[0-9A-Za-z_]+",
    "slug": "[^/?#.]+",
    "text": "[^/?#]+",
    "rest": "[^?#]+",
    "lang": "[A-Za-z]{2}",
    "region": "[A-Za-z]{2}",
    "host": r"(?:[0-9A-Za-z](?:[0-9A-Za-z-]*[0-9A-Za-z])?\.)+[A-Za-z][0-9A-Za-z-]*[0-9A-Za-z]",
    "mbid": "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
}
"""What a field may look like; a `Url`'s `where` adds forms of its own."""

_KINDS = MappingProxyType({kind.value: kind for kind in Kind})

Matcher: TypeAlias = Callable[[str], re.Match[str] | None]
Piece: TypeAlias = tuple[frozenset[str], str, tuple[tuple[str, str], ...]]

Frame: TypeAlias = tuple[str, str, Callable[[str], object]]
"""What stands before and after an id in a link, and whether an id is one to write as it is, and not of zeros alone."""

_ANY_ID = "-any-id-"

ANY_HOST = "*"
"""The suffix of a host that is a field."""

_FIELD = pattern(r"\{(\w+)(?::(\w+))?\}")
_BRACKETS = pattern(r"\[([^\[\]]*)\]")
_UNESCAPED = pattern("[0-9A-Za-z_~-]*")
_SCHEME = pattern(r"https?://", re.IGNORECASE)
_PARTS = pattern(r"(?>(?:[^/?#]*@)?)([^/?#:@\s]*)(?::[^/?#]*)?((?:/[^?#]*)?)(?:\?([^#]*))?(?:#.*)?", re.DOTALL)
_HOST = pattern(r"(?:[\w*-]+\.)+[a-z]{2,}/", re.IGNORECASE)


@attrs.frozen
@by_fields
class Url:
    """A form of links to one kind of entity. The first of its kind and type is the canonical one.

    `type` is the source's own word for the kind (default: the template's last literal path segment). `id`
    says how the source's id is made of the fields, `key` how it is written after `provider:`; by default the
    provider's first type is written bare and the others as `type/id`. The fields of a `verbatim` one stay as
    they are written in the link, for sources whose ids are names with escapes of their own ("AC%2FDC").

    A template whose whole host is a field ("https://{host:host}/album/{slug}") is for pages at hosts that the source
    does not own. It reads a link only where the user names the provider (`Provider.read_anywhere`).

    A template may ask for parameters ("https://video.example/watch?v={id}"): they may stand anywhere in a link's query,
    whose others do not count.

    A template without `://` ("{seconds:digits}/{fingerprint}") is no link, only the form of ids that have no page.
    """

    kind: str
    template: str
    type: str | None = attrs.field(default=None, kw_only=True)
    id: str = attrs.field(default="{id}", kw_only=True)
    key: str | None = attrs.field(default=None, kw_only=True)
    where: Mapping[str, str] = attrs.field(factory=dict, kw_only=True, hash=False)
    verbatim: bool = attrs.field(default=False, kw_only=True)
    source_type: str = attrs.field(init=False)
    host_suffix: str = attrs.field(init=False, eq=False, repr=False)
    """The last two labels of the host, by which links are sorted."""

    def __attrs_post_init__(self) -> None:
        check_kind(self.kind, f"Url({self.kind!r}, {self.template!r})")
        needed = _BRACKETS.sub("", self.template)
        bare = _FIELD.sub("*", needed)
        fields = _FIELD.findall(self.template)
        _check_template(self.template, bare, [name for name, _ in fields])
        for name, form in fields:
            _form(name, form, self.where)
        always = {name for name, _ in _FIELD.findall(needed)}
        if missing := {name for name, _ in _FIELD.findall(self.id)} - always:
            lacking = ", ".join(f"{{{name}}}" for name in sorted(missing))
            raise PluginError(
                f"Url {self.template!r}: does not always have what its id needs: {lacking}; write it outside of [], or "
                "say with id= what the id is made of"
            )
        object.__setattr__(self, "source_type", self.type or _last_literal(bare) or self.kind)
        object.__setattr__(self, "host_suffix", host_suffix(bare.partition("://")[2].partition("/")[0]))
        _check_form(self.id)
        if self.key:
            _check_form(self._written_key)
        for expression in self.where.values():
            _compiled(expression)  # the author's own may be wrong; whole links are compiled when they are needed

    @cached_property
    def is_page(self) -> bool:
        """Whether there are pages of this form, rather than only ids."""
        return "://" in self.template

    @cached_property
    def any_host(self) -> bool:
        """Whether its pages may be at any host."""
        return self.host_suffix == ANY_HOST

    def read(self, address: str, query: Mapping[str, str] = MappingProxyType({})) -> Mapping[str, str] | None:
        """Return the fields of an address ("host/path", as `split_link` gives it, and its query), or None."""
        if self._parameters:
            address += "?" + "&".join(f"{name}={query[name]}" for name in self._parameters if name in query)
        for literal in self._literals:
            if literal not in address:
                return None
        found = self._match_link(address) if self.is_page else None
        return _fields(found, decoded=not self.verbatim, verbatim=self.verbatim) if found else None

    def read_id(self, text: str) -> Mapping[str, str] | None:
        """Take an id apart into the fields that it is made of, or return None where it has not the form."""
        found = self._match_id(text)
        return _fields(found, decoded=False, verbatim=self.verbatim) if found else None

    def read_key(self, text: str, *, bare: bool) -> Mapping[str, str] | None:
        """Read what is written after `provider:`; `bare` is whether the type may be missing."""
        if self.key:
            found = self._match_key(text)
            return _fields(found, decoded=False, verbatim=self.verbatim) if found else None
        typed = text.removeprefix(f"{self.source_type}/")
        return self.read_id(typed) if typed != text or bare else None

    def key_form(self, *, primary: bool) -> str:
        """Return how an id is written after `provider:`, for messages."""
        return self.key or (self.id if primary else f"{self.source_type}/{self.id}")

    def write(self, fields: Mapping[str, str]) -> str:
        """Return the link for these fields; parts in brackets are written only where they hold a known field.

        Where a `{slug}` stands outside of brackets, any does: an unknown one is written "-". Raises `KeyError` where
        another field that is needed is missing.
        """

        text = ""
        for needed, before, following in self._pieces:
            if not needed.issubset(fields):
                continue
            text += before
            for name, after in following:
                value = fields.get("slug", "-") if name == "slug" else fields[name]
                text += (value if self.verbatim or _UNESCAPED.fullmatch(value) else quote(value, safe="")) + after
        return text

    def page_of(self, entity_id: str, known: Mapping[str, str] = MappingProxyType({})) -> str | None:
        """Return the link to what has an id, or None where that has not the form; `known` are other fields of it."""
        if self._frame:
            before, after, is_plain = self._frame
            if is_plain(entity_id):
                return self.write({**known, "id": entity_id}) if known else before + entity_id + after
        fields = self.read_id(entity_id)
        return None if fields is None else self.write({**known, **fields})

    def frame(self, known: Mapping[str, str] = MappingProxyType({})) -> Frame | None:
        """Return what goes around ids in links, None where there is more to it; `known` are other fields of a link."""
        if self.id != "{id}" or self.verbatim:
            return None
        try:
            before, _, after = self.write({**known, "id": _ANY_ID}).partition(_ANY_ID)
        except KeyError:
            return None
        return before, after, self._matcher(self.id, rf"(?!0*\Z)(?={_UNESCAPED.pattern}\Z)")

    @cached_property
    def _frame(self) -> Frame | None:
        return self.frame()

    @cached_property
    def _parameters(self) -> tuple[str, ...]:
        """The parameters of a link that count."""
        return tuple(re.findall(r"[?&](\w+)=", self.template))

    @cached_property
    def _without_scheme(self) -> str:
        return self.template.partition("://")[2].rstrip("/")

    @cached_property
    def _literals(self) -> tuple[str, ...]:
        """What a link must hold to be of this form, the last part, in which most differ, first."""
        parts = re.split(r"\{[^}]*\}|\x00", _BRACKETS.sub("\x00", self._without_scheme))
        return tuple(part for part in reversed(parts) if part)

    @cached_property
    def _written_key(self) -> str:
        """How an id is written after `provider:`, where that was said."""
        return (self.key or "").replace("{type}", self.source_type).replace("{id}", self.id)

    @cached_property
    def _match_link(self) -> Matcher:
        return self._matcher(self._without_scheme)

    @cached_property
    def _match_id(self) -> Matcher:
        return self._matcher(self.id)

    @cached_property
    def _match_key(self) -> Matcher:
        return self._matcher(self._written_key)

    def _matcher(self, template: str, ahead: str = "") -> Matcher:
        """Return what matches a text with a form. A start needs few of the six hundred that there are."""
        forms = {name: _form(name, form, self.where) for name, form in _FIELD.findall(self.template)}
        return _compiled(ahead + _expression(template, forms)).fullmatch

    @cached_property
    def _pieces(self) -> tuple[Piece, ...]:
        """The parts in order: the fields without which it is left out, what it begins with, and what follows each."""
        pieces = []
        for at, part in enumerate(_BRACKETS.split(self.template)):
            before, *rest = _FIELD.split(part)
            names, following = rest[::3], tuple(zip(rest[::3], rest[2::3], strict=True))
            is_optional = at % 2 == 1
            if names or (part and not is_optional):  # what is optional and holds no field is left out always
                pieces.append((frozenset(names if is_optional else ()), before, following))
        return tuple(pieces)


UrlReader: TypeAlias = Callable[[str], EntityRef | None]


@attrs.frozen(kw_only=True)
@by_fields
class UrlParser:
    """A reader for links that no template describes (`spotify:album:…`, short links).

    `read` gets the text as it was typed and returns a reference, or None where the text is not its own.
    """

    name: str
    read: UrlReader


class Link(NamedTuple):
    """A link taken apart: `address` is its host in lower case and its path without a slash at the end.

    `query` holds its parameters as they are written, of several with one name the first.
    """

    address: str
    suffix: str
    query: Mapping[str, str]


def split_link(text: str) -> Link | None:
    """Take a link apart, or return None where the text is none. The scheme may be missing."""
    found = _PARTS.fullmatch(text[8:] if text.startswith("https://") else _SCHEME.sub("", text, count=1))
    if found is None:
        return None
    host, path, parameters = found.groups()
    host = host.lower().rstrip(".")
    if "." not in host:
        return None
    query = _query(parameters.lstrip("?")) if parameters else {}
    return Link((host + path).rstrip("/"), host_suffix(host), query)


def _query(parameters: str) -> Mapping[str, str]:
    """Return the parameters that have a value, of several with one name the first."""
    pairs = (pair.partition("=") for pair in reversed(parameters.split("&")))
    return {name: value for name, _, value in pairs if value}


def host_suffix(host: str) -> str:
    """Return the last two labels of a host."""
    return ".".join(host.lower().rsplit(".", 2)[-2:])


def ref_of(provider: str, url: Url, fields: Mapping[str, str], *, primary: bool) -> EntityRef:
    """Return the reference that a link's fields make; `primary` is whether its type is the provider's first."""
    entity_id = fields["id"] if url.id == "{id}" else url.id.format_map(fields)
    if url.key:
        key = url.key.format_map({**fields, "type": url.source_type, "id": entity_id})
    else:
        key = entity_id if primary else f"{url.source_type}/{entity_id}"
    region = fields.get("region")
    return EntityRef(
        provider=provider,
        kind=_KINDS[url.kind],
        id=entity_id,
        type=url.source_type,
        key=key,
        region=_region(region) if region else None,
        slug=fields.get("slug"),
    )


def _region(text: str) -> Country | None:
    """Return the region of a link; a code that is none says nothing."""
    try:
        return Country.parse(text)
    except BadValueError:
        return None


def _check_template(template: str, bare: str, names: Sequence[str]) -> None:
    """Raise `PluginError` where a template would never read a link, or not those that are meant.

    `bare` is what it always has, with each field as a sign that no literal has; `names` are those of its fields.
    """
    scheme, _, rest = bare.rpartition("://")
    if sign := next((sign for sign in "{}[]" if sign in bare), None):
        raise PluginError(
            f"Url {template!r}: {sign!r} has no partner; write {{name}} or {{name:form}} for a field, and […] around "
            "what may be missing, one level deep"
        )
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise PluginError(f"Url {template!r}: {{{twice}}} stands in it twice; give the second another name")
    if "://" in bare and scheme not in ("https", "http"):
        raise PluginError(f"Url {template!r}: links begin with https://; read others with hc.UrlParser")
    if "://" not in bare and _HOST.match(rest):
        raise PluginError(f'Url {template!r}: is no link without its scheme; write "https://{template}"')
    if "".join(bare.split()) != bare:
        raise PluginError(f"Url {template!r}: holds a blank, which no link has; take it out")


def _check_form(form: str) -> None:
    """Raise `ValueError` where the brackets or names of an id's form do not fit."""
    names = [name for name, _ in _FIELD.findall(form)]
    if len(names) > len(set(names)):
        raise ValueError(f"{form} has a field twice")
    if re.sub(r"[^\[\]]", "", form).replace("[]", ""):
        raise ValueError(f"{form} has a bracket without its other, or one inside another")


def _last_literal(bare: str) -> str | None:
    """Return the last whole path segment of a template that is no field."""
    segments = bare.partition("://")[2].partition("?")[0].split("/")[1:]
    return next((segment for segment in reversed(segments) if segment and "*" not in segment), None)


def _form(name: str, form: str, where: Mapping[str, str]) -> str:
    """Return the expression of a field, by its own name in `where`, else by the name of its form."""
    if form and not (name in where or form in where or form in FORMS):
        raise PluginError(f"there is no form {form!r} for the field {name}; there are {', '.join([*where, *FORMS])}")
    return where.get(name) or where.get(form) or FORMS.get(form or name) or FORMS["text"]


def _expression(template: str, forms: Mapping[str, str]) -> str:
    """Translate a template to a regular expression."""
    expression, place = "", 0
    for part in re.finditer(r"\{(\w+)(?::\w+)?\}|\[|\]", template):
        expression += re.escape(template[place : part.start()])
        place = part.end()
        match part.group():
            case "[":
                expression += "(?:"
            case "]":
                expression += ")?"
            case _:
                expression += f"(?P<{part.group(1)}>{forms.get(part.group(1), FORMS['text'])})"
    return expression + re.escape(template[place:])


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    """Compile an expression when it is first needed: a start needs few of the two hundred links."""
    return re.compile(expression)


def _fields(found: re.Match[str], *, decoded: bool, verbatim: bool) -> Mapping[str, str] | None:
    """Return a match's fields, or None where one would climb out of its place (`..`, as it is or escaped)."""
    values = found.groupdict()
    if None in values.values():
        values = {name: value for name, value in values.items() if value is not None}
    together = "".join(values.values())
    if "." not in together and "%" not in together:
        return values  # nothing to climb with, and nothing escaped
    fields = {name: unquote(value) if decoded else value for name, value in values.items()}
    plain = map(unquote, values.values()) if verbatim else fields.values()
    climbs = any(step in (".", "..") for value in plain for step in value.split("/"))
    return None if climbs else fields
