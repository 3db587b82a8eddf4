import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server

from recorder.definition import StudyDefinition, Success, TaskDefinition

from .conftest import Lab, Panel
from .lamp_shop import HEAD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("lamp_shop")]


def test_a_tagged_site_is_recorded_over_two_origins(lab: Lab, page: Page, panel: Panel) -> None:
    with _tagged_site(lab.house.url) as port:
        first, second = f"http://127.0.0.1:{port}", f"http://localhost:{port}"
        tasks = [
            TaskDefinition("a", "On the first", "Go on.", success=Success(url=f"{first}/goal")),
            TaskDefinition(
                "b", "On the second", "Go on.", f"{second}/b", success=Success(url="/goal")
            ),
            TaskDefinition("c", "On the first again", "Go on.", f"{first}/c"),
        ]
        definition = StudyDefinition("tagged", "Tagged", tasks, first, origins=[first, second])
        lab.store.add_study(definition)
        tagged = Lab(lab.store, definition, lab.house, first)
        page.goto(tagged.invite())
        page.get_by_role("button", name="Yes, I take part").click()
        panel.press("Start")
        page.goto(f"{first}/goal")
        panel.shows("On the second")
        panel.press("Start")
        page.wait_for_url(f"{second}/b")
        panel.runs("On the second")
        page.goto(f"{second}/goal")
        panel.shows("On the first again")
        panel.press("Start")
        page.wait_for_url(f"{first}/c")
        panel.runs("On the first again")
        panel.press("Done")
        panel.says("You can close this tab.")
    assert tagged.tasks() == ["start a", "goal a", "start b", "goal b", "start c", "done c"]


@contextmanager
def _tagged_site(collector: str) -> Iterator[int]:
    """Serve one page at every address, with the script tag in it; yields the port."""

    def page(
        _environ: object, start: Callable[[str, list[tuple[str, str]]], object]
    ) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/html")])
        return [f"{HEAD}<script src='{collector}/tracker/thinkaloud.js'></script>".encode()]

    server = make_server("127.0.0.1", 0, page, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.port
    server.shutdown()
    thread.join()
    server.server_close()
