"""Plugins: found as real installed distributions, each loaded behind its own guard."""

import importlib
import inspect
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from harmony_core.domain.refs import Kind
from harmony_core.plugin import catalog as cat
from harmony_core.plugin import hookspecs
from harmony_core.plugin.catalog import Catalog, PluginRecord
from harmony_core.plugin.loading import PARTS, find_plugins, installable, load_catalog, plugin_of
from harmony_core.plugin.providers import Provider
from harmony_core.plugin.urls import Url

PREFIX = "harmony_under_test_"

GOOD = """
from harmony_core import provider as hc

@hc.payload
class Album:
    id: int

ALBUM = hc.Endpoint("album/{id}", into=Album)

async def fetch(api, target, options):
    return await api.get(ALBUM, id=target.id)

def normalize(album, read):
    return hc.Release(title="an album")

LOOKUP = hc.Lookup("release", by=("id",), main=ALBUM, fetch=fetch, normalize=normalize)

def make(name, **more):
    return hc.Provider(
        name=name,
        title=name.title(),
        base=f"https://api.{name}.example/",
        urls=(hc.Url("release", f"https://{name}.example/album/{{id:digits}}"),),
        lookups=(LOOKUP,),
        **more,
    )

"""


def source(body: str) -> str:
    """Return a plugin's source: what most of them need, and then what makes it special."""
    return GOOD + textwrap.dedent(body)


TUNES = source(
    """
    @hc.hookimpl
    def harmony_providers():
        return [make("tunes")]
    """
)


class Install(Protocol):
    """Installs a plugin as a distribution of its own."""

    def __call__(self, name: str, code: str | None = TUNES, *, group: str = "harmony.v1", attribute: str = "") -> None:
        """Write its module, unless it has none, and its metadata."""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install distributions in a folder that is on Python's path for one test."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def install_one(name: str, code: str | None = TUNES, *, group: str = "harmony.v1", attribute: str = "") -> None:
        module = PREFIX + name
        if code is not None:
            (tmp_path / f"{module}.py").write_text(code)
        folder = tmp_path / f"harmony_{name}-1.2.3.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: harmony-{name}\nVersion: 1.2.3\n")
        (folder / "entry_points.txt").write_text(f"[{group}]\n{name} = {module}{attribute}\n")
        importlib.invalidate_caches()

    yield install_one
    for module in [each for each in sys.modules if each.startswith(PREFIX)]:
        del sys.modules[module]


def load(*, disabled: tuple[str, ...] = (), only: tuple[str, ...] | None = None) -> Catalog:
    """Find and load the plugins under test, and no other that happens to be installed."""
    found, outdated = find_plugins()
    ours = [plugin for plugin in found if plugin.entry_point and plugin.entry_point.value.startswith(PREFIX)]
    records = [record for record in outdated if record.distribution and record.version == "1.2.3"]
    return load_catalog(
        ours,
        only=None if only is None else frozenset(only),
        disabled=frozenset(disabled),
        records=records,
    )


def record_of(catalog: Catalog, name: str) -> PluginRecord:
    """Return the record of a plugin."""
    [record] = [each for each in catalog.records if each.name == name]
    return record


def was_imported(name: str) -> bool:
    """Whether a plugin's module was imported."""
    return PREFIX + name in sys.modules


def test_a_good_plugin_is_loaded_and_recorded(install: Install):
    """A plugin that works is in the catalog, and its record says where it comes from and what it offers."""
    install("tunes")
    catalog = load()
    assert [provider.name for provider in catalog.providers] == ["tunes"]
    assert record_of(catalog, "tunes") == PluginRecord(
        name="tunes", status=cat.LOADED, distribution="harmony-tunes", version="1.2.3", offers=("provider tunes",)
    )
    assert catalog.versions == {"tunes": ("harmony-tunes", "1.2.3")}


