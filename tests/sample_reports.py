"""What the made samples say: two reports of bodies that do not exist, and beside each cell what it holds.

Every place, body, number and sentence here is invented for the project. `make_samples.py` lays the
content out and writes the sample and its gold; nothing in this file comes from running perfparse.

Text is written as the form prints it, without the spaces that Word's automatic spacing leaves in the
extracted text; a line feed parts two paragraphs of a cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as the report's contract names its parts; `value` is scaled (万元 gives 元)."""

    surface: str
    value: str
    unit: str
    bound: str = "exact"
    per: str | None = None
    upper: str | None = None
    change: str | None = None


@dataclass(frozen=True, slots=True)
class Date:
    """A date or a range of dates, ISO 8601, as exact as printed; `end` is None for a single date."""

    surface: str
    start: str
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a target or actual cell, its paragraphs parted by a line feed, and what it holds."""

    text: str
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[Date, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator with its target and actual; `outcome` where the numbers decide it.

    `may_split` is Word's "allow row to break across pages".
    """

    indicator: str
    target: Cell
    actual: Cell
    outcome: str | None = None
    may_split: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One of the form's two parts: a header row, goal cells that run down the left, and rows.

    `widths` are those of the columns in em, left to right; `header` the header's cells, of which the
    first ones, one a goal, are the goals' labels.
    """

    name: str
    header: tuple[str, ...]
    goals: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    budget_rate: str | None = None
    repeats_header: bool = False
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A report to be laid out, and the parts of its gold that belong to no single cell."""

    name: str
    organisation: str
    fiscal_year: int
    parts: tuple[Part, ...]
    page_lines: int
    hanging: bool
    numbered_pages: tuple[int, ...]
    never_a_quantity: tuple[str, ...]
    not_scored: tuple[str, ...]
    arithmetic: tuple[dict[str, object], ...]

    @property
    def title(self) -> str:
        """The form's title."""
        return f"{self.organisation}{self.fiscal_year}年部门整体绩效完成情况表"


def exact(surfaces: str) -> tuple[Quantity, ...]:
    """Quantities whose value is the number as printed and whose unit is all that follows it: "36期 14个"."""
    made = []
    for surface in surfaces.split():
        parted = re.fullmatch(r"([0-9.]+)([^0-9.万亿成]+)", surface)
        if parted is None:
            raise ValueError(f"{surface} needs its value written out")
        made.append(Quantity(surface, parted[1], parted[2]))
    return tuple(made)


def at(bound: str, surface: str, value: str, unit: str, per: str | None = None) -> tuple[Quantity, ...]:
    """One quantity with a bound."""
    return (Quantity(surface, value, unit, bound, per),)


def scaled(surface: str, value: str, unit: str) -> tuple[Quantity, ...]:
    """One exact quantity whose value is not the number as printed."""
    return (Quantity(surface, value, unit),)


def each(surface: str, value: str, unit: str, per: str, bound: str = "exact") -> tuple[Quantity, ...]:
    """One quantity for each `per`."""
    return (Quantity(surface, value, unit, bound, per),)


def moved(change: str, surface: str, value: str, unit: str) -> tuple[Quantity, ...]:
    """One quantity that is an increase or a decrease."""
    return (Quantity(surface, value, unit, change=change),)


def between(surface: str, value: str, upper: str, unit: str) -> tuple[Quantity, ...]:
    """One range."""
    return (Quantity(surface, value, unit, "range", upper=upper),)


WHOLE_HEADER = ("部门整体支出\n绩效目标", "关键指标", "预期实现值", "年度完成值")
PLAN_HEADER = (
    "年度主要支出计划（对应任务、政策）",
    "任务（政策）的绩效目标",
    "任务（政策）关键性指标",
    "预期实现值",
    "年度完成值",
)

