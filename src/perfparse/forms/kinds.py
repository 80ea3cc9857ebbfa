"""What a cell's text looks like: one kind of about thirty, told by its characters alone.

A kind says nothing of the column that the cell stands in; what kinds a column of targets has is counted (`weights/`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from perfparse.language.folding import simplified, squeeze
from perfparse.quantities.units import units

BLANK = "blank"
_BLANKS = frozenset(("", "|", "/", "-", "—", "——", "－", "……", "…", "／", "｜", "\\"))
"""What a form prints in a cell that says nothing (CONTRACT)."""
_LIKE_BLANKS = _BLANKS | {"--", "—-"}
"""What looks the same in a column; of a record it is kept."""

_NUMBER = r"[-+±]?\d+(?:,\d{3})*(?:\.\d+)?"
_SIGN = r"[≥≤＞＜><=＝≧≦═﹦]+"
_SIGNS = re.compile(rf"{_SIGN}|大于等于|小于等于|不低于|不高于|不少于|不超过|等于|大于|小于")
_BOUND = (
    r"(?:不低于|不高于|不少于|不超过|不大于|不小于|至少|最多|大于等于|小于等于|大于|小于|高于|低于|超过|达到"
    r"|控制在|约|近)"
)
_BEHIND = r"[%％‰](?:及?以[上下内])?"
_PATTERNS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("kind", r"(?:定性|定量|定性指标|定量指标|主观|客观)"),
        ("direction", r"(?:正向|反向|负向|逆向|中性|适中)(?:指标)?"),
        ("zero", r"0(?:\.0+)?"),
        ("digit", r"\d(?:\.\d{1,2})?"),
        ("two digits", r"\d\d(?:\.\d{1,2})?"),
        ("hundred", r"100(?:\.0+)?"),
        ("year", r"(?:19|20)\d\d年?度?"),
        ("number", _NUMBER),
        ("points", rf"{_NUMBER}分"),
        ("share", rf"{_NUMBER}[%％‰]"),
        ("bounded share", rf"(?:{_SIGN}|{_BOUND}){_NUMBER}{_BEHIND}|{_NUMBER}[%％‰]及?以[上下内]"),
        ("bounded number", rf"(?:{_SIGN}){_NUMBER}"),
        (
            "bounded value",
            (
                rf"(?:{_SIGN}|{_BOUND}){_NUMBER}[万亿千百余多]*\D{{1,8}}"
                rf"|{_NUMBER}[万亿千百余多]*\D{{1,6}}及?以[上下内]"
            ),
        ),
        ("range", rf"{_NUMBER}\D{{0,3}}[-—~～至到]+{_NUMBER}\D{{0,6}}"),
        (
            "date",
            (
                r"(?:20\d\d年?|当年|本年|次年|年)?(?:底前?|内|\d{1,2}月.{0,8})"
                r"|20\d\d[.\-/]\d{1,2}(?:[.\-/]\d{1,2})?.{0,3}|20\d\d年.{1,8}|[一二三四]季度.{0,4}"
            ),
        ),
        ("formula", r".*[×÷*]\s*100[%％]?.*|.*[/／].*[×*].*"),
        ("grade", r"(?:优|良|中|差|优秀|良好|一般|较差|合格|不合格|[ABCD])"),
        (
            "yes",
            (
                r"(?:是|否|有|无|√|×|✓|☑|是/否|达标|未达标|已完成|完成|未完成"
                r"|确定能|有可能|完全不可能|不可能|可能)"
            ),
        ),
    )
)
_VALUE = re.compile(rf"(?:约|近|已|共|为)?{_NUMBER}[万亿千百余多]*(?P<unit>\D{{1,8}})")
_RULE = re.compile(r"(?:得|扣|计|记)\d*(?:\.\d+)?分|得分|扣完|扣分|不得分|满分|按比例|酌情|评分|评价要点|要点")
_LEVEL = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\dA-E]+[)）、.．])?"
    r"(?:[\u4e00-\u9fff、/]{1,10}指标|产出|效益|满意度|成本|过程|决策|投入|管理|效果|数量|质量|时效"
    r"|(?:项目|产出|经济|社会|生态|部门|资金|可持续)[\u4e00-\u9fff]{2,4})"
    r"(?:[（(\[【].{1,10}[)）\]】]|\d+分)?"
)
_QUALITY = re.compile(
    r"(?:已|较|有所|有效|明显|显著|逐步|不断|持续|基本|进一步|大幅|稳步|长期|全面|全部|按[时期]|及时|如期|达成|达到|未"
    r"|得到|充分)[\u4e00-\u9fff]{1,10}"
    r"|[\u4e00-\u9fff]{2,8}(?:提升|提高|改善|增强|完善|保障|加强|健全|达标|完成|及时|合格|良好|较好|显著|明显|规范"
    r"|合理|有力|稳定|减少|降低)"
)
_MEASURED = re.compile(
    r".{2,}(?:率|度|数|数量|人数|次数|面积|里程|金额|成本|程度|水平|情况|影响|作用|时间|及时性|性|量|额|长度|比例"
    r"|能力|收入|质量|标准|控制)$"
)
_SOURCE = re.compile(
    r".{1,14}(?:台账|报告|报表|文件|资料|记录|凭证|问卷|调查|统计|年鉴|系统|材料|证明|清单|合同|通知|方案|照片)"
    r"(?:等)?$"
)
_OFFICE = re.compile(r"[\u4e00-\u9fff]{1,10}(?:科|处|室|局|部|中心|站|办|委|股|队|所|院|公司|镇|乡|街道|县|区|市)")
_STOPS = re.compile(r"[，。；！？;]")
_SHORT, _NAME, _PHRASE, _CLAUSE, _PROSE = 3, 16, 30, 40, 90


def is_blank(text: str) -> bool:
    """Whether a cell with this text says nothing."""
    return squeeze(text) in _BLANKS


@lru_cache(maxsize=8192)
def kind(text: str) -> str:
    """The kind of a cell's text."""
    solid = simplified(squeeze(text))
    if solid in _LIKE_BLANKS:
        return BLANK
    plain = unicodedata.normalize("NFKC", solid)
    if _SIGNS.fullmatch(solid) or _SIGNS.fullmatch(plain):
        return "sign"
    if len(plain) <= _PHRASE:
        found = next((name for name, pattern in _PATTERNS if pattern.fullmatch(plain)), None)
        if found is not None:
            return found
        if units().get(solid) is not None:
            return "unit"
        value = _VALUE.fullmatch(plain)
        if value is not None:
            return "value" if units().get(value["unit"]) is not None else "counted"
    return _worded(solid)


def _worded(solid: str) -> str:
    """The kind of a text in words."""
    if _RULE.search(solid) and len(solid) > 5:
        return "rule"
    if len(solid) > _CLAUSE or (_STOPS.search(solid) and len(solid) > _NAME):
        return "long prose" if len(solid) > _PROSE else "prose" if len(solid) > _CLAUSE else "clause"
    if _LEVEL.fullmatch(solid):
        return "level"
    if _QUALITY.fullmatch(solid):
        return "quality"
    if _SOURCE.fullmatch(solid):
        return "source"
    if any(char.isdigit() for char in solid):
        return "name with digits" if len(solid) <= _NAME else "phrase with digits"
    if _MEASURED.fullmatch(solid) and len(solid) <= _PHRASE:
        return "measured"
    if _OFFICE.fullmatch(solid):
        return "office"
    if len(solid) <= _SHORT:
        return "short"
    return "name" if len(solid) <= _NAME else "phrase"
