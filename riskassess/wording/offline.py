"""Offline sheets: files that are not taken back, and cells that cannot stand."""

from riskassess.i18n import LazyText, _l

_AGAIN = _l("请在“离线填写”页面重新下载，把填好的内容抄过去，再上传。")
OFFLINE: dict[str, tuple[LazyText, LazyText]] = {
    "offline_file_not_xlsx": (
        _l("这不是 Excel 文件（.xlsx）。"),
        _l("请上传从“离线填写”页面下载的评分表，保存为 .xlsx。"),
    ),
    "offline_file_no_form": (_l("这不是从本系统下载的评分表。"), _AGAIN),
    "offline_file_broken": (
        _l("这个文件打不开，可能没有保存完整。"),
        _l("请用表格软件打开后另存为 .xlsx，再上传。"),
    ),
    "offline_file_encrypted": (_l("这个文件有打开密码。"), _l("请取消密码后再上传。")),
    "offline_file_empty": (_l("这个文件是空的。"), _l("请检查选择的文件。")),
    "offline_file_macros": (
        _l("这个文件含有宏，不能接收。"),
        _l("请另存为不含宏的 .xlsx 再上传。"),
    ),
    "offline_file_bomb": (
        _l("这个文件展开后异常庞大，不能接收。"),
        _l("请另存一份再上传；仍不行的，请重新下载填写。"),
    ),
    "offline_file_too_large": (
        _l("这个文件超过 %(most)s MB，不是填好的评分表。"),
        _l("请检查选择的文件；插入的图片请删去。"),
    ),
    "offline_file_legacy_office": (
        _l("这是旧格式（.xls）或加了密码的文件。"),
        _l("请取消密码，另存为 .xlsx 再上传。"),
    ),
    "offline_file_too_many_cells": (
        _l("这个文件的行列太多（最多 %(rows)s 行、%(columns)s 列）。"),
        _AGAIN,
    ),
    "offline_not_ours": (_l("文件里隐藏的表单被改动过，认不出是本系统发出的评分表。"), _AGAIN),
    "offline_other_office": (_l("这是另一个办公室的评分表。"), _l("请选择本次评审的文件。")),
    "offline_other_assessment": (_l("这是另一个项目的评分表。"), _l("请选择本次评审的文件。")),
    "offline_other_review": (_l("这是另一次评审的评分表。"), _l("请选择本次评审的文件。")),
    "offline_other_round": (_l("这是另一轮的评分表，本轮不能使用。"), _AGAIN),
    "offline_other_member": (_l("这是另一位专家的评分表。"), _l("请上传您本人下载的文件。")),
    "offline_other_manual": (_l("下载之后评估手册的版本变了。"), _AGAIN),
    "offline_changed": (
        _l("“%(page)s”第 %(row)s 行的固定文字被改动，或者行列被移动。"),
        _l("请恢复原样；不能恢复的，重新下载后把填好的内容抄过去。"),
    ),
    "offline_row_added": (
        _l("“%(page)s”第 %(row)s 行是另加的，不会被读取。"),
        _l("请把内容移到上面的空行，删去这一行，再上传。"),
    ),
    "offline_page_missing": (_l("缺少工作表“%(page)s”。"), _AGAIN),
    "offline_formula": (
        _l("这个格子是公式，而且没有计算结果。"),
        _l("请直接填写数值或文字。"),
    ),
    "offline_expired": (
        _l("核对结果已失效或被改动，没有保存任何内容。"),
        _l("请重新上传文件。"),
    ),
    "offline_unanswered": (
        _l("还有 %(n)s 处没有选择用哪一个。"),
        _l("请逐处选择后再保存。"),
    ),
}