BROKEN = {
    "missing_module": (None, "No module named 'harmony_under_test_broken'; is it among the package's dependencies?"),
    "missing_dependency": (
        "import a_package_that_nobody_has\n" + TUNES,
        "No module named 'a_package_that_nobody_has'; is it among the package's dependencies?",
    ),
    "misspelt_hook": (
        source(
            """
            @hc.hookimpl
            def harmony_provider():
                return [make("broken")]
            """
        ),
        "has a hook 'harmony_provider' that nobody calls; did you mean harmony_providers?",
    ),
    "unheard_of_hook": (
        source(
            """
            @hc.hookimpl
            def zzz():
                return []
            """
        ),
        "has a hook 'zzz' that nobody calls; the hooks are harmony_backends, harmony_commands,",
    ),
    "an_argument": (
        source(
            """
            @hc.hookimpl
            def harmony_providers(session):
                return [make("broken")]
            """
        ),
        "hooks take no arguments",
    ),
    "raises_while_importing": (
        "raise RuntimeError('the moon is full')",
        "raised while loading: RuntimeError: the moon is full",
    ),
    "raises_in_its_hook": (
        source(
            """
            @hc.hookimpl
            def harmony_providers():
                raise KeyError("the moon is full")
            """
        ),
        "raised while loading: KeyError: 'the moon is full'",
    ),
    "asks_for_what_is_not_there": (
        source(
            """
            @hc.hookimpl
            def harmony_providers():
                return [hc.Provder(name="broken")]
            """
        ),
        "raised while loading: AttributeError: module 'harmony_core.provider' has no attribute 'Provder'",
    ),
    "imports_what_is_not_there": (
        "from harmony_core.provider import Provder",
        "cannot be imported as harmony_under_test_broken: cannot import name 'Provder'",
    ),
    "exits_while_importing": ("import sys\nsys.exit(3)", "wanted to end the program while loading"),
    "exits_in_its_hook": (
        source(
            """
            @hc.hookimpl
            def harmony_providers():
                raise SystemExit
            """
        ),
        "wanted to end the program while loading",
    ),
    "returns_no_list": (
        source(
            """
            @hc.hookimpl
            def harmony_providers():
                return make("broken")
            """
        ),
        "harmony_providers() must return a list, it returned Provider",
    ),
    "forgets_to_return": (
        source(
            """
            @hc.hookimpl
            def harmony_providers():
                [make("broken")]
            """
        ),
        "harmony_providers() must return a list, it returned nothing",
    ),
    "yields": (
        source(
            """
            @hc.hookimpl
            def harmony_providers():
                yield make("broken")
            """
        ),
        "harmony_providers() must return a list, it returned generator",
    ),
    "is_asynchronous": (
        source(
            """
            @hc.hookimpl
            async def harmony_providers():
                return [make("broken")]
            """
        ),
        "harmony_providers() is asynchronous; hooks are plain functions",
    ),
    "returns_something_else": (
        source(
            """
            @hc.hookimpl
            def harmony_providers():
                return [make("broken"), "another"]
            """
        ),
        "harmony_providers() must return a list of Providers, it holds str",
    ),
    "returns_a_bare_lookup": (
        source(
            """
            @hc.hookimpl
            def harmony_lookups():
                return [LOOKUP]
            """
        ),
        "harmony_lookups() must return a list of AddedLookups, it holds Lookup",
    ),
    "one_name_twice": (
        source(
            """
            @hc.hookimpl
            def harmony_providers():
                return [make("broken"), make("broken")]
            """
        ),
        "offers the provider 'broken', which harmony-broken already offers",
    ),
    "no_hook": ("def harmony_providers():\n    return []", "mark its hook functions with @hc.hookimpl"),
    "template_of_no_kind": (
        "from harmony_core import provider as hc\nhc.Url('albun', 'https://x.example/{id}')",
        "there is no kind 'albun'; there are release, release_group, recording, artist, label "
        "(harmony_under_test_broken.py, line 2)",
    ),
    "misnamed_lookup": (
        source(
            """
            @hc.hookimpl
            def harmony_lookups():
                return [hc.AddedLookup(provider="tune", lookup=LOOKUP)]
            """
        ),
        "adds a look-up to the provider 'tune', which is not loaded; did you mean tunes?",
    ),
    "lookup_for_nobody": (
        source(
            """
            @hc.hookimpl
            def harmony_lookups():
                return [hc.AddedLookup(provider="elsewhere", lookup=LOOKUP)]
            """
        ),
        "adds a look-up to the provider 'elsewhere', which is not loaded; install or enable it",
    ),
    "no_specifications": (
        source(
            """
            @hc.hookimpl
            def harmony_hookspecs():
                return ["a text"]
            """
        ),
        "harmony_hookspecs() must return modules of new hook specifications: did not find any 'harmony' hooks",
    ),
    "specifications_that_are_taken": (
        source(
            """
            from harmony_core.plugin import hookspecs

            @hc.hookimpl
            def harmony_hookspecs():
                return [hookspecs]
            """
        ),
        "harmony_hookspecs() must return modules of new hook specifications: Hook ",
    ),
    "specifications_forgotten": (
        source(
            """
            @hc.hookimpl
            def harmony_hookspecs():
                pass
            """
        ),
        "harmony_hookspecs() must return a list, it returned nothing",
    ),
}