LANCHUAN_WHOLE = Part(
    name="部门整体支出",
    header=WHOLE_HEADER,
    goals=(
        (
            "围绕“绿满岚川、林富乡里”的目标，把山上的树种活，把林里的路修通，把守山的人留住。到年底"
            "，全市新造林成活率稳定，松树病害扩散的势头得到遏制，林农每户都有一份看得懂的承包合同；国"
            "有林场的旧账理清，新账日日可查；城郊绿道与山地步道连成一张网，让居民出门见绿、走路有荫，"
            "形成山水相依、人林相安的长久格局。"
        ),
    ),
    widths=(9.25, 7, 12.5, 25.5),
    budget_rate="97.86%",
    rows=(
        Row(
            "全面推行林长巡山责任制",
            Cell(
                "市、县、镇、村四级林长分片包干，巡山有记录、问题有交办、整改有回音，做到山有人管"
                "、树有人护、责有人担。",
            ),
            Cell(
                "印发《岚川市林长巡山记录办法（2021年修订）》（岚林〔2021〕17号），全市"
                "设立四级林长2364名，其中市级9名、县级87名、镇级612名、村级1656名；"
                "全年巡山18.6万人次，发现问题3207个，办结3194个，办结率99.59%；"
                "对巡山次数不足七成的11名村级林长进行了约谈。",
                exact("2364名 9名 87名 612名 1656名")
                + scaled("18.6万人次", "186000", "人次")
                + exact("3207个 3194个 99.59%")
                + at("less_than", "不足七成", "70", "%")
                + exact("11名"),
            ),
        ),
        Row(
            "守好春冬两季防火关",
            Cell(
                "在清明、冬至等用火高峰前备足人、车、水、药，卡口到位、瞭望到位、巡护到位，不发生重大以上森林火灾。",
            ),
            Cell(
                "清明期间在进山路口设临时检查站214处，劝返携带火种人员6530人次，收缴打火机"
                "近1.2万个；全年发生一般森林火灾2起，过火面积约35.6亩，均在4小时以内扑灭"
                "，未造成人员伤亡。",
                exact("214处 6530人次")
                + at("approx_below", "近1.2万个", "12000", "个")
                + exact("2起")
                + at("approx", "约35.6亩", "35.6", "亩")
                + at("at_most", "4小时以内", "4", "小时"),
            ),
        ),
        Row(
            "加快建设松岭种质资源库",
            Cell(
                "高起点建设兼有采集、贮藏、检测、繁育、展示功能的乡土树种资源库。",
            ),
            Cell(
                "今年3月底完成选址，随后组织勘察、设计和招标，市政府专题会议已同意初步设计，明确"
                "资源库由松岭林场管护，占地近260亩，建筑面积不超过8400平方米，总投资约1."
                "37亿元。截至年底土建部分完成六成，低温库房设备开始安装。",
                at("approx_below", "近260亩", "260", "亩")
                + at("at_most", "不超过8400平方米", "8400", "平方米")
                + at("approx", "约1.37亿元", "137000000", "元")
                + scaled("六成", "60", "%"),
            ),
        ),
        Row(
            "理顺国有林场经营机制",
            Cell(
                "厘清林场资产、债务和人员底数，推行事企分开，落实护林员工资和社会保险，让林场有人愿来、有人愿留。",
            ),
            Cell(
                "对全市国有林场资产和债务开展了全面清查，修订《岚川市国有林场财务管理细则》，推动"
                "松岭、白石、雾泉等林场与下属企业脱钩，护林员工资按月足额发放，历史欠缴的社会保险"
                "费分批补缴，职工住房登记同步启动。",
            ),
        ),
        Row(
            "织密扎牢有害生物防控网",
            Cell(
                "完善监测站点布局，按月踏查重点林区，做到疫木早发现、早清理、早除害，松材线虫病疫"
                "情发生面积只减不增，让防治药剂少伤鸟、不伤蜂。",
            ),
            Cell(
                "有害生物监测情况：布设诱捕器、诱芯、智能虫情灯、孢子捕捉仪，合计：4872套设备"
                "，按月更换耗材;中心测报点2个，市级测报点36个、镇级固定样地418块、林场踏查"
                "线路157条、苗圃检疫点64处等纳入维护;完成每旬虫情简报：36期，虫害预报：1"
                "4期，疫情快报：9期；举办测报员培训：22场/次，参训单位：173家，参训人员："
                "1948人；按照全省松材线虫病五年攻坚行动和市里的古松保护部署，编制了我市攻坚行"
                "动工作方案和任务清单，逐村逐片划定除治小班，自攻坚行动启动以来，全市共清理枯死松"
                "树3.4万168株，粉碎处理疫木9754株，复检木材加工厂点2615家次，查扣违"
                "规调运木材1870.5立方米，立案查处46起，罚没款项312.46万元，责令限期"
                "除害58家，吊销检疫许可3家，移送公安机关12人，约谈乡镇负责人27人次；飞机防"
                "治情况：先后23架次起降，撒施药剂面积达15.2万亩，因大雾、强风顺延5次，作业"
                "前均通过乡村广播、手机短信和张贴告示等办法告知沿线群众，累计提醒群众126.8万"
                "人次。",
                exact("4872套 2个 36个 418块 157条 64处 36期 14期 9期 22场/次 173家 1948人")
                + scaled("3.4万168株", "34168", "株")
                + exact("9754株 2615家次 1870.5立方米 46起")
                + scaled("312.46万元", "3124600", "元")
                + exact("58家 3家 12人 27人次 23架次")
                + scaled("15.2万亩", "152000", "亩")
                + exact("5次")
                + scaled("126.8万人次", "1268000", "人次"),
            ),
            may_split=True,
        ),
        Row(
            "严查毁林采石违法行为",
            Cell(
                "围绕六个重点县区开展联合执法，对毁林开垦、违规采石、非法占用林地的行为发现即查、查处到底。",
                scaled("六个", "6", "个"),
            ),
            Cell(
                "全年计划核查疑似图斑486个，其中人工核查210个、无人机核查180个、卫星影像"
                "复核96个，合计核查图斑486个，督促恢复植被1320亩。",
                exact("486个 210个 180个 96个 486个 1320亩"),
            ),
        ),
        Row(
            "深化林业便民审批改革",
            Cell(
                "继续推进“林农少跑腿”改革，推动采伐、运输、占用林地事项一窗受理、限时办结。",
            ),
            Cell(
                "推进“林农少跑腿”改革，把办事窗口搬到集镇和林场。农忙时节安排流动服务车进村，允"
                "许林农口头申请、现场填单、次日取证，对老人和行动不便者上门代办；木材经营、苗木检"
                "疫等事项实行告知承诺，资料由窗口人员代为调取，凡能在网上核验的“证”“照”不再要"
                "求提供纸质件，使群众办事更省心、更省时、更省钱。全年共办理采伐许可7416宗，办"
                "理占用林地初审339宗，核发苗木检疫证书20584份。",
                exact("7416宗 339宗 20584份"),
            ),
        ),
        Row(
            "扩大生态科普活动覆盖面",
            Cell(
                "组织爱鸟护树、义务植树等科普活动，引导市民走进山林、了解山林、爱护山林。",
            ),
            Cell(
                "岚川市林业局“一号一站”全年均正常更新，每天推送山林见闻；在《岚川晚刊》等本地媒"
                "体刊登林业新闻或科普文章近320篇；2021年在公交候车亭、社区宣传栏张贴爱鸟海"
                "报860张；举办“三走进”自然课堂95场；在线上开设了16门森林课程，播放量达7"
                "3万余次；在线下组织了12期讲解员培训，共1465人次参加。",
                at("approx_below", "近320篇", "320", "篇")
                + exact("860张 95场 16门")
                + at("more_than", "73万余次", "730000", "次")
                + exact("12期 1465人次"),
            ),
        ),
    ),
)

