"""The table of units: one owner a spelling, factors that convert, words that only look like units."""

from __future__ import annotations

import subprocess
import sys
import time
import tomllib
from collections import Counter
from decimal import Decimal
from importlib import resources

import pytest

from perfparse.quantities import parse
from perfparse.quantities.units import units

DATA = tomllib.loads(resources.files("perfparse.quantities").joinpath("units.toml").read_text(encoding="utf-8"))

FACTORS = """\
公里 米 1000
吨 公斤 1000
公顷 平方米 10000
小时 分钟 60
天 小时 24
年 个月 12
年 季度 4
周 天 7
平方公里 公顷 100
千瓦时 焦耳 3600000
立方米 升 1000
兆瓦 千瓦 1000
斤 克 500
% ‰ 10
英里 米 1609.344
""".splitlines()

# what stands there, and its unit; - where it is a word that only begins like one
WORDS = """\
人次， 人次
人员 -
人均 -
人民警察 -
人工作专班 人
项目 -
项目标任务 项
部门 -
部规章 部
所有 -
所以上 所
台账 -
台（套） 台（套）
台(套) 台(套)
场/次 场/次
个百分点 个百分点
平方米 平方米
kg kg
kgb -
km2 km2
名单 -
名单位代表 名
级 -
期间 -
个（含线上） 个
家次 家次
""".splitlines()


def test_every_spelling_has_one_owner() -> None:
    spellings = Counter(
        name
        for entries in DATA.values()
        for unit, entry in entries.items()
        for name in (unit, *entry.get("aliases", ()))
    )
    assert [name for name, count in spellings.items() if count > 1] == []


def test_there_are_several_hundred() -> None:
    assert sum(map(len, DATA.values())) >= 590


# spellings that mean several things, and what the words around them make of each; - where nothing is measured
IN_CONTEXT = """\
气温不高于25度 temperature
用电2.6万度 energy
坡度不大于15度 angle
考核得分95分 score
3元5角2分 money
1小时30分 duration
8分30秒 duration
2分地 area
徒步5里 length
三元里 -
八达岭 -
上午8点 -
提高2.3个点 ratio
新增3个点位 count
打九折 ratio
5A级景区 -
4.5级地震 -
二级医院 -
七成以上 ratio
办成3件 count
3方土 volume
第三方 -
2号线3号楼 -
6月5日 -
工期5日 duration
20世纪 -
台阶30级 count
迎宾大道30级 -
发射火箭弹120发 count
2020年3发现 -
划分16标段 count
16标段施工 -
120万TEU count
220伏 voltage
100安培 electricity
2亩3分 area
宣传折页36折 -
打八五折 ratio
""".splitlines()


@pytest.mark.parametrize(("text", "dimension"), [line.split() for line in IN_CONTEXT])
def test_a_spelling_of_several_meanings_is_resolved_by_its_context(text: str, dimension: str) -> None:
    assert [quantity.dimension for quantity in parse(text)] == ([] if dimension == "-" else [dimension])


def test_no_unit_begins_with_a_numeral() -> None:
    allowed = {"千", "百"}  # 千克, 百分比: the numeral grammar leaves these to the unit
    for name in units().spellings:
        assert name[0] not in "0123456789万亿〇零一二两三四五六七八九十" or name[0] in allowed, name


def test_bases_are_units_of_the_same_dimension() -> None:
    table = units()
    for name, unit in table.spellings.items():
        if unit.base is not None:
            owner = table.get(unit.base)
            assert owner is not None, name
            assert owner.dimension == unit.dimension, name


@pytest.mark.parametrize(("big", "small", "times"), [line.split() for line in FACTORS])
def test_factors(big: str, small: str, times: str) -> None:
    first, second = units().get(big), units().get(small)
    assert first is not None
    assert second is not None
    assert first.dimension == second.dimension
    assert first.factor is not None
    assert second.factor is not None
    assert first.factor / second.factor == Decimal(times)


@pytest.mark.parametrize(("text", "unit"), [line.split() for line in WORDS])
def test_the_longest_unit_that_stands_as_a_word(text: str, unit: str) -> None:
    found = units().longest(text, 0)
    assert (text[: found.end] if found else "-") == unit


def test_loading_is_quick() -> None:
    code = (
        "import time; start = time.process_time(); from perfparse.quantities.units import units; units(); "
        "print(time.process_time() - start)"
    )
    seconds = min(
        float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
        for _ in range(3)
    )
    assert seconds < 0.4  # about 0.05 on a free machine, most of it the interpreter's own imports


def test_the_table_is_loaded_once() -> None:
    start = time.process_time()
    assert units() is units()
    assert time.process_time() - start < 0.1
