"""What is wrong outside of the program: database, disk, keys, printing; who mends it."""

from riskassess.i18n import LazyText, _l

_KEPT = _l("请先不要关闭这一页；稍后再试，一直不行的，请联系系统管理员。")
_DISK = _l("请系统管理员腾出磁盘空间，然后再试一次。")
_PRINTING = _l("项目没有变动。请再试一次；仍不成功时，请系统管理员检查 wkhtmltopdf。")

TROUBLES: dict[str, tuple[LazyText, LazyText]] = {
    "database_busy": (
        _l("系统正忙，这一步没有保存。"),
        _l("别人正在保存。请等十秒钟，再试一次。"),
    ),
    "database_away": (_l("数据库暂时连不上，这一步没有保存。"), _KEPT),
    "database_full": (_l("数据库所在的磁盘已满，这一步没有保存。"), _DISK),
    "database_unwritable": (
        _l("数据库写不进去，这一步没有保存。"),
        _l("请系统管理员检查数据库所在磁盘的空间和权限，然后再试一次。"),
    ),
    "storage_full": (_l("存放文件的磁盘已满，没有保存。"), _DISK),
    "storage_denied": (
        _l("文件夹 files 没有写入权限，没有保存。"),
        _l("请系统管理员检查文件夹 files 的所有者和权限，然后再试一次。"),
    ),
    "storage_missing": (
        _l("这个文件登记在案，但在存放的地方找不到了。"),
        _l("请告诉稳定办；系统管理员可以从备份恢复文件夹 files。"),
    ),
    "storage_changed": (
        _l("这个文件的内容与登记的摘要不符。"),
        _l("请系统管理员从备份恢复这个文件。"),
    ),
    "storage_failed": (
        _l("文件没有写进磁盘，没有保存。"),
        _l("请系统管理员检查文件夹 files 所在的磁盘，然后再试一次。"),
    ),
    "storage_bad_digest": (_l("登记的文件摘要不合规则。"), _KEPT),
    "office_keys_unwritable": (
        _l("签名密钥的文件夹 keys 不能写入，这一步没有做。"),
        _l("请系统管理员检查文件夹 keys 的权限和磁盘空间，然后再试一次。"),
    ),
    "office_keys_unreadable": (
        _l("本单位的签名密钥读不出来，这一步没有做。"),
        _l("请系统管理员检查文件夹 keys 的权限，或从备份恢复密钥，然后再试一次。"),
    ),
    "office_keys_bad_office": (
        _l("单位代码不能用作密钥文件夹的名称，这一步没有做。"),
        _l("请系统管理员更正单位代码。"),
    ),
    "pdf_failed": (_l("PDF 没有排印出来。"), _PRINTING),
    "pdf_converter_missing": (
        _l("没有安装排印程序 wkhtmltopdf，PDF 没有排印出来。"),
        _l("项目没有变动。请系统管理员安装 wkhtmltopdf，然后再试一次。"),
    ),
    "pdf_converter_timeout": (_l("排印超过时限，已经停止。"), _PRINTING),
    "pdf_converter_failed": (_l("排印程序出错退出，PDF 没有排印出来。"), _PRINTING),
    "pdf_resource_blocked": (
        _l("要排印的内容引用了外部文件，已经停止。"),
        _l("项目没有变动。请把任务编号告诉系统管理员。"),
    ),
}
