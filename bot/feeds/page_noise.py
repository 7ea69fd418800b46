"""Find the parts of a page that its own markup calls boilerplate: boxes, bars, teasers, captions."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TAGS = frozenset(["nav", "aside", "footer", "figcaption", "form", "menu"])
_ROLES = frozenset(
    [
        "navigation",
        "banner",
        "contentinfo",
        "complementary",
        "search",
        "dialog",
        "alertdialog",
        "menu",
        "menubar",
        "toolbar",
        "form",
        "tablist",
    ]
)
_WORDS = frozenset(
    # boxes that sell or ask for something
    "newsletter newsletters subscribe subscription subscriptions signup signin login register promo "
    "promos promotion promobox paywall donate donation abonnement abo inscription cta "
    "cookie cookies consent gdpr rgpd onetrust didomi "
    # other articles
    "related relateds recommended recommendation recommendations recirc recirculation teaser teasers "
    "readmore seealso outbrain taboola zergnet revcontent popular trending mostread mostpopular "
    "mostviewed upnext interlink similar suggested suggestions "
    # people's reactions and sharing
    "comments commentlist disqus respond share sharing sharebar sharer social socials "
    "addthis addtoany sharedaddy sociable "
    # page furniture
    "nav navbar navigation menu submenu breadcrumb breadcrumbs footer sidebar toolbar pagination pager "
    "masthead modal popup popin tooltip rollover overlay lightbox skiplink toc widget "
    # lines about the article or its pictures
    "caption captions figcaption legend legende credit credits copyright byline bylines tags taglist "
    "tagcloud hashtags timestamp dateline pubdate bio authorbio "
    # advertising
    "ad ads adv advert advertisement advertising adslot adunit sponsor sponsored sponsors dfp pub "
    "publicite partner partners "
    # not shown
    "hidden invisible noprint printonly sronly offscreen skip "
    # players and tools
    "player slideshow carousel poll quiz rating ratings vote".split()
)
_PHRASES = re.compile(
    r"(?:^|-)(?:most-(?:read|viewed|popular|recent|shared|commented)|read-(?:more|also|next|on)|"
    r"see-also|also-(?:read|see)|(?:you-)?(?:may|might)-(?:also-)?(?:like|enjoy|be)|up-next|more-(?:from|on|"
    r"stories|news|articles|like)|next-(?:article|post|story)|prev(?:ious)?-(?:article|post|story)|"
    r"(?:a|pour)-lire|lire-(?:aussi|plus|suite|egalement)|sur-le-meme-(?:sujet|theme)|les-plus-(?:lus|vus)|"
    r"plus-lus|nos-(?:lecteurs|newsletters)|voir-aussi|aller-plus-loin|sign-up|sign-in|log-in|opt-in|"
    r"follow-(?:us|me)|about-(?:the-)?author|author-(?:bio|box|info|card|about|name|description|links)|"
    r"post-(?:meta|tags|author|navigation|nav|ratings)|entry-(?:meta|footer|tags|utility)|"
    r"article-(?:meta|tags|footer|byline|author|date|header|related|tools|info)|"
    r"image-(?:caption|credit|source|copyright)|photo-(?:caption|credit)|wp-caption-text|media-caption|"
    r"screen-reader|visually-hidden|sr-only|print-only|no-print|hide-for-all|display-none|"
    r"story-(?:package|links|related|footer|tags)|related\w*|comment-(?:list|form|section|thread|area)|"
    r"social-\w+|share-\w+|back-to-top|jump-to|table-of-contents|contact-form|web-push|push-notification|"
    r"weiterlesen|lesen-sie-auch|lee-tambien|te-puede-interesar|leia-(?:mais|tambem))(?:-|$)"
)
_GENTLE = frozenset(
    [
        "widget",
        "overlay",
        "player",
        "carousel",
        "slideshow",
        "skip",
        "partner",
        "partners",
        "pub",
        "similar",
    ]
)
"""Words that page builders also put on the article itself: only small parts go for them."""
_HIDDEN = re.compile(r"display\s?:\s?none|visibility\s?:\s?hidden", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_STATE = re.compile(
    r"^(?:has|no|with|without|is|show|hide|enable|js|col|bg|text|border|theme)-|"
    r"^hidden-(?:xs|sm|md|lg|xl|phone|tablet|mobile|desktop|print)"
)
_STRONG = re.compile(r"cookie|gdpr|rgpd|consent|newsletter|privacy|disqus|recirc|outbrain|taboola|comment")
_LABELS = ("class", "id", "data-component", "data-testid", "data-type", "data-module", "aria-label")

GUARDS = {"gentle": 0.10, "noise": 0.30, "strong": 0.80}
"""An element with a larger share of the page's prose is no boilerplate, whatever it is called."""
_RANK = {"": 0, "gentle": 1, "noise": 2, "strong": 3}
_KEPT = frozenset(["html", "body", "main", "h1", "tr", "td", "th", "tbody", "em", "i", "b", "strong"])
_QUOTED = ("social", "embed", "share")


@lru_cache(maxsize=8192)
def _kind(token: str) -> str:
    """Judge one class name or id: '', 'gentle', 'noise' or 'strong'."""
    token = _NOT_WORD.sub("-", _CAMEL.sub("-", token[:80]).lower()).strip("-")
    if not token or _STATE.match(token):
        return ""
    words = set(token.split("-"))
    words.add(token.replace("-", ""))
    hits = words & _WORDS
    if _STRONG.search(token) and "commentary" not in token:
        return "strong"
    if _PHRASES.search(token) or hits - _GENTLE:
        return "noise"
    return "gentle" if hits else ""


def kind(element: HtmlElement) -> str:
    """Judge an element by tag, role, style and labels: '', 'gentle', 'noise', 'strong'."""
    found = ""
    if element.tag in _TAGS or (element.get("role") or "").lower() in _ROLES:
        found = "noise"
    if "hidden" in element.attrib or _HIDDEN.search((element.get("style") or "")[:500]):
        found = "noise"
    for label in _LABELS:
        for token in (element.get(label) or "")[:600].split():
            judged = _kind(token)
            if _RANK[judged] > _RANK[found]:
                found = judged
    return found


def noisy(root: HtmlElement, prose: dict[HtmlElement, int]) -> set[HtmlElement]:
    """Collect the outermost boilerplate elements; `prose` gives characters of prose below each."""
    found: set[HtmlElement] = set()
    total = max(1, prose.get(root, 0))
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if not isinstance(element.tag, str) or element.tag in _KEPT:
            continue
        judged = kind(element)
        if not judged or prose.get(element, 0) > GUARDS[judged] * total:
            continue
        if judged == "strong" or not _holds_quote(element):
            found.add(element)
            walk.skip_subtree()
    return found


def _holds_quote(element: HtmlElement) -> bool:
    """Tell whether a box for social media holds what somebody said there."""
    label = (element.get("class") or "").lower()
    return any(word in label for word in _QUOTED) and element.find(".//blockquote") is not None
