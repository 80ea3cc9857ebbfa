"""A quantity while it is being read: numeral, unit, range, ratio and compound, before its surroundings are weighed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from perfparse.quantities import numerals
from perfparse.quantities.numerals import DIGITS, EXACT, Hint, Numeral
from perfparse.quantities.units import Found, Unit, units
from perfparse.quantities.vocabulary import Vocabulary

_TO = re.compile(r"(?:[（(]不?含[）)])?(?:-{1,3}|~{1,2}|至|到)")
_RATIO = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)\s?[:：∶比]\s?(\d{1,6}(?:\.\d{1,4})?)(?![\d:：])")
_SIMPLE_FRACTION = re.compile(r"(\d{1,3})/(\d{1,3})(?![\d/.万千])")
_REMARK = re.compile(r"[（(]\d{1,6}(?:\.\d{1,3})?[）)]")
_DISCOUNT = re.compile(r"[一二三四五六七八九]{2}(?=折)")
_PARTS = {Decimal(100): "%", Decimal(1000): "‰", Decimal(10000): "‱"}
_PER_MARK = frozenset("·*.×/、・")
_CHINESE_WORD = re.compile(r"[\u4e00-\u9fff]{1,4}(?=[，。；、）)\s]|$)")
_AND = re.compile(r"[零又]?")
_DIGITS = frozenset("一二三四五六七八九")
_COMPOUND = frozenset(("duration", "money", "score"))
_HALF = Decimal("0.5")
_ROUND = re.compile(r"10{0,3}[万千]?")
MANY = re.compile(r"\d{1,4}(?:\.\d)?[万千]?|[一二两三四五六七八九十百千万]{1,3}")
"""A number in what is counted per: 每两年, 每3个月, 每千人, /10万人."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands at `start:end` of the prepared text. `unit` is as written, with 万 or 亿; `base` without."""

    start: int
    end: int
    number: Decimal
    unit: str
    value: Decimal
    base: str
    dimension: str
    hint: Hint = ""
    upper: Decimal | None = None
    per: str | None = None
    arabic: bool = True
    bare: bool = False
    known: Unit | None = None

    @property
    def lacks_unit(self) -> bool:
        """Whether no unit was printed with the number (万 and 亿 are none)."""
        return self.dimension == "number"


def number_only(numeral: Numeral) -> Draft:
    """Return the draft of a number without a unit."""
    return Draft(
        numeral.start, numeral.end, numeral.number, numeral.scale_text, numeral.value, "", "number",
        numeral.hint, _scaled(numeral.upper, numeral.scale), None, numeral.arabic, numeral.bare,
    )  # fmt: skip


def _scaled(value: Decimal | None, scale: Decimal) -> Decimal | None:
    return None if value is None else EXACT.multiply(value, scale)


def read(text: str, start: int, words: Vocabulary) -> Draft | None:
    """Return the number at `start` with its unit, if it has one, and what it is counted per."""
    special = _fraction(text, start) if text[start].isdigit() else None
    if special is not None:
        return special
    numeral = numerals.read(text, start) or _discount(text, start)
    if numeral is None:
        return None
    if text.startswith("分之", numeral.end):
        return _parts(text, numeral)
    draft = with_printed_unit(text, numeral)
    if draft.lacks_unit:
        return _out_of(_with_per(text, draft, words), words) if text.startswith("/", draft.end) else draft
    if (draft.dimension in _COMPOUND or draft.unit == "亩") and draft.end < len(text):
        draft = _compound(text, draft)
    return _with_per(text, draft, words)


def _out_of(draft: Draft, words: Vocabulary) -> Draft:
    """9/10万 is a share, of so many: a rate of deaths."""
    return replace(draft, dimension="ratio") if draft.per in words.per_many else draft


def _discount(text: str, start: int) -> Numeral | None:
    """九五折: two digits side by side, which are no number elsewhere."""
    match = _DISCOUNT.match(text, start)
    if match is None:
        return None
    number = Decimal(f"{DIGITS[match[0][0]]}.{DIGITS[match[0][1]]}")
    return Numeral(start, match.end(), number, arabic=False)


def _fraction(text: str, start: int) -> Draft | None:
    """3:1 as a ratio, 1/3 as a fraction after a word of share."""
    match = _RATIO.match(text, start)
    if match:
        first, second = Decimal(match[1]), Decimal(match[2])
        if second:
            value = numerals.quotient(first, second)
            return Draft(start, match.end(), first, f":{match[2]}", value, "", "ratio")
    match = _SIMPLE_FRACTION.match(text, start)
    if match and text[start - 1 : start] in tuple("占约近过达的") and start and int(match[1]) < int(match[2]):
        value = numerals.quotient(Decimal(match[1]), Decimal(match[2]))
        return share(start, match.end(), value)
    return None


def share(start: int, end: int, value: Decimal) -> Draft:
    """Return a share that a word names: 一半, 半数."""
    return Draft(start, end, value, "", value, "", "ratio", arabic=False)


