"""Discussion between rounds and the live meeting."""

from riskassess.i18n import LazyText, _l

CONSULTATION: dict[str, tuple[LazyText, LazyText]] = {
    "discussion_over": (
        _l("这一轮的讨论已经结束，发言没有发表。"),
        _l("文字还在输入框里；请到最新一轮的反馈中发表，或写进评分表的理由。"),
    ),
    "post_empty": (_l("没有写内容。"), _l("请先写下看法再发表。")),
    "post_too_long": (_l("文字超过 %(most)s 字。"), _l("请缩短后再发表，或分成几条。")),
    "post_hidden": (_l("这条发言已经隐藏。"), _l("请刷新页面查看。")),
    "posts_too_many": (
        _l("一小时内最多发表 %(most)s 条。"),
        _l("文字还在输入框里，请稍后再发表。"),
    ),
    "live_not_live": (
        _l("这一轮不是现场同步的评分轮。"),
        _l("请按“各自填写”的方式填写评分表。"),
    ),
    "live_needs_server_key": (
        _l("三人分持密钥的轮次不能现场同步：公布每个因素的结果要由服务器当场开启。"),
        _l("请改用“各自填写”，或发起由服务器保管密钥的现场同步轮次。"),
    ),
    "live_nothing_called": (_l("主持人还没有进入这个因素。"), _l("请等主持人进入。")),
    "live_shown": (
        _l("这个因素的结果已经公布，本轮不能再改。"),
        _l("需要调整的，请在讨论后的下一轮修改。"),
    ),
    "live_incomplete": (
        _l("这个因素还有 %(missing)s 项没有填。"),
        _l("请填完后再按“这个因素填好了”。"),
    ),
    "live_reason_missing": (
        _l("还有人没有填好，公布或跳过要写明理由。"),
        _l("请写明理由，例如谁因何离场，不要写评分内容。"),
    ),
    "live_too_few": (
        _l("只有 %(n)s 位专家填好，公布会暴露个人的评分。"),
        _l("至少 %(least)s 位填好才能公布；可以写明理由跳过这个因素。"),
    ),
    "live_all_called": (_l("所有因素都已进入过。"), _l("请专家填写总体意见并提交评分表。")),
}
