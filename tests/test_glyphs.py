"""Texts of cells and lines from glyphs: order, spaces, paragraphs, and the spans they came from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lattice_drawings import EM, Mark, sheet
from perfparse.layout.glyphs import compose, lines
from perfparse.model.ir import Glyphs, Sheet

PITCH = 15.0


def row(text: str, x: float = 0.0, y: float = 0.0, em: float = EM, apart: float = 0.0) -> list[Mark]:
    """A line of print; a space is a quarter em wide, `apart` is added behind every character."""
    marks: list[Mark] = []
    for char in text:
        marks.append((char, x, y, em))
        x += apart + (0.25 * em if char == " " else em / 2 if char < "\u0100" else em)
    return marks


def rows(*texts: str) -> list[Mark]:
    """Lines of print below each other."""
    return [mark for number, text in enumerate(texts) for mark in row(text, y=number * PITCH)]


def down(text: str, x: float, y: float = 0.0, step: float = EM) -> list[Mark]:
    """Upright characters below each other."""
    return [(char, x, y + at * step, EM) for at, char in enumerate(text)]


def turned(text: str, x: float, y: float, dx: float, dy: float) -> list[Mark]:
    """Characters that do not stand upright, each `dx`, `dy` em from the one before."""
    return [(char, x + at * dx * EM, y + at * dy * EM, 0.0) for at, char in enumerate(text)]


def up(text: str, x: float, y: float) -> list[Mark]:
    """Characters turned to be read upwards."""
    return turned(text, x, y, 0, -1)


TEXTS: list[tuple[str, list[Mark], str]] = [
    ("lines of Chinese are joined", rows("优化公交线网", "布局"), "优化公交线网布局"),
    ("lines of Latin by a space", rows("Total number of", "beds"), "Total number of beds"),
    ("a hyphen needs none", rows("long-", "term"), "long-term"),
    ("nor a bracket", rows("beds (of", ") all"), "beds (of) all"),
    ("Chinese and Latin are joined", rows("完成GDP", "增长"), "完成GDP增长"),
    ("a figure broken by its cell's width", rows("1286.", "40"), "1286.40"),
    ("a figure broken in a Chinese text", rows("同比6.0", "1%", "以上，且不低于去年"), "同比6.01%以上，且不低于去年"),
    ("a figure that had room", rows("2021 and more", "12", "3"), "2021 and more 12 3"),
    ("printed spaces are kept", rows("新开线路 5 条"), "新开线路 5 条"),
    ("a gap is a space between Latin words", row("ab") + row("cd", x=13), "ab cd"),
    ("a narrow gap is none", row("ab") + row("cd", x=11), "abcd"),
    ("a wide gap is one between Chinese", row("甲") + row("乙", x=40), "甲 乙"),
    ("a gap at a change of script is none", row("共") + row("12", x=12.5) + row("条", x=25), "共12条"),
    ("a line spread to its column", row("市安全的建设", apart=3), "市安全的建设"),
    ("the same with printed spaces", row("市 安 全 的 建 设", apart=1), "市安全的建设"),
    ("the same with figures", row("覆 盖 3 个 乡 镇", apart=1), "覆盖3个乡镇"),
    ("a spread line keeps Latin words apart", row("建设安全的 big data 中心", apart=2), "建设安全的big data中心"),
    (
        "a spread line says nothing of the next",
        [*row("市安全的建设", apart=3), *row("ab", y=PITCH), *row("cd", x=13, y=PITCH)],
        "市安全的建设ab cd",
    ),
    ("a Latin line is never spread", rows("a b c d"), "a b c d"),
    (
        "a sentence that leaves room ends its paragraph",
        rows("一是完成。", "二是新建公交线路十条"),
        "一是完成。\n二是新建公交线路十条",
    ),
    ("one that leaves none does not", rows("一是完成了任务。", "二是新建公交线"), "一是完成了任务。二是新建公交线"),
    ("quotes may follow the stop", rows("称为“厕所。”", "二是新建公交线路十条"), "称为“厕所。”\n二是新建公交线路十条"),
    ("a comma ends nothing", rows("一是，", "二是新建公交线路"), "一是，二是新建公交线路"),
    ("raised figures stay in their line", [*row("面积12m"), ("2", 35, -3.5, 6.0), *row("多", x=38)], "面积12m2多"),
    ("drawn out of order", row("后", x=10) + row("前"), "前后"),
    ("a line drawn after the next", row("乙", y=PITCH) + row("甲"), "甲乙"),
    ("one character a line", down("绩效指标", 5), "绩效指标"),
    ("two columns down the page, from the right", down("年度绩效", 20) + down("目标", 5), "年度绩效目标"),
    ("turned, to be read upwards", up("绩效", 5, 100) + up("指标", 20, 100), "绩效指标"),
    ("turned, to be read downwards", turned("绩效", 20, 0, 0, 1) + turned("指标", 5, 0, 0, 1), "绩效指标"),
    ("upside down", turned("绩效指标", 50, 0, -1, 0), "绩效指标"),
    ("nothing", [], ""),
]


@pytest.mark.parametrize(("marks", "text"), [case[1:] for case in TEXTS], ids=[case[0] for case in TEXTS])
def test_text(marks: list[Mark], text: str) -> None:
    page = sheet(marks)
    ((found, spans),) = compose(page, np.zeros(len(page.glyphs.offset), np.int32), 1)
    assert found == text
    spelled = "".join(page.text[span.start : span.end] for span in spans)
    assert "".join(spelled.split()) == "".join(text.split())


def test_a_frame_tells_how_much_room_there_is() -> None:
    page = sheet(rows("已完成。", "已建成。"))
    label = np.zeros(len(page.glyphs.offset), np.int32)
    assert compose(page, label, 1)[0][0] == "已完成。已建成。"
    assert compose(page, label, 1, np.array([90.0]))[0][0] == "已完成。\n已建成。"
    assert compose(page, label, 1, np.array([50.0]))[0][0] == "已完成。已建成。"


def test_groups_and_their_spans() -> None:
    """Two cells beside each other, drawn line by line; the third group is empty, the last glyph in none."""
    page = sheet(
        [*row("甲一"), *row("乙一", x=50), *row("甲二", y=PITCH), *row("乙二", x=50, y=PITCH), *row("页", y=99)]
    )
    assert page.text == "甲一乙一\n甲二乙二\n页"
    left, right, empty = compose(page, np.array([0, 0, 1, 1, 0, 0, 1, 1, -1]), 3)
    assert left[0] == "甲一甲二"
    assert [(span.start, span.end, span.page) for span in left[1]] == [(0, 2, 1), (5, 7, 1)]
    assert right[0] == "乙一乙二"
    assert [(span.start, span.end) for span in right[1]] == [(2, 4), (7, 9)]
    assert right[1][0].bbox == pytest.approx((50, -8.8, 70, 1.2))
    assert empty == ("", ())


def test_a_span_goes_over_white_space() -> None:
    page = sheet(rows("甲 乙", "丙"))
    ((_, spans),) = compose(page, np.zeros(3, np.int32), 1)
    assert [(span.start, span.end) for span in spans] == [(0, 5)]
    assert spans[0].bbox == pytest.approx((0, -8.8, 22.5, 16.2))


def test_offsets_are_those_of_the_document() -> None:
    page = sheet(row("甲乙"))
    later = Sheet(
        3, page.width, page.height, page.text, 70,
        Glyphs(page.glyphs.offset + 70, page.glyphs.box, page.glyphs.baseline, page.glyphs.size), page.rulings,
    )  # fmt: skip
    ((text, spans),) = compose(later, np.zeros(2, np.int32), 1)
    assert (text, spans[0].start, spans[0].end, spans[0].page) == ("甲乙", 70, 72, 3)


def test_a_grid_of_characters_has_no_boxes() -> None:
    """`pdftotext -layout`: full-width characters are two columns wide, and a size is two columns."""
    text = "指标      目标\n公 园 绿 地   12 ha\n完成   GDP"
    offset, box, baseline = [], [], []
    x = y = 0
    for at, char in enumerate(text):
        if char == "\n":
            x, y = 0, y + 1
            continue
        wide = 1 if char < "\u0100" else 2
        if char != " ":
            offset.append(at)
            box.append((x, y, x + wide, y + 1))
            baseline.append(y + 1)
        x += wide
    glyphs = Glyphs(
        np.array(offset, np.int32), np.array(box, np.float32), np.array(baseline, np.float32),
        np.full(len(offset), 2, np.float32),
    )  # fmt: skip
    page = Sheet(1, 80, 3, text, 0, glyphs, sheet([]).rulings, grid=True)
    found = lines(page, np.ones(len(offset), np.bool_))
    assert [line.text for line in found] == ["指标 目标", "公园绿地 12 ha", "完成 GDP"]
    assert found[0].spans[0].bbox is None


def test_lines() -> None:
    page = sheet(
        [
            *row("标题", x=100, y=20, em=22),
            *row("左", y=50),
            *row("右", x=300, y=51),
            *up("侧边", 500, 60),
            *row("尾", y=70),
        ]
    )
    found = lines(page, np.ones(len(page.glyphs.offset), np.bool_))
    assert [(line.text, line.size) for line in found] == [("标题", 22), ("左 右", 10), ("侧边", 0), ("尾", 10)]
    assert lines(page, np.zeros(len(page.glyphs.offset), np.bool_)) == []


def test_lines_that_are_not_level_do_not_chain() -> None:
    """Blocks side by side whose baselines differ by a quarter of the pitch each."""
    marks = [
        mark for block in range(4) for line in range(5) for mark in row("字", x=50.0 * block, y=line * 12 + block * 3)
    ]
    found = lines(sheet(marks), np.ones(20, np.bool_))
    assert len(found) >= 5
    assert all(len(line.text.replace(" ", "")) <= 4 for line in found)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("市安ab1。 ；"), *[st.floats(-50, 900, width=32)] * 2, st.sampled_from((0.0, 8.0, 10.5))
        ),
        max_size=40,
    ),
    st.data(),
)
def test_every_glyph_is_written_once(marks: list[Mark], data: st.DataObject) -> None:
    page = sheet(marks)
    count = len(page.glyphs.offset)
    label = np.array(data.draw(st.lists(st.integers(-1, 3), min_size=count, max_size=count)), np.int32)
    groups = compose(page, label, 4)
    left = lines(page, label < 0)
    at = [
        offset
        for spans in [*(spans for _, spans in groups), *(line.spans for line in left)]
        for span in spans
        for offset in range(span.start, span.end)
        if not page.text[offset].isspace()
    ]
    assert sorted(at) == page.glyphs.offset.tolist()
    for text, spans in [*groups, *((line.text, line.spans) for line in left)]:
        assert "".join("".join(page.text[span.start : span.end] for span in spans).split()) == "".join(text.split())
