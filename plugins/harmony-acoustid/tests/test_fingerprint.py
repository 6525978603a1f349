"""Fingerprints: what is asked for by one, and one made of a file."""

import json
from pathlib import Path

import pytest

from harmony_acoustid import acoustid, query, query_of_file
from harmony_acoustid.fingerprint import parts
from harmony_core import provider as hc

SOUND = "AQADtEkkLVGSJEmSHF_w4zjy4DiO4zgO-_=="


def fake_fpcalc(folder: Path, script: str) -> str:
    """Return a program that stands in for fpcalc."""
    program = folder / "fpcalc"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize(("seconds", "whole"), [(180, 180), (180.97, 180), (1, 1), (99_999, 99_999)])
def test_a_fingerprint_is_an_id(seconds: float, whole: int) -> None:
    """What `query` returns is read by the provider, and taken apart as it went in."""
    text = query(seconds, SOUND)
    ref = acoustid.ref(text.removeprefix("acoustid:"))
    assert (ref.kind, ref.type, str(ref)) == (hc.Kind.RECORDING, "fingerprint", text)
    assert parts(ref.id) == (whole, SOUND)
    assert acoustid.url(ref) is None


@pytest.mark.parametrize(
    ("seconds", "fingerprint"),
    [(0, SOUND), (0.9, SOUND), (-5, SOUND), (180, ""), (180, "AQ AD/not one"), (180, "é" * 9)],
)
def test_what_is_no_fingerprint_is_refused(seconds: float, fingerprint: str) -> None:
    """A length of nothing and other signs than Chromaprint's are refused before anybody is asked."""
    with pytest.raises(hc.RequestError, match="no fingerprint"):
        query(seconds, fingerprint)


def test_a_file_is_listened_to(tmp_path: Path) -> None:
    """fpcalc gets the file's whole path, which is no option even if it begins with a hyphen."""
    answer = json.dumps({"duration": 180.43, "fingerprint": SOUND})
    fpcalc = fake_fpcalc(tmp_path, f'[ "$1" = -json ] && [ -f "$2" ] && echo \'{answer}\'')
    song = tmp_path / "-a song.flac"
    song.touch()
    assert query_of_file(song, fpcalc=fpcalc) == f"acoustid:fingerprint/180/{SOUND}"


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo 'ERROR: Could not open the input file' >&2; exit 2", "Could not open the input file"),
        ("exit 3", "fpcalc cannot read it"),
        ("echo no JSON", "no fingerprint"),
        ("echo '{}'", "no fingerprint"),
        ("echo '[]'", "no fingerprint"),
        ("""echo '{"duration": 0, "fingerprint": "AQAD"}'""", "no fingerprint"),
        ("exec sleep 60", "timed out"),
    ],
)
def test_a_file_that_has_none_is_told(tmp_path: Path, script: str, told: str) -> None:
    """Whatever fpcalc does, the error says what is wrong."""
    with pytest.raises(hc.RequestError, match=told):
        query_of_file(tmp_path / "x.flac", fpcalc=fake_fpcalc(tmp_path, script), timeout_seconds=2)


def test_without_fpcalc_it_is_told_what_to_install(tmp_path: Path) -> None:
    """The program is no part of this package."""
    with pytest.raises(hc.RequestError, match="install Chromaprint"):
        query_of_file(tmp_path / "x.flac", fpcalc=str(tmp_path / "missing"))