LANCHUAN_PLAN = Part(
    name="年度主要支出计划",
    header=PLAN_HEADER,
    goals=(
        (
            "2021年，是岚川市林业从砍树谋生转向护林增收的关口年。各项工作以山林增绿、林农增收为主"
            "线，尊重山里人的老经验，把钱花在树上、把路修到林边、把技术送进寨子，守住“三条底线”，兑"
            "现年初向市民许下的绿化承诺。主要工作：一是管好存量，做细森林资源年度清查，摸清每一片林子"
            "的权属、树龄和长势，让地块、图纸和台账对得上号。二是做优增量，在石漠化坡地和废弃矿坑栽种"
            "耐旱树种，推广容器苗和雨季造林，提高苗木成活水平。三是守住底线，健全防火、防虫、防盗伐的"
            "联动机制，备齐水源和道路，加快补齐偏远林区的短板。四是做活产业，扶持油茶、竹笋和林下药材"
            "，引导林农抱团闯市场。五是做强队伍，改善护林员食宿条件，吸引年轻人扎根山区。"
        ),
        (
            "服务山区群众过上好日子，让林子绿得久、果子卖得出、游人留得下，把林业资金用在刀刃上。坚持"
            "先急后缓、先易后难，按照“一张图、一本账、一支队伍”的要求统筹项目，确保年底前各项任务见"
            "到成效。一是完善林地管理，编制《岚川市林地保护规划2021-2030年》，划定禁止开垦的"
            "坡度和范围，严格控制建设项目占用林地。二是提升森林质量，对过密的人工林开展间伐，对低产的"
            "老油茶林进行改造，推动单一纯林变成混交林。三是强化灾害防控，完善瞭望塔、防火道、蓄水池等"
            "设施，落实疫木清理责任制，继续实行“人防、技防、犬防”相结合的巡护办法。四是盘活集体林地"
            "，推行林权流转合同登记，保障林农的知情权和收益权。五是传播生态文化，办好“岚川赏枫节”，"
            "推出自然教育读本和步道导览。"
        ),
    ),
    widths=(9.25, 9.25, 9.25, 10.5, 25.5),
    repeats_header=True,
    new_page=True,
    rows=(
        Row(
            "在本地报刊和电视台开展林业宣传",
            Cell(
                "全年在市级以上媒体刊登林业新闻或科普文章不少于150篇",
                at("at_least", "不少于150篇", "150", "篇"),
            ),
            Cell(
                "全年在市级以上媒体刊登林业新闻或科普文章近320篇。",
                at("approx_below", "近320篇", "320", "篇"),
            ),
            outcome="met",
        ),
        Row(
            "爱鸟护鸟海报和折页",
            Cell(
                "利用车站、学校、集市等人流密集场所张贴或发放爱鸟护鸟宣传材料",
            ),
            Cell(
                "全年在公交候车亭、社区宣传栏张贴了“候鸟归来”“别惊动它的巢”等爱鸟海报860张，在集市发放折页1.5万份。",
                exact("860张") + scaled("1.5万份", "15000", "份"),
            ),
        ),
        Row(
            "自然课堂“三走进”活动",
            Cell(
                "按照统一的课程大纲、师资条件和安全要求组织认树、观鸟、辨菌、识虫等内容的走进学校"
                "、走进社区、走进乡村的“三走进”活动",
            ),
            Cell(
                "举办认树、观鸟等主题的走进学校、走进社区、走进林场的“三走进”自然课堂95场。",
                exact("95场"),
            ),
        ),
        Row(
            "岚川市松岭种质资源库建设",
            Cell("土建进度完成率100%", exact("100%")),
            Cell(
                "主库房完成主体结构、基本完成屋面和防水；繁育温室完成基础开挖，低温设备通过到货验"
                "收，签订了维护协议，附属道路和围栏同步施工。",
            ),
        ),
        Row(
            "流动科普车（展车）运行情况",
            Cell("流动科普车（展车）改装并上路"),
            Cell(
                "流动科普车（巡展车）完成车厢改装和设备调试，已取得行驶手续，并在青梧区、石渡区试运行。",
            ),
        ),
        Row(
            "疫木清理和社会化防治服务",
            Cell("聘请专业队伍并每旬提供1次踏查报告", each("1次", "1", "次", "旬")),
            Cell(
                "2021年提交踏查旬报36份、专题分析12份、图斑说明/附图48份，清理枯死松树29857株。",
                exact("36份 12份 48份 29857株"),
            ),
        ),
        Row(
            "护林员培训完成情况",
            Cell("按照年初安排，办完所有护林员培训班"),
            Cell("2021年计划办班14期，已办班14期。", exact("14期 14期")),
        ),
        Row(
            "乡土树种苗木供应",
            Cell("供应容器苗80万-100万株", between("80万-100万株", "800000", "1000000", "株")),
            Cell(
                "供应容器苗87.5万株，苗高30～50厘米，单株成本不高于2.6元。",
                scaled("87.5万株", "875000", "株")
                + between("30～50厘米", "30", "50", "厘米")
                + at("at_most", "不高于2.6元", "2.6", "元"),
            ),
            outcome="met",
        ),
        Row(
            "年度造林合格面积",
            Cell("造林合格面积不低于4.5万亩", at("at_least", "不低于4.5万亩", "45000", "亩")),
            Cell(
                "完成造林合格面积4.62万亩，较上年增加0.31万亩，其中石漠化坡地造林1.08"
                "万亩、废弃矿坑复绿860亩，人均管护面积约210亩。",
                scaled("4.62万亩", "46200", "亩")
                + moved("increase", "0.31万亩", "3100", "亩")
                + scaled("1.08万亩", "10800", "亩")
                + exact("860亩")
                + at("approx", "约210亩", "210", "亩"),
            ),
            outcome="met",
        ),
        Row(
            "低产油茶林改造",
            Cell("每亩补植良种苗木不少于20株", each("不少于20株", "20", "株", "亩", "at_least")),
            Cell(
                "改造低产油茶林6800亩，每亩补植良种苗木24株，带动农户1930户，户均收入逾1.1万元。",
                exact("6800亩")
                + each("24株", "24", "株", "亩")
                + exact("1930户")
                + at("more_than", "逾1.1万元", "11000", "元"),
            ),
            outcome="met",
        ),
        Row(
            "林权纠纷调处",
            Cell(
                "对各县区上报的权属不清、界址争议和合同纠纷案件进行登记、勘界和调解",
            ),
            Cell(
                "2021年登记林权纠纷52宗，调处办结39宗，调处办结率75%，其余13宗正在勘界。",
                exact("52宗 39宗 75% 13宗"),
            ),
        ),
        Row(
            "局公众号、门户网站运营情况",
            Cell("“一号一站”全年正常更新"),
            Cell(
                "截至2021年12月31日“一号”关注用户分别为图文号58213人，视频号104"
                "76人，两者分别同比增长2019.62%和8.375%，共发布图文1276条，同"
                "比增长21.08%；“一站”全年访问次数为402918次，同比下降3.47%，“"
                "一号一站”全年正常运行时间为365天。",
                exact("58213人 10476人")
                + moved("increase", "2019.62%", "2019.62", "%")
                + moved("increase", "8.375%", "8.375", "%")
                + exact("1276条")
                + moved("increase", "21.08%", "21.08", "%")
                + exact("402918次")
                + moved("decrease", "3.47%", "3.47", "%")
                + exact("365天"),
                (Date("2021年12月31日", "2021-12-31"),),
            ),
        ),
        Row(
            "林业执法办案质量",
            Cell("《2021年度林业行政检查计划》100%完成", exact("100%")),
            Cell(
                "全市林业执法人员检查林区工地和木材厂点5.83万家次，制止毁林行为1264起，办"
                "结行政处罚案件917宗，收缴罚款2085.6万元。\n《2021年度林业行政检查"
                "计划》100%完成。",
                scaled("5.83万家次", "58300", "家次")
                + exact("1264起 917宗")
                + scaled("2085.6万元", "20856000", "元")
                + exact("100%"),
            ),
            outcome="met",
        ),
        Row(
            "采购合同审查",
            Cell("合同审查覆盖率不低于98%", at("at_least", "不低于98%", "98", "%")),
            Cell(
                "2021年，全局签订采购合同160份，送审153份，退回修改22份，合同审查覆盖率达到98.75%。",
                exact("160份 153份 22份 98.75%"),
            ),
        ),
        Row(
            "信访事项和林权诉讼办理的及时性",
            Cell("信访事项和林权诉讼及时办理"),
            Cell(
                "信访事项均按时办理。我局作为承办单位共收到涉及林地补偿的信访事项28件，均已书面"
                "答复。我局作为督办单位的重复信访事项0件。\n我局作为第三人的林权诉讼有3宗，均"
                "为村组之间的界址争议，已有判决；市政府为第三人、我局派员出庭的林权诉讼2宗，尚在"
                "审理。",
                exact("28件 0件 3宗 2宗"),
            ),
        ),
        Row(
            "课程质量",
            Cell("编排实用的课程"),
            Cell(
                "2021年举办的护林员培训内容实用，学员反响良好，主要课程及内容如下：1.新任护"
                "林员上岗培训内容：岗位职责、巡护路线和安全常识；2.测报员识虫培训内容：蛀干害虫"
                "识别、诱捕器维护和数据填报；3.基层林业站站长培训内容：林地政策解读和采伐管理、"
                "合同审查、档案整理；4.油锯与割灌机操作培训内容：2021年以前机具伤人案例剖析"
                "暨操作考核、《油锯安全操作须知》、《割灌机保养手册》讲解、《岚川市护林员安全守则"
                "》《岚川市林区用火管理规定》等制度学习、讨论如何落实“两人同行”巡护和夜间值守；"
                "5.2021年古树养护培训内容：涉及树洞修补、支撑加固、土壤改良、防雷装置、病虫"
                "防治、日常巡查六个单元共15个课时；6.林下经济带头人培训内容：面向合作社和家庭"
                "林场讲授药材种植与市场销售；7.疫木处置专题培训内容：面向近两年发生过松材线虫病"
                "疫情或监测力量较弱的乡镇讲授疫木砍伐、粉碎、焚烧全过程要求；8.无人机飞手培训内"
                "容：面向各林场飞手讲授航线规划与影像判读。",
                scaled("六个", "6", "个") + exact("15个"),
            ),
            may_split=True,
        ),
        Row(
            "开展林区道路和蓄水池安全评估服务项目",
            Cell(
                "委托第三方驻点开展林区道路和蓄水池安全评估及维护技术服务",
            ),
            Cell(
                "评估单位于年初选定，服务期为2021年5月1日-2022年4月30日，首份评估报告已交付，列出需加固蓄水池17座。",
                exact("17座"),
                (Date("2021年5月1日-2022年4月30日", "2021-05-01", "2022-04-30"),),
            ),
        ),
        Row(
            "苗圃检疫能力",
            Cell("驻点专家现场指导，提高苗圃检疫能力"),
            Cell(
                "自2021年3月1日起，驻点专家每季度出具苗圃检疫评估意见1份，供各县区调整苗木调运计划。",
                each("1份", "1", "份", "季度"),
                (Date("2021年3月1日", "2021-03-01"),),
            ),
        ),
        Row(
            "古树名木抢救完成率（%）",
            Cell(
                "本年实际完成抢救的古树株数/本年度需抢救古树总株数，完成率达到90%",
                exact("90%"),
            ),
            Cell(
                "古树抢救经费由市级财政安排，能够满足支护、修补和换土的需要。2020年度的“7."
                "19”、“8.26”风灾受损古树和2021年度的“5.8”雹灾受损古树都已完成支"
                "护并建档，2021年度的“9.3”“10.14”“11.22”落石受损古树正在修"
                "补。2021年实际完成抢救的古树17株，2021年度需抢救古树20株，古树名木抢"
                "救完成率85%。",
                exact("17株 20株 85%"),
            ),
            outcome="not_met",
        ),
        Row(
            "编制竹产业“十四五”规划",
            Cell("完成竹产业“十四五”规划文本"),
            Cell(
                "竹产业“十四五”规划文本已经成稿，进入第二轮专家评审，并在青梧区召开了《岚川市竹"
                "产业“十四五”规划（送审稿）》座谈会。",
            ),
        ),
        Row(
            "采石场联合巡查",
            Cell("每季度对1处采石场开展联合巡查", each("1处", "1", "处", "季度")),
            Cell(
                "2021月6月23日对青梧区石门采石场开展联合巡查，2021年9月8日对石渡区鹰"
                "咀采石场开展联合巡查，2021年11月完成整改回访。",
                (),
                (
                    Date("2021月6月23日", "2021-06-23"),
                    Date("2021年9月8日", "2021-09-08"),
                    Date("2021年11月", "2021-11"),
                ),
            ),
        ),
        Row(
            "火情监控设备故障处理",
            Cell(
                "监控设备故障处理时间在12小时以内",
                at("at_most", "12小时以内", "12", "小时"),
            ),
            Cell(
                "全年监控设备报修96次（前端相机41次，供电28次，传输线路19次，平台软件8次"
                "），其中94次处理时间在12小时以内，2次因山路塌方处理时间超12小时。",
                exact("96次 41次 28次 19次 8次 94次")
                + at("at_most", "12小时以内", "12", "小时")
                + exact("2次")
                + at("more_than", "超12小时", "12", "小时"),
            ),
            outcome="not_met",
        ),
        Row(
            "高山蓄水池建设",
            Cell("建成三座高山蓄水池", scaled("三座", "3", "座")),
            Cell(
                "已委托施工单位在云坪县第四林班和8042号界桩附近开挖，砌筑、防渗均已验收，建成三座高山蓄水池。",
                scaled("三座", "3", "座"),
            ),
            outcome="met",
        ),
        Row(
            "山地救援和扑火联合演练",
            Cell("举办山地救援和扑火联合演练"),
            Cell(
                "2021年11月19日，在云坪县雾泉镇举办2021年山地救援和扑火联合演练。市蓝"
                "焰救援队、县医院急救站、雾泉镇派出所，以及青梧、石渡、云坪3支林场扑火队和5支村"
                "级义务扑火队300多人到场。",
                exact("3支 5支") + at("more_than", "300多人", "300", "人"),
                (Date("2021年11月19日", "2021-11-19"),),
            ),
        ),
    ),
)

