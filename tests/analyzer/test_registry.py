from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from analyzer import registry as module
from analyzer.registry import Registry
from recorder.errors import NotFoundError


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    folder = tmp_path / "gauges_under_test"
    folder.mkdir()
    (folder / "__init__.py").write_text(
        "from analyzer.registry import Registry\ngauges = Registry('gauges', __name__)\n"
    )
    for name in ("zebra", "apple"):
        (folder / f"{name}.py").write_text(
            f"from gauges_under_test import gauges\n@gauges.register('{name}')\ndef {name}(): ...\n"
        )
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder.name
    for loaded in [name for name in sys.modules if name.startswith(folder.name)]:
        del sys.modules[loaded]


def gauges_of(package: str) -> Registry[object]:
    found: Registry[object] = __import__(package).gauges
    return found


def test_every_file_of_the_package_is_found_without_being_named(package: str) -> None:
    assert gauges_of(package).names() == ["apple", "zebra"]


def test_making_a_registry_imports_nothing_before_the_first_look(package: str) -> None:
    gauges_of(package)
    assert f"{package}.apple" not in sys.modules


def test_names_come_sorted_whatever_the_order_of_registration(package: str) -> None:
    gauges = gauges_of(package)
    gauges.register("middle")(object())
    assert list(gauges) == ["apple", "middle", "zebra"]
    assert [name for name, _ in gauges.items()] == list(gauges)
    assert len(gauges) == 3


def test_registering_gives_the_thing_back_unchanged(package: str) -> None:
    thing = object()
    assert gauges_of(package).register("thing")(thing) is thing


def test_a_second_thing_of_the_same_name_is_refused(package: str) -> None:
    gauges = gauges_of(package)
    gauges.register("thing")(object())
    with pytest.raises(ValueError, match="`thing`"):
        gauges.register("thing")(object())


def test_the_same_thing_may_be_registered_twice(package: str) -> None:
    gauges, thing = gauges_of(package), object()
    gauges.register("thing")(thing)
    gauges.register("thing")(thing)
    assert gauges["thing"] is thing


def test_an_unknown_name_is_answered_with_the_nearest_ones(package: str) -> None:
    with pytest.raises(NotFoundError, match="Try: apple"):
        gauges_of(package)["aple"]
    assert "aple" not in gauges_of(package)


def test_an_entry_point_of_another_distribution_is_found(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    point = EntryPoint("joined", "math:hypot", "thinkaloud.gauges")
    monkeypatch.setattr(module, "entry_points", lambda group: [point] * (group == point.group))
    assert "joined" in gauges_of(package)


def test_a_broken_plug_in_is_named_in_its_error(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    point = EntryPoint("broken", "no_such_module_here:x", "thinkaloud.gauges")
    monkeypatch.setattr(module, "entry_points", lambda group: [point] * bool(group))
    with pytest.raises(ModuleNotFoundError) as caught:
        gauges_of(package).names()
    assert "no_such_module_here:x" in caught.value.__notes__[0]


def test_a_scan_that_failed_is_tried_again() -> None:
    found: Registry[str] = Registry("things", "no_such_package_of_things")
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError):
            found.names()
