import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer import spread as spreading
from analyzer.kept import Shelf
from analyzer.pipeline import analyze_study, to_json
from analyzer.session_results import SessionAnalysis
from analyzer.spread import spread
from fixtures.synthetic import NOTHING, Recording, element, keep
from recorder.errors import StoreError
from recorder.models import Session
from recorder.store import Store

_ROOT = Path(__file__).parents[2]
_FORKED = """
import os, sys
from pathlib import Path
from analyzer import spread
from analyzer.pipeline import analyze_study, to_json
from recorder.errors import StoreError
from recorder.store import Store

first, how_of = os.getpid(), spread.context
how = []
spread.context = lambda store: how.append(how_of(store)) or how[-1]
"""  # in a process of its own: this one may have threads, and then nothing is forked


def _told(participant: str) -> Recording:
    told = Recording(participant).page(0, "/").task(1, "buy")
    for second in range(2, 8):
        told.click(second, element("buy"), NOTHING)
    return told.task(30, "buy", "done")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path) as store:
        keep(store, *(_told(f"P{number:02}") for number in range(1, 6)))
        yield store


@pytest.fixture
def spawned(monkeypatch: pytest.MonkeyPatch) -> None:
    spawn = multiprocessing.get_context("spawn")
    monkeypatch.setattr(spreading, "context", lambda _: spawn)


def _forked(store: Store, lines: str) -> str:
    command = [sys.executable, "-c", _FORKED + lines, str(store.data)]
    return subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True).stdout


def _kept(store: Store) -> list[str]:
    return sorted(path.name for path in (store.data / "columns").rglob("*.*"))


@pytest.mark.usefixtures("spawned")
def test_two_processes_write_the_bytes_of_one(store: Store) -> None:
    seen: list[int] = []
    two = to_json(analyze_study(store, "shop", lambda done, _: seen.append(done), workers=2))
    kept = _kept(store)
    assert (seen, len(kept)) == ([1, 2, 3, 4, 5], 10)
    for path in (store.data / "columns").rglob("*.*"):
        path.unlink()
    assert to_json(analyze_study(store, "shop")) == two
    assert _kept(store) == kept
    # All is known: no process is started.
    assert to_json(analyze_study(store, "shop", workers=2)) == two


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
def test_so_do_processes_that_are_forked(store: Store) -> None:
    told = _forked(store, """
# By turns, so that both have some to do.
spread._Errands.__iter__ = lambda errands: iter(errands._errands[os.getpid() == first :: 2])
read, told = spread._read, []
spread._read = lambda answers: told.append(len(answers)) or read(answers)
with Store.open(Path(sys.argv[1])) as store:
    found = to_json(analyze_study(store, "shop", workers=2))
Path(sys.argv[1], "two.json").write_bytes(found)
print(*(one.get_start_method() for one in how), sum(told), "scipy.stats" in sys.modules)
""")  # fmt: skip
    assert told == "fork 3 False\n"  # nor did it import what takes half a second
    kept = _kept(store)
    for path in (store.data / "columns").rglob("*.*"):
        path.unlink()
    assert to_json(analyze_study(store, "shop")) == (store.data / "two.json").read_bytes()
    assert _kept(store) == kept


def test_interrupted_no_process_stays_behind_and_what_was_done_is_kept(store: Store) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        analyze_study(store, "shop", stop, workers=2)
    assert multiprocessing.active_children() == []
    assert list((store.data / "columns").rglob("*.analysis"))
    assert analyze_study(store, "shop").participants == 5


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
def test_a_process_that_ends_too_soon_is_told(store: Store) -> None:
    told = _forked(store, """
done = spread._done
spread._done = lambda *of: done(*of) if os.getpid() == first else os._exit(9)
spread._Errands.__iter__ = lambda errands: iter(errands._errands[os.getpid() == first:])
try:
    with Store.open(Path(sys.argv[1])) as store:
        analyze_study(store, "shop", workers=2)
except StoreError as error:
    print(error)
""")  # fmt: skip
    assert "fewer --workers" in told


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
def test_where_the_first_process_is_killed_the_others_end(store: Store) -> None:
    lines = """
def endless(shelf, errand):
    if os.getpid() == first:
        sys.stdin.read()
    else:
        print(os.getpid(), flush=True)
    yield from (("one", "a reason") for _ in range(100_000))
spread._done = endless
with Store.open(Path(sys.argv[1])) as store:
    analyze_study(store, "shop", workers=2)
"""
    command = [sys.executable, "-c", _FORKED + lines, str(store.data)]
    with subprocess.Popen(
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        other = int(first.stdout.readline())
        first.send_signal(signal.SIGKILL)
        deadline_s = time.monotonic() + 30
        while _runs(other):
            assert time.monotonic() < deadline_s
            time.sleep(0.01)


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_what_goes_wrong_in_another_process_is_told_in_its_words() -> None:
    reader, writer = multiprocessing.Pipe(duplex=False)
    writer.send("The database does not answer.")
    with pytest.raises(StoreError, match="does not answer"):
        list(spreading._told([reader], None))
    writer.send(None)
    readers = [reader]
    assert (list(spreading._told(readers, None)), readers) == ([], [])
    writer.close()
    with pytest.raises(StoreError, match="fewer --workers"):
        list(spreading._told([reader], None))
    reader.close()


def test_of_two_processes_this_is_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, mine = Shelf(store, "shop"), []
    analyse = shelf.analysis

    def noted(session: Session) -> SessionAnalysis | str:
        mine.append((os.getpid(), session.id))
        return analyse(session)

    monkeypatch.setattr(shelf, "analysis", noted)
    monkeypatch.setattr(spreading, "context", lambda _: multiprocessing.get_context("spawn"))
    ids = list(shelf.rows)
    found = [name for name, _ in spread(shelf, ids, 2)]
    assert sorted(found) == sorted(ids)  # each is done once
    assert mine
    assert {process for process, _ in mine} == {os.getpid()}


def test_for_one_process_none_is_started(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreading, "context", None)
    shelf = Shelf(store, "shop")
    assert [name for name, _ in spread(shelf, list(shelf.rows), 1)] == list(shelf.rows)
    # A single session that has changed is nothing to share either, nor is a little work.
    next((store.data / "columns").rglob("*.analysis")).unlink()
    assert analyze_study(store, "shop", workers=4).participants == 5
    for path in (store.data / "columns").rglob("*.analysis"):
        path.unlink()
    assert analyze_study(store, "shop", workers=None).participants == 5
