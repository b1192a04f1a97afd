"""Lists of experts as files, in and out; and what the fields of an expert are called."""

from riskassess.i18n import LazyText, _l

FIELDS: dict[str, LazyText] = {
    "code": _l("编号"),
    "name": _l("姓名"),
    "expert_class": _l("类别"),
    "profession": _l("专业"),
    "title": _l("职称职务"),
    "title_level": _l("职称等级"),
    "practice_since": _l("从业起始年份"),
    "specialities": _l("专长"),
    "employer": _l("工作单位"),
    "employer_type": _l("单位性质"),
    "email": _l("电子邮箱"),
    "phone": _l("电话"),
    "term_from": _l("聘期自"),
    "term_until": _l("聘期至"),
    "state": _l("状态"),
    "note": _l("说明"),
    "text": _l("说明"),
    "purpose": _l("用途"),
}
POOL_FILES: dict[str, tuple[LazyText, LazyText]] = {
    # the file as a whole
    "pool_file_broken": (
        _l("这个文件打不开。"),
        _l("请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。"),
    ),
    "pool_file_encrypted": (_l("这个文件有打开密码。"), _l("请取消密码后再上传。")),
    "pool_file_empty": (_l("这个文件是空的。"), _l("请检查选择的文件。")),
    "pool_file_macros": (_l("这个文件含有宏，不能接收。"), _l("请另存为不含宏的 .xlsx 再上传。")),
    "pool_file_bomb": (
        _l("这个文件展开后过大，不能接收。"),
        _l("请用下载的模板重新制作，不要放图片。"),
    ),
    "pool_file_legacy_office": (
        _l("这是旧格式（.xls）的文件，或有打开密码。"),
        _l("请另存为不加密的 .xlsx 再上传。"),
    ),
    "pool_file_not_xlsx": (_l("这不是 Excel 文件（.xlsx）。"), _l("请下载模板填写后上传。")),
    "pool_file_too_many_cells": (
        _l("这个文件的行或列过多。"),
        _l("每次最多 %(rows)s 行、%(columns)s 列；请分成几个文件。"),
    ),
    "pool_file_no_sheet": (
        _l("没有找到专家名单：没有一张表的前几行有“%(needed)s”这些列名。"),
        _l("请用模板的列名，列名写在同一行。"),
    ),
    "pool_file_two_sheets": (
        _l("有几张表都像专家名单：%(sheets)s。"),
        _l("请只留一张，再上传。"),
    ),
    "pool_file_column_twice": (
        _l("列名“%(column)s”出现了两次。"),
        _l("请删去或改名其中一列。"),
    ),
    "pool_file_column_missing": (
        _l("缺少列：%(columns)s。"),
        _l("请按模板补上；没有内容也要留着列名。"),
    ),
    "pool_file_no_rows": (_l("列名下面没有专家。"), _l("请每行填写一位专家。")),
    # one cell
    "pool_cell_missing": (_l("没有填写。"), _l("请填写。")),
    "pool_cell_long": (_l("超过 %(most)s 个字。"), _l("请缩短。")),
    "pool_cell_unknown": (
        _l("“%(value)s”不在手册中。"),
        _l("请改用模板“可填的内容”一页中的词。"),
    ),
    "pool_cell_other_class": (
        _l("专业“%(value)s”不属于类别“%(class)s”。"),
        _l("请改正专业或类别。"),
    ),
    "pool_cell_code": (
        _l("编号“%(value)s”只能由字母、数字和连字符组成，最多 20 个；ZJ 后面的数字最多 6 位。"),
        _l("请改正；留空时由系统编号。"),
    ),
    "pool_cell_year": (
        _l("“%(value)s”不是 1940 至今年之间的年份。"),
        _l("请填写四位年份，例如 2008。"),
    ),
    "pool_cell_date": (
        _l("“%(value)s”不是日期。"),
        _l("请按 2026-03-01 的形式填写。"),
    ),
    "pool_cell_term": (_l("聘期的结束早于开始。"), _l("请检查两个日期的先后。")),
    "pool_cell_email": (_l("“%(value)s”不是完整的电子邮箱。"), _l("请按 name@example.cn 填写。")),
    "pool_cell_phone": (
        _l("电话只能由数字、空格、加号和连字符组成。"),
        _l("请按 13800000000 或 023-60000000 填写。"),
    ),
    "pool_cell_id_card": (
        _l("像是身份证号码；身份证号码一律不保存。"),
        _l("请删去这个号码。"),
    ),
    "pool_cell_bank_card": (
        _l("像是银行卡号；银行卡号一律不保存。"),
        _l("请删去这个号码。"),
    ),
    "pool_cell_formula": (
        _l("这一格是公式，没有结果。"),
        _l("请改成直接填写的内容。"),
    ),
    # one row beside others
    "pool_row_code_twice": (
        _l("编号与第 %(row)s 行相同。"),
        _l("请删去一行或改正编号。"),
    ),
    "pool_row_person_twice": (
        _l("姓名和工作单位与第 %(row)s 行相同。"),
        _l("请删去一行；确是两个人时，请分两次导入，第二次选择“是另一人”。"),
    ),
    "pool_row_email_twice": (
        _l("电子邮箱与第 %(row)s 行相同。"),
        _l("一位专家一个邮箱：请删去一行或改正邮箱。"),
    ),
    "pool_row_email_known": (
        _l("电子邮箱已由专家库中编号“%(code)s”的专家使用。"),
        _l("请改正邮箱；是同一人的，请填写这个编号或同样的姓名。"),
    ),
    "pool_row_code_unknown": (
        _l("专家库里没有编号“%(value)s”；编号只由稳定办编定。"),
        _l("新专家请把编号留空，由系统编号；已在库的专家请填名册中的编号。"),
    ),
    "pool_row_gone": (
        _l("编号为“%(value)s”的专家已经出库，导入不改动已出库的专家。"),
        _l("请删去这一行；重新入库请按申请办理。"),
    ),
    # applying
    "pool_import_errors": (
        _l("文件里还有 %(n)s 处要改正，没有导入。"),
        _l("请在文件里改正后重新上传。"),
    ),
    "pool_import_unanswered": (
        _l("还有 %(n)s 行像是已在库的专家，没有选择怎样处理。"),
        _l("请先逐行或统一选择，再导入。"),
    ),
    "pool_import_changed": (
        _l("试导入之后专家库有了变动，或这个文件已经导入过，这次没有导入。"),
        _l("请看过下面新的结果，再决定是否导入。"),
    ),
    "pool_import_gone": (
        _l("没有等待导入的文件，或文件已经过期。"),
        _l("请重新上传。"),
    ),
    "pool_import_nothing": (
        _l("文件内容与专家库一致，没有需要导入的。"),
        _l("不需要处理。"),
    ),
}
