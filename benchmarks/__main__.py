"""Run benchmarks: `python -m benchmarks` runs all, `python -m benchmarks NAME` one.

A benchmark is a module of this package with a `main`, which prints its figures and returns 0, or 1
where it missed its goal.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks


def names() -> list[str]:
    """Return the names of all benchmarks."""
    found = pkgutil.iter_modules(benchmarks.__path__)
    return sorted(module.name for module in found if not module.name.startswith("_"))


def main(arguments: list[str]) -> int:
    """Run what was asked for, or all."""
    known = names()
    arguments = [
        name for name in arguments if not name.startswith("-")
    ]  # a benchmark reads its own
    unknown = [name for name in arguments if name not in known]
    if unknown:
        print(f"There is no benchmark {unknown[0]}; there are {', '.join(known)}.", file=sys.stderr)
        return 2
    missed = 0
    for name in arguments or known:
        print(f"== {name}")
        missed += importlib.import_module(f"benchmarks.{name}").main() or 0
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
