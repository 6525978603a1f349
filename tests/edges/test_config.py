"""Settings: where they are read from, which goes first, and what is said of those that are wrong."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest

from harmony_core import provider as hc
from harmony_core.domain.errors import SetupError
from harmony_core.edges.config import load_config
from harmony_core.plugin.providers import Rate


@hc.settings
class Keys:
    token: str | None = hc.setting("the token", env=("DISCO_USER_TOKEN", "DISCO_TOKEN"), secret=True)
    secret: str | None = hc.setting("the secret", secret=True)
    agent: str | None = hc.setting("the name", default="harmony")


disco = hc.Provider(name="disco", title="Disco", base="https://api.example.test/", urls=(), lookups=(), settings=Keys)


@pytest.fixture
def load(tmp_path):
    """Read settings of one test: `toml` and `dotenv` are the files' texts."""

    def call(toml: str = "", dotenv: str = "", env_file: Path | None = None, **env: str):
        (tmp_path / "config.toml").write_text(toml)
        (tmp_path / ".env").write_text(dotenv)
        return load_config({"HARMONY_HOME": str(tmp_path), **env}, env_file)

    return call


def test_without_any_file_there_are_defaults(tmp_path):
    """Nothing needs to be set, and nothing is made."""
    config = load_config({"HARMONY_HOME": str(tmp_path / "home")})
    assert config.settings.retries == 3
    assert [str(region) for region in config.settings.regions] == ["GB", "US", "DE", "JP"]
    assert config.store_url == f"sqlite:{tmp_path / 'home' / 'harmony.db'}"
    assert config.config_file == tmp_path / "home" / "config.toml"
    assert not (tmp_path / "home").exists()


