"""Two words about a browser, so that people recognise their sessions; no address, no version."""

from riskassess.i18n import LazyText, _, _l

# The first part that stands in the browser's own words decides; Chrome calls itself Safari too.
BROWSERS = (
    ("MicroMessenger", "wechat"),
    ("DingTalk", "dingtalk"),
    ("Edg", "edge"),
    ("QQBrowser", "qq"),
    ("Firefox", "firefox"),
    ("FxiOS", "firefox"),
    ("Chrome", "chrome"),
    ("CriOS", "chrome"),
    ("Safari", "safari"),
)
SYSTEMS = (
    ("OpenHarmony", "harmony"),
    ("HarmonyOS", "harmony"),
    ("Android", "android"),
    ("iPhone", "iphone"),
    ("iPad", "ipad"),
    ("Windows", "windows"),
    ("Macintosh", "mac"),
    ("Linux", "linux"),
)
WORDS: dict[str, LazyText] = {
    "wechat": _l("微信"),
    "dingtalk": _l("钉钉"),
    "edge": _l("Edge 浏览器"),
    "qq": _l("QQ 浏览器"),
    "firefox": _l("Firefox 浏览器"),
    "chrome": _l("Chrome 浏览器"),
    "safari": _l("Safari 浏览器"),
    "harmony": _l("鸿蒙设备"),
    "android": _l("安卓设备"),
    "iphone": _l("iPhone 手机"),
    "ipad": _l("iPad 平板"),
    "windows": _l("Windows 电脑"),
    "mac": _l("Mac 电脑"),
    "linux": _l("Linux 电脑"),
}


def device_of(user_agent: str) -> str:
    """Return what is stored of a browser: up to two code words.

    >>> device_of("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36")
    'windows chrome'
    >>> device_of("curl/8")
    ''
    """
    found = (
        next((code for part, code in kinds if part in user_agent), "")
        for kinds in (SYSTEMS, BROWSERS)
    )
    return " ".join(code for code in found if code)


def device_words(device: str) -> str:
    """Return the words for what is stored."""
    return _("，").join(str(WORDS[code]) for code in device.split() if code in WORDS) or _(
        "未知设备"
    )
