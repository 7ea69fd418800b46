"""The outlets of the sample newsroom, the watches of the demo and what should come of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.demo.pieces import Piece, load_pieces
from bot.models import OPERATOR, Sense, Watchlist


@dataclass(frozen=True, slots=True)
class DemoOutlet:
    """An invented outlet; `kind` is the format of its feed, `full_text` asks for its pages.

    `page` and `link` are formats of `piece` and `day`: where a page lies, and that address as the
    feed spells it, with what feeds add to measure readers. `teasers` stand in and under every body.
    """

    id: str
    name: str
    language: str
    kind: str
    feed: str
    page: str
    tracking: str
    full_text: bool
    teasers: tuple[str, ...]


OUTLETS = (
    DemoOutlet(
        id="courrier",
        name="Le Courrier du Soir",
        language="fr",
        kind="rss",
        feed="/rss/une.xml",
        page="/article/{day:%Y/%m/%d}/{piece.id}_{piece.number}.html",
        tracking="#xtor=RSS-3208",
        full_text=True,
        teasers=(
            "Corée\u00a0du\u00a0Nord\u00a0: ces images satellites qui intriguent les experts",
            "Wagner\u00a0: enquête sur une galaxie de sociétés-écrans",
            "Prix du ciment\u00a0: pourquoi votre maison coûtera plus cher",
        ),
    ),
    DemoOutlet(
        id="meridienne",
        name="Radio Méridienne",
        language="fr",
        kind="cp1252",
        feed="/flux.php?rubrique=une",
        page="/lire.php?id={piece.number}",
        tracking="&utm_source=rss&utm_campaign=une",
        full_text=True,
        teasers=(
            "Podcast\u00a0: en Corée du Nord, dix jours sous surveillance",
            "Nos reporters racontent dix ans de grève dans les ports",
            "Réécoutez notre grand entretien sur le groupe Wagner",
        ),
    ),
    DemoOutlet(
        id="harbour",
        name="The Harbour Post",
        language="en",
        kind="atom",
        feed="/atom.xml",
        page="/{day:%Y/%m/%d}/{piece.id}",
        tracking="?utm_source=feed&utm_medium=atom",
        full_text=False,
        teasers=(
            "North Korea explained in nine charts",
            "The long read: inside the Wagner Group’s balance sheet",
            "Is green cement finally ready?",
        ),
    ),
    DemoOutlet(
        id="atlantiques",
        name="Dépêches Atlantiques",
        language="fr",
        kind="rdf",
        feed="/depeches.rdf",
        page="/depeche/{piece.id}",
        tracking="",
        full_text=False,
        teasers=(
            "Infographie\u00a0: l’arsenal de la Corée du Nord",
            "Chronologie\u00a0: les grandes grèves des ports depuis 1990",
        ),
    ),
    DemoOutlet(
        id="northgate",
        name="Northgate Ledger",
        language="en",
        kind="json",
        feed="/feed.json",
        page="/news/{piece.id}",
        tracking="?at_medium=RSS&at_campaign=northgate",
        full_text=False,
        teasers=(
            "Pyongyang diary: what tourists are not shown",
            "Why the price of cement matters to your mortgage",
        ),
    ),
)

WATCHES = (
    Watchlist(id=1, tenant=OPERATOR, name="Corée du Nord", query="Corée du Nord", fixed=True),
    Watchlist(
        id=2,
        tenant=OPERATOR,
        name="Wagner",
        query="Wagner",
        sense=Sense.ORGANISATION,
        fixed=True,
    ),
    Watchlist(id=3, tenant=OPERATOR, name="Ciment", query="ciment OR cement", fixed=True),
    Watchlist(id=4, tenant=OPERATOR, name="Ports", query="grève NEAR/5 ports", fixed=True),
)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a right reading of the newsroom gives; articles are named by id.

    `stories` are the articles of each event, oldest first; `copies` those of one wire dispatch;
    `follows` names the event that an article takes up a day later.
    `alerts` are the live articles that belong to a watch, `silent` those that share its words but
    not its sense or subject. `boilerplate` are phrases that may never stand in a card, and
    `quotes` the clause that a mention has to quote.
    """

    stories: dict[str, tuple[str, ...]]
    copies: dict[str, tuple[str, ...]]
    follows: dict[str, str]
    alerts: dict[str, tuple[str, ...]]
    silent: dict[str, tuple[str, ...]]
    boilerplate: tuple[str, ...]
    quotes: dict[str, str]


QUOTES = {
    "mine-de-bria": "encadrés par d’anciens combattants du groupe Wagner",
}


def find_outlet(id: str) -> DemoOutlet:
    """Find an outlet by its id; raises KeyError."""
    return {each.id: each for each in OUTLETS}[id]


@cache
def all_pieces() -> tuple[Piece, ...]:
    """Read all articles of all outlets."""
    return tuple(piece for each in OUTLETS for piece in load_pieces(each.id, each.language))


@cache
def expected_labels() -> Expected:
    """Collect the labels that the articles carry."""
    everything = sorted(all_pieces(), key=lambda piece: -piece.hours)
    names = [watch.name for watch in WATCHES]
    live = [piece for piece in everything if piece.phase == "live"]
    return Expected(
        stories=_by_story(everything),
        copies=_by_story([piece for piece in everything if piece.agency]),
        follows={piece.id: piece.follows for piece in everything if piece.follows},
        alerts={name: tuple(p.id for p in live if name in p.alerts) for name in names},
        silent={name: tuple(p.id for p in everything if name in p.silent) for name in names},
        boilerplate=boilerplate_phrases(),
        quotes=QUOTES,
    )


@cache
def boilerplate_phrases() -> tuple[str, ...]:
    """List the phrases of menus, boxes, teasers and captions of all outlets."""
    fixed = (files("bot.demo") / "boilerplate.txt").read_text(encoding="utf-8").splitlines()
    teasers = [teaser for each in OUTLETS for teaser in each.teasers]
    boxes = [
        block.text
        for piece in all_pieces()
        for block in piece.blocks
        if block.kind in {"caption", "teaser"}
    ]
    return tuple(line for line in [*fixed, *teasers, *boxes] if line)


def _by_story(articles: list[Piece]) -> dict[str, tuple[str, ...]]:
    names = dict.fromkeys(piece.story for piece in articles if piece.story)
    return {name: tuple(p.id for p in articles if p.story == name) for name in names}
