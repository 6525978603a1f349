"""A release as MusicBrainz writes it in XML (musicbrainz.org/doc/MusicBrainz_API: "mmd-2.0"), from its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

NAMESPACE = "http://musicbrainz.org/ns/mmd-2.0#"


def as_xml(release: Mapping[str, Any]) -> bytes:
    """Return a release in XML, with its artists, labels, media, tracks and recordings."""
    root = ET.Element("metadata", xmlns=NAMESPACE)
    element = ET.SubElement(root, "release", id=release["id"])
    _texts(element, release, "title", "status", "packaging", "quality", "disambiguation")
    _texts(ET.SubElement(element, "text-representation"), release["text-representation"], "language", "script")
    _credit(element, release["artist-credit"])
    group = ET.SubElement(element, "release-group", id=release["release-group"]["id"])
    _texts(group, release["release-group"], "title", "primary-type", "first-release-date")
    _texts(element, release, "date", "country", "barcode")
    labels = ET.SubElement(element, "label-info-list", count=str(len(release["label-info"])))
    for info in release["label-info"]:
        line = ET.SubElement(labels, "label-info")
        _texts(line, info, "catalog-number")
        if label := info.get("label"):
            _texts(ET.SubElement(line, "label", id=label["id"]), label, "name")
    media = ET.SubElement(element, "medium-list", count=str(len(release["media"])))
    for medium in release["media"]:
        _medium(ET.SubElement(media, "medium"), medium)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _medium(element: ET.Element, medium: Mapping[str, Any]) -> None:
    _texts(element, medium, "position", "format")
    tracks = ET.SubElement(element, "track-list", count=str(len(medium["tracks"])), offset="0")
    for track in medium["tracks"]:
        line = ET.SubElement(tracks, "track", id=track["id"])
        _texts(line, track, "position", "number", "title", "length")
        _credit(line, track["artist-credit"])
        recording = ET.SubElement(line, "recording", id=track["recording"]["id"])
        _texts(recording, track["recording"], "title", "length", "first-release-date")
        _credit(recording, track["recording"]["artist-credit"])
        isrcs = ET.SubElement(recording, "isrc-list", count=str(len(track["recording"]["isrcs"])))
        for isrc in track["recording"]["isrcs"]:
            ET.SubElement(isrcs, "isrc", id=isrc)


def _credit(element: ET.Element, names: list[Mapping[str, Any]]) -> None:
    credit = ET.SubElement(element, "artist-credit")
    for each in names:
        name = ET.SubElement(credit, "name-credit", joinphrase=each.get("joinphrase") or "")
        _texts(name, each, "name")
        artist = each["artist"]
        _texts(ET.SubElement(name, "artist", id=artist["id"]), artist, "name", "sort-name", "disambiguation")


def _texts(element: ET.Element, of: Mapping[str, Any], *names: str) -> None:
    for name in names:
        if of.get(name) not in (None, ""):
            ET.SubElement(element, name).text = str(of[name])
