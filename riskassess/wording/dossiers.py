"""Exchange, dossiers and demonstration."""

from riskassess.i18n import LazyText, _l

DOSSIERS: dict[str, tuple[LazyText, LazyText]] = {
    "dossier_not_approved": (
        _l("等级还没有批准，不能封存档案。"),
        _l("请先完成等级审批。"),
    ),
    "dossier_differs": (
        _l("现在的材料与批准时不一致：%(parts)s。"),
        _l("档案只封存批准过的内容，请先查明改动。"),
    ),
    "dossier_recomputed": (
        _l("按现在的数据重新计算，结果与批准的不同。"),
        _l("档案只封存批准过的结果，请先查明改动。"),
    ),
    "document_changed": (
        _l("文件“%(part)s”的内容与登记的摘要不符。"),
        _l("请从备份恢复该文件，再封存档案。"),
    ),
    "dossier_outrun": (
        _l("生成档案期间项目又有新的记录。"),
        _l("请再试一次。"),
    ),
    "retention_unknown": (_l("没有“%(value)s”这种保管期限。"), _l("请从列表中选择。")),
    "retention_short": (
        _l("保管期限短于评估手册的规定。"),
        _l("请选择更长的期限。"),
    ),
}
