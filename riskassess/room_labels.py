"""Words of the interface for the closed sets of the room where experts work."""

from enum import StrEnum

from riskassess.domain.room_vocabulary import (
    Adoption,
    GroupState,
    KeyHolder,
    PageState,
    PointPlace,
    RaisedState,
    RoundKind,
    RoundWay,
    SignatureWay,
    SignInWay,
    VersionKind,
    VoteChoice,
)
from riskassess.i18n import LazyText, _l

ROOM_LABELS: dict[type[StrEnum], dict[StrEnum, LazyText]] = {
    RoundKind: {RoundKind.ISSUES: _l("列题轮"), RoundKind.SCORING: _l("评分轮")},
    RoundWay: {RoundWay.OWN_TIME: _l("各自填写"), RoundWay.LIVE: _l("现场同步")},
    KeyHolder: {KeyHolder.SERVER: _l("服务器密钥"), KeyHolder.OFFICERS: _l("三人分持密钥")},
    VersionKind: {VersionKind.FIRST: _l("首次估计"), VersionKind.SUBMITTED: _l("提交稿")},
    RaisedState: {
        RaisedState.RAISED: _l("待处理"),
        RaisedState.ADDED: _l("已列入"),
        RaisedState.MERGED: _l("已并入"),
        RaisedState.DECLINED: _l("未列入"),
    },
    SignInWay: {SignInWay.IN_PERSON: _l("到场"), SignInWay.ONLINE: _l("线上")},
    GroupState: {
        GroupState.DRAFT: _l("起草中"),
        GroupState.VOTING: _l("表决中"),
        GroupState.FINAL: _l("已通过"),
        GroupState.REPLACED: _l("已被新稿取代"),
    },
    PointPlace: {
        PointPlace.OPINION: _l("综合意见"),
        PointPlace.MUST_FIX: _l("必须修改"),
        PointPlace.AGREED: _l("一致意见"),
        PointPlace.DISPUTED: _l("分歧意见"),
        PointPlace.SET_ASIDE: _l("未列入"),
    },
    VoteChoice: {VoteChoice.AGREE: _l("同意"), VoteChoice.DISSENT: _l("保留意见")},
    PageState: {
        PageState.OPEN: _l("待签"),
        PageState.SIGNED: _l("已签齐"),
        PageState.VOID: _l("已失效"),
    },
    SignatureWay: {
        SignatureWay.CERTIFICATE: _l("电子签名"),
        SignatureWay.SCAN: _l("手签扫描件"),
    },
    Adoption: {
        Adoption.ADOPTED: _l("采纳"),
        Adoption.PARTLY: _l("部分采纳"),
        Adoption.NOT_ADOPTED: _l("未采纳"),
    },
}
