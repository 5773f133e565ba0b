"""Assertion: the algebra of its operators, and sentences told by the real pipeline."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from narrative_examples import marked_lines, tell

from geomap.language.assertion import CERTAINTY, ROUTE_STATUS, Assertion, Operator, State, _apply
from geomap.language.model_loading import load_model
from geomap.model import Certainty, RouteStatus

DATA = Path(__file__).resolve().parent.parent / "data"
model = cache(load_model)

states = st.sampled_from(get_args(State))
operators = st.sampled_from(get_args(Operator))


@given(states, operators)
def test_every_operator_gives_a_state(state: State, operator: Operator) -> None:
    assert _apply(operator, state) in get_args(State)


@given(states)
def test_what_is_undone_twice_is_left_open(state: State) -> None:
    undone = _apply("refuse", state)
    if state not in ("refused", "denied"):
        assert undone == "refused"
        assert _apply("not", undone) == "possible"


@given(st.lists(operators, max_size=6))
def test_only_a_double_negation_brings_a_refusal_back(chain: list[Operator]) -> None:
    state: State = "refused"
    for operator in chain:
        state = _apply(operator, state)
    if not set(chain) & {"not", "refuse", "deny", "fail"}:
        assert state == "refused"


def test_states_have_a_status_and_a_certainty() -> None:
    assert set(ROUTE_STATUS) == set(CERTAINTY) == set(get_args(State))
    assert set(ROUTE_STATUS.values()) <= set(get_args(RouteStatus))
    assert set(CERTAINTY.values()) <= set(get_args(Certainty))
    assert Assertion("fact", ongoing=True).certainty == "ongoing"
    assert Assertion("planned", ongoing=True).certainty == "planned"


@pytest.mark.model
@pytest.mark.parametrize(("marked", "wanted"), marked_lines(DATA / "assertion.tsv"), ids=lambda value: str(value)[:60])
def test_sentences(marked: str, wanted: str) -> None:
    narrative = tell(marked, model())
    kind, *rest = wanted.split()
    if kind == "route":
        assert [route.status for route in narrative.routes] == rest
    else:
        assert rest in [[event.type, event.certainty] for event in narrative.events]
