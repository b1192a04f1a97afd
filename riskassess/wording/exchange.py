"""Assessment files into and out of the database."""

from riskassess.i18n import _l

EXCHANGE = {
    "assessment_unknown": (
        _l("没有编号为“%(value)s”的评估。"),
        _l("请核对编号；评估项目列表中有全部编号。"),
    ),
    "office_unknown": (_l("没有代码为“%(value)s”的稳定办。"), _l("请核对 --office 的代码。")),
    "office_ambiguous": (
        _l("系统中有几个稳定办，没有指明是哪一个。"),
        _l("请加上 --office，代码为以下之一：%(allowed)s。"),
    ),
    "import_differs": (
        _l("“%(where)s”已经存在，内容与文件不同：%(parts)s。"),
        _l("同一编号只能有一份内容；请给文件换一个编号，或核对哪一份是对的。"),
    ),
    "manual_version_taken": (
        _l("评估手册“%(where)s”已经存在，内容不同。"),
        _l("已存的版本不能改动；请给新的内容一个新的版本号。"),
    ),
    "file_manual_version_unknown": (
        _l("评估手册“%(manual)s”没有摘要为 %(value)s 的版本。"),
        _l("请先导入并批准这一版手册；或删去文件中的 manual_digest，改用已有的版本。"),
    ),
}
