"""From an article to a channel, with a platform that answers as a test tells it to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cards import Span, bare_words, plain_lines
from bot.commands.declared.spec import Invocation
from bot.models import (
    OPERATOR,
    Caller,
    Delivery,
    DeliveryState,
    Feed,
    Mode,
    Refused,
    RetryLater,
    Subscription,
    Unknown,
)
from bot.said import say
from tests.fakes.rig import Post, Rig, entry, rigged
from tests.fakes.rows import subscription, watch

GUILD, HERE, THERE = "discord:1", "discord:10", "discord:11"
MANAGER = Caller(tenant=GUILD, channel=HERE, user="u1", may_manage=True)


@pytest.fixture
def post() -> Post:
    return Post("discord", {HERE: GUILD, THERE: GUILD})


@pytest.fixture
def rig(post: Post) -> Iterator[Rig]:
    yield from rigged(post)


async def _follow(
    rig: Rig, channel: str = HERE, urgent: bool = False, **more: object
) -> Subscription:
    wanted = replace(watch(GUILD), urgent=urgent)
    saved, _preview = await rig.service.changes.watch(wanted, origin="chat")
    values = {"tenant": GUILD, "created_by": "u1"} | more
    return await rig.service.changes.subscribe(
        subscription(saved.id, channel, **values), origin="chat"
    )


async def _state(rig: Rig, row: int) -> Delivery:
    found = await rig.store.outbox.get(row)
    assert found is not None
    return found


TITLES = (
    "Ciment belge",
    "Le ciment coulera bientôt ailleurs",
    "Usine de ciment fermée hier",
    "Trois camions de ciment volés",
    "Dakar importe moins de ciment",
    "Aucun ciment ne prend dehors",
)


async def _news(rig: Rig, feed: Feed, *numbers: int) -> None:
    entries = [entry(number, TITLES[number - 1], at=rig.now) for number in numbers]
    await rig.publish(feed, *entries)


async def test_alerts_arrive_once_and_in_order(rig: Rig, post: Post) -> None:
    await _follow(rig)
    feed = await rig.add_feed("phare")
    await _news(rig, feed, 1, 2, 3)
    await rig.drain()
    await rig.drain()
    assert post.titles == list(TITLES[:3])
    assert [bare_words(card.title) for _delivery, card in rig.shown] == post.titles


async def test_a_wait_keeps_the_order_and_loses_nothing(rig: Rig, post: Post) -> None:
    await _follow(rig)
    feed = await rig.add_feed("phare")
    await _news(rig, feed, 1, 2)
    post.script = [RetryLater(20.0, "slow down", "channel")]
    await rig.drain()
    assert post.titles == []
    assert (await _state(rig, 1)).state is DeliveryState.WAITING
    rig.pass_time(seconds=19)
    await rig.drain()
    assert post.titles == []
    rig.pass_time(seconds=2)
    await rig.drain()
    assert post.titles == list(TITLES[:2])


async def test_what_fails_for_days_is_given_up_and_said(rig: Rig, post: Post) -> None:
    await _follow(rig)
    feed = await rig.add_feed("phare")
    await _news(rig, feed, 1, 2)
    post.script = [RetryLater(3600.0, "server error")]
    await rig.drain()
    rig.pass_time(days=4)
    post.script = [RetryLater(3600.0, "server error")]
    await rig.drain()
    given_up = await _state(rig, 1)
    assert (given_up.state, str(given_up.reason)) == (DeliveryState.DEAD, "given up: server error")
    assert post.titles == [TITLES[1]]


async def test_a_refused_message_holds_up_no_other(rig: Rig, post: Post) -> None:
    await _follow(rig)
    feed = await rig.add_feed("phare")
    await _news(rig, feed, 1, 2)
    post.script = [Refused("too large")]
    await rig.drain()
    assert post.titles == [TITLES[1]]
    assert (await _state(rig, 1)).reason == "too large"
    assert post.told == []


async def test_a_dead_channel_is_paused_told_once_and_resumed_with_all_it_missed(
    rig: Rig, post: Post
) -> None:
    sub = await _follow(rig)
    await _follow(rig, THERE)
    feed = await rig.add_feed("phare")
    await _news(rig, feed, 1, 2)
    post.scripts[HERE] = [Refused("Missing Access", dead_target=True)]
    await rig.drain()
    await _news(rig, feed, 3)
    rig.pass_time(hours=5)
    await rig.drain()
    assert [delivery.channel for delivery, _card in post.sent] == [THERE] * 3
    assert [(tenant, user) for tenant, user, _card in post.told] == [(GUILD, "u1")]
    told = post.told[0][2]
    assert "Alerts to discord:10 are paused: Missing Access." in plain_lines(told)
    assert [span.channel for span in told.body[0] if span.channel] == [HERE]
    kept = await rig.store.watches.subscription(sub.id)
    assert kept is not None
    assert kept.paused == "Missing Access"
    health = await rig.desk.run(Invocation("health"), MANAGER)
    assert [item.title[0].channel for item in health.items] == [HERE]
    again = await rig.desk.run(Invocation("subscribe", {"watch": "Ciment"}), MANAGER)
    assert again.tone == "good"
    await rig.drain()
    here = [bare_words(card.title) for delivery, card in post.sent if delivery.channel == HERE]
    assert here == list(TITLES[:3])


async def test_a_revoked_token_stops_the_platform_until_later(rig: Rig, post: Post) -> None:
    await _follow(rig)
    feed = await rig.add_feed("phare")
    await _news(rig, feed, 1, 2)
    post.script = [Refused("token revoked", platform_down=True)]
    await rig.drain()
    assert post.titles == []
    assert dict(rig.service.deliverer.stopped) == {"discord": "token revoked"}
    health = await rig.desk.run(Invocation("health"), MANAGER)
    assert "token revoked" in plain_lines(health)
    other = Caller(tenant="slack:T1", channel="slack:C1")
    assert "token revoked" not in plain_lines(await rig.desk.run(Invocation("health"), other))


@pytest.mark.parametrize(
    ("found", "sends", "uncertain"),
    [("there", 1, False), ("not there", 1, False), ("cannot tell", 1, True)],
)
async def test_an_unknown_outcome_is_looked_up_before_anything_else_goes(
    rig: Rig, post: Post, found: str, sends: int, uncertain: bool
) -> None:
    from bot.models import Sent

    await _follow(rig)
    feed = await rig.add_feed("phare")
    await _news(rig, feed, 1, 2)
    post.script = [Unknown("cut off")]
    post.finds = [
        {"there": Sent("m1"), "not there": None, "cannot tell": Unknown("no history")}[found]
    ]
    await rig.drain()
    assert [delivery.id for delivery in post.looked_up] == [1]
    assert post.titles == ([TITLES[1]] if found == "there" else list(TITLES[:2]))
    assert (await _state(rig, 1)).state is DeliveryState.SENT
    marked = [bool(card.footer) for delivery, card in post.sent if delivery.id == 1]
    assert marked == ([] if found == "there" else [uncertain])
    assert len(marked) <= sends


async def test_a_look_up_that_has_to_wait_blocks_its_channel_only(rig: Rig, post: Post) -> None:
    await _follow(rig)
    await _follow(rig, THERE)
    feed = await rig.add_feed("phare")
    await _news(rig, feed, 1)
    post.script = [Unknown("cut off")]
    post.finds = [RetryLater(60.0, "ask later")]
    await rig.drain()
    assert len(post.sent) == 1
    assert len(post.looked_up) == 1


async def test_an_outlet_that_joins_edits_the_alert(rig: Rig, post: Post) -> None:
    await _follow(rig)
    one, two = await rig.add_feed("phare"), await rig.add_feed("digue")
    await _news(rig, one, 1)
    await rig.drain()
    await _news(rig, two, 1)
    await rig.drain()
    assert post.titles == [TITLES[0]]
    [(ref, card)] = post.edited
    assert ref == "m1"
    assert "digue" in plain_lines(card)
    await rig.drain()
    assert len(post.edited) == 1


async def test_an_outlet_that_joins_before_the_alert_went_stands_in_it(
    rig: Rig, post: Post
) -> None:
    await _follow(rig)
    one, two = await rig.add_feed("phare"), await rig.add_feed("digue")
    await _news(rig, one, 1)
    await _news(rig, two, 1)
    await rig.drain()
    assert post.edited == []
    assert "digue" in plain_lines(post.sent[0][1])


async def test_a_daily_digest_holds_and_bundles(rig: Rig, post: Post) -> None:
    await _follow(rig, mode=Mode.DAILY, at="08:00", timezone="Europe/Paris")
    feed = await rig.add_feed("phare")
    await _news(rig, feed, 1, 2, 3)
    await rig.drain()
    assert post.sent == []
    rig.pass_time(hours=18, minutes=59)
    await rig.drain()
    assert post.sent == []
    rig.pass_time(minutes=1)
    await rig.drain()
    [(delivery, card)] = post.sent
    assert (delivery.kind, bare_words(card.title)) == ("digest", "Digest: 3 stories")
    assert [bare_words(item.title) for item in card.items] == list(TITLES[:3])


async def test_a_digest_can_be_had_now(rig: Rig, post: Post) -> None:
    await _follow(rig, mode=Mode.HOURLY)
    feed = await rig.add_feed("phare")
    await _news(rig, feed, 1, 2)
    card = await rig.desk.run(Invocation("digest"), MANAGER)
    assert bare_words(card.title) == "2 alerts on their way"
    await rig.drain()
    assert post.titles == ["Digest: 2 stories"]
    nothing = await rig.desk.run(Invocation("digest"), MANAGER)
    assert bare_words(nothing.title) == "Nothing is waiting"


async def test_quiet_hours_hold_and_urgent_breaks_through(rig: Rig, post: Post) -> None:
    await _follow(rig, HERE, quiet="11:00-13:00", timezone="UTC")
    feed = await rig.add_feed("phare")
    await _news(rig, feed, 1, 2)
    await rig.drain()
    assert post.sent == []
    rig.pass_time(hours=1)
    await rig.drain()
    assert post.titles == ["Digest: 2 stories"]
    rig.pass_time(hours=-1)
    await _follow(rig, HERE, True, quiet="11:00-13:00", timezone="UTC")
    await _news(rig, feed, 3)
    await rig.drain()
    assert post.titles[1:] == [TITLES[2]]


async def test_a_burst_becomes_one_digest(rig: Rig, post: Post) -> None:
    await _follow(rig, burst="2/10m")
    feed = await rig.add_feed("phare")
    for number in range(1, 7):
        await _news(rig, feed, number)
        await rig.drain()
        rig.pass_time(seconds=30)
    assert post.titles == list(TITLES[:2])
    for _minute in range(15):
        rig.pass_time(minutes=1)
        await rig.drain()
    assert post.titles[2:] == ["Digest: 4 stories"]


async def test_a_muted_watch_and_a_muted_story_are_silent(rig: Rig, post: Post) -> None:
    sub = await _follow(rig, updates=True)
    one, two = await rig.add_feed("phare"), await rig.add_feed("digue")
    await rig.store.watches.mute(sub.watchlist or 0, rig.now + timedelta(hours=1))
    await _news(rig, one, 1)
    await rig.drain()
    assert post.sent == []
    rig.pass_time(hours=2)
    await _news(rig, one, 2)
    await rig.drain()
    assert post.titles == [TITLES[1]]
    story = post.sent[0][0].story
    card = await rig.desk.run(Invocation("mute-story", {"story": str(story)}), MANAGER)
    assert card.tone == "good"
    await _news(rig, two, 2)
    await rig.drain()
    assert post.titles == [TITLES[1]]


async def test_updates_post_again_what_only_adds_to_a_story(rig: Rig, post: Post) -> None:
    await _follow(rig)
    one, two = await rig.add_feed("phare"), await rig.add_feed("digue")
    text = "Le four de l'usine de ciment de Bizerte a explosé mardi matin, blessant deux ouvriers. "
    more = "Les secours sont arrivés vers six heures. La direction promet une enquête interne."
    await rig.publish(one, entry(1, "Explosion dans une usine de ciment à Bizerte", text + more))
    await rig.drain()
    [(alert, _card)] = post.sent
    follow = await rig.desk.run(Invocation("follow", {"story": str(alert.story)}), MANAGER)
    assert follow.tone == "good"
    retold = "Deux ouvriers ont été blessés mardi dans l'explosion du four d'une usine de ciment. "
    other = "L'accident s'est produit à Bizerte ; les secours ont éteint le feu avant midi."
    await rig.publish(
        two,
        entry(2, "Bizerte : deux blessés dans l'explosion d'une usine de ciment", retold + other),
    )
    await rig.drain()
    kinds = [delivery.kind.value for delivery, _card in post.sent]
    assert kinds == ["alert", "update"]
    assert post.sent[1][0].story == alert.story


async def test_a_whole_feed_can_be_followed(rig: Rig, post: Post) -> None:
    feed = await rig.add_feed("phare", GUILD)
    card = await rig.desk.run(Invocation("subscribe", {"feed": "phare"}), MANAGER)
    assert bare_words(card.title) == "Subscribed: phare"
    await rig.publish(feed, entry(7, "Rien de rien sur les pavés"))
    await rig.drain()
    assert post.titles == ["Rien de rien sur les pavés"]
    why = await rig.desk.run(Invocation("why"), MANAGER)
    assert "Rien de rien" in plain_lines(why)


async def test_a_platform_that_is_not_configured_keeps_its_deliveries(rig: Rig, post: Post) -> None:
    await _follow(rig, "slack:C1")
    feed = await rig.add_feed("phare")
    await _news(rig, feed, 1)
    await rig.drain()
    waiting = await _state(rig, 1)
    assert (waiting.state, waiting.reason) == (
        DeliveryState.WAITING,
        "this platform is not configured",
    )


async def test_a_channel_is_a_reference_for_its_own_tenant_and_a_name_for_others(
    rig: Rig, post: Post
) -> None:
    await _follow(rig)
    await rig.store.watches.pause(HERE, "gone", rig.now)
    post.names[HERE] = "#news <@1>"
    operator = Caller(tenant=OPERATOR, channel="console", may_manage=True)
    for caller, channel in ((MANAGER, HERE), (operator, "")):
        card = await rig.desk.run(Invocation("health"), caller)
        assert (bare_words(card.items[0].title), card.items[0].title[0].channel) == (
            "#news <@1>",
            channel,
        )
    listed = await rig.desk.run(Invocation("subscriptions"), MANAGER)
    assert listed.items[0].body[0] == Span("#news <@1>", channel=HERE)
    gone = await rig.desk.run(Invocation("unsubscribe", {"watch": "Ciment"}), MANAGER)
    assert gone.body == ((Span("#news <@1>", channel=HERE),),)


async def test_health_says_in_words_what_was_counted(rig: Rig) -> None:
    feed = await rig.add_feed("phare")
    late = [entry(number, f"Vieux {number}", at=rig.now - timedelta(days=9)) for number in range(9)]
    await _follow(rig)
    await rig.publish(feed, *late)
    for language, words in (
        ("en", "Late news kept without an alert"),
        ("fr", "Nouvelles tardives gardées sans alerte"),
    ):
        operator = Caller(OPERATOR, "console", language=language, may_manage=True)
        card = await rig.desk.run(Invocation("health"), operator)
        assert words in [field.name for field in card.fields]
        assert all("_" not in field.name for field in card.fields)


async def test_why_a_channel_or_a_feed_fails_is_told_in_the_readers_language(
    rig: Rig, post: Post
) -> None:
    await _follow(rig)
    feed = await rig.add_feed("phare")
    await _news(rig, feed, 1)
    post.script = [Refused(say("the channel is gone"), dead_target=True)]
    await rig.drain()
    del rig.wire.entries[feed.url]
    await rig.service.poll_feed(feed, rig.now)
    broken = await rig.store.feeds.get(feed.id)
    assert broken is not None
    await rig.store.feeds.save(
        replace(broken, last_error=say("{host} does not answer", host="phare.example"))
    )
    for language, channel, reason in (
        ("en", "the channel is gone", "phare.example does not answer"),
        ("fr", "le salon a disparu", "phare.example ne répond pas"),
    ):
        caller = replace(MANAGER, language=language)
        told = plain_lines(
            await rig.desk.run(Invocation("health"), replace(caller, tenant=OPERATOR))
        )
        assert channel in told
        assert reason in told
        assert channel in plain_lines(await rig.desk.run(Invocation("subscriptions"), caller))


# What was removed while something of it is in the outbox


async def _remove_watch(rig: Rig, sub: Subscription, feed: Feed) -> None:
    await rig.store.watches.remove(sub.watchlist or 0)


async def _unsubscribe(rig: Rig, sub: Subscription, feed: Feed) -> None:
    await rig.store.watches.unsubscribe(sub.id)


async def _remove_feed(rig: Rig, sub: Subscription, feed: Feed) -> None:
    await rig.store.feeds.remove(feed.id, tenant=GUILD)


async def _remove_all(rig: Rig, sub: Subscription, feed: Feed) -> None:
    await _remove_feed(rig, sub, feed)
    await _remove_watch(rig, sub, feed)


Removal = Callable[[Rig, Subscription, Feed], Awaitable[None]]
REMOVALS = [_remove_watch, _unsubscribe, _remove_feed, _remove_all]


@pytest.mark.parametrize("remove", REMOVALS)
async def test_what_was_on_its_way_still_arrives(rig: Rig, post: Post, remove: Removal) -> None:
    sub = await _follow(rig, language="fr")
    feed = await rig.add_feed("phare", GUILD)
    await _news(rig, feed, 1)
    await remove(rig, sub, feed)
    await rig.drain()
    assert post.titles == [TITLES[0]]
    _delivery, card = post.sent[0]
    assert "Veille" in plain_lines(card), "in the language and with the watch of its subscription"
    assert "Ciment" in plain_lines(card)


@pytest.mark.parametrize("remove", REMOVALS)
async def test_a_held_digest_goes_out_at_its_time(rig: Rig, post: Post, remove: Removal) -> None:
    sub = await _follow(rig, mode=Mode.HOURLY)
    feed = await rig.add_feed("phare", GUILD)
    await _news(rig, feed, 1, 2)
    await remove(rig, sub, feed)
    await rig.service.clean_up(rig.now, keep_days=90)
    await rig.drain()
    assert post.titles == []
    rig.pass_time(hours=2)
    await rig.drain()
    assert post.titles == ["Digest: 2 stories"]
    await _news(rig, feed, 3)
    rig.pass_time(hours=2)
    await rig.drain()
    assert len(post.sent) == 1, "what comes later is not found any more"


@pytest.mark.parametrize("remove", [_remove_watch, _unsubscribe])
async def test_a_posted_alert_is_still_edited(rig: Rig, post: Post, remove: Removal) -> None:
    sub = await _follow(rig)
    one, two = await rig.add_feed("phare", GUILD), await rig.add_feed("quai", GUILD)
    await _news(rig, one, 1)
    await rig.drain()
    await remove(rig, sub, one)
    copy = replace(entry(1, TITLES[0], at=rig.now), url="https://quai.example/1")
    await rig.publish(two, copy)
    await rig.drain()
    assert post.titles == [TITLES[0]]
    assert len(post.edited) == 1
    assert "quai" in plain_lines(post.edited[0][1])


async def test_what_was_removed_is_seen_by_nobody(rig: Rig, post: Post) -> None:
    sub = await _follow(rig)
    feed = await rig.add_feed("phare", GUILD)
    await _news(rig, feed, 1)
    await rig.store.watches.remove(sub.watchlist or 0)
    watches = rig.store.watches
    assert await watches.all() == []
    assert await watches.all(tenant=GUILD) == []
    assert await watches.subscriptions() == []
    assert await watches.subscriptions(tenant=GUILD, channel=HERE) == []
    assert await rig.store.archive.latest(tenant=GUILD, limit=9) == []
    assert await rig.store.archive.matches(1) == []
    sizes = await rig.store.archive.sizes()
    assert (sizes["watchlists"], sizes["subscriptions"]) == (0, 0)
    assert await rig.desk.complete("unwatch", "watch", "", MANAGER) == []
    listed = plain_lines(await rig.desk.run(Invocation("subscriptions"), MANAGER))
    assert "Ciment" not in listed


async def test_subscribing_again_tells_nothing_twice(rig: Rig, post: Post) -> None:
    sub = await _follow(rig)
    one, two = await rig.add_feed("phare", GUILD), await rig.add_feed("quai", GUILD)
    await _news(rig, one, 1)
    await rig.drain()
    await rig.store.watches.unsubscribe(sub.id)
    again = await _follow(rig)
    assert again.id == sub.id
    await rig.publish(two, replace(entry(1, TITLES[0], at=rig.now), url="https://quai.example/1"))
    await rig.drain()
    assert post.titles == [TITLES[0]]


async def test_the_name_of_a_removed_watch_is_free_for_another(rig: Rig, post: Post) -> None:
    sub = await _follow(rig)
    await rig.store.watches.remove(sub.watchlist or 0)
    other = replace(watch(GUILD), query="béton")
    saved, _preview = await rig.service.changes.watch(other, origin="chat")
    assert saved.id != sub.watchlist
    await rig.store.watches.remove(saved.id)
    assert (await _follow(rig)).watchlist == sub.watchlist, "the same query is the same watch"


async def test_what_was_removed_goes_once_nothing_refers_to_it(rig: Rig, post: Post) -> None:
    sub = await _follow(rig)
    idle = await _follow(rig, THERE)
    feed = await rig.add_feed("phare", GUILD)
    await rig.store.watches.unsubscribe(idle.id)
    await _news(rig, feed, 1)
    await rig.store.watches.remove(sub.watchlist or 0)
    await rig.service.clean_up(rig.now, keep_days=90)
    assert await rig.store.watches.subscription(sub.id) is not None
    rig.pass_time(days=91)
    await rig.service.clean_up(rig.now, keep_days=90)
    assert await rig.store.watches.subscription(sub.id) is None
    assert await rig.store.watches.get(sub.watchlist or 0) is None
    assert await rig.file.check() == []


async def test_whoever_delivers_is_told_of_alerts_and_of_nothing_else(rig: Rig) -> None:
    await _follow(rig)
    feed = await rig.add_feed("courier")
    await rig.publish(feed, entry(1, "Rien de neuf au port"))
    assert not rig.service.posted.is_set()
    await rig.publish(feed, entry(2, TITLES[0]))
    assert rig.service.posted.is_set()


async def test_what_was_learned_stays_where_nothing_was_needed_of_it(rig: Rig) -> None:
    await rig.store.notes.keep_note("idf", b"learned before")
    await rig.service.clean_up(rig.now, keep_days=90)
    assert await rig.store.notes.note("idf") == b"learned before"
