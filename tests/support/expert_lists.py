"""Lists of experts as workbooks, and a keeper who tries and imports them."""

import io

import openpyxl
from sqlmodel import select

from models import Expert
from riskassess.wording.pool_files import FIELDS

HEADS = [str(FIELDS[name]) for name in ("code", "name", "expert_class", "profession", "title",
         "title_level", "employer", "employer_type", "email", "phone", "term_until")]  # fmt: skip
LAWYER = ["", "王试", "综合管理", "法律", "教授", "正高级", "试验大学", "高等院校",
          "wang@example.invalid", "13800138000", "2027-12-31"]  # fmt: skip
IMPORT = "/office/experts/import"


def named(name, email=None):
    """Return the lawyer's row for somebody else, who has another address."""
    return ["", name, *LAWYER[2:8], email or f"{ord(name[0])}@example.invalid", *LAWYER[9:]]


def book(*rows, heads=HEADS, title="专家名单"):
    made = openpyxl.Workbook()
    made.active.title = title
    for row in (heads, *rows):
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def send(client, content, name="experts.xlsx"):
    data = {"file": (io.BytesIO(content), name)}
    return client.post(IMPORT, data=data, content_type="multipart/form-data", follow_redirects=True)


def hidden(page, name):
    text = page.get_data(as_text=True)
    at = text.index(f'name="{name}"')
    return text[text.index('value="', at) + 7 :].split('"')[0]


def apply(client, page, **given):
    data = {"key": hidden(page, "key"), "seen": hidden(page, "seen"), "into": "active",
            "otherwise": "", **given}  # fmt: skip
    return client.post(f"{IMPORT}/apply", data=data, follow_redirects=True)


def pool(session, keeper):
    session.expire_all()
    rows = session.exec(select(Expert).where(Expert.office_id == keeper.office_id))
    return {row.name: row for row in rows}
