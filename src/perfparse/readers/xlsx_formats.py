"""A number and its format code → the text that a spreadsheet shows (ECMA-376, 18.8.30 and 18.8.31).

Built-in formats are those of a Chinese Excel. Rounding is half away from zero on 15 significant digits, as Excel
rounds. Colours, conditions but of plain comparison, and widths of padding are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from perfparse.readers.xlsx_dates import LAST_DAY, Section, Token, moment

_DATES = {
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm", 30: "m/d/yy", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"',
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
}  # fmt: skip
BUILT_IN = _DATES | {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 48: "##0.0E+0", 49: "@",
    **dict.fromkeys((5, 6), '"¥"#,##0;"¥"-#,##0'),
    **dict.fromkeys((7, 8), '"¥"#,##0.00;"¥"-#,##0.00'),
    **dict.fromkeys((37, 38), "#,##0;-#,##0"),
    **dict.fromkeys((39, 40), "#,##0.00;-#,##0.00"),
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
}  # fmt: skip
"""Format codes by the numbers that stand for them, as a Chinese Excel has them."""

_EXACT = Context(prec=15, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
_GENERAL_WIDTH = 11  # characters that a number in format General may take
_PLAIN = 10**15  # whole numbers below are shown in full
_TOKENS = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|!(?P<forced>.)|_(?P<padding>.)|\*(?P<filling>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<noon>AM/PM|A/P|上午/下午)|(?P<power>E[+-])|(?P<fraction>s\.0+)"
    r"|(?P<part>y+|m+|d+|h+|s+|aaaa|aaa|e+)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<text>@)"
    r"|(?P<over>/)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_CURRENCY = re.compile(r"\$([^-]*)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_TESTS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": Decimal.__lt__, ">": Decimal.__gt__, "<=": Decimal.__le__, ">=": Decimal.__ge__, "=": Decimal.__eq__,
    "<>": Decimal.__ne__,
}  # fmt: skip


def shown(number: str, code: str, *, since_1904: bool = False) -> str:
    """What a cell with the stored `number` shows under the format `code`.

    A number that the format cannot show (a date before 1900) is shown as General does.
    """
    value = _EXACT.create_decimal(number)
    if not value.is_finite():
        return number
    sections = _sections(code)
    section, signed = _chosen(value, sections)
    if len(sections) == 1 and not section.tokens:  # nothing, or a colour alone
        return _general(value)
    if section.has("part", "elapsed", "noon"):
        days = value + 1462 if since_1904 else value
        return _general(value) if not 0 <= days < LAST_DAY else moment(days, section)
    if not section.has("digit", "general", "text", "percent", "power"):
        return _literals(section)
    text = _number(abs(value), section)
    minus = "-" if value < 0 and signed and any(char in "123456789" for char in text) else ""
    return (minus + text).strip()


def shown_text(text: str, code: str) -> str:
    """What a cell with a text shows: the text, but where the format has a fourth section, or one for texts alone."""
    sections = _sections(code)
    section = sections[3] if len(sections) > 3 else sections[-1] if sections[-1].has("text") else None
    if section is None:
        return text
    return "".join(text if token.kind == "text" else token.text for token in section.tokens if _spelled(token))


def _spelled(token: Token) -> bool:
    return token.kind in ("literal", "text", "over", "comma", "point", "percent")


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[Section, ...]:
    found: list[Section] = []
    tokens: list[Token] = []
    test: tuple[str, Decimal] | None = None
    chinese = False
    for match in _TOKENS.finditer(code[:1000]):
        kind, text = match.lastgroup or "other", match[0]
        inner = match[kind] or ""
        if text == ";":
            found.append(Section(tuple(tokens), test, chinese))
            tokens, test, chinese = [], None, False
        elif kind == "bracket":
            condition, currency = _CONDITION.fullmatch(inner), _CURRENCY.match(inner)
            chinese = chinese or inner.upper() == "DBNUM1"
            if condition:
                test = condition[1], Decimal(condition[2])
            elif currency:
                tokens.append(Token("literal", currency[1]))
            elif _ELAPSED.fullmatch(inner):
                tokens.append(Token("elapsed", inner.lower()))
        elif kind in ("quoted", "escaped", "forced", "other"):
            tokens.append(Token("literal", inner))
        elif kind == "padding":
            tokens.append(Token("literal", " "))
        elif kind != "filling":
            tokens.append(Token("part", text.lower()) if kind == "part" else Token(kind, text))
    return (*found, Section(tuple(tokens), test, chinese))


def _chosen(value: Decimal, sections: Sequence[Section]) -> tuple[Section, bool]:
    """The section for a number, and whether the minus sign is not its own to print."""
    numbers = sections[:3]
    if any(section.test for section in numbers):
        for section in numbers:
            if section.test is None or _TESTS[section.test[0]](value, section.test[1]):
                return section, True
        return Section((Token("general", ""),)), True
    if value < 0 and len(numbers) > 1:
        return numbers[1], False
    if value == 0 and len(numbers) > 2:
        return numbers[2], False
    return numbers[0], True


def _literals(section: Section) -> str:
    return "".join(token.text for token in section.tokens if _spelled(token)).strip()


# numbers


def _general(value: Decimal) -> str:
    """Format General: at most eleven characters; but whole numbers, which would lose digits, are given in full."""
    if value == value.to_integral_value() and abs(value) < _PLAIN:
        return str(int(value))
    power = value.adjusted()
    if -5 < power < _GENERAL_WIDTH - 1:
        places = _GENERAL_WIDTH - 2 - max(power, 0)
        text = _trimmed(format(_rounded(value, places), "f"))
        return text if text not in ("-0", "") else "0"
    mantissa = _trimmed(format(_rounded(value.scaleb(-power), 5), "f"))
    if len(mantissa.lstrip("-").partition(".")[0]) > 1:  # 9.999996 became 10
        mantissa, power = mantissa.replace("10", "1"), power + 1
    return f"{mantissa}E{power:+03d}"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), context=_WIDE)


def _number(value: Decimal, section: Section) -> str:
    tokens = list(section.tokens)
    if section.has("general", "text"):
        return "".join(_general(value) if token.kind in ("general", "text") else token.text for token in tokens)
    value = value.scaleb(2 * sum(token.kind == "percent" for token in tokens))
    tokens, thousands, grouped = _commas(tokens)
    value = value.scaleb(-3 * thousands)
    if section.has("power"):
        return _scientific(value, tokens)
    if section.has("over") and not section.has("point"):
        return _fraction(value, tokens)
    point = next((at for at, token in enumerate(tokens) if token.kind == "point"), len(tokens))
    places = sum(token.kind == "digit" for token in tokens[point:])
    whole, _, decimals = format(_rounded(value, places), "f").partition(".")
    return _whole(whole, tokens[:point], grouped=grouped) + _decimals(decimals, tokens[point:])


def _commas(tokens: list[Token]) -> tuple[list[Token], int, bool]:
    """The tokens without commas among digits; how many thousands they divide by, and whether they group digits."""
    digits = [at for at, token in enumerate(tokens) if token.kind in ("digit", "point")]
    if not digits:
        return tokens, 0, False
    point = next((at for at, token in enumerate(tokens) if token.kind == "point"), digits[-1] + 1)
    whole = [at for at in digits if at < point]
    kept: list[Token] = []
    thousands, grouped = 0, False
    for at, token in enumerate(tokens):
        if token.kind != "comma" or at < digits[0]:
            kept.append(token)
        elif whole and whole[0] < at < whole[-1]:
            grouped = True
        elif whole and _is_behind(tokens, digits, whole[-1], at):
            thousands += 1
        else:
            kept.append(token)
    return kept, thousands, grouped


def _is_behind(tokens: Sequence[Token], digits: Sequence[int], last: int, at: int) -> bool:
    """Whether the comma at `at` follows the last digit before the point, or after it, but for other commas."""
    last = digits[-1] if at > digits[-1] else last
    return all(token.kind == "comma" for token in tokens[last + 1 : at])


def _whole(digits: str, tokens: Sequence[Token], *, grouped: bool) -> str:
    """Digits before the point, put into their places from the right; the first place takes all that are left."""
    left = list(digits.lstrip("0"))
    first = next((at for at, token in enumerate(tokens) if token.kind == "digit"), None)
    out: list[str] = []
    count = 0

    def put(char: str) -> None:
        nonlocal count
        if grouped and count and count % 3 == 0 and char.isdigit():
            out.append(",")
        out.append(char)
        count += 1

    for at in range(len(tokens) - 1, -1, -1):
        token = tokens[at]
        if token.kind != "digit":
            out.append(token.text)
            continue
        if left or token.text != "#":
            put(left.pop() if left else {"0": "0", "?": " "}[token.text])
        while at == first and left:
            put(left.pop())
    if first is None:
        out += reversed(left)
    return "".join(reversed(out))


def _decimals(digits: str, tokens: Sequence[Token]) -> str:
    """Digits after the point; those that are zero to the end show only in places of 0."""
    out: list[str] = []
    at = 0
    needed = len(digits.rstrip("0"))
    for token in tokens:
        if token.kind == "digit":
            digit = digits[at] if at < len(digits) else "0"
            out.append(digit if at < needed or token.text == "0" else {"#": "", "?": " "}[token.text])
            at += 1
        else:
            out.append(token.text)
    return "".join(out)


def _scientific(value: Decimal, tokens: Sequence[Token]) -> str:
    split = next(at for at, token in enumerate(tokens) if token.kind == "power")
    before, after = tokens[:split], tokens[split + 1 :]
    point = next((at for at, token in enumerate(before) if token.kind == "point"), len(before))
    step = max(1, sum(token.kind == "digit" for token in before[:point]))
    places = sum(token.kind == "digit" for token in before[point:])
    power = 0
    if value:
        power = value.adjusted() // step * step
        if abs(_rounded(value.scaleb(-power), places)) >= Decimal(10) ** step:
            power += step
    whole, _, decimals = format(_rounded(value.scaleb(-power), places), "f").partition(".")
    mantissa = _whole(whole, before[:point], grouped=False) + _decimals(decimals, before[point:])
    sign = "-" if power < 0 else "+" if tokens[split].text[1] == "+" else ""
    return mantissa + tokens[split].text[0] + sign + _whole(str(abs(power)), after, grouped=False)


def _fraction(value: Decimal, tokens: Sequence[Token]) -> str:
    """A number as a whole and a fraction of as many digits as there are places below the line."""
    line = next(at for at, token in enumerate(tokens) if token.kind == "over")
    below = "".join(token.text for token in tokens[line + 1 :]).strip()
    fixed = int(below) if below.isdigit() and int(below) else 0
    mixed = any(token.text == " " for token in tokens[:line])
    whole = int(value) if mixed else 0
    rest = Fraction(value) - whole
    most = 10 ** max(1, sum(token.kind == "digit" for token in tokens[line + 1 :])) - 1
    part = Fraction(round(rest * fixed), 1) if fixed else rest.limit_denominator(most)
    over, under = (int(part), fixed) if fixed else (part.numerator, part.denominator)
    if mixed and over == under:
        whole, over = whole + 1, 0
    if mixed and not over:
        return str(whole)
    return f"{whole} {over}/{under}" if whole else f"{over}/{under}"
