"""The field's usual terms, in one place: what columns, rows and sentences are called.

Everything here is matched against text in one width, in lower case, without white space. The order
of `ROLE_TEXTS_TO_READ` matters: the first pattern that fits names the column.
"""

# ruff: noqa: E501 - one pattern a line: broken up they could not be read

UNIT_TEXTS_TO_READ = (
    "份|人次|户次|人|户|分|票|个|家|次|条|名|位|项|万元|元|件|处|例|万|亩|公里|km|m|%"
)
MISSING_TEXTS_TO_READ = frozenset(
    {"", "-", "--", "---", "—", "——", "/", "//", "\\", "无", "n/a", "N/A", "…", "空", "暂无", "未知", "×", "√", "*"}
)  # fmt: skip

PAIRED_TEXTS_TO_READ = "[(/、,;:占]*"
# Words that may share a cell with a figure: degrees, levels and grades.
WORD_TEXTS_TO_READ = "[很较极]?[高低大小中]等?(?:风险)?|一般(?:风险)?|(?:特别)?重大(?:风险)?|微小(?:风险)?|[较]?严重|可忽略|[高中低]风险|[shmln]"

MOMENT_TEXTS_TO_READ = (
    ("", r"前后|前、后|前/后"),
    ("before", r"(?:措施|落实|实施|化解|防范|整改|治理|控制|处置|采取)[^前后]{0,6}前|初始|初步风险|初评|事前|原始|原有|固有"),
    ("after", r"(?:措施|落实|实施|化解|防范|整改|治理|控制|处置|采取)[^前后]{0,6}后|预期|剩余|残余|残留|事后|现有"),
)  # fmt: skip
MOMENT_CELL_TEXTS_TO_READ = (("before", r"^前$"), ("after", r"^后$"))
ROUND_TEXTS_TO_READ = (
    ("1", r"第?(?:一|1|首)轮|round1|\(1\)$"),
    ("2", r"第?(?:二|2)轮|round2|\(2\)$"),
    ("3", r"第?(?:三|3)轮|round3|\(3\)$"),
)

# What a column is, by its head without moment, round and unit.
ROLE_TEXTS_TO_READ = (
    ("serial", r"^(?:序号|编号|序|行号|no\.?|#)$"),
    ("note", r"(?:评分|计分|扣分|打分|赋分)(?:标准|办法|方法|依据|规则|说明|细则)|^(?:备注|说明|依据|理由|措施|主要措施|防范.*措施|责任(?:主体|单位)|来源)$"),
    ("change", r"变化|提升(?!措施)|提高(?!措施)|降幅|升降|下降|降低|增减|减少|差值"),
    ("limit", r"判定标准|评判标准|标准值|界限|阈值|区间|取值范围|临界|范围"),
    ("term", r"加权|w(?:i)?[×x*·]|权重[×x*·]|贡献"),
    ("points_opinion", r"a[×x*·]?b|35ab"),
    ("weight_group", r"(?:一级|类别|准则层?|维度|类型|目标层).{0,4}权重"),
    ("weight_local", r"(?:二级|相对|层内|组内|单排序|局部|内部).{0,4}权重"),
    ("weight", r"权重|权数|权值|重要性系数|^w(?:i)?$|^\(?w(?:i)?\)?$|weight"),
    ("index", r"综合风险指数|综合指数|^t$"),
    ("cv", r"变异系数|^c\.?v\.?$|^v$|coefficientofvariation"),
    ("sd", r"标准差|标准偏差|^s\.?d\.?$|^s$|standarddeviation"),
    ("full_mark", r"满分率|满分比|满分频率|full-?mark"),
    ("mean", r"均值|平均|均数|^mean"),
    ("risk", r"(?:p|概率|可能性)[^,;]*[×x*·][^,;]*(?:q|c|影响|后果|损失)|^r(?:i)?=|风险值|风险量|风险度(?!.*等)|风险系数|风险大小|风险评分|^r(?:i)?$|^风险指数|因素风险指数|riskvalue"),
    ("probability_word", r"(?:概率|可能性).{0,2}(?:等级|级别|程度|评价|描述)$"),
    ("impact_word", r"影响.{0,3}(?:等级|级别|评价|描述)$|后果.{0,2}(?:等级|级别)$"),
    ("strength", r"强度|强烈|激烈|^b(?:k)?$|\(b\)$"),
    ("probability", r"概率|可能性|发生率|^p(?:i)?$|probability|likelihood"),
    ("impact", r"影响|后果|损失程度|危害程度|严重程度|严重性|^q(?:i)?$|^c(?:i)?$|impact"),
    ("degree", r"风险程度|程度|等级|级别|degree|grade"),
    ("points_max", r"满分|标准分|权重分|分值|最高分|总分值|应得分|最大分"),
    ("points_lost", r"扣分|扣减|失分|减分|风险分|扣除"),
    ("points_kept", r"得分|实得|保留分|剩余分|获得分"),
    ("points", r"评分|打分|分数|计分|^分$"),
    ("share", r"比例|占比|百分比|比重|百分率|频率|所占|比率|率$|率\(|^%$|share|percent"),
    ("count", r"份数|个数|人数|户数|频数|数量|票数|次数|人次|计数|选择数|样本|^数$|^n$|count|^人$|^份$|^户$|^\(份\)$|^\(人\)$"),
    ("factor", r"风险因素|风险点|风险事项|因素|风险源|风险内容|主要风险|factor"),
    ("item", r"指标|内容|项目|选项|选择|态度|意见|答案|事项|名称|item|option|群体|对象|村|社区|乡|镇|街道|单位"),
    ("category", r"类型|类别|维度|方面|题目|问题|准则|领域|category"),
    ("stage", r"阶段|时期"),
)  # fmt: skip

