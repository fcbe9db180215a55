"""The registry: one declaration per file, under the file's name, or an error."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from model.facility_type import FacilityType
from model.lever import Lever
from model.parameter_owners import known_facility_types, known_levers, known_processes, owners
from model.registry import scan

HEAD = "from tests.unit.model.test_registry import Thing\n"


class Thing:
    """What the files of a trial package declare."""

    name = ""


Package = Callable[..., str]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Package]:
    """Return a function that writes a package of files and returns its name."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(sys.modules, "tests.unit.model.test_registry", sys.modules[__name__])

    def written(name: str, **files: str) -> str:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("", encoding="utf-8")
        for stem, text in files.items():
            (tmp_path / name / f"{stem}.py").write_text(HEAD + text, encoding="utf-8")
        return name

    yield written
    for module in [m for m in sys.modules if m.startswith("trial_")]:
        del sys.modules[module]


def test_files_are_found_by_name_in_order(package: Package) -> None:
    name = package(
        "trial_good",
        zebra="class Zebra(Thing):\n    name = 'zebra'\n",
        ant="class Ant(Thing):\n    name = 'ant'\n",
    )
    assert list(scan(name, Thing)) == ["ant", "zebra"]


def test_a_file_that_declares_nothing_is_refused(package: Package) -> None:
    with pytest.raises(ImportError, match=r"ant\.py declares 0 Things: declare one"):
        scan(package("trial_none", ant="x = 1\n"), Thing)


def test_a_file_that_declares_two_is_refused(package: Package) -> None:
    two = "class A(Thing):\n    name = 'ant'\nclass B(Thing):\n    name = 'bee'\n"
    with pytest.raises(ImportError, match="declares 2 Things"):
        scan(package("trial_two", ant=two), Thing)


def test_a_name_that_is_not_the_files_is_refused(package: Package) -> None:
    with pytest.raises(ImportError, match="set name = 'ant' in Bee"):
        scan(package("trial_wrong", ant="class Bee(Thing):\n    name = 'bee'\n"), Thing)


def test_what_a_file_imports_is_not_its_own(package: Package) -> None:
    name = package(
        "trial_import",
        ant="class Ant(Thing):\n    name = 'ant'\n",
        bee="from trial_import.ant import Ant\nclass Bee(Ant):\n    name = 'bee'\n",
    )
    assert set(scan(name, Thing)) == {"ant", "bee"}


def test_names_are_taken_once_in_the_whole_model() -> None:
    kinds = (known_processes(), known_facility_types(), known_levers())
    names = [name for kind in kinds for name in kind]
    assert sorted(names) == sorted(set(names)) == sorted(owners())


@pytest.mark.parametrize("name", sorted(known_levers()))
def test_a_lever_is_one_class_of_its_file(name: str) -> None:
    assert issubclass(known_levers()[name], Lever)
    assert known_levers()[name].__module__ == f"model.levers.{name}"


@pytest.mark.parametrize("name", sorted(known_facility_types()))
def test_a_facility_type_is_one_class_of_its_file(name: str) -> None:
    cls = known_facility_types()[name]
    assert issubclass(cls, FacilityType)
    assert cls.title
    assert cls.__doc__
    assert cls.Parameters().owner in ("", name)
