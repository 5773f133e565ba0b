"""What the gazetteer answers with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from geomap.model import PlaceKind

__all__ = ["CLASSES", "QUALITIES", "Feature", "Match", "Quality", "kind_of_class"]

Quality = Literal["primary", "alternate", "abbreviation", "historic"]
QUALITIES: tuple[Quality, ...] = ("primary", "alternate", "abbreviation", "historic")

CLASSES: dict[str, PlaceKind] = {
    "A.PCLI": "country", "A.PCLD": "country", "A.PCLS": "country", "A.TERR": "country",
    "A.ADM1": "region", "A.ADM2": "region", "A.ADM3": "region", "A.ADM4": "region", "A.ADMD": "region",
    "A.PCLH": "region", "A.ADM1H": "region", "A.ADM2H": "region",
    "P.PPL": "town", "P.PPLC": "town", "P.PPLA": "town", "P.PPLA2": "town", "P.PPLA3": "town", "P.PPLA4": "town",
    "P.PPLX": "town", "P.PPLL": "town", "P.PPLH": "town", "P.PPLS": "town", "P.PPLF": "town", "P.PPLG": "town",
    "L.CONT": "region", "L.RGN": "region", "L.PRK": "region", "L.CLG": "region", "L.RES": "region",
    "L.COAST": "coast", "L.CMP": "camp", "L.PRT": "facility",
    "H.OCN": "sea", "H.SEA": "sea", "H.GULF": "sea", "H.BAY": "sea", "H.FJD": "sea", "H.LGN": "sea", "H.SD": "sea",
    "H.STRT": "strait", "H.CHN": "strait", "H.CNL": "canal", "H.STM": "river", "H.LK": "lake", "H.RSV": "lake",
    "H.WTLD": "region", "H.DLTA": "region", "H.RF": "island", "H.OAS": "region", "H.FLLS": "river",
    "H.GLCR": "mountain",
    "T.ISL": "island", "T.ISLS": "island", "T.ATOL": "island", "T.PEN": "region", "T.CAPE": "coast", "T.ISTH": "region",
    "T.MT": "mountain", "T.MTS": "mountain", "T.VLC": "mountain", "T.PASS": "crossing", "T.HLLS": "mountain",
    "T.DSRT": "desert", "T.PLN": "region", "T.PLAT": "region", "T.UPLD": "region", "T.VAL": "region",
    "T.BSN": "region", "T.DPR": "region", "T.GRGE": "region", "T.TUND": "region", "T.CNYN": "region",
    "S.AIRP": "facility", "S.CTRB": "crossing", "S.BDG": "crossing", "S.BLDG": "facility", "S.SQR": "facility",
    "S.NUC": "facility", "S.STNB": "facility", "S.DAM": "facility", "S.INSM": "facility", "S.PRN": "facility",
    "S.TMPL": "facility", "S.HSTS": "facility", "S.PRT": "facility", "S.BUSTN": "facility", "S.MNMT": "facility",
    "S.TUNL": "road",
    "R.RD": "road", "R.ST": "road",
}  # fmt: skip
"""GeoNames feature classes and codes that the gazetteer uses, and the kind of place each is on a map."""


def kind_of_class(feature_class: str) -> PlaceKind:
    """The kind of a place of that GeoNames class ("P.PPLC": "town").

    :raises KeyError: when the gazetteer does not use the class.
    """
    return CLASSES[feature_class]


class Feature(NamedTuple):
    """A place that the gazetteer knows. A named tuple: a look-up makes many, a frozen dataclass takes thrice as long.

    ``id`` names it for ever: ``gn:2210247`` (GeoNames), ``country:LY``, ``admin1:US.TX``, ``admin2:US.TX.201``,
    ``sea:aegean-sea``, ``region:balkans`` ... ``country`` is ISO 3166-1 alpha-2 (``XK`` for Kosovo), None for what lies
    in several countries or none. ``admin1`` and ``admin2`` are GeoNames codes (``US.TX``, ``US.TX.201``). ``lat`` and
    ``lon`` are the point that a map labels, in degrees; ``radius_km`` is about half the extent. ``population`` is 0
    where it is unknown; for a first or second level division it is that of its towns.
    """

    id: str
    name: str
    kind: PlaceKind
    feature_class: str
    country: str | None
    admin1: str | None
    admin1_name: str | None
    admin2: str | None
    lat: float
    lon: float
    radius_km: float
    population: int


class Match:
    """A feature that bears the name that was asked for, and what sort of name of it that is.

    ``prominence`` orders the matches of a name: about the decimal logarithm of the people who live there, more for
    countries, capitals, seas and well-known regions, less for a by-name. The feature may be given as a function that
    makes it when it is first read: many matches are weighed by their prominence alone.
    """

    __slots__ = ("_feature", "matched", "prominence", "quality")

    def __init__(
        self, feature: Feature | Callable[[], Feature], matched: str, quality: Quality, prominence: float
    ) -> None:
        self._feature = feature
        self.matched = matched
        self.quality = quality
        self.prominence = prominence

    @property
    def feature(self) -> Feature:
        """The place."""
        if not isinstance(self._feature, Feature):
            self._feature = self._feature()
        return self._feature

    def _values(self) -> tuple[Feature, str, Quality, float]:
        return self.feature, self.matched, self.quality, self.prominence

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Match) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        return f"Match(feature={self.feature!r}, matched={self.matched!r}, quality={self.quality!r})"
