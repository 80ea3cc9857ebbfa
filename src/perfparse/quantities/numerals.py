"""Numerals as Chinese reports print them, read exactly: Arabic, Chinese, colloquial and mixed.

Everything here works on text whose digits and signs are half width (`perfparse.quantities` sees to that) and in
`decimal`, without rounding. What is read is a numeral and nothing else: which characters around it make it a
quantity, a date or a name is for `perfparse.quantities` to say.

Sources: GB/T 15835-2011 (use of numerals in publications) for the written forms; the bounds of 几, 数 and 余
follow CONTRACT.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from typing import Literal

Hint = Literal["", "more_than", "approx", "range"]
"""What the numeral itself says of its bound: 多 and 余, 几 and 数, or two neighbours as in 两三."""

DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_FORMAL_DIGITS = frozenset("壹贰叁肆伍陆柒捌玖拾")
_SMALL = {"十": 10, "百": 100, "千": 1000}
BIG = {"万": 10**4, "亿": 10**8}
"""The scales that go to a unit as written (万元)."""

ARABIC = re.compile(r"\d{1,3}+(?:,\d{3})++(?![\d,])(?:\.\d++)?|\d++(?:\.\d++)?(?![.]\d)")
"""12, 1,234,567.8 and 3.14; a chain of points (3.1.2) is a section number and is left alone."""

CHINESE_CHARACTERS = "〇零一二两三四五六七八九十百千万亿廿卅"
_RUN = re.compile(rf"[{CHINESE_CHARACTERS}几数]++(?:点[〇零一二三四五六七八九]++[万亿]?)?")
_FORMAL_RUN = re.compile(r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]++")
# 千 and 百 belong to the unit in 5千克, 3千米, 2个百分点
_SCALE = re.compile(r"万亿|[wW](?=\+|[元人次户亩])|[十百千]?[万亿]|千(?![克米瓦卡帕伏焦赫欧安升兆]|公顷)|百(?!分)")
_SCIENTIFIC = re.compile(
    r"(\d{1,12}+(?:\.\d{1,9}+)?)(?:[×x*]10(?:\^(?P<power>-?\d{1,2})|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))|[Ee](?P<e>[+-]?\d{1,2}))(?![\dA-Za-z])"
)
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_HUNDRED = re.compile(r"百(?!分)")
_MORE = re.compile(r"[多余](?![额款样])|[来几](?![自到源])|\+(?=[\u4e00-\u9fff，。；、）)]|$)")
_NINE = "[一二两三四五六七八九]"
_PLACES = re.compile(
    rf"(?=.)(?:(?P<thousand>{_NINE})千)?零?(?:(?P<hundred>{_NINE})百)?零?"
    rf"(?P<tens>廿|卅|(?P<ten>{_NINE})?十)?零?(?P<one>{_NINE})?"
)
_LONGEST = 40
"""A longer run of digits or numerals measures nothing; it is passed over, whatever its length."""

EXACT = Context(prec=200, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX)
"""Room for any two numerals of `_LONGEST` characters, so that nothing is rounded."""
_QUOTIENT = Context(prec=28, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral at `start:end` of a text.

    Its value is `number` × `scale`; `scale` is the 万 or 亿 that goes to the unit as written (3.87亿人次), and
    one where the numeral was put together of several (22.2万170). `scale_text` is that 万 or 亿. `bare` marks 百,
    千 or 万 without a digit (百余人), which needs a bound word beside it.
    """

    start: int
    end: int
    number: Decimal
    scale: Decimal = Decimal(1)
    scale_text: str = ""
    hint: Hint = ""
    upper: Decimal | None = None
    arabic: bool = True
    bare: bool = False

    @property
    def value(self) -> Decimal:
        """The number with its 万 or 亿 multiplied out."""
        return EXACT.multiply(self.number, self.scale)