# Options and counts of a survey, by the label of a row or the head of a column.
SURVEY_TEXTS_TO_READ = (
    ("issued_n", r"^n$"),
    ("whole", r"^(?:合计|总计|小计|共计|总人数|总份数|合计人数|样本(?:数|量))"),
    ("combined", r"(?:支持|赞成|同意).{0,3}(?:和|与|及|、|\+|或|含|加|以及).{0,4}(?:有条件|基本|附条件|条件)|(?:合计|总体|总|综合|累计)支持|支持合计|(?:有条件|附条件).{0,4}(?:和|与|及|、|\+).{0,3}(?:支持|赞成)(?!.*反对)"),
    ("conditional", r"有条件|附条件|条件支持|基本支持|基本同意|部分支持"),
    ("oppose", r"反对|不支持|不赞成|不同意"),
    ("indifferent", r"不关心|无所谓|中立|不清楚|不表态|弃权|不了解|没意见|未表态|不确定|说不清"),
    ("support", r"支持|赞成|同意"),
    ("issued", r"发放|发出|派发|下发|发卷"),
    ("returned", r"回收|收回|返回"),
    ("valid", r"有效"),
    ("satisfied_total", r"^(?:总体|综合)?满意(?:度|率)(?:合计)?$|满意.{0,3}(?:和|与|及|、|\+).{0,3}基本满意|满意合计"),
    ("unsatisfied", r"不满意"),
    ("satisfied_part", r"满意"),
    ("knows", r"知晓|知道|了解"),
    ("covered", r"覆盖"),
)  # fmt: skip
ATTITUDES = ("support", "conditional", "indifferent", "oppose")

ROW_TEXTS_TO_READ = (
    ("subtotal", r"小计$|^小计"),
    ("index", r"综合风险指数|综合指数|风险综合指数|总体风险指数|项目风险指数|整体风险指数|风险总指数|综合风险值|^t(?:$|=|\()|加权合计|加权总和"),
    ("verdict", r"^(?:综合|项目|总体|整体|评估|最终|初始|预期)?(?:风险)?(?:综合)?(?:等级|判定|结论|评判)(?:结果|结论)?$|^综合(?:评定|判断|评价等级)|^最终等级|^项目风险等级"),
    ("total", r"^(?:\d+\.?)?(?:权重|得分|扣分|分值|人数|份数|项目)?(?:合计|总计|总和|共计|汇总|总分|总得分|总扣分|扣分合计|得分合计|累计|求和|总数|total|sum|∑|σ)"),
    ("mean", r"^(?:平均|均值|算术平均)"),
    ("note", r"^(?:注|备注|说明|资料来源|数据来源)[:：]?"),
)  # fmt: skip

