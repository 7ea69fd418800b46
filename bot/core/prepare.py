"""An article to everything that settling it needs: matches, sketch, search text.

It depends on the article and the watches alone, so any number may be prepared side by side, in
any process and any order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.language.text import fold

if TYPE_CHECKING:
    from bot.core.language.text import Token
    from bot.core.match.matcher import Matcher
    from bot.core.stories.features import Sketch
    from bot.models import Article, Match

TITLE_KEY = 300
"""Characters of a folded title that tell an article again."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article whose address is still the feed's and whose language is what was declared.

    `shared` says that its address is also that of other entries, such as a site's front page.
    """

    article: Article
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article with what was found of it by `watches`, the version of the watch set.

    `title` and `body` are what the search index holds; `url_key` and `title_key` tell the article
    again. The names of the matches are the ids of their watchlists.
    """

    article: Article
    sketch: Sketch
    title: str
    body: str
    url_key: str
    title_key: str
    matches: tuple[Match, ...]
    watches: int


def prepare_article(article: Article, matcher: Matcher, *, shared: bool = False) -> Prepared:
    """Match an article, sketch it and fold it for search; its words are cut once."""
    # The engines load with the first article: many a process only names a draft.
    from bot.core.language.document import Document
    from bot.core.stories.features import make_sketch

    document = Document(article)
    title, lead, text = document.rows
    # A lead that is the text's own beginning would be found twice.
    body = text if article.lead in article.text else [*lead, *text]
    url_key = "" if shared else article.url
    # A guid is judged with link and title: alone it would make two articles of it one.
    told = replace(article, guid="", url=url_key)
    return Prepared(
        article=article,
        sketch=make_sketch(told, document.rows),
        title=_folded_words(title),
        body=_folded_words(body),
        url_key=url_key,
        title_key=fold(article.title)[:TITLE_KEY],
        matches=matcher.match(document),
        watches=matcher.watches.version,
    )


def _folded_words(words: list[Token]) -> str:
    return " ".join([word.text for word in words])
