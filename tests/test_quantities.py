"""Quantities and dates: a table of wordings, properties that hold of any text, and the samples' gold."""

from __future__ import annotations

import json
import time
import tomllib
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfparse.model.report import Evidence, Quantity
from perfparse.quantities import dates, misprinted, numerals, parse, read, with_unit

GROUPS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "quantities.toml").read_text(encoding="utf-8")
)["group"]
CASES = [(group, text, want) for group in GROUPS for text, want in group["cases"]]
SHARED = Path(__file__).parents[2] / "shared"
GOLDS = sorted([*SHARED.glob("seed/gold.json"), *SHARED.glob("corpus/*/gold.json")])
needs_shared = pytest.mark.skipif(not GOLDS, reason="the samples' folder ../shared is not here")


def label(value: object) -> str | None:
    return f"{value['kind']}: {value['where']}" if isinstance(value, dict) else None


def said(text: str) -> str:
    """What was read in a text, in the words of the case table."""
    quantities, found = read(text)
    rows = [_quantity(quantity) for quantity in quantities]
    rows += [f"@ {date.surface} = {date.from_}{f'..{date.to}' if date.to else ''}" for date in found]
    return "; ".join(rows)


def _quantity(quantity: Quantity) -> str:
    value = quantity.value if quantity.upper is None else f"{quantity.value}..{quantity.upper}"
    words = [f"{quantity.surface} = {value}", quantity.base_unit, f"/{quantity.per}" if quantity.per else ""]
    words.append("" if quantity.bound in ("exact", "range") else quantity.bound)
    words.append({"increase": "rise", "decrease": "fall", None: ""}[quantity.change])
    if (quantity.number, quantity.unit) != (quantity.value, quantity.base_unit):
        words.append(f"({f'{quantity.number} {quantity.unit}'.strip()})")
    return " ".join(filter(None, words))


@pytest.mark.parametrize(("group", "text", "want"), CASES, ids=label)
def test_a_wording(group: dict[str, Any], text: str, want: str) -> None:
    assert said(text) == want, group
    quantities, found = read(text)
    assert all(text[quantity.start : quantity.end] == quantity.surface for quantity in quantities)
    assert all(text[date.start : date.end] == date.surface for date in found)


def test_the_table_is_as_large_as_promised() -> None:
    assert all(group["kind"] and group["where"] and group["cases"] for group in GROUPS)
    texts = [text for _, text, _ in CASES]
    assert len(texts) == len(set(texts)) >= 1700
    assert sum(not want for _, _, want in CASES) >= 600
    assert sum(not group["where"].startswith("seed") for group, _, _ in CASES) >= 600


TRACKED = """\
JioNLP #252
JioNLP #49
JioNLP #257
JioNLP #75
cn2an #57
cn2an #87
cn2an #26
Recognizers-Text #2664
Recognizers-Text #1865
Recognizers-Text #758
""".splitlines()
"""Issues of other libraries whose texts must be in the table."""


@pytest.mark.parametrize("issue", TRACKED)
def test_what_other_libraries_were_told_they_miss_is_in_the_table(issue: str) -> None:
    assert any(group["where"].startswith(issue) for group in GROUPS)


@pytest.mark.parametrize(
    ("surface", "wrong"),
    [
        ("2020月4月17日", True),
        ("2020年2月30日", True),
        ("2020年13月1日", True),
        ("2020年4年17日", True),
        ("2020 年 4 月 17 日", False),
        ("2020年7月1日-2021年6月30日", False),
        ("2020年1-6月", False),
        ("2020-07-01", False),
        ("2020.7.1", False),
        ("2020年7月1日至8日", False),
        ("2024年2月29日", False),
        ("2023年2月29日", True),
    ],
)
def test_misprinted_dates_can_be_told(surface: str, wrong: bool) -> None:
    assert misprinted(surface) is wrong


# units from elsewhere


def only(text: str) -> Quantity:
    (quantity,) = parse(text)
    return quantity


@pytest.mark.parametrize(
    ("cell", "unit", "value", "base", "per", "written"),
    [
        ("1.7", "万元", "17000", "元", None, "万元"),
        ("812.4万", "万元", "8124000", "元", None, "万元"),
        ("812.4万", "（万元）", "8124000", "元", None, "万元"),
        ("250万", "元", "2500000", "元", None, "万元"),
        ("90", "%", "90", "%", None, "%"),
        ("100", "百分比", "100", "%", None, "百分比"),
        ("2796", "元/户", "2796", "元", "户", "元"),
        ("369", "元/人·天", "369", "元", "人·天", "元"),
        ("369", "元/人*天", "369", "元", "人·天", "元"),
        ("126", "万元/公里", "1260000", "元", "公里", "万元"),
        ("5", "万亩", "50000", "亩", None, "万亩"),
        ("6", "个工作日", "6", "个工作日", None, "个工作日"),
        ("12", "台（套）", "12", "台（套）", None, "台（套）"),
        ("3", "千克", "3", "千克", None, "千克"),
        ("8", "成", "80", "%", None, "成"),
        ("7", "单位：万元", "70000", "元", None, "万元"),
        ("7", "(%)", "7", "%", None, "%"),
        ("12", "乡镇", "12", "乡镇", None, "乡镇"),
        ("≤3.40/株", "元", "3.4", "元", "株", "元"),
    ],
)
def test_a_unit_from_elsewhere(cell: str, unit: str, value: str, base: str, per: str | None, written: str) -> None:
    where = (Evidence(start=3, end=5),)
    quantity = with_unit(only(cell), unit, where)
    assert (quantity.value, quantity.base_unit, quantity.per, quantity.unit) == (value, base, per, written)
    assert quantity.inherited
    assert quantity.unit_evidence == where
    assert with_unit(quantity, unit, where) == quantity  # once, however often it is asked


