"""Lines around tables: titles, years, units, banners, fields in one line, notes, prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from perfparse.forms.templates import Template
from perfparse.forms.texts import around, classes, heads_goal
from perfparse.forms.vocabulary import bare
from perfparse.language.folding import fold, squeeze
from perfparse.model.ir import Cell, Line, Piece, Role, Span
from perfparse.segment import levels, totals
from perfparse.segment.draft import Draft, FormDraft
from perfparse.segment.model import Level, Part, Text
from perfparse.segment.texts import group

_LONGEST = 60  # characters of a title
_TITLE = re.compile(r"(绩效|自评|目标|评价).*(表|报告|报告书|情况|指标体系)(（[^（）]*）)?$")
_LARGE = 14  # points: tables are printed smaller
_STOPS = re.compile("[，。；：？！]")
_SHORTEST = 8  # characters of a title that no word tells
_SURE = 0.9  # probability that a text is a title by its letters
_BRACKETS = re.compile(r"（[^（）]*）")
_BEHIND_BRACKETS = re.compile(r"（[^（）]*）$")
_HEADING = re.compile(
    r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）"
)  # of a part of a report in prose
_YEAR_LINE = re.compile(
    r"[（(]?(?:[\u4e00-\u9fff]{0,4}年度[:：])?(20\d\d|二[〇○0零]\w{2})年?度?(?:\d{1,2}[-—~至]\d{1,2}月)?[)）]?"
)
_CHINESE = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_UNIT_LINE = re.compile(r"(?:[（(]?(?:金额)?单位[:：](?:人民币)?|[（(](?=\w+[)）]))(亿元|万元|千元|百万元|元)[)）]?")
_ANNEX = re.compile(r"^附[件表][\d一二三四五六七八九十\-]*[:：]")
_YEAR = re.compile(r"20\d\d(?=年)")
_FIELD = re.compile(r"(?:^|(?<=\s))(?!其中)([\u4e00-\u9fff]{2,14}(?:[（(][^（）()]{1,12}[）)])?)\s?[:：]")
_STAMP = re.compile(r"[（(](?:盖章|公章|签章|签字|签名|印章|单位盖章)[）)]")  # a place for it, no value
_GOAL = re.compile(r"(?P<label>[\u4e00-\u9fff（）()]{2,14}[:：]?)\s+(?P<goal>\S.{10,}。)")
_NOTE = re.compile(r"[（(]?(注|备注|说明|填表说明|填报说明)[:：1-9]")
_BODY = "局|厅|委员会|办公室|办公厅|委|办|部|院|中心|政府|站|处|会|馆|校|大学|社|所|集团|公司|署|厂|团|镇|乡|街道"
_BEHIND = "20\\d\\d|部门|单位|整体|项目|预算|绩效|专项|财政|关于"
_ORGANISATION = re.compile(
    rf"^(?P<organisation>[\u4e00-\u9fff（）]{{2,40}}?(?:{_BODY})(?={_BEHIND})|[\u4e00-\u9fff]{{2,12}}?(?:厅|局|委员会|学院|大学))"
)
_OF_TIME = (re.compile("年度$|年份$"), re.compile("(?:监控|评价|考核|报告|自评|统计|跟踪)(?:期间?|时段|时间|区间)$"))
"""How the label of a form's year ends, or else that of the time that it is about."""
_NUMBERED = re.compile(r"（[一二三四五六七八九十\d]{1,3}）$")
_YEAR_BEHIND = re.compile(r"[（(][\u4e00-\u9fff]{0,4}年度[:：](20\d\d)年?[）)]$")
_YEAR_FIRST = re.compile(r"^20\d\d年?度?")
_BODY_NAME = 4  # characters of a body's name, at least
_NAMES = ("部门名称", "单位名称", "预算单位", "填报单位", "部门")
_DOERS = ("实施单位", "主管部门", "项目单位")  # also at the end of a label: 项目实施单位, 地方主管部门
_ABOVE = "中央"  # whose authority does not report


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed, with the body and the year that it names."""

    text: str
    organisation: str | None
    year: int | None


def title_in(text: str, template: Template | None) -> Title | None:
    """What `text` says as a form's title; None where it is none."""
    folded = fold(text)
    title = _ANNEX.sub("", squeeze(text))
    for pattern in template.title if template else ():
        match = pattern.match(folded)
        if match:
            named = match.groupdict()
            year = named.get("year") or _year_in(folded)
            return Title(
                title, _YEAR_FIRST.sub("", named.get("organisation") or "") or None, int(year) if year else None
            )
    if len(folded) > _LONGEST or folded.endswith(("。", "；", "：", "，")) or not _reads_like_title(folded):
        return None
    headed = _HEADING.match(folded) is not None and _BRACKETS.sub("", folded).endswith("情况")
    if re.search(r"[，。；]", folded) or _FIELD.match(text) or headed or heads_goals(text):
        return None
    return _as_title(text)


