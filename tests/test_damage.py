"""Signs of what earlier tools did to a text: what is said of it, and what must not be."""

from __future__ import annotations

import pytest

from perfparse import readers
from perfparse.readers import USUAL

SAID = [
    ("绩(ji)效(xiao)自(zi)评表", "pinyin-inserted"),
    ("績（jì）效（xiào）評（píng）價", "pinyin-inserted"),
    ("项目?支出?绩效?自评", "characters-replaced"),
    ("全年预算 0.0900000762939453 万元", "float-artefact"),
    ("，整改完成率达到95%。", "text-cut"),
    ("项目支出绩效自评表\n完成清淤12公里，", "text-cut"),
    ("项目支出绩效自评表（", "text-cut"),
]
NOT_SAID = [
    "建设标准（A级）三处，指标（B/A）",
    "使用 PM2.5(ug) 监测",  # one unit in brackets is no pinyin
    "是否完成?是",
    "完成率 95.4321%，投资 3.14159 万元",
    "2023年完成。",
    "“十四五”规划项目",
    "（2023年度）",
]


@pytest.mark.parametrize(("text", "code"), SAID)
def test_damage_is_named(text: str, code: str) -> None:
    document = readers.read(text.encode(), USUAL)
    assert [note.code for note in document.notes] == [code]
    assert all(document.text[span.start : span.end] for note in document.notes for span in note.spans)


@pytest.mark.parametrize("text", NOT_SAID)
def test_a_sound_text_is_left_alone(text: str) -> None:
    assert readers.read(text.encode(), USUAL).notes == ()