DEGREE_TEXTS_TO_READ = (
    ("severe", r"^(?:特别)?重大|^s$|\(s\)$|^极高"),
    ("major", r"^较大|^h$|\(h\)$"),
    ("moderate", r"^一般|^中等|^m$|\(m\)$"),
    ("minor", r"^较小|^l$|\(l\)$"),
    ("negligible", r"^微小|^可忽略|^n$|\(n\)$"),
)
GRADE_TEXTS_TO_READ = (
    ("high", r"高(?:度|等级)?风险|^高(?:级|等|度)?$|^a级"),
    ("medium", r"中(?:等|度|等级)?风险|^中(?:级|等|度)?$|^b级"),
    ("low", r"低(?:度|等级)?风险|^低(?:级|等|度)?$|^c级"),
)
LEVEL_TEXTS_TO_READ = {
    "probability": (("5", r"很高"), ("4", r"较高"), ("3", r"中等|^中$|一般"), ("2", r"较低"), ("1", r"很低")),
    "impact": (("5", r"严重"), ("4", r"较大"), ("3", r"中等|^中$|一般"), ("2", r"较小"), ("1", r"可忽略|微小")),
}  # fmt: skip
CRITERION_TEXTS_TO_READ = (
    ("single_factor", r"单因素|单项风险|单个风险|风险程度$"),
    ("index", r"综合风险指数|综合指数|^t$|风险指数"),
    ("event", r"事件|可能引发"),
    ("headcount", r"人数|参与人|规模"),
    ("opposition", r"反对|不支持"),
    ("final", r"综合|最终|结论|总体|就高|判定结果|风险等级"),
)
CHANGE_TEXTS_TO_READ = (
    ("falls", r"降|下降|减|↓|缓解|改善|减轻"),
    ("rises", r"升|增|↑|加重|恶化"),
    ("same", r"不变|无变化|持平|→|未变"),
)
TEST_TEXTS_TO_READ = r"合法性|合理性|可行性|可控性|安全性"
OPINION_TEXTS_TO_READ = r"群众意见|公众意见|民意|舆情分析|群众意愿|社会公众意见|利益相关者意见"
CONSISTENCY_TEXTS_TO_READ = (
    ("lambda", r"(?:λ|入|lambda)[^\d=:为是]{0,6}[=:为是]+({n})"),
    ("ci", r"(?<![a-z])c\.?i\.?(?![a-z])[^\d=:为是]{0,4}[=:为是]+({n})"),
    ("cr", r"(?<![a-z])c\.?r\.?(?![a-z])[^\d=:为是]{0,4}[=:为是]+({n})"),
)
CONSISTENT_TEXTS_TO_READ = r"(?:通过|满足|符合|具有)[^不未]{0,6}一致性|一致性(?:检验)?(?:通过|满意|可以?接受)|cr[^,。;]{0,14}<0?\.1|小于0?\.1"
OTHER_TEXTS_TO_READ = (
    r"类似|同类|案例|其他项目|其它项目|借鉴|若|如果|假[设如]|当[^地前时事日]{1,14}时"
)
LIMIT_WORD_TEXTS_TO_READ = r"临界|标准|阈值|界限|划分|时[,，]|当|区间|大于|小于|超过|不足|以上|以下"
OTHER_PROJECT_TEXTS_TO_READ = f"{OTHER_TEXTS_TO_READ}|{LIMIT_WORD_TEXTS_TO_READ}"
OWN_TEXTS_TO_READ = (
    r"(?:判定|评定|确定|评价|认定|判断)[^,，。]{0,24}为|属于?|处于|等级为|为[高中低](?:等|度)?风险"
)
BOUND_TEXTS_TO_READ = "大于|小于|超过|不足|低于|高于|达到|不少于|至少"
OPEN_END_TEXTS_TO_READ = "^(?:及|\\(含\\)|含)?(?:以上|以下|以内)|^(?:至|到|时)"
SOURCE_TEXTS_TO_READ = (
    ("own", r"自评|项目单位|编制单位|风险分析篇章"),
    ("assessed", r"经评估|修正|调整后|评估主体|专家(?:评审|评议|打分)"),
)
COMBINING_TEXTS_TO_READ = r"就高|单因素|单项|反对(?:率|比例)|事件|人数|从严|综合(?:考虑|各项|分析)"
RESPONDENTS_TEXTS_TO_READ = r"(?<![a-z])n=(\d+)|有效(?:问卷|样本|份数|票)?(?:为|共|数)?(\d+)(?:份|人|户)|专家(?:共|为)?(\d+)(?:名|位|人)|(\d+)(?:名|位)专家"
QUESTION_TEXTS_TO_READ = r"问题|题目|题项|调查内容|调查项|方面|类别|调查对象|对象"
SCORES = ("points_lost", "points_kept", "points")
MANY_POINTS = 50
"""A total of points without a maximum that is likelier kept than lost, of the usual 100."""
LOST_TEXTS_TO_READ = r"扣分|失分|风险分"
KEPT_TEXTS_TO_READ = r"保留分|剩余分|保留得分"
LOST_RULE_TEXTS_TO_READ = r"不计分|计\d+(?:\.\d+)?分"
KEPT_FORMULA_TEXTS_TO_READ = r"保留分|剩余分|100[-减]|满分[-减]|减去扣分|扣除后"