@pytest.mark.parametrize("way", BROKEN)
def test_a_broken_plugin_is_recorded_and_stops_nobody(install: Install, way: str):
    """Whatever is wrong with a plugin, its record tells its author what, and a good one beside it is loaded."""
    code, advice = BROKEN[way]
    install("broken", code)
    install("tunes")
    catalog = load()
    record = record_of(catalog, "broken")
    assert (record.status, record.distribution, record.version) == (cat.FAILED, "harmony-broken", "1.2.3")
    assert record.message is not None
    assert advice in record.message
    assert "\n" not in record.message
    assert record_of(catalog, "tunes").status == cat.LOADED
    assert [provider.name for provider in catalog.providers] == ["tunes"]


def test_an_entry_point_may_name_what_is_not_there(install: Install):
    """A module without the attribute that the entry point names is recorded with both."""
    install("broken", TUNES, attribute=":plugin")
    record = record_of(load(), "broken")
    assert record.status == cat.FAILED
    assert record.message is not None
    assert "cannot be imported as harmony_under_test_broken:plugin" in record.message


def test_of_two_that_take_one_name_the_second_fails(install: Install):
    """A name belongs to the first in order of name; the record of the other says who has it."""
    install("again", TUNES)
    install("tunes", TUNES)
    catalog = load()
    assert record_of(catalog, "again").status == cat.LOADED
    second = record_of(catalog, "tunes")
    assert second.status == cat.FAILED
    assert second.message == (
        "offers the provider 'tunes', which harmony-again already offers: uninstall or disable one of the two"
    )
    assert len(catalog.providers) == 1


@pytest.mark.parametrize("group", ["harmony.v0", "harmony.v2", "harmony.v10"])
def test_a_plugin_for_another_version_is_never_imported(install: Install, group: str):
    """A plugin for another version of the plugin API is recorded as outdated, with what to do."""
    install("old", "raise RuntimeError('imported')", group=group)
    install("tunes")
    catalog = load()
    record = record_of(catalog, "old")
    assert record.status == cat.OUTDATED
    assert record.message == (
        f"was written for {group}, this core speaks harmony.v1: install a release of harmony-old that fits"
    )
    assert not was_imported("old")
    assert record_of(catalog, "tunes").status == cat.LOADED


def test_other_groups_are_none_of_our_business(install: Install):
    """An entry point of a group that only looks like ours is not seen."""
    install("other", group="harmony.vx")
    assert load().records == ()


def test_a_disabled_plugin_is_never_imported(install: Install):
    """A plugin that is switched off leaves a record and nothing else."""
    install("tunes")
    install("waves", TUNES.replace("tunes", "waves"))
    catalog = load(disabled=("waves",))
    assert record_of(catalog, "waves").status == cat.DISABLED
    assert not was_imported("waves")
    assert [provider.name for provider in catalog.providers] == ["tunes"]


def test_only_those_named_are_loaded(install: Install):
    """Where plugins are named, the others count as disabled."""
    install("tunes")
    install("waves", TUNES.replace("tunes", "waves"))
    catalog = load(only=("waves",))
    assert [record.status for record in catalog.records] == [cat.DISABLED, cat.LOADED]
    assert not was_imported("tunes")


