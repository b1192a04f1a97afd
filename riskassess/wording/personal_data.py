"""Personal data of experts: showing, exporting, erasing."""

from riskassess.i18n import LazyText, _l

PERSONAL_DATA: dict[str, tuple[LazyText, LazyText]] = {
    "seal_unwritable": (
        _l("个人信息的密钥无法建立，没有保存。"),
        _l("请联系系统管理员检查密钥目录能否写入。"),
    ),
    "seal_unreadable": (
        _l("个人信息的密钥无法读取，联系方式打不开。"),
        _l("请联系系统管理员从备份恢复密钥目录；密钥丢失后只能请专家重新填写。"),
    ),
    "seal_tampered": (
        _l("存放的联系方式被改动过，或不属于这位专家，因此打不开。"),
        _l("请报告系统管理员核查，并请专家重新填写。"),
    ),
    "personal_purpose_missing": (
        _l("没有写明查阅的用途。"),
        _l("请写明用途，不少于 %(least)s 个字；专家本人会看到。"),
    ),
    "personal_number_id_card": (
        _l("“%(field)s”里像是有身份证号码；身份证号码一律不保存。"),
        _l("请删去号码后再提交。"),
    ),
    "personal_number_bank_card": (
        _l("“%(field)s”里像是有银行卡号；银行卡号一律不保存。"),
        _l("请删去号码后再提交；劳务费由财务另行登记账户。"),
    ),
    "personal_seated": (
        _l("这位专家正在参加尚未结束的评审，现在不能删除个人信息。"),
        _l("请等评审结束，或先由承办人办理递补。"),
    ),
    "personal_in_pool": (
        _l("这位专家仍在库中，不能删除个人信息。"),
        _l("请先办理出库，再删除。"),
    ),
    "personal_erased": (
        _l("这位专家的个人信息已经删除。"),
        _l("留存的只有编号和办理记录，不能再修改。"),
    ),
    "personal_phone_wrong": (
        _l("电话号码只能由数字、空格、加号和连字符组成。"),
        _l("请按 13800000000 或 023-60000000 的形式填写，5 至 20 位。"),
    ),
    "personal_email_wrong": (
        _l("电子邮箱不完整。"),
        _l("请按 name@example.cn 的形式填写。"),
    ),
    "personal_email_missing": (
        _l("没有填写电子邮箱。"),
        _l("评审邀请寄到这个邮箱，请填写。"),
    ),
    "personal_missing": (
        _l("“%(field)s”没有填写。"),
        _l("请填写后再提交。"),
    ),
    "absence_order": (
        _l("结束日期早于开始日期。"),
        _l("请检查两个日期的先后。"),
    ),
    "absence_past": (
        _l("这段时间已经过去。"),
        _l("只需登记今天以后不能参加的日期。"),
    ),
    "absence_too_long": (
        _l("一次登记的时间不能超过 %(days)s 天。"),
        _l("请分段登记；长期不能参加时请向稳定办申请暂停。"),
    ),
    "absence_too_many": (
        _l("已登记 %(most)s 段时间，不能再加。"),
        _l("请先删去不再需要的几段，或并成较长的一段。"),
    ),
    "absence_twice": (
        _l("这段时间已经登记过了。"),
        _l("不需要再登记；要改日期请先删去原来的。"),
    ),
    "career_order": (
        _l("离开的日期早于开始的日期。"),
        _l("请检查两个日期的先后；仍在任职的不填离开日期。"),
    ),
    "career_ahead": (
        _l("开始的日期晚于今天。"),
        _l("请填写已经开始的任职；将来的任职请在开始后登记。"),
    ),
    "career_ended": (
        _l("这段经历已经填过离开日期。"),
        _l("日期填错时，请在“更正申请”里说明，由专家库管理员更正。"),
    ),
    "comment_missing": (
        _l("没有填写说明。"),
        _l("请写明您的意见后再提交。"),
    ),
}
