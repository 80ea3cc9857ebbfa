"""Templates: what loads, how header words are compared, and which error names what is wrong."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from perfparse.forms.headers import column_role
from perfparse.forms.templates import Profile, SectionForm, Template, parse_template, templates
from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import fold, squeeze
from perfparse.model.errors import TemplateError

HEAD = 'id = "a-form"\nname = "某表"\nsource = "made up"\n'
SECTION = '[[sections]]\nname = "一"\ncolumns = [\n  { role = "indicator", headers = ["指标"] },\n]\n'
FULL = """
id = "a-form"
name = "某表"
source = "made up"
title = ['^(?P<organisation>.+?)(?P<year>20\\d\\d)年绩效表$']
banners = ["绩效 目标(全年)"]
notes = ['^注：']
totals = ["总 分", "合计（分）"]
levels = "national"
years = { first = 2019, last = 2022 }

[budget]
full_year = ["全年(调整)预算数"]
score = ["执行率得分（分）"]

[profile]
execution = 20
grades = { "优" = 90, "良" = 80 }

[[full_rows]]
pattern = '^其中：(?P<indicator>.+)：(?P<actual>.+)$'

[[sections]]
name = "一"
columns = [
  { role = "goal", headers = ["目标"] },
  { role = "indicator", headers = ["任务(政策) 指标", "指标"] },
  { role = "target", headers = ["预期值"] },
]

