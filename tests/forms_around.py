"""Forms whose header block, money, goals or sums stand otherwise than in the national form. All places are invented."""

from __future__ import annotations

from typing import Any

_HEAD = "|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|未完成原因|"
_ROW = "|产出指标|数量指标|修建水窖|12口|13口|50|50||"
_READ = ("产出指标", "数量指标", "修建水窖", "12口", "13口", "50", "50", None)

AROUND: dict[str, tuple[str, dict[str, Any]]] = {
    "money in one line without items, its reason kept as a field": (
        f"""
        砚湖区水务局2023年度项目支出绩效自评表
        |项目经费（万元）|批复预算|调整后预算|累计列支|列支进度|分值|得分|未足额列支原因|
        |^|80|90.00|81.00|90.00%|10|9.00|尾款未付|
        {_HEAD}
        {_ROW}
        """,
        {
            "organisation": "砚湖区水务局",
            "unit": "万元",
            "money": [("项目经费", "80", "90.00", "81.00", "90.00", "10", "9.00")],
            "fields": {"项目经费/未足额列支原因": "尾款未付"},
            "rows": [_READ],
        },
    ),
    "money beside labels in two rows, one amount in its label's cell": (
        f"""
        2024年度县级项目绩效自评表
        |项目名称|水窖修建|<|实施单位|砚湖区水务局|<|<|<|
        |预算金额（万元）|90.00|<|执行金额（万元）|81.00|<|<|<|
        |执行率|90.00%|<|执行率得分|9.00|<|<|<|
        |自评总分|59|<|评价结果|良|<|<|<|
        {_HEAD}
        {_ROW}
        """,
        {
            "fiscal_year": 2024,
            "organisation": "砚湖区水务局",
            "unit": "万元",
            "money": [("预算金额（万元）", None, "90.00", "81.00", "90.00", None, "9.00")],
            "fields": {
                "项目名称": "水窖修建",
                "实施单位": "砚湖区水务局",
                "自评总分": "59",
                "评价结果": "良",
            },
            "total": (None, "59"),
            "rows": [_READ],
        },
    ),
    "a label before labels with their amounts; labels over amounts that are no block of money": (
        f"""
        项目支出绩效自评表
        |项目经费（万元）|总额|<|财政资金|<|自筹资金|<|<|
        |^|100|<|80|<|20|<|<|
        |预算执行情况|预算数|100|执行数|90|执行率|90%|<|
        {_HEAD}
        {_ROW}
        """,
        {
            "money": [("预算执行情况", None, "100", "90", "90", None, None)],
            "fields": {"总额": "100", "财政资金": "80", "自筹资金": "20"},
            "rows": [_READ],
        },
    ),
    "amounts as small as points under published labels": (
        f"""
        项目支出绩效自评表
        |项目资金（万元）|<|年初预算数|全年预算数|执行数|<|<|<|
        |年度资金总额|<|10|12|11|<|<|<|
        {_HEAD}
        {_ROW}
        """,
        {"money": [("年度资金总额", "10", "12", "11", None, None, None)], "rows": [_READ]},
    ),
    "a row of fields is no money, however much its values look like amounts": (
        f"""
        项目支出绩效自评表
        |编制人数|120|<|实有人数|118|<|<|<|
        {_HEAD}
        {_ROW}
        """,
        {"money": None, "fields": {"编制人数": "120", "实有人数": "118"}, "rows": [_READ]},
    ),
    "labels over their values; goals under labels of other words": (
        f"""
        项目支出绩效自评表
        |项目名称|<|主管部门|<|实施单位|<|联系电话|<|
        |水窖修建|<|砚湖区农业局|<|砚湖区水务局|<|0000-66201|<|
        |任务与成效|设定目标|<|<|实现成效|<|<|<|
        |^|修建水窖十二口，保障山区群众饮水。|<|<|修建水窖十三口，饮水有了保障。|<|<|<|
        {_HEAD}
        {_ROW}
        """,
        {
            "organisation": "砚湖区水务局",
            "fields": {
                "项目名称": "水窖修建",
                "主管部门": "砚湖区农业局",
                "实施单位": "砚湖区水务局",
                "联系电话": "0000-66201",
            },
            "goals": {
                ("任务与成效", "设定目标"): "修建水窖十二口，保障山区群众饮水。",
                ("任务与成效", "实现成效"): "修建水窖十三口，饮水有了保障。",
            },
            "rows": [_READ],
        },
    ),
    "points before the label of the sum; a level's sum is no row; fields below the rows": (
        """
        项目支出绩效自评表
        |分值|得分|一级指标|二级指标|三级指标|年度指标值|实际完成值|未完成原因|
        |40|40|产出指标|数量指标|修建水窖|12口|13口||
        |20|20|^|质量指标|验收合格率|100%|100%||
        |60|60|一级指标小计|<|<|<|<|<|
        |30|28|效益指标|社会效益指标|受益人口|≥800人|780人|迁出|
        |10|10|满意度指标|服务对象满意度指标|村民满意度|≥90%|95%||
        |100|98|合 计|<|<|<|<|<|
        """,
        {
            "total": ("100", "98"),
            "fields": {},
            "rows": [
                ("产出指标", "数量指标", "修建水窖", "12口", "13口", "40", "40", None),
                ("产出指标", "质量指标", "验收合格率", "100%", "100%", "20", "20", None),
                ("效益指标", "社会效益指标", "受益人口", "≥800人", "780人", "30", "28", "迁出"),
                ("满意度指标", "服务对象满意度指标", "村民满意度", "≥90%", "95%", "10", "10", None),
            ],
        },
    ),
    "the sum in words below the table": (
        f"""
        项目支出绩效自评表
        {_HEAD}
        {_ROW}
        自评合计50分。
        """,
        {"total": (None, "50"), "rows": [_READ]},
    ),
    "fields below the rows are no row": (
        f"""
        项目支出绩效自评表
        {_HEAD}
        {_ROW}
        |自评等级|优|填报人|某某|联系电话|0000-8123|<|<|
        """,
        {"fields": {"自评等级": "优", "填报人": "某某", "联系电话": "0000-8123"}, "rows": [_READ]},
    ),
    "the year of what is monitored, in a field; months are no year of a project": (
        f"""
        市级项目绩效运行监控情况表
        |项目单位|砚湖区水务局|<|监控期间|2025年1—8月|<|<|<|
        {_HEAD}
        {_ROW}
        """,
        {"fiscal_year": 2025, "organisation": "砚湖区水务局", "rows": [_READ]},
    ),
    "a project's time is not the year of its report": (
        f"""
        市级项目绩效自评情况表
        |项目单位|砚湖区水务局|<|实施期间|2021年1—8月|<|<|<|
        {_HEAD}
        {_ROW}
        """,
        {"fiscal_year": None, "rows": [_READ]},
    ),
    "a title in no words of a list; its year in brackets behind it": (
        f"""
        砚湖区水务局绩效目标自评汇总（评价年度：2024年）
        {_HEAD}
        {_ROW}
        """,
        {"fiscal_year": 2024, "rows": [_READ]},
    ),
}

