"""What holds numerals and is no quantity: names, ordinals, quotations, titles, document numbers, list marks."""

from __future__ import annotations

import re

from perfparse.quantities import context, numerals
from perfparse.quantities.units import units
from perfparse.quantities.vocabulary import Vocabulary

_TIMES = frozenset("年月周日天季")
_N = r"[\d〇零一二两三四五六七八九十百千]"
_ORDINAL = re.compile(rf"第(?:{_N}{{1,8}}(?:\.\d{{1,3}}){{0,3}}(?:[、,和及至到~-]+第?(?={_N}))?){{1,6}}+")
_QUOTES = {"“": "”", "‘": "’", '"': '"', "「": "」", "『": "』", "《": "》", "〈": "〉"}
_LONGEST_QUOTE = 14
_LONGEST_TITLE = 120
# a quotation that states a figure rather than names a thing: ≥95%, 95%以上
_STATED = re.compile(r"(?:[≥≤><=]|不少于|不低于|不超过).*\d.*|\d[\d.,]*(?:%|万元|亿元).*")
_DOCUMENT = re.compile(r"[〔\[（(【]\d{4}(?:年)?[〕\]）)】](?:第?\d{1,5}号?)?")
_AFTER_DOCUMENT = re.compile(r"(?:第)?\d{1,6}号")
_LIST_MARK = re.compile(r"\d{1,2}(?:[.．、](?!\d)|[.．](?=(?:19|20)\d{2}[年-])|[)）])")
# 2.3个站点 in a list is item 2 and three stations: nothing is counted in tenths
_GLUED_MARK = re.compile(r"(\d{1,2})\.(?=\d{1,4}(?:个|家|项|次|名|处|场|期|份|座|所|条|件|支|台|套|起|宗)(?!百分点))")
_NEAR = 2000
_BEFORE_MARK = frozenset("；;：:。，,、\n（(！？ ") | {""}
_DIGIT = "[一二两三四五六七八九]"
_PART = r"([^\d零一二两三四五六七八九十百千万亿点至到或比分、，。；])"
_FOUR_PART = re.compile(_DIGIT + _PART + _DIGIT + _PART)
# 九届|人大一次会议: the term, whose assembly, the session
_SESSION = re.compile(rf"[\u4e00-\u9fff]{{0,10}}?{_N}{{1,3}}次(?:[\u4e00-\u9fff]{{0,4}}会)")
_MEETING = re.compile(r"[\u4e00-\u9fff]{0,4}会")
_OF_TERM = re.compile(rf"{_N}届[\u4e00-\u9fff]{{0,10}}$")
_TERM_REACH = 12
_ROOM = re.compile(rf"(?:{_N}{{1,3}}(?:单元|层|楼))?{_N}{{2,5}}(?:室|房(?!屋)|号)")
_ENTRANCE = re.compile(rf"{_N}{{1,3}}单元")
_BLOCK = re.compile(r"(?:(?P<number>[号#]楼?)|[\d〇零一二三四五六七八九十]{1,4}[栋幢座])$")
_BLOCK_REACH = 5
_HOMES = re.compile(r"[、，,]?\d{1,6}(?:户|套|平|个|人)")
_WORKS = re.compile(
    r"(?:改造|新建|建设|建成|拆除|维修|加装|涉及|完成|共|共计|覆盖|整治|修缮|安装|惠及)[\u4e00-\u9fff]{0,4}$"
)
_WORKS_REACH = 8
_LETTERS = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2,}$")
_LONGEST_ABBREVIATION = 8
# 10:40:50 are the parts of a whole, 7×24小时 says always, 1对1 counts nobody, 5+2 names a scheme
_FIXED = re.compile(
    r"\d{1,3}+(?:\.\d{1,2})?+(?::\d{1,3}+(?:\.\d{1,2})?+){2,}+|7天?[×xX*]24(?:个?小时|[hH])?|\d{1,2}对\d{1,2}(?!\d)|\d{1,2}(?:\+\d{1,2})+(?:\+[XNxn])?(?![\d.]*[万亿%])"
)
_SERIAL = re.compile(r"[A-Za-z0-9]*(?:[-./#][A-Za-z0-9]+)*")
_ADDRESS = re.compile(r"(?:https?://|www\.)[A-Za-z0-9./:_%?=&#~+-]*|[A-Za-z0-9._-]{1,64}@[A-Za-z0-9.-]+")
_PLAN = re.compile(r"(?!内|完成|以[上内])[\u4e00-\u9fff]{0,6}?(?:行动|规划|攻坚|计划|方案)")


