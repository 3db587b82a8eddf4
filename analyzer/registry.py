"""A registry: one file in a folder is one signal, questionnaire, heatmap kind or export.

A registry package's `__init__.py` makes the registry and its files register themselves::

    # analyzer/signals/__init__.py
    signals: Registry[Detector] = Registry("signals", __name__)

    # analyzer/signals/rage_click.py
    @signals.register("rage_click")
    def rage_click(events: SessionEvents, thresholds: Mapping[str, float]) -> list[Signal]: ...

Another distribution adds its own by an entry point in the group `thinkaloud.signals`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from recorder.errors import NotFoundError

T = TypeVar("T")


class Registry(Generic[T]):
    """Named things of one kind, found by scanning a package and the entry points.

    The scan happens at the first look, so making a registry imports nothing.

    Parameters
    ----------
    kind
        What it holds, in the plural: the last part of the package's name and of the
        entry-point group `thinkaloud.<kind>`.
    package
        Dotted name of the package whose modules register themselves.
    """

    def __init__(self, kind: str, package: str) -> None:
        self.kind = kind
        self.package = package
        self._found: dict[str, T] = {}
        self._is_scanned = False

    def register(self, name: str) -> Callable[[T], T]:
        """Enter what is decorated (or passed) under a name.

        Parameters
        ----------
        name
            Its stable name, `snake_case`; stored in results and study files.

        Returns
        -------
        callable
            Takes the thing, enters it, and gives it back unchanged.

        Raises
        ------
        ValueError
            If another thing has that name already.
        """

        def enter(thing: T) -> T:
            if self._found.get(name, thing) is not thing:
                raise ValueError(f"two {self.kind} are called `{name}`; rename one of them")
            self._found[name] = thing
            return thing

        return enter

    def names(self) -> list[str]:
        """List all names, sorted, so that no result depends on the order of imports."""
        self._scan()
        return sorted(self._found)

    def items(self) -> list[tuple[str, T]]:
        """List all names with their things, sorted by name."""
        return [(name, self._found[name]) for name in self.names()]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names())

    def __len__(self) -> int:
        return len(self.names())

    def __contains__(self, name: object) -> bool:
        return name in self.names()

    def __getitem__(self, name: str) -> T:
        """Look one up.

        Raises
        ------
        NotFoundError
            If there is none of that name; the text names the nearest ones.
        """
        self._scan()
        if name not in self._found:
            near = get_close_matches(name, self._found, n=3) or sorted(self._found)
            raise NotFoundError(
                f"There is no `{name}` among the {self.kind}. Try: {', '.join(near) or 'none'}."
            )
        return self._found[name]

    def _scan(self) -> None:
        if self._is_scanned:
            return
        # Set first: a module that looks into its own registry must not start a second scan.
        self._is_scanned = True
        try:
            self._find()
        except BaseException:
            self._is_scanned = False  # the next who asks meets the same error, not a half registry
            raise

    def _find(self) -> None:
        package = importlib.import_module(self.package)
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{self.package}.{module.name}")
        for point in entry_points(group=f"thinkaloud.{self.kind}"):
            try:
                thing = point.load()
            except Exception as error:
                error.add_note(
                    f"while loading the plug-in `{point.value}` of thinkaloud.{self.kind}"
                )
                raise
            self.register(point.name)(thing)