def _reads_like_title(folded: str) -> bool:
    """Whether a text is a form's title by its words, or by its letters; 绩效指标完成情况 heads a part of one."""
    plain = _BEHIND_BRACKETS.sub("", _ANNEX.sub("", folded))
    if _TITLE.search(folded):
        return not plain.endswith("情况") or _year_in(folded) is not None or around(plain).get("section", 0.0) < _SURE
    return len(plain) >= _SHORTEST and classes(plain).get("title", 0.0) > _SURE


def _year_in(title: str) -> str | None:
    year = _YEAR.search(title)
    return year[0] if year else None


def heads_goals(text: str) -> bool:
    """Whether a text is labels of goals beside each other: 预期目标 实际完成情况."""
    labels = text.split()
    return len(labels) > 1 and all(map(heads_goal, labels))


def goal_in(text: str) -> re.Match[str] | None:
    """A line that is a goal's label and, after a space, all of the goal: 年度目标 完成……。"""
    match = _GOAL.fullmatch(text.strip())
    return match if match and heads_goal(match["label"]) else None


def read(lines: Sequence[Line], draft: Draft, *, before_form: bool) -> None:
    """Account for the lines before a table (`before_form`: one of a form), or after the last.

    The title is the last line before the table that reads like one, or else the largest.
    """
    at = _title_at(lines, draft.template) if before_form else None
    title = (title_in(lines[at].text, draft.template) or _as_title(lines[at].text)) if at is not None else None
    if title is not None:
        draft.begin(title.text, title.organisation, title.year)
    elif before_form:
        _from_above(draft)
    else:
        draft.passed += [line for line in lines if title_in(line.text, draft.template) is not None]
    for number, line in enumerate(lines):
        if number == at:
            draft.place_line(line, "title")
        else:
            above = at is not None and number == at - 1 and _YEAR_LINE.fullmatch(squeeze(line.text)) is not None
            _line(line, draft, near=before_form and (at is None or number > at or above))


def _from_above(draft: Draft) -> None:
    """Take a title that stood over a table that is no form's, where the document's first form has none nearer."""
    form = draft.form
    if not draft.passed or len(draft.forms) > 1 or form.title or form.rows:
        return
    line = max(draft.passed, key=lambda line: line.size)
    title = title_in(line.text, draft.template)
    if title is not None:
        form.title, form.organisation, form.year = title.text, title.organisation, form.year or title.year
        draft.pieces = [replace(piece, role="title") if piece.span in line.spans else piece for piece in draft.pieces]


def beside(line: Line, draft: Draft) -> None:
    """Account for a text that stands in a form without a label of its own."""
    _line(line, draft, near=True)


def heads_level(text: str, spans: tuple[Span, ...], draft: Draft) -> bool:
    """Whether a text over rows is the name of their first level (一、产出指标（50分）); the form then has it."""
    found = levels.heading(text)
    if found is None:
        return False
    draft.heading = (found[0], spans)
    draft.form.levels.append(Level(1, *found, spans))
    return True