def enclosed(text: str, at: int) -> int:
    """Return where a title or a short quotation that begins at `at` ends, or `at` when what it holds is to be read.

    “12.1”, “十四五”, “一村一品” and 《2020年度计划》 are names; “95%以上” is a figure.
    """
    close = _QUOTES[text[at]]
    longest = _LONGEST_TITLE if close == "》" else _LONGEST_QUOTE
    end = text.find(close, at + 1, at + 2 + longest)
    if end < 0 or "\n" in text[at:end]:
        return at
    inner = text[at + 1 : end]
    if close != "》" and (_STATED.fullmatch(inner) or "，" in inner):
        return at
    return end + 1


def ordinal(text: str, at: int) -> int:
    """Return where an ordinal that begins with 第 at `at` ends (第二, 第1、2、3批), or `at`."""
    match = _ORDINAL.match(text, at)
    if match is None:
        return at
    found = units().longest(text, match.end())
    return found.end if found else match.end()


def document_number(text: str, at: int) -> int:
    """Return where the document number whose year begins at `at` ends (〔2019〕7号, （2019）第7号), or `at`."""
    match = _DOCUMENT.match(text, at - 1) if at else None
    if match is None:
        return at
    if text[at - 1] in "（(" and not match[0].endswith("号"):
        return at + 4 if match[0][-1] in ")）" else at
    return match.end()


def list_mark(text: str, at: int) -> int:
    """Return where the list mark at `at` ends (1.粉尘, 5.2020年, 2、), or `at`."""
    if text[at - 1 : at] not in _BEFORE_MARK and at:
        return at
    glued = _GLUED_MARK.match(text, at)
    if glued and _has_neighbour(text, at, int(glued[1])):
        return glued.end()
    match = _LIST_MARK.match(text, at)
    if match is None:
        return at
    if match[0][-1] == "、" and at and text[at - 1] not in "；;：:。\n":
        return at
    if match[0][-1] in ")）" and text[at - 1 : at] not in ("（", "(", "；", "：", "。", "\n", ""):
        return at
    return match.end()


def _has_neighbour(text: str, at: int, number: int) -> bool:
    """Whether the mark before `number` stands before `at`, or 2. after 1."""
    if number == 1:
        return re.search(r"[；;。\n]2[.．]", text[at : at + _NEAR]) is not None
    return re.search(rf"(?:^|[；;：:。\n]){number - 1}[.．]", text[max(0, at - _NEAR) : at]) is not None


def serial(text: str, at: int, words: Vocabulary) -> int:
    """Return where a code that `at` stands in ends (PM2.5, GB3095-2012, http://…), or `at` when it is none."""
    before = text[at - 1 : at]
    if not (before and before.isascii() and (before.isalpha() or before in "_+")):
        return at
    if before == "+" and not text[at - 2 : at - 1].isascii():
        return at  # 同比+5.3%; but T+1日
    if before != "+" and _measured(text, at, words):
        return at
    match = _SERIAL.match(text, at)
    return match.end() if match else at


def _measured(text: str, at: int, words: Vocabulary) -> bool:
    """Whether the letters before `at` name what is counted (CT1台, GDP6.1%) rather than begin a code (PM10, A3类)."""
    letters = _LETTERS.search(text, max(0, at - _LONGEST_ABBREVIATION), at)
    numeral = numerals.read(text, at) if letters and letters[0].upper() not in words.codes else None
    if numeral is None:
        return False
    unit = units().longest(text, numeral.end)
    return unit is not None and (text[numeral.end] == "%" or not text[numeral.end].isascii())


def fixed(text: str, at: int) -> int:
    """Return where a name that is made of figures and signs (7×24小时, 1对1, 5+2) ends, or `at`."""
    match = _FIXED.match(text, at) if text[at].isdigit() else None
    return match.end() if match else at


def address(text: str, at: int) -> int:
    """Return where a web or mail address that begins at `at` ends, or `at`."""
    match = _ADDRESS.match(text, at)
    return match.end() if match else at


