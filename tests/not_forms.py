"""Documents of public bodies that hold no performance table; all invented. `|` parts cells, other lines are text."""

from __future__ import annotations

from html import escape

from flows import merged

NOT_FORMS: dict[str, str] = {
    "a notice": """
        关于开展2023年度预算绩效自评工作的通知
        各乡镇人民政府，县直各单位：
        为加强预算绩效管理，请于3月31日前报送项目支出绩效自评表。
        一、自评范围。2023年度所有项目支出。
        二、时间安排。逾期未报的，按有关规定处理。
        云渡县财政局
        """,
    "a law's paragraphs": """
        第一章 总则
        第一条 为了规范政府收支行为，强化预算约束，制定本办法。
        第二条 预算、决算的编制、审查、批准、监督，依照本办法执行。
        第三条 各级预算应当遵循统筹兼顾、勤俭节约、量力而行、讲求绩效的原则。
        """,
    "a list of fees": """
        云渡县行政事业性收费目录
        |序号|收费项目|计量单位|收费标准|收费依据|
        |1|不动产登记费|件|80元|价费字〔2020〕8号|
        |2|城镇垃圾处理费|户·月|6元|价费字〔2019〕3号|
        """,
    "accounts: income and spending": """
        收入支出决算总表
        单位：万元
        |收入|<|支出|<|
        |项目|决算数|项目|决算数|
        |一、一般公共预算财政拨款收入|1205.33|一、一般公共服务支出|980.12|
        |二、事业收入|30.00|二、社会保障和就业支出|255.21|
        |本年收入合计|1235.33|本年支出合计|1235.33|
        """,
    "accounts: spending by purpose": """
        支出决算表
        |科目编码|科目名称|本年支出合计|基本支出|项目支出|
        |201|一般公共服务支出|980.12|700.00|280.12|
        |20103|政府办公厅（室）及相关机构事务|980.12|700.00|280.12|
        """,
    "accounts: travel, cars, receptions": """
        “三公”经费支出决算表
        |预算数|<|<|决算数|<|<|
        |合计|公务用车购置及运行费|公务接待费|合计|公务用车购置及运行费|公务接待费|
        |35|30|5|31.2|28|3.2|
        """,
    "accounts: assets": """
        |项目|年初数|年末数|
        |流动资产|120.5|98.3|
        |固定资产|2300|2410.7|
        |资产总计|2420.5|2509|
        """,
    "a list of posts": """
        |岗位代码|招聘岗位|招聘人数|学历要求|联系电话|
        |A01|会计|1|本科及以上|0000-0000|
        |A02|工程管理|2|大专及以上|0000-0000|
        """,
    "a notice of purchase": """
        |采购人|云渡县第一小学|采购方式|竞争性磋商|
        |预算金额|86万元|最高限价|86万元|
        |开标时间|2023年5月12日9时|地点|县公共资源交易中心|
        """,
    "bids and their points": """
        |投标人|报价（万元）|商务得分|技术得分|总分|
        |甲公司|85.6|28|60|88|
        |乙公司|84.2|30|55|85|
        """,
    "statistics of a county": """
        2022年主要经济指标
        |指标|单位|绝对数|比上年增长（%）|
        |地区生产总值|亿元|132.6|4.1|
        |社会消费品零售总额|亿元|45.2|-0.3|
        """,
    "staff of a bureau": """
        |姓名|性别|职务|分管工作|
        |张某|男|局长|主持全面工作|
        |李某|女|副局长|分管预算、绩效|
        """,
    "tasks and who does them": """
        |序号|工作任务|牵头单位|配合单位|完成时限|
        |1|修订内控手册|办公室|财务科|6月底前|
        |2|开展业务培训|人事科|各科室|全年|
        """,
    "what indicators mean": """
        |术语|含义|
        |绩效目标|财政支出在一定期限内计划达到的产出和效果|
        |绩效自评|部门和单位对绩效目标完成情况的自我评价|
        """,
    "projects and their money": """
        |序号|项目名称|建设地点|总投资（万元）|资金来源|
        |1|村道硬化|柳坪村|56|衔接资金|
        |2|饮水管网|石梁村|38.5|衔接资金|
        """,
    "farmers who got help": """
        |序号|户主|人口|补贴面积（亩）|补贴金额（元）|
        |1|王某某|4|5.2|520|
        |2|赵某某|3|3.8|380|
        """,
    "a timetable": """
        |时间|星期一|星期二|星期三|
        |上午|语文|数学|英语|
        |下午|体育|美术|音乐|
        """,
    "penalties": """
        |当事人|案由|处罚依据|处罚结果|
        |某食品店|经营过期食品|食品安全法|罚款5000元|
        """,
    "goals without rows": """
        |年度总体目标|预期目标|实际完成情况|
        |^|修桥一座，方便两岸群众出行。|修桥一座，两岸群众出行方便。|
        """,
    "weather": """
        |日期|最高气温|最低气温|降水量|
        |5月1日|28|17|0|
        |5月2日|26|16|12.5|
        """,
}


def html(drawing: str) -> bytes:
    """A drawing as a web page."""
    parts: list[str] = []
    rows: list[list[str]] = []
    for raw in [*drawing.strip().splitlines(), ""]:
        line = raw.strip()
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line[1:-1].split("|")])
            continue
        if rows:
            parts.append(_table(rows))
            rows = []
        if line:
            parts.append(f"<p>{escape(line)}</p>")
    return f"<html><meta charset='utf-8'><body>{''.join(parts)}</body></html>".encode()


def _table(rows: list[list[str]]) -> str:
    made: dict[int, str] = dict.fromkeys(range(len(rows)), "")
    for row, _, text, rowspan, colspan in merged(rows):
        made[row] += f"<td colspan={colspan} rowspan={rowspan}>{escape(text)}</td>"
    return f"<table border=1>{''.join(f'<tr>{cells}</tr>' for cells in made.values())}</table>"