LANCHUAN = Report(
    name="lanchuan-forestry-2021",
    organisation="岚川市林业局",
    fiscal_year=2021,
    parts=(LANCHUAN_WHOLE, LANCHUAN_PLAN),
    page_lines=34,
    hanging=False,
    numbered_pages=(2,),
    never_a_quantity=(
        "〔2021〕17号",
        "一窗",
        "一号一站",
        "“一号”",
        "“一站”",
        "三走进",
        "1.新任",
        "2.测报",
        "3.基层",
        "4.油锯",
        "5.2021",
        "6.林下",
        "7.疫木",
        "8.无人",
        "两人同行",
        "第三人",
        "第三方",
        "“7.19”",
        "“8.26”",
        "“5.8”",
        "“9.3”",
        "“10.14”",
        "“11.22”",
        "十四五",
        "第二轮",
        "第四",
        "8042",
    ),
    not_scored=("四级", "五年攻坚", "3月底", "近两年", "2020年度", "2021年度"),
    arithmetic=(
        {"row": "1.1", "what": "the parts make the printed total", "agrees": True},
        {"row": "1.1", "what": "the rate is that of its own numbers", "agrees": True},
        {"row": "1.6", "what": "the parts make the printed total", "agrees": True},
        {"row": "2.11", "what": "the rate is that of its own numbers", "agrees": True},
        {"row": "2.14", "what": "the rate is that of its own numbers", "agrees": False},
        {"row": "2.19", "what": "the rate is that of its own numbers", "agrees": True},
        {"row": "2.22", "what": "the parts make the printed total", "agrees": True},
        {"rows": ["1.5", "2.6"], "what": "清理枯死松树 has one value", "agrees": False},
        {"row": "2.21", "what": "the date can be", "agrees": False},
    ),
)