def plain(value: Decimal) -> str:
    """Return `value` as a decimal string without an exponent and without zeros at the fraction's end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def quotient(part: Decimal, whole: Decimal) -> Decimal:
    """Return part ÷ whole: exact where it ends within 28 digits, else rounded there (三分之一)."""
    return _QUOTIENT.divide(part, whole)


def chinese(text: str) -> Decimal | None:
    """Return the value of a whole Chinese numeral, or None when `text` is none.

    Reads 三千二百, 一百零五, 廿三, 一万三 (13000), 二〇二〇, 三点五万 and 壹拾万; refuses 十四五, 五一
    and 百.
    """
    text = text.translate(_FORMAL)
    if len(text) > _LONGEST or not text:
        return None
    if "点" in text:
        return _with_point(text)
    if all(c in DIGITS for c in text):
        return _positional(text)
    return _sections(text)


def _with_point(text: str) -> Decimal | None:
    """三点五, 三点五万."""
    whole, _, tail = text.partition("点")
    fraction = tail.rstrip("万亿")
    head = chinese(whole)
    if head is None or not fraction or any(c not in DIGITS for c in fraction):
        return None
    value = EXACT.add(head, Decimal("0." + "".join(str(DIGITS[c]) for c in fraction)))
    for c in tail[len(fraction) :]:
        value = EXACT.multiply(value, Decimal(BIG[c]))
    return value


def _positional(text: str) -> Decimal | None:
    """One digit, or digits set side by side where 〇 or their count shows it (二〇二〇); 五一 is a feast."""
    if len(text) == 1 or len(text) >= 4 or "〇" in text:
        return Decimal(int("".join(str(DIGITS[c]) for c in text)))
    return None


def _sections(text: str) -> Decimal | None:
    """A numeral with 十, 百, 千, 万 or 亿, read from its greatest place down."""
    for sign, worth in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = text.rpartition(sign)
        if found:
            high, low = _sections(head), _rest(tail, worth)
            return None if high is None or low is None or not high else EXACT.add(EXACT.multiply(high, worth), low)
    return _below(text)


def _rest(text: str, worth: int) -> Decimal | None:
    """What stands behind 万 or 亿; a lone digit is said of the next place: 一万三 is 13000, 一万零三 is 10003."""
    if not text:
        return Decimal(0)
    if text in DIGITS:
        return Decimal(DIGITS[text] * worth // 10)
    low = _sections(text)
    return low if low is not None and low < worth else None


def _below(text: str) -> Decimal | None:
    """A numeral below 万: 三千二百, 一百零五, 十五, 廿三, 三千五 (3500)."""
    match = _PLACES.fullmatch(text)
    if match is None:
        return None
    thousands, hundreds, tens = (DIGITS.get(match[place] or "零", 0) for place in ("thousand", "hundred", "ten"))
    if match["tens"] and not match["ten"]:
        tens = {"廿": 2, "卅": 3}.get(match["tens"], 1)
    unit = DIGITS.get(match["one"] or "零", 0)
    if match["one"] and not match["tens"] and text[-2:-1] != "零":
        unit *= 10 if match["hundred"] else 100 if match["thousand"] else 1
    return Decimal(thousands * 1000 + hundreds * 100 + tens * 10 + unit)


def read(text: str, start: int) -> Numeral | None:
    """Return the numeral that begins at `start` of `text`, or None.

    Takes in 万 and 亿, 多, 余, 来 and 几 where they stand within or at the end of it, and a second numeral after
    万 or 亿 (22.2万170, 1亿2000万).
    """
    match = ARABIC.match(text, start)
    if match:
        if text[match.end() : match.end() + 1] in ("×", "x", "*", "E", "e"):
            power = _SCIENTIFIC.match(text, start)
            if power is not None:
                return _read_power(power)
        if match.end() - start > _LONGEST or (match[0][0] == "0" and match[0][1:2].isdigit()):
            return None  # 020 and 007 are codes
        return _read_arabic(text, match)
    match = _FORMAL_RUN.match(text, start)
    if match and text[start] in _FORMAL_DIGITS and (match.end() - start > 1 or text[match.end() :][:1] in "元圆角分"):
        value = chinese(match[0]) if match.end() - start <= _LONGEST else None
        return None if value is None else Numeral(start, match.end(), value, arabic=False)
    match = _RUN.match(text, start)
    if match and match.end() - start <= _LONGEST:
        return _read_chinese(text, start, match.end())
    return None


def run_end(text: str, start: int) -> int:
    """Return where the run of numeral characters that begins at `start` ends: what a refused numeral covers."""
    match = _DIGIT_RUN.match(text, start) or _RUN.match(text, start) or _FORMAL_RUN.match(text, start)
    return match.end() if match else start + 1


_DIGIT_RUN = re.compile(r"\d++(?:[.,]\d++)*+")


def _read_power(match: re.Match[str]) -> Numeral:
    """1.2×10^4, 1.2×10⁴ and 1.2E4. Without its sign or its raised digits (1.2×104) it would be another number."""
    power = int((match["raised"] or "").translate(_RAISED) or match["power"] or match["e"])
    number = EXACT.multiply(Decimal(match[1]), EXACT.power(Decimal(10), power))
    return Numeral(match.start(), match.end(), Decimal(plain(number)))


def _read_arabic(text: str, match: re.Match[str]) -> Numeral:
    start, end = match.span()
    number = Decimal(match[0].replace(",", ""))
    hint, end = _affix(text, end)
    scale = _SCALE.match(text, end)
    if scale is None:
        if hint == "approx" and text[end - 1] == "几":
            number += 1  # 20几: the smallest number meant is 21
        return Numeral(start, end, number, hint=hint)
    factor, end = _factor(scale[0]), scale.end()
    more, end = _affix(text, end)
    hint = more or hint
    second = None if hint else _second(text, end, number, factor)
    if second is not None:
        value, end = Decimal(plain(second[0])), second[1]
        if factor < 10**4 and text[end : end + 1] in BIG:  # 3千5百|万
            return Numeral(start, end + 1, value, _factor(text[end]), text[end])
        hint, end = _affix(text, end)
        return Numeral(start, end, value, hint=hint)
    if scale[0] in ("千", "百", "十"):
        return Numeral(start, end, Decimal(plain(EXACT.multiply(number, factor))), hint=hint)
    lead = Decimal(_SMALL[scale[0][0]]) if scale[0][0] in _SMALL else Decimal(1)
    big = scale[0][1:] if scale[0][0] in _SMALL else scale[0]
    return Numeral(start, end, EXACT.multiply(number, lead), _factor(big), big, hint)


def _second(text: str, at: int, number: Decimal, factor: Decimal) -> tuple[Decimal, int] | None:
    """What follows a scale as part of the same number: 22.2万|170, 13万|2, 1亿|2000万, 3千|5百."""
    match = ARABIC.match(text, at)
    if match is None or "." in match[0] or "," in match[0] or len(match[0]) > 8:
        return None
    low, end = Decimal(match[0]), match.end()
    scale = (_SCALE if factor >= 10**4 else _HUNDRED).match(text, end)
    if scale is not None and _factor(scale[0]) < factor:
        low, end = EXACT.multiply(low, _factor(scale[0])), scale.end()
        deeper = _second(text, end, Decimal(0), _factor(scale[0]))
        if deeper is not None:
            low, end = EXACT.add(low, deeper[0]), deeper[1]
    elif len(match[0]) == 1 and number and number == number.to_integral_value():
        low = EXACT.multiply(low, factor / 10)  # 13万2 is 132000, as it is said
    if low >= factor:
        return None
    return EXACT.add(EXACT.multiply(number, factor), low), end


def _factor(scale: str) -> Decimal:
    value = 1
    for c in scale:
        value *= _SMALL.get(c) or BIG.get(c) or BIG["万"]  # 10w+
    return Decimal(value)


def _affix(text: str, at: int) -> tuple[Hint, int]:
    """多, 余, 来 or 几 at `at`: what it says, and where it ends."""
    match = _MORE.match(text, at)
    if match is None:
        return "", at
    return ("more_than" if match[0] in "多余+" else "approx"), at + 1


def _read_chinese(text: str, start: int, end: int) -> Numeral | None:
    run = text[start:end]
    hint, after = _affix(text, end)
    tail = ""
    if hint and text[after : after + 1] in ("万", "亿"):  # 四千五百多万
        tail, after = text[after], after + 1
    if not tail and run[-1] in "万亿" and len(run) > 1:
        stem = run.rstrip("万亿")
        tail = run[len(stem) :] if stem else run[-1]
        if len(tail) > 1 and tail != "万亿":
            return None
        if tail == "万" and ("亿" in stem or "万" in stem):
            tail = ""  # 一亿三千万 is one number, not 一亿三千 times 万
        else:
            run = stem or run[:-1]
    scale = _factor(tail) if tail else Decimal(1)
    if run in ("十", "百", "千", "万", "亿"):
        value = Decimal(_SMALL.get(run) or BIG[run])
        return Numeral(start, after, value, scale, tail, hint, arabic=False, bare=run != "十")
    exact = chinese(run)
    if exact is not None:
        return Numeral(start, after, exact, scale, tail, hint, arabic=False)
    rough = _rough(run)
    if rough is not None:
        return Numeral(start, after, rough, scale, tail, "approx", arabic=False)
    pair = _neighbours(run)
    if pair is not None:
        return Numeral(start, after, pair[0], scale, tail, "range", pair[1], arabic=False)
    return None


def _rough(run: str) -> Decimal | None:
    """几十, 数百, 十几: the smallest number meant (20, 200, 11)."""
    if run[0] in "几数" and len(run) > 1 and run[1] in "十百千":
        return chinese("二" + run[1:])
    if run[0] in "几数" and len(run) == 1:
        return Decimal(2)
    if run[-1] == "几" and len(run) > 1 and run[-2] == "十":
        return chinese(run[:-1] + "一")
    return None


def _neighbours(run: str) -> tuple[Decimal, Decimal] | None:
    """两三, 五六十, 十七八: two digits side by side, one apart, are the ends of a range."""
    for at in range(len(run) - 1):
        low, high = DIGITS.get(run[at]), DIGITS.get(run[at + 1])
        if low is not None and high == low + 1 and low > 0:
            first, second = chinese(run[: at + 1] + run[at + 2 :]), chinese(run[:at] + run[at + 1 :])
            return (first, second) if first is not None and second is not None else None
    return None
