"""Numbers of arrays that are too large for a card, without a browser."""

import numpy
import pytest

from mxgrad import nd, trace
from mxgrad_widgets import to_html
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.player.payload import offered, payload
from mxgrad_widgets.player.widget import PlayerWidget
from mxgrad_widgets.player.windows import (
    EMBEDDED,
    MOST,
    embedded,
    texts,
    window,
)
from mxgrad_widgets.story.recording import Recording


def recorded(array, function=lambda x: x * 2):
    return trace(function, nd.array(array, dtype=str(array.dtype)))


BIG = numpy.arange(20_000).reshape(100, 200).astype("float32")


def test_a_window_is_cut_out_of_the_array():
    rec = Recording(recorded(BIG))
    assert window(rec, 0, [98, 198], [110, 203]) == {"numbers": ["19798", "19799", "19998", "19999"]}
    assert window(rec, 0, [5, 5], [5, 9]) == {"numbers": []}
    assert window(rec, 0, [-3, 0], [1, 2]) == {"numbers": ["0", "1"]}


def test_a_window_is_never_a_large_array():
    rec = Recording(recorded(BIG))
    with pytest.raises(ValueError, match=f"at most {MOST} numbers, not 20000"):
        window(rec, 0, [0, 0], [100, 200])
    with pytest.raises(ValueError, match="2 axes"):
        window(rec, 0, [0], [1])
    with pytest.raises(IndexError):
        window(rec, 99, [0], [1])


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (numpy.array([0.1, -0.0, numpy.nan, numpy.inf, -numpy.inf, 1e-20], "float32"), "0.1 -0 nan inf -inf 1e-20"),
        (numpy.array([65504, 0.333], "float16"), "65504 0.333008"),
        (numpy.array([2**53 + 1, -1]), "9007199254740993 -1"),
        (numpy.array([True, False]), "1 0"),
        (numpy.array(3.5), "3.5"),
        (numpy.zeros((0, 3)), ""),
    ],
)
def test_numbers_as_text(array, said):
    assert " ".join(texts(array)) == said


def test_a_trace_that_lacks_the_numbers_says_why():
    x = nd.array(BIG)
    tr = trace(lambda x: x * 2, x)
    x[:] = 0
    assert window(Recording(tr), 0, [0, 0], [1, 1]) == {"problem": "gone"}
    assert window(Recording(tr.to_dict()), 0, [0, 0], [1, 1]) == {"problem": "file"}
    small = recorded(BIG[:2, :2]).to_dict()
    assert window(Recording(small), 0, [1, 0], [2, 2]) == {"numbers": ["200", "201"]}


def test_the_kernel_answers_with_the_id_of_the_question(monkeypatch):
    sent = []
    monkeypatch.setattr(PlayerWidget, "send", lambda self, content, buffers=None: sent.append(content))
    tr = recorded(BIG)
    widget = PlayerWidget(tr)
    asked = {"id": "q1", "kind": "numbers", "value": 0, "begin": [3, 0], "end": [4, 3]}
    widget._answer(widget, asked, [])
    assert sent == [{"id": "q1", "kind": "numbers", "numbers": ["600", "601", "602"]}]


def test_a_player_asks_for_the_numbers_of_its_own_run():
    """Later operations of the trace do not change which value an id means."""
    x = nd.array(BIG)
    tr = trace(lambda x: (x * 2).sum(), x)
    picture = Picture(tr)
    with tr:
        x * 5
    (product,) = [i for i in offered(payload(picture)) if i]
    assert window(picture.rec, product, [0, 0], [1, 3]) == {"numbers": ["0", "2", "4"]}


def test_a_page_keeps_small_arrays_first_and_no_more_than_its_budget():
    small = recorded(BIG[:10, :10])
    rec = Recording(small)
    assert set(embedded(rec, [0])) == {"0"}
    assert embedded(Recording(small.to_dict()), [0]) == {}
    large = Recording(recorded(BIG, lambda x: (x[:10] * 1, x * 2, x * 3, x * 4)[0]))
    ids = [value for value, array in enumerate(large.values) if array.shape]
    kept = embedded(large, ids)
    assert sum(map(len, kept.values())) <= EMBEDDED
    assert {large.values[int(i)].shape[0] for i in kept} >= {10, 100}
    assert len(kept) < len(ids)
    assert embedded(large, ids) == kept


def test_the_first_data_of_the_widget_holds_no_large_array():
    picture = Picture(recorded(numpy.random.default_rng(0).random((1000, 1000)).astype("float32")))
    assert len(PlayerWidget(picture.rec, picture=picture).data) < 20_000
    assert len(to_html(recorded(BIG.repeat(50, axis=1)))) < 200_000


def test_the_inspector_has_statistics_of_value_and_gradient():
    x = nd.array(numpy.where(numpy.arange(100) < 3, numpy.nan, numpy.arange(100) - 50))
    x.attach_grad()
    tr = trace(lambda x: (x * x).sum(), x)
    tr.backward()
    facts = payload(Picture(tr))["parts"][0]["facts"]["0"]
    told = {key: text for _, key, text, *_ in facts}
    finite = (numpy.arange(100) - 50)[3:]
    mean, std = f"{finite.mean():.4g}", f"{finite.std():.4g}"
    assert told["value"] == f"mean {mean}, std {std}, min -47, max 49; zeros: 1, nan: 3, inf: 0"
    assert told["gradient"] == told["kept in .grad"] != told["value"]
    assert "max 98; zeros: 1, nan: 3" in told["gradient"]


def test_statistics_of_a_middling_array_are_those_of_numpy():
    array = numpy.sin(numpy.arange(40)).astype("float32")
    facts = payload(Picture(recorded(array)))["parts"][0]["facts"]["0"]
    (told,) = [fact for fact in facts if fact[1] == "value"]
    figures = ", ".join(f"{name} {getattr(array, name)():.4g}" for name in ("mean", "std", "min", "max"))
    assert told[2] == f"{figures}; zeros: 1, nan: 0, inf: 0"
    assert told[3] == (0, [40])


def test_the_data_of_a_page_is_the_same_each_time():
    tr = recorded(BIG)
    assert to_html(tr) == to_html(tr)
