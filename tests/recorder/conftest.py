import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask.testing import FlaskClient

from fixtures import batches
from fixtures.collecting import NOW, Clock, client_of
from recorder.definition import parse_study
from recorder.models import Session, Study
from recorder.store import Store


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Start a PostgreSQL of our own on a free loopback port; yields its address."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parts[-2])
    found = shutil.which("initdb")
    if not binaries and found is None:
        pytest.skip("no PostgreSQL server here; on Debian: apt-get install postgresql")
    folder = binaries[-1] if binaries else Path(str(found)).resolve().parent
    # initdb refuses root, and a socket's path must be short.
    user = "nobody" if os.geteuid() == 0 else None
    place = Path(tempfile.mkdtemp(prefix="ta-pg-", dir="/tmp"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    if user:
        shutil.chown(place, user)
    data = str(place / "data")
    subprocess.run(
        [folder / "initdb", "-D", data, "-U", "ta", "-A", "trust", "-E", "UTF8", "--no-sync",
         "--locale=C"], check=True, capture_output=True, user=user, cwd=place,
    )  # fmt: skip
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {place}"
    control = [str(folder / "pg_ctl"), "-D", data, "-w", "-l", str(place / "log")]
    subprocess.run(
        [*control, "-o", options, "start"],
        check=True, user=user, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    yield f"postgresql://ta@127.0.0.1:{port}"
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True,
                   user=user, cwd=place)  # fmt: skip
    shutil.rmtree(place)


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """Make an empty database and return its address."""
    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{postgres_server}/{name}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return request.getfixturevalue("postgres_url") if request.param == "postgres" else None


@pytest.fixture
def any_store(tmp_path: Path, database_url: str | None) -> Iterator[Store]:
    """A store on SQLite, and the same test again on PostgreSQL."""
    with Store.open(tmp_path / "data", database_url) as store:
        yield store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "data") as store:
        yield store


@pytest.fixture
def study(store: Store) -> Study:
    text = batches.STUDY + "origins: ['https://shop.example']\n"
    store.add_study(parse_study(text, "checkout"))
    return store.set_prototype("checkout", "/srv/shop", "http://127.0.0.1:8001/")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(store: Store, clock: Clock) -> FlaskClient:
    return client_of(store, clock)


@pytest.fixture
def session(store: Store, study: Study) -> Session:
    return store.open_session(store.invite(study), "I agree.", NOW)