[[sections]]
name = "二"
columns = [{ role = "indicator", headers = ["指标"] }]
"""


# parse_template on what is right


def test_a_whole_template() -> None:
    template = parse_template(FULL, "a-form.toml")
    assert (template.id, template.name, template.source) == ("a-form", "某表", "made up")
    match = template.title[0].match("甲局2021年绩效表")
    assert match is not None
    assert match.groupdict() == {"organisation": "甲局", "year": "2021"}
    assert template.banners == ("绩效目标（全年）",)
    assert template.notes[0].match("注：以上")
    assert template.full_rows[0].match("其中：完成率：99%")
    assert template.totals == {"总分", "合计"}
    assert (template.levels, template.years) == ("national", (2019, 2022))
    assert template.budget == {"全年预算数": "full_year", "执行率得分": "score"}
    assert template.profile == Profile("20", (("优", "90"), ("良", "80")))
    assert [section.name for section in template.sections] == ["一", "二"]
    assert [column.role for column in template.sections[0].columns] == ["goal", "indicator", "target"]
    assert template.sections[0].columns[1].headers == ("任务（政策）指标", "指标")


def test_only_names_and_sections_are_needed() -> None:
    template = parse_template(HEAD + SECTION, "a-form.toml")
    assert (template.title, template.banners, template.full_rows, template.notes) == ((), (), (), ())
    assert (template.totals, template.levels, template.budget, template.profile) == (frozenset(), None, {}, None)


@pytest.mark.parametrize(
    ("years", "year", "in_force"),
    [
        ("{ first = 2021 }", 2021, True),
        ("{ first = 2021 }", 2020, False),
        ("{ last = 2020 }", 2020, True),
        ("{ last = 2020 }", 2021, False),
        ("{ first = 2019, last = 2020 }", 2018, False),
        ("{ first = 2019 }", None, False),
        ("{}", 2020, False),  # a form that does not say so is no better for any year
    ],
)
def test_the_years_in_force(years: str, year: int | None, in_force: bool) -> None:
    template = parse_template(f"{HEAD}years = {years}\n{SECTION}", "a-form.toml")
    assert template.in_force(year) is in_force


@pytest.mark.parametrize(
    "role",
    [
        "goal",
        "indicator",
        "target",
        "actual",
        "reason",
        "weight",
        "score",
        "level1",
        "level2",
        "nature",
        "unit",
        "extra",
    ],
)
def test_every_role_of_a_column(role: str) -> None:
    columns = f'columns = [{{ role = "{role}", headers = ["某列"] }}, {{ role = "indicator", headers = ["指标"] }}]\n'
    template = parse_template(f'{HEAD}[[sections]]\nname = "一"\n{columns}', "a-form.toml")
    assert template.sections[0].columns[0].role == role


# parse_template on what is wrong: the TOML, and what its error says
WRONG = [
    ("no TOML", "id = ", "not valid TOML"),
    ("nothing", "", "no 'id'"),
    ("no id", HEAD.replace('id = "a-form"\n', "") + SECTION, "no 'id'"),
    ("no name", HEAD.replace('name = "某表"\n', "") + SECTION, "no 'name'"),
    ("no source", HEAD.replace('source = "made up"\n', "") + SECTION, "no 'source'"),
    ("no sections", HEAD, "no 'sections'"),
    ("an unknown key", 'colour = "red"\n' + HEAD + SECTION, "unknown key 'colour'"),
    ("a title that does not compile", "title = ['(']\n" + HEAD + SECTION, "the pattern '(' does not compile"),
    ("a note that does not compile", "notes = ['[']\n" + HEAD + SECTION, "the pattern '[' does not compile"),
    ("a row that does not compile", HEAD + SECTION + "[[full_rows]]\npattern = '*'\n", "the pattern '*' does not"),
    ("a row without a pattern", HEAD + SECTION + "[[full_rows]]\nname = '*'\n", "no 'pattern'"),
    ("a section without a name", HEAD + SECTION.replace('name = "一"\n', ""), "no 'name'"),
    ("a section without columns", HEAD + '[[sections]]\nname = "一"\n', "no 'columns'"),
    ("a column without a role", HEAD + SECTION.replace('role = "indicator", ', ""), "no 'role'"),
    ("a column without headers", HEAD + SECTION.replace(', headers = ["指标"]', ""), "no 'headers'"),
    (
        "a role that is none",
        HEAD + SECTION.replace('"indicator"', '"name"'),
        "no column role 'name'; it may be actual,",
    ),
    ("a role for no column", HEAD + SECTION.replace('"indicator"', '"furniture"'), "no column role 'furniture'"),
    ("an unknown year", HEAD + "years = { from = 2020 }\n" + SECTION, "unknown key 'from'"),
    ("an unknown amount", HEAD + SECTION + '[budget]\nspent = ["支出"]\n', "unknown key 'spent'"),
    ("an unknown rule", HEAD + SECTION + "[profile]\nrate = 10\n", "unknown key 'rate'"),
    ("no indicator", HEAD + SECTION.replace('"indicator"', '"target"'), "section '一' has no indicator column"),
]


@pytest.mark.parametrize(("text", "why"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_an_error_names_the_file_and_what_is_wrong(text: str, why: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse_template(text, "a-form.toml")
    message = str(caught.value)
    assert message.startswith("a-form.toml: ")
    assert why in message
    assert "\n" not in message


# header words as they are compared
FOLDED = [
    ("任务(政策)关键性指标", "任务（政策）关键性指标"),
    ("任务 （政策）\n关键性指标", "任务（政策）关键性指标"),
    ("目标值:A,B;100%", "目标值：A，B；100％"),
    ("\u3000指\u00a0标\u200b\ufeff", "指标"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_header_words_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded
    assert len(fold(text)) == len(squeeze(text))  # offsets into the one are offsets into the other


def test_squeezing_takes_white_space_alone() -> None:
    assert squeeze(" 任务(政策)\t\u3000100% \r\n") == "任务(政策)100%"


# the templates that come with the package


def shipped() -> list[str]:
    folder = resources.files("perfparse.forms").joinpath("known")
    return sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml") and item.name != "words.toml")


def test_all_shipped_templates_load() -> None:
    assert [f"{template.id}.toml" for template in templates()] == shipped()
    assert all(template.name and template.source and template.sections for template in templates())


def test_the_sets_of_levels_are_known() -> None:
    assert {template.levels for template in templates()} - {None} == set(words().level_sets)


def test_the_names_of_forms_and_sections_are_unique() -> None:
    ids = [template.id for template in templates()]
    assert len(ids) == len(set(ids))
    for template in templates():
        names = [section.name for section in template.sections]
        assert len(names) == len(set(names))


SECTIONS = [
    pytest.param(section, id=f"{template.id}-{section.name}")
    for template in templates()
    for section in template.sections
]


@pytest.mark.parametrize("section", SECTIONS)
def test_the_columns_of_a_shipped_section(section: SectionForm) -> None:
    words = [word for column in section.columns for word in column.headers]
    assert len(words) == len(set(words))
    assert all(word and word == fold(word) for word in words)
    roles = [column.role for column in section.columns]
    goals = roles.count("goal")
    assert roles[:goals] == ["goal"] * goals  # goal columns stand first
    assert roles.count("indicator") == 1
    assert roles.count("target") == 1 or "score" in roles  # an evaluation says how each indicator was judged
    assert max(roles.count("target"), roles.count("actual")) <= 1  # a form of targets has no actual value


@pytest.mark.parametrize("template", templates(), ids=lambda template: str(template.id))
def test_the_named_groups_of_a_shipped_template(template: Template) -> None:
    for pattern in template.title:
        assert set(pattern.groupindex) <= {"organisation", "year"}
    for pattern in template.full_rows:
        assert {"indicator"} <= set(pattern.groupindex) <= {"indicator", "target", "actual"}


# the words that all forms share


def test_each_word_has_one_meaning() -> None:
    raw = tomllib.loads(resources.files("perfparse.forms").joinpath("words.toml").read_text(encoding="utf8"))
    for block in ("columns", "budget"):
        listed = [word for words in raw[block].values() for word in words]
        assert sorted(listed) == sorted(set(listed)), block
    del raw["composed"]  # parts of words, "" among them
    assert all(bare(word) == word for block in raw.values() for words in block.values() for word in words)


@pytest.mark.parametrize(
    ("printed", "word"),
    [
        ("全年实际值(B)", "全年实际值"),
        ("年度指标值（A）", "年度指标值"),
        ("其中： 财政拨款", "其中财政拨款"),
        ("★ 是否核心指标*", "是否核心指标"),
        ("任务（政策）的绩效目标", "任务的绩效目标"),
    ],
)
def test_what_is_bare(printed: str, word: str) -> None:
    assert bare(printed) == word


def test_header_words_of_no_list_are_told_by_their_letters() -> None:
    assert column_role("某某年度完成值") == "actual"
    assert column_role("牵头科室") == "extra"
    assert column_role("修建水渠长度") is None