def test_finding_imports_nothing(install: Install):
    """Plugins are found by their distributions' metadata."""
    install("tunes")
    find_plugins()
    assert not was_imported("tunes")


def test_every_hook_is_asked_once(install: Install):
    """Start-up asks each hook of each plugin once, also the one for hook specifications."""
    install(
        "counting",
        source(
            """
            import sys
            from types import ModuleType

            asked = []
            specs = ModuleType("specs_of_counting")

            @hc.hookspec
            def harmony_under_test_things():
                return ()

            specs.harmony_under_test_things = harmony_under_test_things

            @hc.hookimpl
            def harmony_providers():
                asked.append("providers")
                return [make("counting")]

            @hc.hookimpl
            def harmony_normalizers():
                asked.append("normalizers")
                return []

            @hc.hookimpl
            def harmony_hookspecs():
                asked.append("hookspecs")
                return [specs]
            """
        ),
    )
    catalog = load()
    assert record_of(catalog, "counting").status == cat.LOADED
    assert sorted(sys.modules[PREFIX + "counting"].asked) == ["hookspecs", "normalizers", "providers"]


ADDING = source(
    """
    from types import ModuleType

    @hc.hookspec
    def harmony_under_test_rules():
        '''Return rules.'''
        return ()

    specs = ModuleType("specs_of_zoo")
    specs.harmony_under_test_rules = harmony_under_test_rules

    @hc.hookimpl
    def harmony_hookspecs():
        return [specs]
    """
)

RULES = source(
    """
    @hc.hookimpl
    def harmony_under_test_rules():
        return ["a rule"]
    """
)


def test_a_plugin_may_add_hooks_for_others(install: Install):
    """Hook specifications that one plugin adds hold for all, whatever the order of their names."""
    install("zoo", ADDING)
    install("ape", RULES)
    catalog = load()
    assert [record.status for record in catalog.records] == [cat.LOADED, cat.LOADED]
    assert catalog.added == {"harmony_under_test_rules": ("a rule",)}


def test_a_hook_of_a_plugin_that_is_missing_is_unknown(install: Install):
    """Without the plugin that specifies a hook, the one that fills it says so."""
    install("ape", RULES)
    record = record_of(load(), "ape")
    assert record.status == cat.FAILED
    assert "'harmony_under_test_rules' that nobody calls" in (record.message or "")


DUMP = source(
    """
    OWN = hc.Lookup("release", by=("id", "gtin"), main=ALBUM, fetch=fetch, normalize=normalize)
    LABEL = hc.Lookup("label", by=("id",), main=ALBUM, fetch=fetch, normalize=normalize)

    @hc.hookimpl
    def harmony_lookups():
        return [hc.AddedLookup(provider="tunes", lookup=OWN), hc.AddedLookup(provider="tunes", lookup=LABEL)]
    """
)


def test_lookups_can_be_added_to_a_provider(install: Install):
    """What is added goes before what a provider has itself, and may be of a new kind."""
    install("dump", DUMP)
    install("tunes")
    tunes = load().providers["tunes"]
    release, label = tunes.lookup(Kind.RELEASE), tunes.lookup(Kind.LABEL)
    assert release is not None
    assert release.by == ("id", "gtin")
    assert label is not None
    assert len(tunes.lookups) == 3


def test_a_lookup_for_a_provider_that_is_missing_does_not_cost_the_rest(install: Install):
    """A plugin that offers more than a lookup for a missing provider is loaded, and its record tells of that one."""
    install("both", TUNES + DUMP.replace('"tunes", lookup=OWN', '"elsewhere", lookup=OWN'))
    catalog = load()
    record = record_of(catalog, "both")
    assert record.status == cat.LOADED
    assert record.message == "adds a look-up to the provider 'elsewhere', which is not loaded; install or enable it"
    assert catalog.providers["tunes"].lookup(Kind.LABEL) is not None