NUMBER = r"\d+(?:\.\d+)?%?"
# Ranges of a limit: pattern with its ends; `(` and `)` leave the end out, `[` and `]` take it in,
# `?` where nobody says. The first that fits counts.
RANGE_TEXTS_TO_READ = (
    ("()", r"({n})<[^\d<>≤≥=]{{0,8}}<({n})"),
    ("(]", r"({n})<[^\d<>≤≥=]{{0,8}}(?:≤|<=)({n})"),
    ("[)", r"({n})(?:≤|<=)[^\d<>≤≥=]{{0,8}}<({n})"),
    ("[]", r"({n})(?:≤|<=)[^\d<>≤≥=]{{0,8}}(?:≤|<=)({n})"),
    ("(]", r"[(]({n})[,、]({n})[\]]"),
    ("[)", r"[\[]({n})[,、]({n})[)]"),
    ("[]", r"[\[]({n})[,、]({n})[\]]"),
    ("()", r"[(]({n})[,、]({n})[)]"),
    ("??", r"({n})(?:以上|及以上|\(含\)|\(不含\)|[分人])*[、,]?(?:-|~|～|—|至|到)+({n})"),
    ("??", r"({n})以上[、,]?({n})以下"),
    ("[+", r"(?:≥|>=|不小于|不低于|大于(?:或)?等于|达到)({n})|({n})(?:及|\(含\)|含)以上"),
    ("(+", r"(?:>|大于|超过|高于|多于)({n})"),
    ("?+", r"({n})(?:分|人)?以上"),
    ("]-", r"(?:≤|<=|不大于|不超过|不高于|小于(?:或)?等于)({n})|({n})(?:及|\(含\)|含)以下"),
    (")-", r"(?:<|小于|低于|不足|少于)({n})"),
    ("?-", r"({n})(?:分|人)?以下"),
)
CRITICAL_TEXTS_TO_READ = r"(高|中)风险(?:的)?(?:临界值|界限|下限|起点)(?:为|是|:)?({n})"
SENTENCE_ENDS_TO_READ = "[,;。;、\n]|，|；"
RESULT_ROW_TEXTS_TO_READ = r"^b(?:$|=|\()|评价结果|评判结果|隶属度(?:结果|向量)|综合隶属|综合评价|评价向量|b=w|综合$|overall"
LEVEL_ROW_TEXTS_TO_READ = r"级别特征值|特征值|综合得分|level|评价得分|风险水平"