YANXI_WHOLE = Part(
    name="部门整体支出",
    header=WHOLE_HEADER,
    goals=(
        (
            "让市民出门等车不久、换乘不远、乘坐不挤，把公交线路铺到新建小区和工业园门口，把老旧车辆换"
            "成安静省电的新车，使公共交通成为砚溪市民日常出行的首选。"
        ),
    ),
    widths=(8, 6, 11, 22),
    budget_rate="95.10%",
    rows=(
        Row(
            "优化公交线网布局",
            Cell(
                "新开和调整线路不少于12条，消除服务空白小区，高峰发车间隔控制在8分钟以内。",
                at("at_least", "不少于12条", "12", "条") + at("at_most", "8分钟以内", "8", "分钟"),
            ),
            Cell(
                "新开线路5条、调整线路9条，撤并重复线路3条，线网总长达1286.4公里；消除服"
                "务空白小区21个，高峰平均发车间隔7.5分钟。",
                exact("5条 9条 3条 1286.4公里 21个 7.5分钟"),
            ),
        ),
        Row(
            "更新绿色公交车辆",
            Cell("年内淘汰全部老旧柴油车，车辆噪声和油耗明显下降。"),
            Cell(
                "淘汰柴油车64辆，购入纯电动公交车70辆，新建充电桩42个；年末共有公交车113"
                "5辆（纯电动车806辆，混合动力车214辆，天然气车105辆），车辆完好率保持在"
                "较高水平。",
                exact("64辆 70辆 42个 1135辆 806辆 214辆 105辆"),
            ),
        ),
    ),
)

