"""`harmony normalize`."""

from __future__ import annotations

from typing import BinaryIO

import click

from harmony_core.cli import say
from harmony_core.cli.options import Command, format_option, open_session, tell
from harmony_core.domain.errors import NotFoundError, ProviderError
from harmony_core.domain.refs import Kind
from harmony_core.edges.convert import Json, document
from harmony_core.edges.one_body import normalize_body, normalize_search_body
from harmony_core.edges.present import documents_text
from harmony_core.session import kind_of


@click.command("normalize", cls=Command)
@click.argument("provider")
@click.argument("kind", metavar="KIND")
@click.argument("file", type=click.File("rb"))
@format_option("json", "jsonl", "yaml", default="json")
def command(provider: str, kind: str, file: BinaryIO, form: str) -> int:
    """Turn one raw answer into the common form, without asking anybody.

    KIND is release, recording, artist, label or search; FILE is the body of the lookup's main request, - for
    stdin. What further requests would add is absent. Error bodies exit with 3 or 5.
    """
    session = open_session()
    source = session.providers[provider]
    body, normalizers = file.read(), session.catalog.normalizers
    try:
        if kind == "search":
            found = normalize_search_body(source, body, normalizers)
        else:
            found = normalize_body(source, Kind(kind_of(kind) or kind), body, normalizers)
    except NotFoundError as error:
        say(f"harmony: {error.message}")
        return 3
    except ProviderError as error:
        say(f"harmony: {error.message}")
        return 5
    tell(found.messages)
    documents: list[Json] = [document(entity) for entity in found.entities]
    click.echo(documents_text(form, documents, documents if kind == "search" else documents[0]), nl=False)
    return 0