def _parts(text: str, whole: Numeral) -> Draft | None:
    """百分之九十五 is 95 %, 三分之一 is a ratio."""
    part = numerals.read(text, whole.end + 2) if whole.end + 2 < len(text) else None
    if part is None or not whole.value:
        return None
    sign = _PARTS.get(whole.value)
    if sign:
        return Draft(
            whole.start, part.end, part.value, sign, part.value, sign, "ratio", part.hint, part.upper, arabic=False
        )
    value = numerals.quotient(part.value, whole.value)
    return share(whole.start, part.end, value)


def with_printed_unit(text: str, numeral: Numeral) -> Draft:
    """Return the numeral with the unit behind it (3个多月, 两个半小时, 七成五 too), or without one."""
    at = numeral.end + (text[numeral.end : numeral.end + 1] == " ")
    found = units().longest(text, at) or _after_remark(text, at)
    half, spelled = Decimal(0), ""
    hint: Hint = numeral.hint
    if text[at : at + 1] == "个" and text[at + 1 : at + 2] in ("多", "半"):
        inner = units().longest(text, at + 2)  # 3个多月, 两个半小时
        if inner is None and text.startswith("月", at + 2) and (known := units().get("个月")):
            inner = Found(known, at, at + 3, "个月")
        if inner is not None and inner.unit.dimension == "duration":
            half, hint = (_HALF, hint) if text[at + 1] == "半" else (half, "more_than")
            found, spelled = inner, inner.base
    if found is None:
        return number_only(numeral)
    unit, end = found.unit, found.end
    if unit.name == "成" and text[end : end + 1] in _DIGITS:
        half, end = Decimal(DIGITS[text[end]]).scaleb(-1), end + 1  # 七成五
    spelled = spelled or text[found.start : found.end]
    if (unit.dimension == "duration" or unit.name == "成") and text[end : end + 1] in ("半", "多", "余") and half == 0:
        if text[end] == "半" and text[end + 1 : end + 2] not in ("年", "数", "夜", "天"):
            half, end = _HALF, end + 1
        elif text[end] != "半":
            hint, end = "more_than", end + 1
    number = EXACT.add(numeral.number, half)
    if unit.name == "折" and number > 10:
        number = EXACT.multiply(number, Decimal("0.1"))  # 85折
        if number >= 10:
            return number_only(numeral)
    scale = EXACT.multiply(numeral.scale, unit.scale)
    return Draft(
        numeral.start, end, number, numeral.scale_text + spelled, EXACT.multiply(number, scale), found.base,
        unit.dimension, hint, _scaled(numeral.upper, scale), None, numeral.arabic, numeral.bare, unit,
    )  # fmt: skip


def _after_remark(text: str, at: int) -> Found | None:
    """5（8）mg/L: the number in brackets holds in another case, and the unit stands behind both."""
    remark = _REMARK.match(text, at)
    return units().longest(text, remark.end()) if remark else None


def _compound(text: str, draft: Draft) -> Draft:
    """1年零3个月 is 15 个月, 123元1角1分 is 123.11 元: each next part is in a smaller unit."""
    while draft.known is not None and draft.hint == "" and draft.upper is None:
        gap = _AND.match(text, draft.end)
        at = gap.end() if gap else draft.end
        numeral = numerals.read(text, at) if at < len(text) and not text[at].isspace() else None
        if numeral is None or numeral.hint or numeral.scale != 1:
            break
        found = _smaller(text, numeral.end, draft)
        if found is None:
            break
        unit, end, step = found
        if numeral.number >= step:
            break  # 一天24小时 is a rate, no sum
        if draft.dimension in ("money", "area"):
            value = EXACT.add(draft.value, numerals.quotient(numeral.number, step))
            draft = replace(draft, end=end, value=value, number=value, unit=draft.base)
        else:
            value = EXACT.add(EXACT.multiply(draft.value, step), numeral.number)
            known = units().get(unit)
            draft = replace(
                draft, end=end, value=value, number=value, unit=unit, base=unit, dimension="duration", known=known
            )
    return draft


def _smaller(text: str, at: int, draft: Draft) -> tuple[str, int, Decimal] | None:
    """The smaller unit at `at`, its end, and how many of it make one of the draft's."""
    if draft.dimension == "money":
        step = {"角": Decimal(10), "分": Decimal(100)}.get(text[at : at + 1])
        return (text[at], at + 1, step) if step and draft.base == "元" else None
    if draft.dimension == "area":
        found = units().longest(text, at) if draft.number == draft.number.to_integral_value() else None
        tenths = found is not None and found.unit.name in ("分", "分地")
        return (found.base, found.end, Decimal(10)) if found is not None and tenths else None  # 1 亩 = 10 分
    if draft.base == "分" and draft.dimension == "score":
        if (found := units().longest(text, at)) and found.unit.name == "秒":
            return found.base, found.end, Decimal(60)  # 8分30秒
        return None
    if draft.base in ("小时", "个小时") and text.startswith("分", at) and not text.startswith("分钟", at):
        return "分钟", at + 1, Decimal(60)
    found = units().longest(text, at)
    if found is None or found.unit.dimension != "duration" or draft.known is None:
        return None
    big, small = draft.known.factor, found.unit.factor
    if not big or not small or small >= big or big % small:
        return None
    return found.base, found.end, EXACT.divide_int(big, small)


