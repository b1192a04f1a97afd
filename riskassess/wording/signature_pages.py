"""Signature pages: making, signing, scans, and what the CA cannot do."""

from riskassess.i18n import LazyText, _l

_KEYS = _l("请系统管理员检查密钥文件夹的权限和磁盘空间，或从备份恢复密钥，然后重试。")

SIGNATURE_PAGES: dict[str, tuple[LazyText, LazyText]] = {
    "page_stands": (
        _l("现有的签字页仍然有效，不能再制作一份。"),
        _l("请在现有的签字页上签名；报告、组意见或结果变化后才需要新的签字页。"),
    ),
    "opinion_not_final": (
        _l("组意见还没有通过，不能制作签字页。"),
        _l("请等组长提交的组意见表决通过后再制作。"),
    ),
    "nobody_signs": (
        _l("没有成员提交过评分表，签字页上没有人可签。"),
        _l("请核对这次评审的专家组。"),
    ),
    "page_void": (
        _l("签字页已经失效：制作以后，报告、组意见或计算结果有了变化。"),
        _l("请承办人制作新的签字页，再重新签名；旧页保留备查。"),
    ),
    "page_changed": (
        _l("这不是您刚才看到的那一份签字页。"),
        _l("请重新打开签字页，看过内容后再签名。"),
    ),
    "not_on_page": (
        _l("签字页上没有您的签名栏。"),
        _l("只有提交过评分表的成员签名；如有疑问，请联系承办人。"),
    ),
    "signed_already": (
        _l("您已经在这份签字页上签过名。"),
        _l("不需要再签；可以下载签字页核对。"),
    ),
    "scan_code_wrong": (
        _l("编码“%(given)s”不是现行签字页的编码，扫描件没有收下。"),
        _l("请照扫描件上印的编码填写；印着别的编码的，是另一份或已失效的签字页。"),
    ),
    "scan_type": (
        _l("“%(name)s”不是 PDF、JPEG 或 PNG 文件。"),
        _l("请上传签字页的扫描件或照片。"),
    ),
    "scan_members_none": (
        _l("没有勾选在扫描件上签名的成员。"),
        _l("请对照扫描件，勾选已亲笔签名的成员。"),
    ),
    "scan_members_wrong": (
        _l("%(codes)s 不在待签的成员之中，可能刚刚签过名。"),
        _l("请刷新页面，对照扫描件重新勾选。"),
    ),
    "signing_bad_office": (_l("单位代码不能用作密钥文件夹的名称。"), _KEYS),
    "signing_unwritable": (_l("签字页根证书的文件夹不能写入，没有签名。"), _KEYS),
    "signing_unreadable": (_l("签字页根证书或其密钥读不出来，没有签名。"), _KEYS),
    "signing_timestamp": (
        _l("时间戳服务没有答复，没有签名。"),
        _l("请稍后再试；一直不行的，请系统管理员检查时间戳服务的地址。"),
    ),
    "signing_no_field": (_l("签字页文件里没有这个签名栏，没有签名。"), _KEYS),
    "signing_taken": (
        _l("这个签名栏已经签过。"),
        _l("请刷新页面。"),
    ),
    "signing_no_pdf": (_l("签字页文件读不出来，没有签名。"), _KEYS),
    **{
        f"signing_{code}": (_l("签字页文件不能存取，没有签名。"), _KEYS)
        for code in ("full", "denied", "missing", "changed", "bad_digest", "failed")
    },
}
