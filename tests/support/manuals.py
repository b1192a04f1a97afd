"""A derived manual of one's own for tests: its text, and itself."""

from riskassess.adapters.manuals import load_manual_text

TEXT = """format: riskassess.manual/1
id: {code}
version: {version}
title: {{zh: 别处的手册, en: elsewhere}}
source: 某地办法
confidence: medium
effective_from: "{begins}"
base: {{id: cn-default, version: 1}}
criteria:
  - {{code: opposition, high: {{above: "{limit}"}}}}
"""


def text_of(code="cn-else", version=1, limit="0.33", begins="2026-01-01"):
    return TEXT.format(code=code, version=version, limit=limit, begins=begins)


def a_manual(**values):
    return load_manual_text(text_of(**values))