def _with_per(text: str, draft: Draft, words: Vocabulary) -> Draft:
    """Add /亩, /人·月, 每人每月 where they stand right behind the unit."""
    mark = text[draft.end : draft.end + 1]
    if mark not in ("/", "每"):
        return draft
    parts: list[str] = []
    at = draft.end
    while text[at : at + 1] and (text[at] == "/" or text[at] == "每" or (parts and text[at] in _PER_MARK)):
        skip = at + 1 + (text[at + 1 : at + 2] in ("(", "（"))
        many = MANY.match(text, skip)
        word = per_word(text, many.end(), words) if many else None
        word = many[0] + word if many and word else per_word(text, skip, words)
        if many and word and mark == "/" and not _is_base(many[0], word[len(many[0]) :], words):
            break  # 36处/120人: two counts side by side
        if mark == "/":
            word = _divisor(text, skip, word, first=not parts)
        if word is None:
            break
        parts.append(word)
        at = skip + len(word)
    if not parts:
        return draft
    if text[at : at + 1] in (")", "）") and text[draft.end + 1 : draft.end + 2] in ("(", "（"):
        at += 1
    return replace(draft, end=at, per="·".join(parts))


def _is_base(number: str, unit: str, words: Vocabulary) -> bool:
    """Whether so many are what a rate is counted per: a power of ten (100人, 10万人, 千人) or a time (2天)."""
    return unit in words.per_time or not number[0].isdigit() or _ROUND.fullmatch(number) is not None


def _divisor(text: str, at: int, word: str | None, *, first: bool) -> str | None:
    """What stands behind a slash: `word` of the list, a unit that is longer (g/cm3, 元/台（套）), or a last word."""
    found = units().longest(text, at)
    if found is not None and found.end - at > len(word or "") and found.unit.dimension not in ("ratio", "money"):
        return text[at : found.end]
    if word is not None or not first:
        return word
    match = _CHINESE_WORD.match(text, at)
    return match[0] if match else None


def per_word(text: str, at: int, words: Vocabulary) -> str | None:
    """Return the longest word at `at` that a number can be counted per, or None."""
    for length in range(min(words.per_reach, len(text) - at), 0, -1):
        word = text[at : at + length]
        if word in words.per_time or word in words.per_thing:
            return word
    return None


def with_tolerance(text: str, first: Draft, words: Vocabulary) -> Draft | None:
    """Return 500±20克, or ±5% when `first` is what stands behind the sign, as the range that it allows."""
    if text[first.start - 1 : first.start] == "±" and first.start:
        if first.lacks_unit or first.upper is not None:
            return None
        number, value = (EXACT.minus(first.number), EXACT.minus(first.value))
        return replace(first, start=first.start - 1, number=number, value=value, upper=first.value)
    if not text.startswith("±", first.end) or first.end + 1 >= len(text):
        return None
    width = read(text, first.end + 1, words)
    if (
        width is None
        or width.lacks_unit
        or width.upper is not None
        or not (first.lacks_unit or first.base == width.base)
    ):
        return None
    scale = width.value / width.number if first.lacks_unit and width.number else Decimal(1)
    middle = EXACT.multiply(first.value, scale)
    low, high = EXACT.subtract(middle, width.value), EXACT.add(middle, width.value)
    number = EXACT.subtract(first.number, width.number) if first.lacks_unit else low
    return replace(width, start=first.start, number=number, value=low, upper=high)


def join_range(text: str, first: Draft, words: Vocabulary) -> Draft | None:
    """Return 13至15天, 10%-20%, 3-5万元 as one draft, when `first` is the lower end of a range."""
    separator = _TO.match(text, first.end)
    if separator is None or separator.end() >= len(text) or first.upper is not None:
        return None
    if text[first.start - 1 : first.start] in ("从", "由") and first.start and separator[0] in "至到":
        return None  # from one state to another: two quantities
    last = read(text, separator.end(), words)
    if last is None or last.upper is not None or last.bare or (last.dimension == "ratio" and not last.unit):
        return None
    if first.lacks_unit:
        scale = last.value / last.number if last.number else Decimal(1)
        taken = EXACT.multiply(first.number, scale) if not first.unit and first.number < last.number else first.value
    elif first.base == last.base or last.lacks_unit:
        taken = first.value
    else:
        return None
    if not taken < last.value:
        return None
    like = first if last.lacks_unit else last
    return replace(
        like, start=first.start, end=last.end, number=first.number, value=taken, upper=last.value, hint="range",
        per=last.per or first.per,
    )  # fmt: skip