@pytest.mark.parametrize("cell", ["3公里", "45%", "812.4万元", "3:1"])
def test_a_unit_of_its_own_stays(cell: str) -> None:
    assert with_unit(only(cell), "万元") == only(cell)


def test_a_bare_number_is_a_number() -> None:
    quantity = only("≥80")
    assert (quantity.unit, quantity.base_unit, quantity.dimension, quantity.inherited) == ("", "", "number", False)
    assert with_unit(quantity, "") == quantity
    assert parse("≥80", unit="场")[0].base_unit == "场"


def test_a_range_takes_its_unit_at_both_ends() -> None:
    quantity = with_unit(only("3-5"), "万元")
    assert (quantity.value, quantity.upper) == ("30000", "50000")


# properties

WORDS = (
    "1 2 10 2020 3.5 ,234 一 二 两 三 十 百 万 亿 几 数 上 近 约 超 不少于 ≥ % ‰ 家 次 人次 元 万元 个 年 月 日 天",
    "小时 周 每 / · - 至 、 和 ， 。 第 “ ” 《 》 〔 〕 （ ） ： . 多 余 半 成 折 分之 以上 以内 同比增长 A PM",
    "= < > １ ％ 壹 拾 角 分 点",
)
PIECES = st.sampled_from([*" ".join(WORDS).split(), " ", "\n", "\t", "\u00a0", "\u3000"])
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join))


@given(TEXTS)
@settings(max_examples=1500, deadline=None)
def test_spans_hold_on_any_text(text: str) -> None:
    quantities, found = read(text)
    spans = [(q.start, q.end) for q in quantities] + [(d.start, d.end) for d in found]
    for quantity in quantities:
        assert text[quantity.start : quantity.end] == quantity.surface != ""
        assert Decimal(quantity.value).is_finite()
    for date in found:
        assert text[date.start : date.end] == date.surface != ""
        misprinted(date.surface)
    ends = sorted(spans)
    assert all(left[1] <= right[0] for left, right in pairwise(ends)), "spans overlap"
    assert read(text) == (quantities, found)


NUMBERS = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)


@given(NUMBERS, st.sampled_from(["元", "人次", "%", "平方米", "家"]))
def test_figures_read_back(number: Decimal, unit: str) -> None:
    for printed in (
        f"{number}",
        f"{number:,}",
        f"{number}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
    ):
        quantity = only(f"完成{printed}{unit}")
        assert Decimal(quantity.value) == number
        assert quantity.base_unit == unit


@given(NUMBERS)
def test_scaled_figures_read_back_exactly(number: Decimal) -> None:
    assert Decimal(only(f"投资{number}万元").value) == number * 10**4
    assert Decimal(only(f"投资{number}亿元").value) == number * 10**8


def in_words(number: int) -> str:
    """Write a number below a trillion in Chinese, as schoolbooks do."""
    if number == 0:
        return "零"
    for sign, worth in (("亿", 10**8), ("万", 10**4)):
        if number >= worth:
            head, tail = divmod(number, worth)
            gap = "零" if tail and tail < worth // 10 else ""
            return in_words(head) + sign + gap + (in_words(tail) if tail else "")
    words, skipped = "", False
    for sign, worth in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, worth)
        if digit:
            words += ("零" if skipped and words else "") + "零一二三四五六七八九"[digit] + sign
            skipped = False
        else:
            skipped = True
    return words


@given(st.integers(min_value=3, max_value=10**12 - 1))
def test_numbers_in_words_read_back(number: int) -> None:
    assert numerals.chinese(in_words(number)) == number


@given(st.text(max_size=40))
def test_numerals_never_raise(text: str) -> None:
    numerals.chinese(text)
    for at in range(len(text)):
        numerals.read(text, at)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "万",
        "一",
        "（",
        "“",
        "《",
        "1、",
        "1-",
        "每1",
        "1元/人",
        "，1",
        "1,",
        "1角",
        "第一、",
        "每",
        "=",
        " 1",
        "年",
    ],
)
def test_time_grows_with_length_only(piece: str) -> None:
    def seconds(times: int) -> float:
        text = piece * times
        start = time.process_time()
        read(text)
        return time.process_time() - start

    seconds(100)
    short, long = seconds(3_000), seconds(30_000)
    assert long < max(40 * short, 0.5)