# Sentences. `{n}` stands for a number.
STATEMENT_TEXTS_TO_READ = "[。！？!?；;\n]"
INDEX_SENTENCE_TEXTS_TO_READ = r"(?:综合风险指数|综合指数|总体风险指数|项目风险指数)(?:\(?t\)?|\(?T\)?|值)?(?:计算结果|计算)?(?:约)?(?:为|是|=|:|达到|达|等于|降至|降为|降低至|降到|t=|T=)({n})(?![\d.%~-]|及?以上|及?以下|至|到|时)"
POINTS_SENTENCE_TEXTS_TO_READ = r"(?:总扣分|扣分合计|合计扣分|综合得分|总得分|总分|风险得分|风险总分|评估得分|得分合计|措施[^前后]{0,3}[前后]得分|得分)(?:约)?(?:为|是|=|:|达到|共)({n})分(?!及?以上|及?以下|至|到|时)"
SOME_GRADE_TEXTS_TO_READ = r"[高中低](?:等|度)?风险"
FALL_TEXTS_TO_READ = r"(?:从|由)({n})(?:分)?(?:降|下降|降低|减少|减)(?:至|到|为)({n})"
SURVEY_SENTENCE_TEXTS_TO_READ = (
    r"(?P<word>[^\d,，。;；、:：()%]{0,12}?"
    r"(?:支持(?:和|与|及|、)(?:有条件|附条件|基本)支持|有条件支持|附条件支持|不支持|不关心|无所谓|反对|支持|赞成|发放|发出|回收|收回|有效)"
    r"[^\d,，。;；、:：()%<>≤≥]{0,10}?)[:：]?(?:约)?"
    r"(?:(?P<count>\d[\d,]*)(?:份|人|户|票|名)"
    r"(?:[,，、(（]?(?:约)?(?:占(?:比)?|比例|[^\d,，;；、%]{0,8}率)[^\d,，;；、%]{0,10}?(?P<share>\d+(?:\.\d+)?%))?"
    r"|(?P<lone>\d+(?:\.\d+)?%))"
)
RATE_TEXTS_TO_READ = "率|比例|占比|%"
CHANCE_TEXTS_TO_READ = "概率|可能性"
IMPACT_TEXTS_TO_READ = "影响"
AGAINST_TEXTS_TO_READ = "反对|不支持"
PEOPLE_TEXTS_TO_READ = r"人数|\d人"
HIGH_TEXTS_TO_READ = "高"
MEDIUM_TEXTS_TO_READ = "中"
OPPOSED_HEAD_TEXTS_TO_READ = r"反对|^a(?:k)?$|\(a\)"
PERCENT_HEAD_TEXTS_TO_READ = r"[(\[]?%[)\]]?|[(]百分比[)]"
PERCENT_TEXTS_TO_READ = "%|百分比"
EDGE_TEXTS_TO_READ = ":：/|·-_的"
DECIDES_TEXTS_TO_READ = (
    "对应|指数判定|按(?:综合)?(?:风险)?指数|依据(?:综合)?(?:风险)?指数|判定为|属于?[高中低]"
)
# One figure beside another that it is said to be below or above, and the share of opposition.
COMPARED_TEXTS_TO_READ = (
    r"(?<![\d.~-])(?P<first>{n})(?P<unit>分|人|份|户)?[,，、(（]?(?:远|均|已|明显|显著|大大|小幅)?"
    r"(?P<word>低于|小于|不足|未达到|未超过|不超过|不高于|不大于|高于|大于|超过|超出|不低于|不小于)"
    r"[^\d,，。;；、%]{0,14}?(?P<second>{n})(?P<other>分|人|份|户)?"
    r"(?![\d.%~-]|至|到|以上|以下|的(?:人|群众|村|户|受访|被|项目|区域|单位))"
)
BELOW_TEXTS_TO_READ = r"^(?:低于|小于|不足|未|不超过|不高于|不大于)"
OPPOSED_SENTENCE_TEXTS_TO_READ = r"(?:反对|不支持|不赞成|不同意)(?:率|比例|者?占比|意见(?:占比|比例))(?:约)?(?:为|是|达|达到|仅为?|仅占)?({n})(?!及?以上|及?以下|至|到|时|~|-)"
