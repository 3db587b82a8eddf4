import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fixtures import batches
from recorder import commands
from recorder.store import Store


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "checkout.yaml"
    path.write_text(batches.STUDY)
    return path


def run(command: Any, *words: object, data: Path | None = None, **more: Any) -> Result:
    options = ["--data", str(data)] if data else []
    return CliRunner().invoke(command, [*map(str, words), *options], **more)


def new(file: Path, data: Path) -> Result:
    return run(commands.study, "new", file, data=data)


def test_a_new_study_says_what_to_do_next(file: Path, data: Path) -> None:
    result = new(file, data)
    assert result.exit_code == 0
    assert "`checkout` is ready: 2 task(s)" in result.output
    assert "thinkaloud prototype FOLDER --study checkout" in result.output


def test_a_study_that_exists_becomes_its_next_version_and_says_so(file: Path, data: Path) -> None:
    new(file, data)
    assert "Nothing has changed" in new(file, data).output
    file.write_text(batches.STUDY.replace("title: Checkout", "title: Till"))
    result = new(file, data)
    assert "exists already, as version 1" in result.output
    assert "It is now version 2" in result.output


def test_the_data_folder_is_taken_from_the_environment(file: Path, data: Path) -> None:
    run(commands.study, "new", file, env={"THINKALOUD_DATA": str(data)})
    assert "checkout" in run(commands.study, "list", data=data).output


def test_studies_are_listed_and_shown(file: Path, data: Path) -> None:
    Store.open(data).close()
    empty = run(commands.study, "list", data=data)
    assert (empty.exit_code, empty.stdout) == (0, "")
    assert "thinkaloud study new" in empty.stderr
    new(file, data)
    run(commands.invite, "checkout", "--variant", "b", data=data)
    assert run(commands.study, "list", data=data).stdout.startswith("checkout\tCheckout\tversion 1")
    shown = run(commands.study, "show", "checkout", data=data).output
    assert "find: Find the lamp [url: /lamp*]" in shown
    assert "P01: invited, variant b" in shown


def test_an_invitation_prints_a_link_alone(file: Path, data: Path) -> None:
    new(file, data)
    first = run(commands.invite, "checkout", data=data)
    assert first.output.startswith(f"{commands.DEFAULT_SERVER}/join/")
    assert len(first.output.splitlines()) == 1
    again = run(commands.invite, "checkout", "--participant", "P01", data=data)
    assert again.output == first.output
    other = run(commands.invite, "checkout", data=data)
    assert other.output != first.output


def test_a_link_leads_to_where_the_server_answers(file: Path, data: Path) -> None:
    new(file, data)
    with Store.open(data) as store:
        store.set_prototype("checkout", "/srv", "http://127.0.0.1:8001/")
    link = run(commands.invite, "checkout", data=data).output
    assert link.startswith("http://127.0.0.1:8001/_thinkaloud/join/")
    (data / "server.json").write_text(json.dumps({"url": "http://127.0.0.1:9000/"}))
    link = run(commands.invite, "checkout", data=data).output
    assert link.startswith("http://127.0.0.1:9000/join/")
    (data / "server.json").write_text("[")
    assert run(commands.invite, "checkout", data=data).exit_code == 0


def test_another_variant_for_the_same_person_is_refused(file: Path, data: Path) -> None:
    new(file, data)
    run(commands.invite, "checkout", "--participant", "P01", "--variant", "a", data=data)
    result = run(commands.invite, "checkout", "--participant", "P01", "--variant", "b", data=data)
    assert result.exit_code == 1
    assert "variant a" in result.output


def test_a_participant_is_erased_after_a_question(file: Path, data: Path) -> None:
    new(file, data)
    run(commands.invite, "checkout", data=data)
    assert run(commands.erase, "checkout", "P01", data=data, input="n\n").exit_code == 1
    assert "P01" in run(commands.study, "show", "checkout", data=data).output
    done = run(commands.erase, "checkout", "P01", data=data, input="y\n")
    assert (done.exit_code, "P01 is erased" in done.output) == (0, True)
    gone = run(commands.erase, "checkout", "P01", "--yes", data=data)
    assert (gone.exit_code, "nobody yet" in gone.output) == (1, True)


def test_a_study_travels_as_a_file(file: Path, data: Path, tmp_path: Path) -> None:
    new(file, data)
    zip_file = tmp_path / "out.zip"
    assert run(commands.study, "export", "checkout", zip_file, data=data).exit_code == 0
    other = run(commands.study, "import", zip_file, data=tmp_path / "other")
    assert (other.exit_code, "`checkout`" in other.output) == (0, True)
    taken = run(commands.study, "import", zip_file, data=data)
    assert (taken.exit_code, "--slug" in taken.output) == (1, True)
    renamed = run(commands.study, "import", zip_file, "--slug", "copy", data=data)
    assert (renamed.exit_code, "`copy`" in renamed.output) == (0, True)


FAILURES: list[tuple[Any, list[str], str]] = [
    (commands.study, ["show", "none"], "no study `none`"),
    (commands.study, ["export", "none", "x.zip"], "no study `none`"),
    (commands.invite, ["none"], "no study `none`"),
    (commands.invite, ["checkout", "--participant", "a b"], "no code"),
    (commands.erase, ["checkout", "P99", "--yes"], "no participant P99"),
    (commands.study, ["export", "checkout", "/none/x.zip"], "There is no folder /none;"),
    (commands.study, ["import", __file__], "no study archive"),
    (commands.study, ["new", __file__], "not valid YAML"),
]


@pytest.mark.parametrize(("command", "words", "text"), FAILURES)
def test_a_failure_is_one_line_and_exit_1(
    file: Path, data: Path, command: Any, words: list[str], text: str
) -> None:
    new(file, data)
    result = run(command, *words, data=data)
    assert result.exit_code == 1
    assert text in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.exception is None or isinstance(result.exception, SystemExit)


@pytest.mark.parametrize(
    "words", [["new"], ["new", "/none.yaml"], ["import", "/none.zip"], ["show"], ["burn", "x"]]
)
def test_misuse_is_exit_2(words: list[str], data: Path) -> None:
    assert run(commands.study, *words).exit_code == 2


def test_a_mistake_in_a_study_names_its_file(tmp_path: Path, data: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("title: [")
    result = new(broken, data)
    assert result.exit_code == 1
    assert f"{broken}: This is not valid YAML" in result.output


def test_a_study_file_that_is_no_text_is_named(tmp_path: Path, data: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(b"title: \xff\xfe")
    result = run(commands.study, "new", tmp_path / "x.yaml", data=data)
    assert (result.exit_code, "not UTF-8" in result.stderr) == (1, True)


def test_a_data_folder_that_cannot_be_is_named(file: Path) -> None:
    result = run(commands.study, "new", file, data=Path("/proc/none"))
    assert (result.exit_code, "cannot be a data folder" in result.stderr) == (1, True)