def test_parts_are_filed_in_a_fixed_order(install: Install):
    """Providers go by priority and then by name, normalizers by name, whatever order they were loaded in."""
    install(
        "many",
        source(
            """
            @hc.hookimpl
            def harmony_providers():
                return [make("low", priority=10), make("b", priority=90), make("a", priority=90)]

            @hc.hookimpl
            def harmony_normalizers():
                return [hc.Normalizer(name=name, apply=lambda entity, read: entity) for name in ("z", "y")]

            @hc.hookimpl
            def harmony_migrations():
                return [hc.Migration(name=name, apply=print) for name in ("0002", "0001")]
            """
        ),
    )
    catalog = load()
    assert [provider.name for provider in catalog.providers] == ["a", "b", "low"]
    assert [each.name for each in catalog.normalizers] == ["y", "z"]
    assert [each.name for each in catalog.migrations] == ["0001", "0002"]
    assert "provider low" in record_of(catalog, "many").offers


@pytest.mark.parametrize(
    ("hook", "values", "field", "offer"),
    [
        ("harmony_url_parsers", "[hc.UrlParser(name='x', read=lambda text: None)]", "url_parsers", "url parser x"),
        (
            "harmony_compat_checks",
            "[hc.CompatCheck(property='x', message='y', value=str)]",
            "compat_checks",
            "compat check x",
        ),
        (
            "harmony_merge_strategies",
            "(hc.MergeStrategy(name='x', choose=max),)",
            "merge_strategies",
            "merge strategy x",
        ),
        ("harmony_presenters", "[hc.Presenter(name='x', help='y', present=str)]", "presenters", "presenter x"),
        ("harmony_observers", "[hc.Observer(name='x', notice=print)]", "observers", "observer x"),
        ("harmony_backends", "[hc.Backend(scheme='x', open_snapshots=print)]", "backends", "backend x"),
        ("harmony_commands", "[click.Command('x')]", "commands", "command x"),
    ],
)
def test_every_kind_of_part_reaches_the_catalog(install: Install, hook: str, values: str, field: str, offer: str):
    """What a hook returns, as list or tuple, is filed under its own field."""
    install("parts", source(f"import click\n\n@hc.hookimpl\ndef {hook}():\n    return {values}\n"))
    catalog = load()
    assert record_of(catalog, "parts").status == cat.LOADED
    assert len(getattr(catalog, field)) == 1
    assert record_of(catalog, "parts").offers == (offer,)


def test_a_provider_given_in_python_loads_like_a_plugin():
    """A provider without an entry point goes the same way, and is always wanted."""
    given = Provider(
        name="given",
        title="Given",
        base="https://api.given.example/",
        urls=(Url("release", "https://given.example/{id:digits}"),),
        lookups=(),
    )
    catalog = load_catalog([plugin_of(given)], only=frozenset())
    assert catalog.providers["given"] is given
    assert record_of(catalog, "given") == PluginRecord(name="given", status=cat.LOADED, offers=("provider given",))


def test_the_installable_providers_come_from_the_cores_own_metadata():
    """What could be installed is read from the extras; the extras that stand for several are not listed."""
    pairs = installable()
    assert pairs
    assert all(name.startswith("harmony-") for _, name in pairs)
    assert not {"all", "keyless", "dev"} & {extra for extra, _ in pairs}


SPECS = {
    name: function
    for name, function in vars(hookspecs).items()
    if inspect.isfunction(function) and hasattr(function, "harmony_spec")
}


def test_parts_name_exactly_the_hooks():
    """Every hook has a place where its values go, and there is no place without a hook."""
    assert set(PARTS) == set(SPECS)


@pytest.mark.parametrize("name", sorted(SPECS))
def test_hooks_take_nothing_and_say_their_stage(name: str):
    """A hook is a plain function without arguments, typed, with the stage that it is for in its docstring."""
    function = SPECS[name]
    assert name.startswith("harmony_")
    assert not inspect.signature(function).parameters
    assert not inspect.iscoroutinefunction(function)
    assert not inspect.isgeneratorfunction(function)
    assert str(inspect.signature(function).return_annotation).startswith("Sequence[")
    assert not function.harmony_spec["firstresult"]
    text = inspect.getdoc(function) or ""
    assert text.startswith("Return ")
    assert any(word in text for word in ("Stage: ", "Stages: ", "All stages", "Used at ", "Used by "))
