"""Screen and microphone: asked, agreed to, captured, stopped; what is stored plays and shows."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from analyzer import render
from analyzer.browser import find_chromium
from analyzer.captured import captured_pictures
from recorder import protocol
from recorder.consent import Scopes, scopes_of
from recorder.definition import Capture, StudyDefinition, TaskDefinition
from recorder.media import audio_file, audio_runs, frame_about, media
from recorder.models import Media

from .conftest import FLAGS, Lab, OpenLab, Panel
from .in_step import check_in_step

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("media")]

STUDY = StudyDefinition(
    "spoken", "Thinking aloud",
    [TaskDefinition("look", "Look around", "Say what you think."),
     TaskDefinition("more", "Look more", "Go on.")],
    capture=Capture(screen=True, audio=True),
)  # fmt: skip
SECRET = "hunter2-swordfish"
# No two rows of the page look alike, so that a picture in the wrong place is told.
PAGE = """<!doctype html><html lang="en"><title>Paint</title>
<style>body{margin:0;height:2400px;position:relative;font:20px sans-serif}
header{position:fixed;inset:0 0 auto 0;height:50px;background:#223;color:#fff;z-index:1}
p{position:absolute;left:40px;margin:0}
input{position:absolute;left:420px;top:120px;width:300px;height:40px;font-size:24px}
canvas{position:absolute;left:40px;top:300px}</style>
<header>Fixed</header><input id="secret" aria-label="Secret">
<canvas id="c" width="400" height="300"></canvas>
<a href="/other.html" style="position:absolute;left:500px;top:300px">Other</a>
<button id="b" style="position:absolute;left:500px;top:400px">Press</button>
<script>for (let y = 80; y < 2380; y += 36) document.body.insertAdjacentHTML('beforeend',
  `<p style="top:${y}px;color:hsl(${y / 6} 90% 30%)">Row ${y} ${'#'.repeat(y % 17)}</p>`);
const gl = c.getContext('webgl', { preserveDrawingBuffer: true });
const fill = (...colour) => { gl.clearColor(...colour, 1); gl.clear(gl.COLOR_BUFFER_BIT); };
fill(.1, .6, .9);
gl.enable(gl.SCISSOR_TEST);
for (let i = 0; i < 8; i++) { gl.scissor(i * 50, i * 30, 50, 40); fill(i / 8, .2, .4); }
b.onclick = () => (b.textContent = 'Pressed');
</script>"""

WAITS = """new Promise(tell => {
  const open = indexedDB.open('thinkaloud-media');
  open.onsuccess = () => {
    const all = open.result.transaction('pieces').objectStore('pieces').count();
    all.onsuccess = () => tell(all.result >= 2);
  }; })"""


@pytest.fixture(scope="module")
def spoken(open_lab: OpenLab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("paint")
    (folder / "index.html").write_text(PAGE)
    (folder / "other.html").write_text(PAGE.replace("Paint", "Other"))
    with open_lab(STUDY, folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def willing(playwright: Playwright) -> Iterator[Browser]:
    """A browser with a microphone that beeps, whose person says yes to what it asks."""
    program = find_chromium(playwright.chromium.executable_path)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    # Composited as with a GPU: without, Chromium's capture loses a WebGL canvas that has scrolled.
    usual = [flag for flag in FLAGS if flag != "--disable-gpu"]
    media_flags = [
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        "--auto-accept-this-tab-capture", "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
    ]  # fmt: skip
    browser = playwright.chromium.launch(
        executable_path=program, args=[*usual, *media_flags, *(["--no-sandbox"] if is_root else [])]
    )
    yield browser
    browser.close()


@pytest.fixture
def talking(willing: Browser) -> Iterator[BrowserContext]:
    context = willing.new_context(viewport={"width": 1000, "height": 700})
    context.set_default_timeout(15_000)
    yield context
    context.close()


def join(lab: Lab, page: Page, screen: str = "Yes", audio: str = "Yes") -> Panel:
    page.goto(lab.invite())
    pictures = page.get_by_role("group", name="May pictures of the tab be taken?")
    pictures.get_by_label(screen).check()
    page.get_by_role("group", name="May your voice be recorded?").get_by_label(audio).check()
    page.get_by_role("button", name="Yes, I take part").click()
    page.wait_for_url(f"{lab.prototype}/**")
    return Panel(page)


def told(lab: Lab) -> list[str]:
    """What became of screen and microphone, as the recording tells it."""
    said = [event for event in lab.events(protocol.CustomEvent) if event.name == "thinkaloud.media"]
    return [f"{event.data['kind']} {event.data['state']}" for event in said]


def until(page: Page, is_so: Callable[[], bool]) -> None:
    for _ in range(150):
        if is_so():
            return
        page.wait_for_timeout(100)
    assert is_so()


def frames(lab: Lab) -> list[Media]:
    return media(lab.store, lab.session.id, "frame")


def test_both_are_captured_over_a_page_and_stored(spoken: Lab, talking: BrowserContext) -> None:
    page = talking.new_page()
    panel = join(spoken, page)
    assert scopes_of(spoken.session.consent_text) == Scopes(screen=True, audio=True)
    panel.press("Share this tab")
    panel.press("Turn on the microphone")
    panel.says("Tab shared")
    panel.says("Microphone on")
    panel.press("Start")
    page.locator("#secret").fill(SECRET)
    until(page, lambda: len(frames(spoken)) >= 1)
    page.wait_for_timeout(1_100)  # at most one picture a second
    page.locator("#b").click()
    for y in (500, 1_000, 1_400, 1_700):
        page.evaluate(f"scrollTo(0, {y})")
        until(page, lambda y=y: any(frame_about(row).scroll_y == y for row in frames(spoken)))
    panel.press("Pause the microphone")
    panel.says("Microphone paused")
    panel.press("Turn it on again")
    panel.says("Microphone on")
    page.wait_for_timeout(1_500)
    panel.press("Done")
    panel.press("Start")
    panel.press("Done")
    panel.says("Everything is saved.")
    lab = spoken
    assert told(lab) == [
        "screen on", "audio on", "audio paused", "audio resumed", "screen off", "audio off",
    ]  # fmt: skip
    check_frames(lab)
    check_audio(lab, page)
    check_in_step(lab, page)
    check_stitched(lab, page)


def check_frames(lab: Lab) -> None:
    rows = frames(lab)
    assert [row.seq for row in rows] == list(range(len(rows)))
    assert all(row.content_type == "image/webp" and row.size < 200_000 for row in rows)
    typed = 0
    for row in rows:
        about = frame_about(row)
        picture = render.decode(lab.store.blobs.read(row.digest))
        scale = picture.shape[1] / about.width
        assert picture.shape[0] == round(about.height * scale)
        top = 120 - about.scroll_y
        if top < 0:
            continue
        field = [round(edge * scale) for edge in (top + 4, top + 42, 424, 720)]
        inside = picture[field[0] : field[1], field[2] : field[3]].astype(np.int16)
        assert inside.max() - inside.min() <= 6, "a field can be read in a frame"
        typed += 1
    assert typed
    assert {frame_about(row).cause for row in rows} >= {"screen", "scroll"}


def check_audio(lab: Lab, page: Page) -> None:
    first, second = audio_runs(lab.store, lab.session.id)
    assert (first.missing, second.missing) == (0, 0)
    assert first.last_t <= second.first_t
    for run in (first, second):
        data, _ = audio_file(lab.store, lab.session.id, run.name)
        assert abs(seconds_of(page, data) - (run.last_t - run.first_t) / 1000) < 0.3


def check_stitched(lab: Lab, page: Page) -> None:
    """Compare the stitched page with a true picture of all of it, WebGL included."""
    page.goto(lab.prototype)  # the session is over: no panel
    page.locator("#b").click()
    page.locator("#secret").evaluate("field => field.remove()")
    true = render.decode(page.screenshot(full_page=True))
    study = lab.store.study(lab.definition.slug)
    (found,) = captured_pictures(lab.store, study)
    assert found.page.mismatched == ()
    assert found.page.coverage > 0.8  # what lay under the panel in every frame was not seen
    picture = found.page.picture.copy()
    assert picture.shape == true.shape
    without = ~found.page.seen
    without[110:180, 410:740] = True  # the field was painted over
    without[395:430, 495:600] = True  # the button, before and after its press
    picture[without], true[without] = 0, 0
    # Video halves the resolution of colour: a blur of 1.5 px leaves what is really another.
    picture, true = (
        np.asarray(cv2.GaussianBlur(one, (0, 0), 1.5), dtype=np.uint8) for one in (picture, true)
    )
    assert render.differing_share(picture, true, 40) < 0.005
    canvas = true[300:600, 40:440]
    assert len(np.unique(canvas.reshape(-1, 3), axis=0)) >= 8, "WebGL does not draw here"
    inside = picture[305:595, 45:435]
    assert render.differing_share(inside, true[305:595, 45:435], 40) < 0.02


def seconds_of(page: Page, data: bytes) -> float:
    """Have Chromium decode a file of sound to its end; its length."""
    script = """async bytes => {
      const context = new OfflineAudioContext(1, 48000, 48000);
      return (await context.decodeAudioData(new Uint8Array(bytes).buffer)).duration; }"""
    return float(page.evaluate(script, list(data)))


def test_a_no_to_both_loads_no_code_of_either(spoken: Lab, talking: BrowserContext) -> None:
    page = talking.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    panel = join(spoken, page, screen="No", audio="No")
    assert scopes_of(spoken.session.consent_text) == Scopes()
    panel.press("Start")
    panel.runs("Look around")
    assert any("/tracker/panel-" in url for url in asked)
    assert not [url for url in asked if "/tracker/media-" in url]
    expect(panel.root.get_by_text("Microphone on")).to_have_count(0)


def test_a_refusal_and_a_permission_taken_back_are_recorded_and_the_session_goes_on(
    spoken: Lab, talking: BrowserContext
) -> None:
    talking.add_init_script("""
      const { mediaDevices } = navigator;
      const refused = new DOMException('no', 'NotAllowedError');
      mediaDevices.getDisplayMedia = () => Promise.reject(refused);
      const open = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (what) => (window.heard = await open(what));""")
    page = talking.new_page()
    panel = join(spoken, page)
    panel.press("Share this tab")
    panel.press("Turn on the microphone")
    panel.says("Microphone on")
    panel.press("Start")
    # A track that a script stops tells nobody; the browser's own button does.
    page.evaluate("heard.getAudioTracks()[0].dispatchEvent(new Event('ended'))")
    panel.says("The microphone is off")
    panel.press("Go on without")
    panel.press("Done")
    panel.shows("Look more")
    expected = ["screen refused", "audio on", "audio ended", "audio declined"]
    until(page, lambda: told(spoken) == expected)
    notes = [event.note for event in spoken.events(protocol.HealthEvent) if event.note]
    assert "screen: refused (NotAllowedError)" in notes
    assert "audio: ended (the browser ended it)" in notes
    page.reload()
    panel.shows("Look more")  # neither is asked again
    expect(panel.root.get_by_role("button", name="Start")).to_be_visible()


def test_on_the_next_page_sound_goes_on_and_the_tab_is_asked_for_again(
    spoken: Lab, talking: BrowserContext
) -> None:
    page = talking.new_page()
    panel = join(spoken, page, screen="Yes", audio="Yes")
    panel.press("Share this tab")
    panel.press("Turn on the microphone")
    panel.press("Start")
    until(page, lambda: len(audio_runs(spoken.store, spoken.session.id)) == 1)
    page.get_by_role("link", name="Other").click()
    page.wait_for_url("**/other.html")
    panel.says("Microphone on")
    panel.says("No pictures are taken now")
    panel.press("Share this tab")
    panel.says("Tab shared")
    until(page, lambda: len({row.tab for row in frames(spoken)}) == 2)
    until(page, lambda: len(audio_runs(spoken.store, spoken.session.id)) == 2)
    pages = {frame_about(row).page for row in frames(spoken)}
    assert len(pages) == 2
    assert msgspec.json.encode(told(spoken)).count(b"screen on") == 2


def test_pieces_that_could_not_be_sent_are_sent_by_the_next_page(
    spoken: Lab, talking: BrowserContext
) -> None:
    page = talking.new_page()
    panel = join(spoken, page, screen="No")
    talking.route("**/collect/v1/media*", lambda route: route.abort())
    panel.press("Turn on the microphone")
    panel.says("Microphone on")
    until(page, lambda: bool(page.evaluate(WAITS)))
    assert audio_runs(spoken.store, spoken.session.id) == []
    talking.unroute("**/collect/v1/media*")
    page.reload()
    panel.says("Microphone on")
    until(page, lambda: len(audio_runs(spoken.store, spoken.session.id)) >= 1)
    first = audio_runs(spoken.store, spoken.session.id)[0]
    until(page, lambda: len(audio_runs(spoken.store, spoken.session.id)[0].pieces) >= 2)
    assert first.missing == 0


def test_withdrawing_erases_every_byte_here_and_there(spoken: Lab, talking: BrowserContext) -> None:
    page = talking.new_page()
    panel = join(spoken, page)
    panel.press("Share this tab")
    panel.press("Turn on the microphone")
    session = spoken.session
    until(page, lambda: bool(audio_runs(spoken.store, session.id) and frames(spoken)))
    digests = [row.digest for row in media(spoken.store, session.id, "audio")]
    panel.press("What is recorded")
    panel.says("your voice, while the microphone is on")
    panel.press("Stop and erase")
    panel.press("Yes, erase it")
    panel.says("Everything recorded of you is erased.")
    until(page, lambda: media(spoken.store, session.id, "audio") == [])
    assert media(spoken.store, session.id, "frame") == []
    assert not [digest for digest in digests if spoken.store.blobs.has(digest)]
    assert Path(spoken.store.blobs.folder).is_dir()