def word(text: str, at: int, words: Vocabulary) -> int:
    """Return where a word or name that begins with the numeral at `at` ends (十分, 一体化, 四梁八柱), or `at`."""
    for name in words.names.get(text[at : at + 2], ()):
        if text.startswith(name, at) and not text.startswith(words.counts, at) and not _counted(text, at, len(name)):
            return at + len(name)
    match = _FOUR_PART.match(text, at)
    if match and not _both_count(match):
        return match.end()
    return at


def _counted(text: str, at: int, length: int) -> bool:
    """Whether numeral and unit reach past the word (十分 in 十分钟) or are, with it, all of the text (一套)."""
    numeral = numerals.read(text, at)
    found = units().longest(text, numeral.end) if numeral else None
    if found is None:
        return False
    return found.end > at + length or (found.end == at + length and context.alone(text, at, found.end))


def _both_count(match: re.Match[str]) -> bool:
    """三户五人 counts twice and 一年两次 is a rate; 一村一品 and 四梁八柱 are names."""
    table = units()
    if match[1] in _TIMES:
        return table.get(match[2]) is not None
    first, second = table.get(match[1]), table.get(match[2])
    return first is not None and second is not None and not match[0].startswith("一")


def lone(text: str, start: int, end: int, unit: str, words: Vocabulary) -> bool:
    """Whether a single Chinese digit and its unit at `start:end` order or name rather than count.

    一审, 二期, 一类; 同一个, 这一年; 三年行动, 近三年; 四个自信 is in the list of words.
    """
    digit, before, after = text[start], text[start - 1 : start], text[end : end + 4]
    if digit == "二" and unit not in _MEASURED:
        return True  # what is counted takes 两: 二类 and 二期 order
    if digit == "一" and (before in words.before_one or after.startswith(("不", "又", "一", "来"))):
        return True
    if digit == "一" and text.endswith(words.recent, 0, start):
        return True  # 最近一次
    if digit == "零" and unit not in _NONE_OF:
        return True
    if unit in words.ordinal_units and digit == "一":
        return "每" not in text[max(0, start - 12) : start]
    return unit == "期" and after.startswith(("工程", "项目", "建设", "改造"))


def session(text: str, start: int, end: int, unit: str) -> bool:
    """Whether 九届 or 一次 at `start:end` is part of the name of a session: 九届一次会议, 第十四届人大三次会议."""
    if unit == "届":
        return _SESSION.match(text, end) is not None
    return (
        _MEETING.match(text, end) is not None and _OF_TERM.search(text, max(0, start - _TERM_REACH), start) is not None
    )


def house(text: str, start: int, end: int, unit: str) -> bool:
    """Whether 3栋 or 2单元 at `start:end` is part of an address: 3栋2单元501室, 8号楼3单元."""
    if _ROOM.match(text, end):
        return True
    if unit == "单元":
        block = _BLOCK.search(text, max(0, start - _BLOCK_REACH), start)
        return block is not None and (block["number"] is not None or not _counted_homes(text, block.start(), end))
    entrance = _ENTRANCE.match(text, end)
    return entrance is not None and not _counted_homes(text, start, entrance.end())


def _counted_homes(text: str, start: int, end: int) -> bool:
    """Whether buildings and entrances at `start:end` are counted: a number of homes follows, or a work goes before."""
    return _HOMES.match(text, end) is not None or _WORKS.search(text, max(0, start - _WORKS_REACH), start) is not None


_MEASURED = frozenset(("亩", "斤", "公斤", "元", "成", "米", "公里", "吨", "%", "个百分点", "折"))
_NONE_OF = frozenset(("起", "宗", "例", "次", "人", "家", "户"))


def span_of_years(text: str, start: int, end: int, words: Vocabulary) -> bool:
    """Whether 三年 or 3个月 at `start:end` places something in time or names a plan: 近三年, 三年行动."""
    if text.startswith(words.plans, end) or (text[end - 1] == "年" and _PLAN.match(text, end)):
        return True
    for word in words.past:
        if text.endswith(word, 0, start):
            return not text.endswith(words.lasting, 0, start - len(word))
    if text[start - 1 : start] == "前" and text[start - 2 : start - 1] not in ("提", "目", "当", "之", "以"):
        return True
    return not text[start].isdigit() and text.endswith(words.past_spoken, 0, start)
