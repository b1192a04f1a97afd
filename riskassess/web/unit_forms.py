"""Forms about units, for the pool keeper and, without a parent, for the system administrator."""

from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from riskassess.i18n import LazyText, _l
from riskassess.web.forms import Form

UNIT_KINDS: dict[str, LazyText] = {
    "employer": _l("工作单位"),
    "project_unit": _l("项目单位"),
    "institution": _l("评估机构"),
}


class NewUnitForm(Form):
    """A new unit as the system administrator registers it."""

    name = StringField(_l("单位名称"), [InputRequired(_l("请填写单位名称。")), Length(max=200)])
    kind = SelectField(_l("类别"), [InputRequired(_l("请选择类别。"))])
    credit_code = StringField(_l("统一社会信用代码"), [Length(max=40)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.kind.choices = [(value, str(word)) for value, word in UNIT_KINDS.items()]


class UnitForm(NewUnitForm):
    """A unit as the pool keeper registers or corrects it."""

    parent = StringField(_l("上级单位"), [Length(max=200)])


class AliasForm(Form):
    """Another name of a unit."""

    name = StringField(_l("别名"), [InputRequired(_l("请填写别名。")), Length(max=200)])