def _title_at(lines: Sequence[Line], template: Template | None) -> int | None:
    found = [at for at, line in enumerate(lines) if title_in(line.text, template)]
    if not found:
        return _by_size(lines)
    found = [at for at in found if not _HEADING.match(fold(lines[at].text))] or found
    large = max(lines[at].size for at in found)
    return next(at for at in reversed(found) if lines[at].size == large)


def _by_size(lines: Sequence[Line]) -> int | None:
    """The line that is a title by its size and place alone: larger than the text of tables, and than all others."""
    large = [at for at, line in enumerate(lines) if line.size >= _LARGE and not _HEADING.match(fold(line.text))]
    if len(large) != 1 or any(at != large[0] and line.size >= lines[large[0]].size for at, line in enumerate(lines)):
        return None
    text = _ANNEX.sub("", fold(lines[large[0]].text))
    fits = _SHORTEST <= len(text) <= _LONGEST and not _STOPS.search(text) and not _FIELD.match(text)
    return large[0] if fits and not heads_goals(lines[large[0]].text) and not levels.heading(text) else None


def _as_title(text: str) -> Title:
    """A text that is a title by its size, with what it names."""
    folded = _ANNEX.sub("", fold(text))
    body, year = _ORGANISATION.match(_YEAR_FIRST.sub("", folded)), _year_in(folded)
    return Title(_ANNEX.sub("", squeeze(text)), body["organisation"] if body else None, int(year) if year else None)


def _line(line: Line, draft: Draft, *, near: bool) -> None:
    text = squeeze(line.text)
    if near and said(line.text, line.spans, draft.form):
        draft.place_line(line, "label")
    elif draft.form.rows and (score := totals.said_in(line.text)) is not None:
        totals.say(score, line.spans, draft)
        draft.place_line(line, "total")
    elif near and heads_level(line.text, line.spans, draft):
        draft.place_line(line, "level1")
    elif _NOTE.match(text) or _noted(text, draft.template):
        draft.place_line(line, "note")
    elif near and draft.template and fold(text) in draft.template.banners:
        draft.place_line(line, "label")
    elif near and (goal := goal_in(line.text)) is not None:
        _goal(line, goal, draft)
    elif near and (parts := labelled(line.text, line.spans, draft)):
        draft.pieces += [Piece(span, role) for role, spans in parts for span in spans]
    else:
        year = _YEAR_BEHIND.search(text)
        if near and year is not None:
            draft.form.year = draft.form.year or int(year[1])
        draft.place_line(line, "prose")


def _goal(line: Line, goal: re.Match[str], draft: Draft) -> None:
    whole = Cell(0, 0, line.text.strip(), line.spans)
    size, name = len(squeeze(goal["label"])), squeeze(goal["label"]).rstrip("：:")
    label = group(whole, 0, size, draft.source).spans
    text = group(whole, size, len(squeeze(line.text)), draft.source)
    draft.form.parts.append(Part(name, label, ((name, text),)))
    draft.pieces += [*(Piece(span, "label") for span in label), *(Piece(span, "goal") for span in text.spans)]


def said(text: str, spans: tuple[Span, ...], form: FormDraft) -> bool:
    """Whether a text says no more than the form's year or the unit of its money; the form then has it."""
    parts = [squeeze(text)]
    if not _YEAR_LINE.fullmatch(parts[0]) and not _UNIT_LINE.fullmatch(parts[0]):
        parts = text.split()
    found = [(_YEAR_LINE.fullmatch(part), _UNIT_LINE.fullmatch(part)) for part in parts]
    if not all(year or unit for year, unit in found):
        return False
    for year, unit in found:
        if year:
            form.year = form.year or _in_figures(year[1])
        if unit:
            form.unit = form.unit or unit[1]
            form.said_unit = form.said_unit or Text(unit[1], spans)
    return bool(found)