LISTED = (
    """
    附表7：
    2025年部门预算项目绩效目标汇总表
    单位：万元
    |序号|单位名称|项目名称|预算数|年度目标|一级指标|二级指标|三级指标|指标值|
    ||砚湖区合计|<|126.5||||||
    |1|砚湖区水务局|水窖修建|86.00|修建水窖，保障山区群众饮水。|产出指标|数量指标|修建水窖|12口|
    |^|^|^|^|^|效益指标|社会效益指标|受益人口|≥800人|
    |2|^|泵站改造|40.5|改造泵站，稳定供水。|产出指标|数量指标|改造泵站|3座|
    ||水务局小计|<|126.5||||||
    |3|砚湖区气象局|人工增雨|20|抓住有利天气实施增雨。|产出指标|数量指标|增雨作业|10次|
    """,
    [
        ({"单位名称": "砚湖区水务局", "项目名称": "水窖修建"}, "砚湖区水务局", "86.00", "修建水窖，保障山区群众饮水。"),
        ({"项目名称": "泵站改造"}, "砚湖区水务局", "40.5", "改造泵站，稳定供水。"),
        ({"单位名称": "砚湖区气象局", "项目名称": "人工增雨"}, "砚湖区气象局", "20", "抓住有利天气实施增雨。"),
    ],
    [("修建水窖", 0), ("受益人口", 0), ("改造泵站", 1), ("增雨作业", 2)],
)
"""A table that lists projects: what each form has (fields, body, amount, goal), and the form of each row."""
