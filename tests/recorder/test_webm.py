from fixtures.media import CLUSTER, SOUND, block
from recorder.webm import joined


def test_pieces_without_a_gap_are_joined_as_they_are() -> None:
    parts = [(0, SOUND), (1, block(b"two")), (2, b"\xa3")]
    assert joined(parts, "audio/webm") == SOUND + block(b"two") + b"\xa3"


def test_after_a_lost_piece_sound_goes_on_at_the_next_cluster() -> None:
    cut = block(b"cut off in the middle")[:9]  # the rest of it was in the lost piece
    parts = [(0, SOUND), (1, block(b"two") + cut), (3, b"rest" + CLUSTER + block(b"four"))]
    assert joined(parts, "audio/webm") == SOUND + block(b"two") + CLUSTER + block(b"four")


def test_a_piece_behind_a_gap_without_a_cluster_is_left_out() -> None:
    parts = [(0, SOUND), (2, b"no cluster here"), (3, b"x" + CLUSTER + block(b"x"))]
    assert joined(parts, "audio/webm") == SOUND + CLUSTER + block(b"x")


def test_a_gap_right_after_a_cluster_s_beginning_leaves_no_half_element() -> None:
    start = SOUND[: SOUND.index(CLUSTER) + 6]
    assert (
        joined([(0, start), (2, CLUSTER)], "audio/webm") == SOUND[: SOUND.index(CLUSTER)] + CLUSTER
    )


def test_other_formats_find_their_way_by_themselves() -> None:
    assert joined([(0, b"OggS1"), (4, b"OggS2")], "audio/ogg") == b"OggS1OggS2"
