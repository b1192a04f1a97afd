"""Methods of a manual that need or exclude each other, and what a manual derives from."""

from riskassess.i18n import _l

MANUAL_RULES = {
    "manual_levels_need_matrix": (
        _l("按等级打分时，风险程度只能查矩阵，不能相乘。"),
        _l("请把 degrees.rule 改为 matrix，或把 estimates.scale 改为 share。"),
    ),
    "manual_levels_need_coefficients": (
        _l("按等级打分时没有概率与影响的乘积，指数须用等级系数。"),
        _l("请把 index.variant 改为 b、c 或 fuzzy，并给出 coefficients。"),
    ),
    "manual_matrix_shape": (
        _l("矩阵的行列与量表的级数不一致。"),
        _l("请每个影响等级写一行，每行 %(levels)s 个风险程度，由低到高。"),
    ),
    "manual_matrix_falls": (
        _l("矩阵中有等级升高而风险程度反而降低的格子。"),
        _l("请核对矩阵：概率或影响升高，风险程度不得降低。"),
    ),
    "manual_deduction_alone": (
        _l("扣分手册不给因素打分，这一判定标准没有依据。"),
        _l("请把它设为 active: false。"),
    ),
    "manual_item_options": (
        _l("扣分项须恰好有一种给分办法：列出分值，或按反对情况计算。"),
        _l("请写 options，或写 by_opposition: true。"),
    ),
    "manual_base_unknown": (
        _l("找不到作为底本的手册“%(value)s”。"),
        _l("请先导入底本，或核对 base 的 id 和 version。"),
    ),
    "manual_base_differs": (
        _l("底本的摘要与 base.digest 不一致。"),
        _l("请核对底本的版本；底本已存的版本不会改动。"),
    ),
    "manual_not_for_kind": (
        _l("所选评估手册不适用于“%(value)s”项目。"),
        _l("请返回上一步，改选适用的评估手册。"),
    ),
}
