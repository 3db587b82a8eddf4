import cv2
import numpy as np
import pytest

from analyzer.render import Image, differing_share
from analyzer.stitch import Frame, resized, stitch
from recorder.errors import PictureError

WIDTH, WINDOW, PAGE = 300, 200, 620
PANEL = (200.0, 150.0, 90.0, 40.0)


def page(seed: int = 3) -> Image:
    """A page on which no two places look alike."""
    coarse = np.random.default_rng(seed).integers(0, 255, (62, 30, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (WIDTH, PAGE), interpolation=cv2.INTER_CUBIC))


def window(whole: Image, y: int, shown_at: int | None = None, scale: int = 1) -> Frame:
    """What a window at y shows: the page, a fixed header, a panel that was painted over."""
    picture = whole[y : y + WINDOW].copy()
    picture[:20] = (60, 20, 20)
    picture[150:190, 200:290] = 201
    if scale > 1:
        picture = cv2.resize(picture, None, fx=scale, fy=scale)
    done, packed = cv2.imencode(".webp", picture, [cv2.IMWRITE_WEBP_QUALITY, 80])
    assert done
    return Frame(
        np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), dtype=np.uint8),
        0, float(y if shown_at is None else shown_at), WIDTH, WINDOW,
        masks=(PANEL,), holes=((0.0, 0.0, float(WIDTH), 20.0), PANEL),
    )  # fmt: skip


def shown(whole: Image) -> Image:
    """The page as a person scrolling down would draw it: with the header at its top alone."""
    expected = whole.copy()
    expected[:20] = (60, 20, 20)
    return expected


@pytest.mark.parametrize("scale", [1, 2])
def test_frames_make_up_the_page_with_its_header_once_and_no_panel(scale: int) -> None:
    whole = page()
    places = [0, 100, 210, 320, 420]
    made = stitch([window(whole, y, scale=scale) for y in places], (WIDTH, PAGE))
    assert made.scale == scale
    assert made.mismatched == ()
    # The last window's panel is under nothing else: only there the page stays unseen.
    unseen = np.argwhere(~made.seen) / scale
    assert (unseen.min(axis=0) >= (570, 200)).all()
    assert (unseen.max(axis=0) < (610, 290)).all()
    picture = resized(made.picture, (WIDTH, PAGE))
    seen = picture[:560]
    assert differing_share(seen, shown(whole)[:560], 40) < 0.02


def test_a_frame_that_shows_something_else_is_left_out_and_told() -> None:
    whole = page()
    frames = [window(whole, 0), window(page(4), 100), window(whole, 150)]
    made = stitch(frames, (WIDTH, PAGE))
    ((y, share),) = made.mismatched
    assert y == 100
    assert share > 0.3
    assert differing_share(made.picture[20:150], whole[20:150], 40) < 0.02


def test_a_frame_told_at_the_wrong_place_is_left_out() -> None:
    whole = page()
    made = stitch([window(whole, 0), window(whole, 100, shown_at=90)], (WIDTH, PAGE))
    assert [y for y, _ in made.mismatched] == [90]


def test_what_no_frame_shows_is_not_seen() -> None:
    made = stitch([window(page(), 0)], (WIDTH, PAGE))
    assert made.seen[:150].all()
    assert not made.seen[200:].any()
    assert made.coverage == pytest.approx((200 * 300 - 90 * 40) / (PAGE * WIDTH), abs=0.01)
    assert (made.picture[300] == 236).all()


def test_a_field_stays_painted_over_where_it_stands() -> None:
    whole = page()
    frame = window(whole, 0)
    frame.picture[60:80, 40:120] = 201
    masked = Frame(
        frame.picture, 0, 0, WIDTH, WINDOW, (*frame.masks, (40.0, 60.0, 80.0, 20.0)), frame.holes
    )
    made = stitch([masked], (WIDTH, PAGE))
    assert (made.picture[62:78, 42:118] == 201).all()
    assert made.seen[60:80, 40:120].all()


def test_a_frame_beyond_the_page_s_end_is_cut_there() -> None:
    whole = page()
    made = stitch([window(whole, 0), window(whole, 420, shown_at=600)], (WIDTH, PAGE))
    assert made.picture.shape == (PAGE, WIDTH, 3)


def test_a_huge_page_is_made_smaller_rather_than_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("analyzer.stitch.MAX_PIXELS", WIDTH * PAGE / 4)
    made = stitch([window(page(), 0)], (WIDTH, PAGE))
    assert made.picture.shape == (PAGE // 2, WIDTH // 2, 3)


def test_nothing_cannot_be_stitched() -> None:
    with pytest.raises(PictureError):
        stitch([], (WIDTH, PAGE))
    with pytest.raises(PictureError):
        stitch([window(page(), 0)], (0, 0))