YANXI_PLAN = Part(
    name="年度主要支出计划",
    header=PLAN_HEADER,
    goals=(
        ("2022年，以方便学生、老人和夜班职工为重点，补齐夜间线路，改造候车设施，保障城乡公交一体运行。"),
        "公交服务更准时、更舒适，乘客投诉逐步减少，城乡居民享受同样的票价和班次。",
    ),
    widths=(8, 8, 7, 9, 22),
    rows=(
        Row(
            "夜间公交线路运营",
            Cell("开行夜间线路6条，末班车不早于零点", exact("6条")),
            Cell(
                "开行“N1”至“N6”夜间线路6条，末班车均在零点以后发出，全年运送乘客38.2万人次，日均超过1000人次。",
                exact("6条") + scaled("38.2万人次", "382000", "人次") + at("more_than", "超过1000人次", "1000", "人次"),
            ),
        ),
        Row(
            "公众开放日",
            Cell("8场以上", at("at_least", "8场以上", "8", "场")),
            Cell("举办公众开放日9场。", exact("9场")),
            outcome="met",
        ),
        Row(
            "乘客投诉办结率",
            Cell("≥98%", at("at_least", "≥98%", "98", "%")),
            Cell(
                "受理乘客投诉1250件，办结1235件，办结率98.8%，平均办结时长36小时；"
                "投诉总量同比下降12.6%，主要集中在高峰拥挤和到站不准。",
                exact("1250件 1235件 98.8% 36小时") + moved("decrease", "12.6%", "12.6", "%"),
            ),
            outcome="met",
        ),
    ),
)

YANXI = Report(
    name="yanxi-transit-2022",
    organisation="砚溪市公共交通管理局",
    fiscal_year=2022,
    parts=(YANXI_WHOLE, YANXI_PLAN),
    page_lines=44,
    hanging=True,
    numbered_pages=(),
    never_a_quantity=("“N1”", "“N6”"),
    not_scored=("零点",),
    arithmetic=(
        {"row": "1.2", "what": "the parts make the printed total", "agrees": False},
        {"row": "2.3", "what": "the rate is that of its own numbers", "agrees": True},
    ),
)

REPORTS = (LANCHUAN, YANXI)