def test_a_million_characters_of_numerals() -> None:
    for text in ("9" * 1_000_000, "万" * 1_000_000, "（" * 1_000_000):
        start = time.process_time()
        assert parse(text) == []
        assert time.process_time() - start < 2


# what holds of any number and any two texts

DIGITS = "零壹贰叁肆伍陆柒捌玖"
FORMAL = str.maketrans("零一二三四五六七八九十百千", DIGITS + "拾佰仟")
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


STYLES: dict[str, Callable[[int], str]] = {
    "plain": str,
    "commas": lambda number: f"{number:,}",
    "full width": lambda number: str(number).translate(WIDE),
    "commas in full width": lambda number: f"{number:,}".translate(WIDE),
    "spaces": spaced,
    "thin spaces": lambda number: spaced(number).replace(" ", "\u2009"),
    "in words": in_words,
    "in formal words": lambda number: in_words(number).translate(FORMAL),
    "in 万": lambda number: f"{Decimal(number).scaleb(-4).normalize():f}万",
    "in 亿": lambda number: f"{Decimal(number).scaleb(-8).normalize():f}亿",
    "in 万 and ones": lambda number: f"{number // 10000}万{number % 10000}" if number % 10000 > 9 else str(number),
    "a point and zeros": lambda number: f"{number}.00",
    "a power of ten": lambda number: f"{number}×10^0",
}


WHOLE = st.integers(min_value=20, max_value=10**12 - 1)


@given(WHOLE, st.sampled_from(sorted(STYLES)), st.sampled_from(["元", "人次"]))
def test_a_number_in_any_style_reads_back(number: int, style: str, unit: str) -> None:
    quantity = only(f"共计{STYLES[style](number)}{unit}")
    assert (Decimal(quantity.value), quantity.base_unit) == (Decimal(number), unit)


BOUNDS = [("不少于", "", "at_least"), ("", "以上", "at_least"), ("≤", "", "at_most"), ("", "左右", "approx")]
BOUNDS += [("超过", "", "more_than"), ("不足", "", "less_than"), ("近", "", "approx_below"), ("", "以内", "at_most")]


@given(WHOLE, st.sampled_from(sorted(STYLES)), st.sampled_from(BOUNDS))
def test_a_bound_in_any_style_is_part_of_the_surface(number: int, style: str, bound: tuple[str, str, str]) -> None:
    surface = f"{bound[0]}{STYLES[style](number)}亩{bound[1]}"
    quantity = only(f"造林{surface}。")
    assert Decimal(quantity.value) == number
    assert (quantity.bound, quantity.surface) == (bound[2], surface)


# a list mark is told by the marks of the items around it: it is the one thing that looks beyond a sentence
SENTENCES = [text for group, text, _ in CASES if "list mark" not in group["kind"]]


@given(st.sampled_from(SENTENCES), st.sampled_from(SENTENCES))
@settings(max_examples=1000, deadline=None)
def test_two_texts_together_say_what_each_says(first: str, second: str) -> None:
    gap = len(first) + 2
    quantities, found = read(f"{first}。\n{second}")
    moved = [q.model_copy(update={"start": q.start + gap, "end": q.end + gap}) for q in read(second)[0]]
    assert quantities == [*read(first)[0], *moved]
    later = [d.model_copy(update={"start": d.start + gap, "end": d.end + gap}) for d in read(second)[1]]
    assert found == [*read(first)[1], *later]


# the samples' gold


def cells(gold: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (str(row.get("id", at)), field, row[field])
        for at, row in enumerate(gold["rows"], 1)
        for field in ("target", "actual")
        if row.get(field)
    ]


def squeezed(text: str) -> str:
    return "".join(text.split())


@needs_shared
@pytest.mark.parametrize("path", GOLDS, ids=lambda path: path.parent.name)
def test_gold_quantities(path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    for row, field, text in cells(gold):
        want = [q for q in gold["quantities"] if (q["row"], q["field"]) == (row, field)]
        doubtful = [name for name in gold.get("not_scored", []) if name in text]
        got = [q for q in parse(text) if not any(name in q.surface or q.surface in name for name in doubtful)]
        if any(q.get("inherited") for q in want):
            assert [q.dimension for q in got] == ["number"], text
            continue
        expected = sorted((q["surface"], Decimal(q["value"]), q["unit"], q["bound"], q.get("per") or "") for q in want)
        found = ((squeezed(q.surface), Decimal(q.value), q.base_unit, q.bound, q.per or "") for q in got)
        assert sorted(found) == expected, text
        for one in want:
            same = [q for q in got if squeezed(q.surface) == one["surface"]]
            assert one.get("upper") in {q.upper for q in same}
            assert "change" not in one or one["change"] in {q.change for q in same}


@needs_shared
@pytest.mark.parametrize("path", GOLDS, ids=lambda path: path.parent.name)
def test_gold_dates(path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    for row, field, text in cells(gold):
        here = [d for d in gold.get("dates", []) if (d["row"], d["field"]) == (row, field)]
        want = [(d["surface"], d["start"], d["end"]) for d in here]
        assert [(d.surface, d.from_, d.to) for d in dates(text)] == want, text
