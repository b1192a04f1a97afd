"""Manuals that are imported and approved by another officer."""

from riskassess.i18n import LazyText, _l

MANUAL_IMPORT: dict[str, tuple[LazyText, LazyText]] = {
    "manual_not_chosen": (
        _l("没有选择手册文件。"),
        _l("请选择一个 YAML 文件再检查。"),
    ),
    "manual_too_large": (
        _l("手册文件超过 %(limit)s KB。"),
        _l("请删去与手册无关的内容；与底本相同的部分可以用 base 继承。"),
    ),
    "manual_encoding": (
        _l("文件不是 UTF-8 编码。"),
        _l("请用编辑器另存为 UTF-8 编码后再导入。"),
    ),
    "manual_alias": (
        _l("手册不得使用 YAML 引用（*%(value)s）。"),
        _l("请把引用的内容直接写出来；要沿用另一手册请用 base。"),
    ),
    "manual_too_deep": (
        _l("内容嵌套超过 %(limit)s 层，不是手册的写法。"),
        _l("请对照现有手册的结构改写该处。"),
    ),
    "manual_bad_id": (
        _l("手册编号“%(value)s”不能用。"),
        _l("编号用小写字母、数字和连字符，以字母或数字开头，最多 40 个字符。"),
    ),
    "manual_bad_version": (
        _l("版本“%(value)s”不能用。"),
        _l("版本写 1 到 9999 的整数。"),
    ),
    "manual_title_long": (
        _l("手册名称过长。"),
        _l("名称最多 %(limit)s 个字。"),
    ),
    "manual_nothing_new": (
        _l("与已存入的 %(value)s 完全相同，没有新内容。"),
        _l("请修改内容并写上新的版本号，或不再导入。"),
    ),
    "manual_not_next": (
        _l("%(value)s 不是下一版：已存入的最新版是第 %(newest)s 版。"),
        _l("请把 version 改为 %(next)s 后再导入。"),
    ),
    "manual_proposal_open": (
        _l("%(value)s 已经由%(name)s提交，正在等待审批。"),
        _l("请先由审批人批准或退回该次导入，再提交新的内容。"),
    ),
    "manual_changed_since": (
        _l("提交的内容与预览时不同，没有提交。"),
        _l("请重新选择文件检查一遍，再提交审批。"),
    ),
    "manual_decided_by": (
        _l("%(name)s已于 %(at)s 处理了这次导入（%(state)s），您的这一步没有保存。"),
        _l("请重新打开页面查看结果。"),
    ),
    "manual_not_in_force": (
        _l("手册“%(value)s”现在不能用于新的评估。"),
        _l("请从现行手册中选择一本。"),
    ),
    "manual_not_stored": (
        _l("没有存入手册“%(value)s”。"),
        _l("请写成 编号、编号@版本 或文件名；manual list 列出随系统提供的手册。"),
    ),
    "account_unknown": (
        _l("没有可用的账号“%(value)s”。"),
        _l("请核对 --as 的账号，以及它所属的稳定办。"),
    ),
    "manual_proposal_unknown": (
        _l("没有编号为 %(value)s 的手册导入。"),
        _l("请用 manual proposals 查看待审批的导入。"),
    ),
}