def _in_figures(year: str) -> int | None:
    """A year in figures or in Chinese ones: 2023, 二〇二三."""
    figures = year.translate(_CHINESE)
    return int(figures) if figures.isascii() and figures.isdecimal() else None


def has_label(text: str) -> bool:
    """Whether a text begins with a label and goes on with its value: 收入预算：500万元."""
    match = _FIELD.match(text)
    return match is not None and squeeze(text[match.end() :]) != ""


def labelled(text: str, spans: Sequence[Span], draft: Draft) -> list[tuple[Role, tuple[Span, ...]]]:
    """The labels and values that a text consists of (填报单位：某某局 填报日期：…), which the form then has as fields.

    Empty where it is no such text.
    """
    matches = list(_FIELD.finditer(text))
    if not matches or matches[0].start() > 0 or len(squeeze(text)) >= _LONGEST:
        return []
    whole = Cell(0, 0, text, tuple(spans))
    found: list[tuple[Role, tuple[Span, ...]]] = []
    filled = False
    for match, after in zip(matches, [*matches[1:], None], strict=True):
        begin, start = len(squeeze(text[: match.start()])), len(squeeze(text[: match.end()]))
        value = group(whole, start, len(squeeze(text[: after.start()] if after else text)), draft.source)
        label = group(whole, begin, start, draft.source).spans
        if said(text[match.start() : after.start() if after else None], value.spans, draft.form):
            found.append(("label", (*label, *value.spans)))
            filled = True
            continue
        stamp = _STAMP.fullmatch(value.text) is not None
        found += [("label", label), ("label" if stamp else "field", value.spans)]
        if value.text and not stamp:
            draft.form.keep(squeeze(match[1]), value)
            filled = True
    return found if filled else []


def _noted(text: str, template: Template | None) -> bool:
    return any(pattern.match(text) for pattern in (template.notes if template else ()))


def _long_enough(body: Text) -> bool:
    return len(squeeze(body.text)) >= _BODY_NAME


def years(forms: Iterable[FormDraft]) -> None:
    """The year of a form whose title and lines name none, from a field: 评价年度：2023年, 监控期间：2025年1—8月.

    Of forms under one title that differ in their numbers alone, the first may name the year of all.
    """
    before: FormDraft | None = None
    for form in forms:
        for ends in _OF_TIME:
            said_in = (text.text for label, text in form.fields.items() if ends.search(bare(label)))
            found = next((match for text in said_in if (match := _YEAR_LINE.fullmatch(squeeze(text)))), None)
            if form.year is None and found is not None:
                form.year = _in_figures(found[1])
        if form.year is None and before is not None and form.title and _same(form.title, before.title):
            form.year = before.year
        before = form


def _same(title: str, other: str | None) -> bool:
    """Whether two titles differ in a number in brackets at most: …自评表（一）, …自评表（二）."""
    return other is not None and _NUMBERED.sub("", fold(title)) == _NUMBERED.sub("", fold(other))


def organisations(forms: Iterable[FormDraft]) -> None:
    """The body that reports, where the title names none: the unit that does the work, or else its authority.

    A body of the header block with which the title begins is the title's: 霁川学院 of 霁川学院专项绩效自评表.
    """
    for form in forms:
        named = {bare(label): text for label, text in reversed(form.fields.items())}
        ours = [label for label in named if not label.startswith(_ABOVE)]
        doers = (label for doer in _DOERS for label in ours if label.endswith(doer))
        title = _YEAR_FIRST.sub("", form.title or "")
        titled = [text for label, text in named.items() if label.endswith(("单位", "部门")) and _long_enough(text)]
        found = next((text for text in titled if title.startswith(squeeze(text.text))), None) or next(
            (named[name] for name in (*_NAMES, *_DOERS, *doers) if name in named), None
        )
        if form.organisation is None and found is not None:
            form.organisation = squeeze(found.text)
