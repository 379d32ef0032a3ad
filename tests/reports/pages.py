"""A page of HTML as the tests look at it: its elements with their attributes, and its text."""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser

VOID = {"meta", "input", "img", "br", "link", "hr"}


class Page(HTMLParser):
    """A page, taken apart.

    Attributes:
        elements: name, attributes and text of each, in order; the text of all that is in it.
    """

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self._open = []
        self.feed(source)
        self.close()
        assert not self._open, f"left open: {[name for name, _, _ in self._open]}"

    def handle_starttag(self, tag, attrs):
        element = (tag, dict(attrs), [])
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))

    def handle_endtag(self, tag):
        name, _, _ = self._open.pop()
        assert name == tag, f"</{tag}> where <{name}> is open"

    def handle_data(self, data):
        for _, _, text in self._open:
            text.append(data)

    def all(self, tag, **wanted):
        """Attributes and text of each ``tag`` with these attributes."""
        return [
            (attributes, "".join(text))
            for name, attributes, text in self.elements
            if name == tag and all(attributes.get(key) == value for key, value in wanted.items())
        ]

    @property
    def text(self):
        return self.all("body")[0][1]

    @property
    def ids(self):
        return [attributes["id"] for _, attributes, _ in self.elements if "id" in attributes]

    @property
    def links(self):
        names = ("href", "src", "action", "xlink:href", "srcset", "data", "poster")
        return [a[name] for _, a, _ in self.elements for name in names if name in a]


def keeps_its_policy(page):
    """See that a page loads nothing, runs nothing, and says so to the browser."""
    (policy,) = page.all("meta", **{"http-equiv": "Content-Security-Policy"})
    rules = dict(rule.strip().split(" ", 1) for rule in policy[0]["content"].split(";"))
    ((_, style),) = page.all("style")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert rules == {
        "default-src": "'none'",
        "img-src": "data:",
        "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert "url(" not in style
    assert "@import" not in style
    tags = {name for name, _, _ in page.elements}
    assert not tags & {
        "script",
        "iframe",
        "object",
        "embed",
        "link",
        "base",
        "form",
        "foreignobject",
    }
    assert all(link.startswith(("#", "data:image/png;base64,")) for link in page.links)
    names = [name for _, attributes, _ in page.elements for name in attributes]
    assert not [name for name in names if name.startswith("on") or name == "style"]


def can_be_found_around(page):
    """See that a page has its landmarks, names and targets, for a keyboard and a screen reader."""
    assert [len(page.all(tag)) for tag in ("header", "main", "footer", "h1", "head")] == [1] * 5
    assert len(page.ids) == len(set(page.ids))
    assert not [link for link in page.links if link[0] == "#" and link[1:] not in page.ids]
    for tag in ("section", "nav"):
        for attributes, _ in page.all(tag):
            assert attributes["aria-labelledby"] in page.ids
    first = next(name for name, attributes, _ in page.elements if "href" in attributes)
    assert (first, page.elements[0][1]["lang"]) == ("a", "en")
    assert [a for a, _ in page.all("meta", name="viewport")]
    for attributes, _ in page.all("svg"):
        # What is drawn is said again as text; its links are not stops of their own.
        assert attributes["aria-hidden"] == "true"
    drawn = [a for a, _ in page.all("a") if a.get("id", "").startswith("box-")]
    assert all(a["tabindex"] == "-1" for a in drawn)
