from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from analyzer.comparison_results import Comparison
from fixtures.synthetic import Recording, definition, keep
from recorder.groups import assign
from recorder.store import Store
from web.cli import main


def _run(*words: str) -> Result:
    # By the whole command line: it turns errors into one line.
    return CliRunner().invoke(main, ["compare", *words])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    told = [
        Recording(f"P0{at}").page(0, "/").task(1, "buy").task(10 + at, "buy", "goal", "rule")
        for at in range(1, 5)
    ]
    with Store.open(folder) as store:
        keep(store, *told)
        keep(store, told[0], of=replace(definition(), slug="shop-2"))
        study = store.study("shop")
        for person, variant in zip(store.participants(study), "ABAB", strict=True):
            assign(store, person, variant=variant, segment="new")
    return folder


def test_variants_are_compared_in_the_terminal(data: Path) -> None:
    result = _run("shop", "--by", "variant", "--data", str(data))
    assert result.exit_code == 0, result.output
    assert "A against B" in result.stdout
    assert "2 judged attempts in A and 2 in B; a verdict needs 5 in each." in result.stdout


def test_the_comparison_is_written_as_json(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "found.json"
    options = ("--by", "variant", "--groups", "B, A", "--correction", "bh", "--level", "0.9")
    assert _run("shop", *options, "--json", str(file), "--data", str(data)).exit_code == 0
    found = msgspec.json.decode(file.read_bytes(), type=Comparison)
    assert [group.name for group in found.groups] == ["B", "A"]
    assert (found.correction, found.level) == ("bh", 0.9)
    printed = _run("shop", *options, "--json", "-", "--data", str(data))
    assert printed.stdout_bytes == file.read_bytes()


def test_a_base_is_chosen_and_told(data: Path) -> None:
    options = ("shop", "--by", "variant", "--data", str(data))
    found = msgspec.json.decode(
        _run(*options, "--base", "A", "--json", "-").stdout, type=Comparison
    )
    assert (found.base, found.pairs[0].first, found.pairs[0].second) == ("A", "B", "A")
    assert "B against A" in _run(*options, "--base", "A").stdout
    refused = _run(*options, "--base", "X")
    assert (refused.exit_code, "`X` is none of the groups" in refused.output) == (1, True)
    rounds = _run("shop", "shop-2", "--base", "shop", "--data", str(data))
    assert "shop-2 against shop" in rounds.stdout


def test_rounds_are_compared(data: Path) -> None:
    result = _run("shop", "shop-2", "--same-people", "--data", str(data))
    assert "shop and shop-2: the same people." in result.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("shop", "--by", "segment"), "the same one (segment new)"),
        (("shop-2", "--by", "variant"), "No participant of `shop-2` has a variant. Invite"),
        (("shop", "--by", "variant", "--groups", "A,X"), "no variant `X`; it has A, B"),
        (("shop", "shpo"), "There is no study `shpo`. Did you mean shop"),
    ],
)
def test_what_cannot_be_compared_is_said_in_one_line(
    data: Path, words: tuple[str, ...], told: str
) -> None:
    result = _run(*words, "--data", str(data))
    assert result.exit_code == 1
    assert told in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("shop",), "--by variant"),
        (("shop", "shop-2", "--by", "variant"), "rounds are whole studies"),
        (("shop", "--by", "variant", "--same-people"), "for two studies"),
    ],
)
def test_what_does_not_go_together_is_misuse(words: tuple[str, ...], told: str) -> None:
    result = _run(*words)
    assert result.exit_code == 2
    assert told in result.output
