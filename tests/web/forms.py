"""The forms of a page, and whether each that changes something holds the token."""

from html.parser import HTMLParser


class Forms(HTMLParser):
    """Collects method, action and field names of every form of a page."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "form":
            self.found.append(((values.get("method") or "get").lower(), values, set()))
        elif tag == "input" and self.found:
            self.found[-1][2].add(values.get("name"))


def forms_of(answer):
    """Return the forms of an answer, none where it is no page."""
    return Forms(answer.get_data(as_text=True)).found if answer.mimetype == "text/html" else []


def without_token(forms):
    """Return the actions of the forms that change something and hold no token."""
    return [
        values.get("action")
        for method, values, fields in forms
        if method == "post" and "csrf_token" not in fields
    ]
