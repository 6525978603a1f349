"""Settings as a user meets them: what is shown, from where, and what names nothing."""

import pytest

TYPOS = """\
prefer = ["deezr", "spotify"]
rules_off = ["gaps_fillled"]

[providers.deezr]
rate = 3

[merge.orders]
lables = ["deezer", "qobus"]

[merge.strategies]
date = "preferd"
"""


@pytest.fixture
def configured(harmony, home):
    """Run commands with this config.toml."""

    def call(toml: str, *arguments: str):
        home.mkdir(exist_ok=True)
        (home / "config.toml").write_text(toml)
        return harmony(*arguments)

    return call


def test_names_that_nothing_has_are_told_at_once(configured, home, monkeypatch):
    """A line for each: the file and the line in it, the name, and the nearest one; what was asked for is done."""
    monkeypatch.setenv("HARMONY_DISABLE", "itunez")
    ran = configured(TYPOS, "providers", "show", "deezer")
    assert ran.code == 0
    file = home / "config.toml"
    assert ran.err.splitlines() == [
        f"warning: {file}, line 1: prefer: there is no provider 'deezr'; did you mean deezer?",
        "warning: HARMONY_DISABLE: there is no plugin 'itunez'; did you mean itunes?",
        f"warning: {file}, line 2: rules_off: there is no rule 'gaps_fillled'; did you mean gaps_filled?",
        f"warning: {file}, line 4: there is no provider 'deezr'; did you mean deezer?",
        f"warning: {file}, line 8: there is no field 'lables'; did you mean labels?",
        f"warning: {file}, line 8: lables: there is no provider 'qobus'; did you mean qobuz?",
        f"warning: {file}, line 11: date: there is no strategy 'preferd'; did you mean preferred?",
    ]


def test_what_is_switched_off_or_could_be_installed_is_no_mistake(configured, monkeypatch):
    """Settings of a provider that is not there hurt nobody: of one that could be installed it is said how."""
    monkeypatch.setattr("harmony_core.edges.misnamed.installable", lambda: (("napster", "harmony-napster"),))
    toml = 'prefer = ["spotify"]\ndisable = ["napster"]\n[providers.tidal]\nrate = 2\n[providers.napster]\nrate = 3\n'
    ran = configured(toml, "lookup", "deezer:1", "--offline")
    assert ran.code == 5
    told = [line for line in ran.err.splitlines() if line.startswith("warning")]
    assert len(told) == 1
    assert told[0].endswith("line 5: the provider 'napster' is not installed; pip install harmony-napster")


def test_a_misspelt_variable_is_told(configured, monkeypatch):
    """What is nearly one of ours is meant to be it; what only begins like ours may be somebody else's."""
    monkeypatch.setenv("HARMONY_REGOINS", "DE")
    monkeypatch.setenv("DEEZER_BAES", "http://127.0.0.1")
    monkeypatch.setenv("HARMONY_OF_THE_SPHERES", "1")
    ran = configured("", "lookup", "deezer:1", "--offline")
    told = sorted(line for line in ran.err.splitlines() if line.startswith("warning"))
    assert told == [
        "warning: DEEZER_BAES: there is no setting DEEZER_BAES; did you mean DEEZER_BASE?",
        "warning: HARMONY_REGOINS: there is no setting HARMONY_REGOINS; did you mean HARMONY_REGIONS?",
    ]


def test_a_place_of_which_nobody_knows_is_told(configured):
    """A store's address may hold a password: only its scheme is said."""
    ran = configured('store = "postgres://me:secret-9f3b@db/x"\n', "config", "show", "store")
    assert ran.code == 0
    assert ran.out.startswith("store = postgres://me:***@db/x  (")
    assert "nothing can be kept at 'postgres'; the places begin with sqlite:, memory:" in ran.err
    assert "secret-9f3b" not in ran.err


def test_setting_a_name_that_nothing_has_is_told(harmony):
    """It is written, as the plugin may yet be installed, and told; once it is right nothing is said."""
    ran = harmony("config", "set", "prefer", "deezr")
    assert ran.code == 0
    assert "line 1: prefer: there is no provider 'deezr'; did you mean deezer?" in ran.err
    assert "warning" not in harmony("config", "set", "prefer", "deezer").err


def test_all_settings_of_every_provider_are_shown(configured, monkeypatch, home):
    """What holds, and where it is from; of a secret only whether it is set."""
    monkeypatch.setenv("HARMONY_PLUGINS", "deezer,spotify")
    monkeypatch.setenv("SPOTIFY_CLIENT_SECRET", "secret-9f3b")
    monkeypatch.delenv("SPOTIFY_CLIENT_ID", raising=False)
    toml = "retries = 5\n[providers.deezer]\nrate = 4\n[merge.strategies]\ndate = 'preferred'\n"
    shown = configured(toml, "config", "show").out.splitlines()
    file = home / "config.toml"
    for line in (
        f"retries = 5  ({file}, line 1)",
        "plugins = deezer, spotify  (HARMONY_PLUGINS)",
        f"merge.strategies.date = preferred  ({file}, line 5)",
        "providers.deezer.enabled = yes",
        "providers.deezer.priority = 70",
        f"providers.deezer.rate = 4/1  ({file}, line 3)",
        "providers.deezer.retries = 5",
        "providers.deezer.base = https://api.deezer.com/",
        "providers.spotify.rate = 3/1",
        "providers.spotify.client_id = not set",
        "providers.spotify.client_secret = set  (SPOTIFY_CLIENT_SECRET)",
    ):
        assert line in shown
    assert not any("secret-9f3b" in line for line in shown)


def test_some_settings_are_shown(harmony):
    """A setting, or those of a provider; what is none is refused."""
    assert harmony("config", "show", "regions").out == "regions = GB, US, DE, JP\n"
    assert all(
        line.startswith("providers.deezer.")
        for line in harmony("config", "show", "providers.deezer").out.split("\n")[:-1]
    )
    ran = harmony("config", "show", "providers.dee")
    assert ran.code == 2
    assert "there is no setting 'providers.dee'; did you mean providers.deezer?" in ran.err
    assert "there is no setting 'xyzzy'; `harmony config keys` lists them" in harmony("config", "show", "xyzzy").err


def test_a_line_of_dotenv_that_sets_nothing_is_told(harmony, home):
    """File and line, and what to write; what stands there may be a secret."""
    home.mkdir()
    (home / ".env").write_text("HARMONY_RETRIES=2\nsecret-9f3b\n")
    ran = harmony("config", "show", "retries")
    assert ran.out == f"retries = 2  ({home / '.env'}, line 1: HARMONY_RETRIES)\n"
    assert ran.err == f"warning: {home / '.env'}, line 2: sets nothing; write NAME=value\n"