def test_the_folders_are_the_platform_s(monkeypatch, tmp_path):
    """Without HARMONY_HOME the platform says where settings and data are."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    config = load_config({})
    assert config.config_dir.name == "harmony"
    assert config.data_dir.name == "harmony"
    assert config.config_dir != config.data_dir


def test_the_environment_goes_before_dotenv_before_the_file(load):
    """Precedence: environment, .env, config.toml, default."""
    toml = "retries = 1\n"
    assert load().settings.retries == 3
    assert load(toml).settings.retries == 1
    assert load(toml, "HARMONY_RETRIES=2").settings.retries == 2
    assert load(toml, "HARMONY_RETRIES=2", HARMONY_RETRIES="5").settings.retries == 5
    assert load(toml, "", HARMONY_RETRIES="").settings.retries == 1, "an empty variable is none"


def test_precedence_holds_across_names_and_forms(load):
    """What the environment says goes before .env, under whichever name and in whichever form it says it."""
    dotenv = "DISCO_USER_TOKEN=from-dotenv\n"
    assert load("", dotenv).provider(disco).own.token == "from-dotenv"
    assert load("", dotenv, DISCO_TOKEN="from-env").provider(disco).own.token == "from-env"


def test_mounted_secrets_are_read(load, tmp_path):
    """Every variable is also read with _FILE, from a file whose last line may end."""
    (tmp_path / "mounted").write_text("  from-file \n")
    mounted = str(tmp_path / "mounted")
    assert load(DISCO_TOKEN_FILE=mounted).provider(disco).own.token == "from-file"
    assert load("", "DISCO_TOKEN=dotenv", DISCO_TOKEN_FILE=mounted).provider(disco).own.token == "from-file"
    assert load(DISCO_TOKEN_FILE=mounted, DISCO_TOKEN="direct").provider(disco).own.token == "direct"
    assert load("", f"DISCO_TOKEN_FILE={mounted}").provider(disco).own.token == "from-file"
    (tmp_path / "mounted").write_text("7")
    assert load(HARMONY_RETRIES_FILE=mounted).settings.retries == 7


@pytest.mark.parametrize("content", [None, b"", b"  \n", b"\xff"])
def test_a_mounted_secret_that_cannot_be_read_is_told_of(load, tmp_path, content):
    """The error names the variable and the file, and nothing that was in it."""
    if content is not None:
        (tmp_path / "mounted").write_bytes(content)
    with pytest.raises(SetupError) as raised:
        load(DISCO_TOKEN_FILE=str(tmp_path / "mounted")).provider(disco)
    assert str(raised.value).startswith(f"DISCO_TOKEN_FILE: {tmp_path / 'mounted'} ")


def test_dotenv_is_plain(load):
    """Quotes, comments and `export` are read as shells read them; nothing is filled in."""
    dotenv = "export DISCO_TOKEN=\"a b\" # mine\nDISCO_SECRET='x$HOME#y'\nBARE\n"
    own = load("", dotenv).provider(disco).own
    assert (own.token, own.secret) == ("a b", "x$HOME#y")


def test_a_line_of_dotenv_that_sets_nothing_is_told_of(load, tmp_path):
    """The warning names file and line, and not what stands there; the other lines hold."""
    dotenv = "HARMONY_RETRIES=7\n\n# mine\n\nsecret-9f3b\nDISCO_SECRET='open\nHARMONY_TIMEOUT_SECONDS=9\n"
    config = load("", dotenv)
    assert (config.settings.retries, config.settings.timeout_seconds) == (7, 9.0)
    file = tmp_path / ".env"
    assert config.warnings == tuple(f"{file}, line {line}: sets nothing; write NAME=value" for line in (5, 6))


def test_where_a_setting_is_from_is_known(load, tmp_path):
    """The variable, the line of .env, the kept secrets or the line of config.toml; nothing for a default."""
    toml = 'retries = 1\nconnections = 4\n\n[providers.disco] # mine\nrate = "5"\n"priority" = 9\n'
    (tmp_path / "secrets.toml").write_text('[providers.disco]\nsecret = "x"\n')
    config = load(toml, "\nDISCO_TOKEN=x\n", HARMONY_RETRIES="2", LOG_LEVEL="info")
    file = tmp_path / "config.toml"
    assert config.origin("retries") == "HARMONY_RETRIES"
    assert config.origin("connections") == f"{file}, line 2"
    assert config.origin("log_level") == "LOG_LEVEL"
    assert config.origin("timeout_seconds") is None
    assert config.origin("rate", disco) == f"{file}, line 5"
    assert config.origin("priority", disco) == f"{file}, line 6"
    assert config.origin("token", disco) == f"{tmp_path / '.env'}, line 2: DISCO_TOKEN"
    assert config.origin("secret", disco) == "secrets.toml providers.disco.secret"
    assert config.origin("agent", disco) is None
    assert config.place("providers.disco") == f"{file}, line 4"


def test_an_env_file_goes_in_the_place_of_dotenv(load, tmp_path):
    """--env-file names another .env; one that is missing is an error."""
    (tmp_path / "other.env").write_text("HARMONY_RETRIES=7\n")
    assert load("", "HARMONY_RETRIES=2", tmp_path / "other.env").settings.retries == 7
    for wrong in (tmp_path / "none.env", tmp_path):
        with pytest.raises(SetupError, match="--env-file") as raised:
            load(env_file=wrong)
        assert str(wrong) in str(raised.value)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("HARMONY_RETRIES", "many", "'many' is not a number"),
        ("HARMONY_RETRIES", "-1", "'-1' is not a number that is 0 or more"),
        ("HARMONY_RETRIES", "1.5", "'1.5' is not a whole number"),
        ("HARMONY_RETRIES", "nan", "0 or more"),
        ("HARMONY_RETRIES", "1e999", "0 or more"),
        ("HARMONY_TIMEOUT_SECONDS", "0", "more than 0"),
        ("HARMONY_CONNECT_SECONDS", "x", "not a number"),
        ("HARMONY_MAX_BODY_MB", "0", "more than 0"),
        ("HARMONY_CONNECTIONS", "0", "more than 0"),
        ("HARMONY_CONNECTIONS", "2.5", "whole number"),
        ("HARMONY_REGIONS", "GB,XYZ", "XYZ"),
        ("HARMONY_TRUSTED_NETWORKS", "10.0.0.0/8,home", "home"),
        ("HARMONY_LOG_LEVEL", "loud", "trace, debug, info"),
        ("HARMONY_CONTACT", "me\r\nX-Evil: 1", "must be one line"),
    ],
)
@pytest.mark.parametrize("where", ["environment", "dotenv", "file"])
def test_a_wrong_setting_is_told_of(load, tmp_path, where, variable, value, message):
    """The error names the place and what is wrong."""
    name = variable.removeprefix("HARMONY_").lower()
    written = value.replace("\r", "\\r").replace("\n", "\\n")
    given = {
        "environment": {variable: value},
        "dotenv": {"dotenv": f'{variable}="{written}"'},
        "file": {"toml": f'{name} = "{written}"'},
    }
    with pytest.raises(SetupError) as raised:
        load(**given[where])
    places = {
        "environment": f"{variable}: ",
        "dotenv": f"{tmp_path / '.env'}, line 1: {variable}: ",
        "file": f"{tmp_path / 'config.toml'}, line 1: {name}: ",
    }
    assert str(raised.value).startswith(places[where])
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("DISCO_ENABLED", "maybe", "neither true nor false"),
        ("DISCO_PRIORITY", "101", "more than 100"),
        ("DISCO_PRIORITY", "high", "not a number"),
        ("DISCO_RATE", "fast", "is not a rate"),
        ("DISCO_RATE", "0", "is not a rate"),
        ("DISCO_RATE", "5/0", "is not a rate"),
        ("DISCO_RATE", "-1/5", "is not a rate"),
        ("DISCO_RATE", "nan", "is not a rate"),
        ("DISCO_RATE", "inf", "is not a rate"),
        ("DISCO_RATE", "1/2/3", "is not a rate"),
        ("DISCO_FRESH", "-1", "0 or more"),
        ("DISCO_STALE", "long", "not a number"),
        ("DISCO_RETRIES", "x", "not a number"),
        ("DISCO_BASE", "mirror.example.org", "must be an address"),
        ("DISCO_BASE", "ftp://mirror.example.org/", "must be an address"),
        ("DISCO_BASE", "https://", "must be an address"),
        ("DISCO_BASE", "https://mirror.example.org/?key=1", "without a query"),
        ("DISCO_BASE", "https://mirror.example.org:99999/", "ort"),
        ("DISCO_BASE", "http://[", "DISCO_BASE"),
    ],
)
def test_a_provider_s_wrong_setting_is_told_of(load, tmp_path, variable, value, message):
    """The error names the variable, or the line and key of the file."""
    with pytest.raises(SetupError, match=message) as raised:
        load(**{variable: value}).provider(disco)
    assert str(raised.value).startswith(f"{variable}: ")
    name = variable.removeprefix("DISCO_").lower()
    with pytest.raises(SetupError) as raised:
        load(f"[providers.disco]\n{name} = '{value}'").provider(disco)
    assert str(raised.value).startswith(f"{tmp_path / 'config.toml'}, line 2: providers.disco.{name}: ")


@pytest.mark.parametrize("toml", ["providers = 1", "[providers]\ndisco = 1", "[[providers.disco]]\nrate = 1"])
def test_a_table_must_be_one(load, toml):
    """What should be a table and is none is told of."""
    with pytest.raises(SetupError, match="must be a table"):
        load(toml).provider(disco)


@pytest.mark.parametrize("toml", ["retries = ", "= 1", "a = 1\na = 2", "\x00"])
def test_a_file_that_is_no_toml_is_told_of(load, tmp_path, toml):
    """The error names the file and the line."""
    with pytest.raises(SetupError, match=r"cannot be read \(.* \(at ") as raised:
        load(toml)
    assert str(raised.value).startswith(f"{tmp_path / 'config.toml'}: ")


@pytest.mark.parametrize("name", ["config.toml", ".env"])
def test_a_file_that_is_no_text_is_told_of(tmp_path, name):
    """Bytes that are no UTF-8 are an error that names the file."""
    (tmp_path / name).write_bytes(b"HARMONY_CONTACT = '\xff'\n")
    with pytest.raises(SetupError) as raised:
        load_config({"HARMONY_HOME": str(tmp_path)})
    assert str(raised.value).startswith(f"{tmp_path / name}: ")


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("50/5", Rate(50, per=5.0)),
        ("0.9", Rate(1, per=1 / 0.9)),
        ("3", Rate(3, per=1.0)),
        ("1/60", Rate(1, per=60.0)),
        ("0.5", Rate(1, per=2.0)),
        (" 2 / 3 ", Rate(2, per=3.0)),
        ("2.5", Rate(1, per=0.4)),
    ],
)
def test_rates_are_requests_a_second_or_in_so_many(load, text, rate):
    """A rate is written as a number, or as two."""
    assert load(DISCO_RATE=text).provider(disco).rate == rate
    assert load(f'[providers.disco]\nrate = "{text}"').provider(disco).rate == rate
    if "/" not in text:
        assert load(f"[providers.disco]\nrate = {text}").provider(disco).rate == rate


def test_a_provider_s_settings_are_read(load):
    """Every setting can be in the file, and every variable goes before it."""
    toml = """
        trusted_networks = ["10.0.0.0/8", "fd00::/8"]
        regions = ["se", "NO"]
        [providers.disco]
        enabled = false
        priority = 30
        fresh = 1.5
        stale = 24
        retries = 0
        base = "http://127.0.0.1:8080/api"
        token = "t"
    """
    config = load(toml, DISCO_PRIORITY="40", DISCO_SECRET="s")
    found = config.provider(disco)
    assert (found.enabled, found.priority, found.fresh, found.stale, found.retries) == (False, 40, 1.5, 24.0, 0)
    assert found.base == "http://127.0.0.1:8080/api/"
    assert (found.own.token, found.own.secret, found.own.agent) == ("t", "s", "harmony")
    assert found.missing == ()
    assert [str(region) for region in config.settings.regions] == ["SE", "NO"]
    assert config.settings.trusted_networks[0] == ipaddress.ip_network("10.0.0.0/8")


def test_missing_settings_are_named_all_at_once(load):
    """Each is named by the variable that people know first; an empty one is missing too."""
    assert load().provider(disco).missing == ("DISCO_USER_TOKEN", "DISCO_SECRET")
    assert load("[providers.disco]\ntoken = ''").provider(disco).missing == ("DISCO_USER_TOKEN", "DISCO_SECRET")
    assert load(DISCO_TOKEN="x").provider(disco).missing == ("DISCO_SECRET",)
    assert load(DISCO_TOKEN="   ").provider(disco).missing == ("DISCO_USER_TOKEN", "DISCO_SECRET")


def test_secrets_are_in_no_repr(load):
    """Neither the whole configuration nor a part of it shows a secret."""
    config = load('[providers.disco]\ntoken = "CANARY-1"', "DISCO_SECRET=CANARY-2", DISCO_AGENT="plain")
    found = config.provider(disco)
    assert (found.own.token, found.own.secret) == ("CANARY-1", "CANARY-2")
    assert "CANARY" not in repr(config) + repr(found) + repr(found.own) + repr(config.settings)
    assert "plain" in repr(found.own)


@pytest.mark.parametrize("value", ["['CANARY']", "true", "{a = 'CANARY'}"])
def test_a_secret_of_wrong_form_is_not_told(load, value):
    """The error about a secret does not show it."""
    with pytest.raises(SetupError, match=r"line 2: providers\.disco\.token: must be a text$"):
        load(f"[providers.disco]\ntoken = {value}").provider(disco)


@pytest.mark.parametrize(
    ("given", "level"),
    [
        ({}, "warning"),
        ({"LOG_LEVEL": "debug"}, "debug"),
        ({"LOG_LEVEL": "INFO"}, "info"),
        ({"LOG_LEVEL": "chatty"}, "warning"),
        ({"LOG_LEVEL": "debug", "HARMONY_LOG_LEVEL": "error"}, "error"),
    ],
)
def test_the_log_level_is_ours_or_everybody_s(load, given, level):
    """HARMONY_LOG_LEVEL goes before LOG_LEVEL, whose values may be other programs'."""
    assert load(**given).settings.log_level == level
    assert load("log_level = 'fatal'", **given).settings.log_level == (level if level != "warning" else "fatal")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('region = "GB"', ", line 1: there is no setting 'region'; did you mean regions?"),
        ("\n\nnonsense = 1", ", line 3: there is no setting 'nonsense'; `harmony config keys` lists what can be set"),
        ("[merge]\norder = 1", ", line 2: there is no setting 'merge.order'; did you mean orders?"),
        ("merge = {x = 1}", ": there is no setting 'merge.x'; `harmony config keys` lists what can be set"),
    ],
)
def test_a_misspelt_setting_is_told(tmp_path, text, problem):
    """A key that means nothing is not passed over in silence: its file and line are told."""
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(SetupError) as raised:
        load_config({"HARMONY_HOME": str(tmp_path)})
    assert raised.value.message == f"{tmp_path / 'config.toml'}{problem}"


def test_a_misspelt_setting_of_a_provider_is_told(tmp_path, shelf_parts):
    """In a provider's table too; tables of providers that are not installed are left alone."""
    (tmp_path / "config.toml").write_text("[providers.gone]\nkey = 1\n[providers.shelf]\nrat = 5\n")
    config = load_config({"HARMONY_HOME": str(tmp_path)})
    with pytest.raises(SetupError, match=r", line 4: there is no setting 'providers.shelf.rat'; did you mean rate\?"):
        config.provider(shelf_parts.shelf)
