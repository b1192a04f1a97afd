"""Texts of the manual in two languages, how sure their source is, and what it derives from."""

from dataclasses import dataclass
from enum import StrEnum


class Confidence(StrEnum):
    """How sure the source of a rule is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Text:
    """A text of the manual in its two languages."""

    zh: str
    en: str

    def __call__(self, locale: str = "zh_CN") -> str:
        """Return the text for a locale; Chinese unless English is asked for.

        >>> Text(zh="水库", en="reservoir")("en_GB")
        'reservoir'
        """
        return self.en if locale.startswith("en") else self.zh

    def __str__(self) -> str:
        return self.zh


@dataclass(frozen=True)
class NamedCode:
    """A code with its name: category, test, kind group, level, mode or class of professions."""

    code: str
    name: Text


@dataclass(frozen=True)
class ManualBase:
    """The manual version that a manual was derived from; its digest fixes it."""

    id: str
    version: int
    digest: str
