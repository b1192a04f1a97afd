"""Names of units: what people write differently is left out, and what stays nearly alike is asked.

Two names are the same when nothing is left between them but brackets, spaces, width, case,
traditional characters and the form of company; registers treat names that differ in the form alone
as one name (rules for comparing enterprise names, 工商企注字〔2017〕133号). Whatever else is close
is near (`expert_pool.name_likeness`): a person decides.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

# Forms of companies wherever they stand; a bare 公司 counts at the end only and not of a branch.
FORM_TEXTS_TO_READ = r"(?:股份有限责任|股份有限|有限责任|责任有限|有限|股份)公司"
END_TEXTS_TO_READ = r"(?<![分子总])公司$|(?:股份有限|有限责任|责任有限|有限|股份)+$"
GROUP_TEXTS_TO_READ = "集团"
COMPANY_TEXTS_TO_READ = "公司"

_FORM, _END = re.compile(FORM_TEXTS_TO_READ), re.compile(END_TEXTS_TO_READ)


@dataclass(frozen=True)
class NameTools:
    """What matching needs from outside, as functions.

    Attributes
    ----------
    simplify : callable
        Traditional characters into simplified ones.
    likeness : callable
        How alike two texts are in whole points, 0 to 100, whichever stands first.
    """

    simplify: Callable[[str], str]
    likeness: Callable[[str, str], int]


def plain_text(name: str) -> str:
    """Return letters and digits of a name in one width and case.

    >>> plain_text("（云水） 设计院ＡＢ")
    '云水设计院ab'
    """
    if name.isalnum() and unicodedata.is_normalized("NFKC", name):
        return name.casefold()
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(sign for sign in text if sign.isalnum())


def clean_name(name: str, simplify: Callable[[str], str]) -> str:
    """Return the plain text of a name in simplified characters; doing it again changes nothing.

    >>> clean_name("雲水 設計院", lambda text: text.replace("雲", "云").replace("設計", "设计"))
    '云水设计院'
    """
    text = plain_text(name)
    for _time in range(3):  # a second look finds what the first one has brought together
        before, text = text, plain_text(simplify(text))
        if text == before:
            break
    return text


@lru_cache(maxsize=65_536)  # a pool has far fewer employers than experts
def core_of(text: str) -> tuple[str, bool]:
    """Return a clean name without its form of company, and whether it had one.

    >>> core_of("云水城投有限责任公司"), core_of("云水规划院")
    (('云水城投', True), ('云水规划院', False))
    """
    if COMPANY_TEXTS_TO_READ not in text:
        return text, text.endswith(GROUP_TEXTS_TO_READ)
    before, core = "", text
    while core != before:
        before, core = core, _END.sub("", _FORM.sub("", core))
    if not core:
        return text, False
    return core, core != text or core.endswith(GROUP_TEXTS_TO_READ)


def name_key(text: str) -> str:
    """Return the key of a clean name: equal for the same name.

    >>> name_key("云水城投股份有限公司") == name_key("云水城投公司")
    True
    """
    core, is_company = core_of(text)
    if not is_company or core.endswith((GROUP_TEXTS_TO_READ, COMPANY_TEXTS_TO_READ)):
        return core
    return core + COMPANY_TEXTS_TO_READ
