"""Make the drawn samples: `python tests/make_pdf_samples.py` writes samples/*.pdf and their gold anew.

The content is written here, the drawing is `pdf_forms`. Everything is invented, and the same bytes come out each time.
The gold is made of the same content, so that it cannot depend on the parser that is measured by it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pdf_forms import Content, Grid, Look, Row, department, drawn, project

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Sample:
    """A drawn sample: what it says, how it is drawn, and what only its gold tells."""

    name: str
    content: Content
    grid: Grid
    look: Look
    organisation: str
    year: int
    row_section: str | None
    section: str


CHANNEL = Content(
    title="霁川县项目支出绩效自评表",
    year="（2023年度）",
    fields=(
        ("项目名称", "槐溪灌区渡槽与放水涵修复"),
        ("主管部门", "霁川县水利局"),
        ("实施单位", "槐溪灌区管护所"),
        ("项目负责人", "鹿青野"),
        ("联系电话", "0000-2023"),
    ),
    money=(
        ("年度资金总额", "486.00", "486.00", "472.65", "10", "97.25%", "9.73"),
        ("其中：当年财政拨款", "420.00", "420.00", "410.15", "", "97.65%", ""),
        ("上年结转资金", "66.00", "66.00", "62.50", "", "94.70%", ""),
        ("其他资金", "", "", "", "", "", ""),
    ),
    goals=(
        (
            "预期目标",
            ("目标1：修好槐溪干渠上七座年久失修的石渡槽，堵住渗漏，让下游三个乡镇的稻田在芒种前按时放水。"
            "目标2：给放水涵装上能远程启闭的闸门，管水员不再半夜下沟。目标3：把渡槽的历史写成牌子立在路边，"
            "孩子们走过时能读到它是谁修的。"),
        ),
        (
            "实际完成情况",
            ("七座渡槽全部修复并通水，其中燕尾槽因地基软弱改为钢筋混凝土支墩；放水涵闸门安装到位，值守平台试运行正常。"
            "沿线设立说明牌，编印小册子送到村小。资金支付较计划略慢，质量保证金按合同留到次年六月支付。"),
        ),
    ),
    rows=(
        Row("产出指标", "数量指标", "修复石渡槽", "7座", "7座", "8", "8"),
        Row("产出指标", "数量指标", "更换放水涵闸门", "≥26扇", "28扇", "8", "8"),
        Row(
            "产出指标", "数量指标", "渠道清淤与护坡",
            "清淤不少于11.5公里，松动护坡随清随砌。",
            "清淤12.3公里，运出淤泥4860立方米，堆放在乡镇指定的复垦地块；重砌护坡1970平方米。"
            "燕尾槽至石门段因古树根系穿过渠底，改用人工掏挖，比原计划多用十九天。",
            "8", "7.5", "古树保护要求在开工后才提出，次年编制方案时先请林业部门现场踏勘",
        ),
        Row("产出指标", "质量指标", "单元工程验收合格率", "100%", "100%", "7", "7"),
        Row(
            "产出指标", "质量指标", "渡槽渗漏量",
            "修复后每座渡槽每昼夜渗漏量不超过0.8立方米。",
            "通水第三十日逐座实测，最大的石门槽为0.62立方米，其余六座在0.15至0.41立方米之间，"
            "全部低于控制值；渗漏观测井同步建成14口，数据接入灌区值守平台，"
            "由管护所每旬抄录一次，遇暴雨或检修后放水时加测，记录存档备查。",
            "7", "7",
        ),
        Row(
            "产出指标", "时效指标", "主体工程完工时间",
            "2023年4月底前", "2023年5月12日", "6", "5", "古树段改线，工期顺延",
        ),
        Row("产出指标", "成本指标", "渡槽修复平均成本", "≤38万元/座", "36.2万元/座", "6", "6"),
        Row("效益指标", "经济效益指标", "恢复灌溉面积", "≥9200亩", "9415亩", "10", "10"),
        Row(
            "效益指标", "社会效益指标", "受益农户用水纠纷",
            "较上年明显减少",
            "全年受理用水纠纷3起，上年为17起，均在村内调解结案。",
            "8", "8",
        ),
        Row("效益指标", "生态效益指标", "渠道生态流量保证率", "≥90%", "93.6%", "6", "6"),
        Row(
            "效益指标", "可持续影响指标", "管护制度",
            "建立渡槽巡查制度并落实到人",
            "七座渡槽各设一名槽长，姓名和电话刻在说明牌上；巡查每周一次，汛期每日一次。",
            "6", "6",
        ),
        Row("满意度指标", "服务对象满意度指标", "灌区农户满意度", "≥92%", "96.4%", "10", "10"),
    ),
    total=("100", "98.23"),
)  # fmt: skip

HERITAGE = Content(
    title="汐岭市文物局2022年部门整体绩效完成情况表",
    goals=(
        (
            "部门整体支出绩效目标",
            ("守住汐岭的老城墙、老码头和老戏台，让文物有人看、有人修、有人懂。一是摸清家底，把散落在乡间的石刻、碑亭、"
            "古井逐处登记，照片、尺寸和病害写进同一本册子。二是抢救急险，凡是漏雨、倾斜、虫蛀的木构，先支顶、后修缮，"
            "不让一处在汛期倒下。三是看好护好，给每处文物定一名看护人，巡查有记录，隐患有去向。四是讲好故事，"
            "博物馆开到傍晚，让下班的人和放学的孩子赶得上；把展柜里的器物做成盒子送进山里的学校。五是用好数字，"
            "馆藏文物逐件拍摄，公众在家里也能转动一只陶罐。到年底，市级以上文物保护单位无一发生火灾和盗损，"
            "群众走进博物馆的次数比上年多，修缮工匠的手艺有年轻人愿意学，城里乡间都能看见历史留下的样子。"),
        ),
    ),
    rows=(
        Row(
            "", "", "文物资源普查", "完成全市乡镇石刻、碑亭、古井等不可移动文物复查，复查率达到100%。",
            "复查不可移动文物1146处，复查率100%，其中新发现87处、消失9处，消失的逐处写明原因；"
            "编制《汐岭市乡土文物名录（2022年版）》，印数1500册。",
        ),
        Row(
            "", "", "木构建筑抢险加固", "对列入险情名单的木构建筑实施支顶和屋面抢修，数量不少于18处。",
            "抢修木构建筑21处，更换糟朽檩条和椽子2300余根，翻修屋面6480平方米。雾桥戏台在支顶时发现后檐柱根全部中空，"
            "连夜搭设满堂架，邀请木作师傅会商后改为墩接，未发生坍塌。\n"
            "全部工程留有施工日志和影像，竣工资料已移交市档案馆。",
        ),
        Row(
            "", "", "文物看护人队伍", "每处市级以上文物保护单位至少落实1名看护人。",
            "聘用看护人312名，覆盖文物保护单位268处。",
        ),
        Row(
            "", "", "安全巡查",
            "市级巡查每季度不少于1次，县级每月不少于1次；隐患整改率不低于95%。",
            "全年市级巡查6次、县级巡查168次，发现隐患241处，整改236处，整改率97.9%；剩余5处为电线改造，"
            "已与供电部门商定在次年枯水期停电施工。",
        ),
        Row(
            "", "", "博物馆开放服务", "市博物馆全年开放不少于300天，周五、周六延时开放至20时。",
            "开放318天，延时开放98场次，接待观众46.2万人次，同比增长21.3%；讲解服务3720场，其中公益讲解2950场。",
        ),
        Row(
            "", "", "流动展览进校园", "制作可触摸的教具展盒，送进山区学校不少于40所。",
            "制作展盒60套，送进山区学校47所，听课学生12840人次。孩子们最爱的是仿制的陶埙，"
            "有两所学校因此办起了陶埙社团；教师反映展盒说明文字偏难，已改写为三年级学生读得懂的版本，"
            "并附上拼音和手绘示意图，改版后的展盒在秋季学期全部换发到位。",
        ),
        Row(
            "", "", "馆藏数字化", "完成馆藏文物三维采集900件。",
            "采集934件，上线可转动的三维模型780件，网上浏览量31.5万次。",
        ),
        Row(
            "", "", "修缮工匠培养", "举办木作、瓦作、石作培训班3期，培训学员不少于90人。",
            "举办培训班4期，培训学员113人，其中35岁以下61人；结业学员中有28人进入修缮工地跟班，"
            "由老师傅按日记录手艺进步。",
        ),
        Row(
            "", "", "老码头遗址保护", "完成雁洲老码头遗址保护棚建设，面积1200平方米。",
            "建成保护棚1260平方米，安装温湿度监测点24个。施工中出土清代缆绳石桩11根、铁锚两只，"
            "现场展示，观众可沿木栈道俯看。",
        ),
        Row(
            "", "", "石刻拓片整理", "整理馆藏石刻拓片不少于500张，修复破损拓片80张。",
            "整理拓片562张，修复破损拓片91张，释读题记文字3.8万字；其中《重修雁洲渡记》补足了地方志中缺失的"
            "两次洪水年份，已函告水文部门供其校核。",
        ),
        Row(
            "", "", "社会捐赠文物接收", "规范接收程序，接收捐赠文物全部登记入账。",
            "接收捐赠文物73件（套），入账率100%。",
        ),
        Row(
            "", "", "消防设施改造", "完成8处重点古建筑消防水源和报警设施改造。",
            "完成9处，新建消防水池4座、总容积620立方米，更换老化线路5.4公里；与消防救援队开展夜间联合演练3次，"
            "从报警到出水最快用时4分钟。",
        ),
        Row("", "", "观众满意度", "≥90%", "95.8%"),
        Row(
            "", "", "信访与投诉办理", "文物保护类来信来访在15个工作日内答复。",
            "收到来信来访54件，全部按期答复，平均用时8.6个工作日；群众反映的祠堂彩绘褪色问题已列入次年修缮计划。",
        ),
    ),
)  # fmt: skip

HEADER = ("关键指标", "预期实现值", "年度完成值")
SAMPLES = (
    Sample(
        "jichuan-channel-2023",
        CHANNEL,
        project(CHANNEL),
        Look(size=9.0, leading=12.0, stand="parts", label="once", foot="- # -", runs=True),
        "槐溪灌区管护所",
        2023,
        None,
        "年度总体目标",
    ),
    Sample(
        "xiling-heritage-2022",
        HERITAGE,
        department(HERITAGE, HEADER, shares=(7, 6, 11, 19)),
        Look(
            page=(842.0, 595.0), size=12.0, leading=18.5, repeat=True, foot="第#页 共@页", head="汐岭市市直部门绩效资料"
        ),
        "汐岭市文物局",
        2022,
        "部门整体支出",
        "部门整体支出",
    ),
)


def gold(sample: Sample) -> dict[str, Any]:
    """What a right reading of the sample gives."""
    content, made = sample.content, []
    for number, row in enumerate(content.rows, 1):
        texts = {"indicator": row.indicator, "target": row.target, "actual": row.actual.replace("\n", "")}
        one: dict[str, Any] = {"id": f"1.{number}", "section": sample.row_section, **texts}
        if row.level1:
            one |= {"level1": row.level1, "level2": row.level2, "weight": row.weight, "score": row.score}
            one["reason"] = row.reason or None
        made.append(one)
    found: dict[str, Any] = {
        "organisation": sample.organisation,
        "fiscal_year": sample.year,
        "title": content.title,
        "comparison": "cell text is compared with all white space removed",
        "sections": [{"name": sample.section, "goals": dict(content.goals)}],
        "rows": made,
    }
    if content.fields:
        found["fields"] = dict(content.fields)
    if content.money:
        keys = ("item", "initial", "full_year", "executed", "weight", "rate", "score")
        found["budget"] = [{key: text for key, text in zip(keys, line, strict=True) if text} for line in content.money]
    if content.total:
        found["total"] = dict(zip(("weight", "score"), content.total, strict=True))
    return found


def made_files() -> dict[Path, bytes]:
    """Every file with its bytes, by its path in the repository."""
    files: dict[Path, bytes] = {}
    for sample in SAMPLES:
        files[Path("samples") / f"{sample.name}.pdf"] = drawn([sample.grid], sample.look)
        text = json.dumps(gold(sample), ensure_ascii=False, indent=1) + "\n"
        files[Path("tests/gold") / f"{sample.name}.gold.json"] = text.encode()
    return files


if __name__ == "__main__":
    for path, data in made_files().items():
        (ROOT / path).write_bytes(data)
