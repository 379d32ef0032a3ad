"""Proxies move a score by little, by how much is measured, and the model card can say it."""

import json

import pytest

from resume_pipeline.audit.card import as_markdown, read_figures

from .proxies import PROXIES, figures, moved


@pytest.mark.parametrize("name", PROXIES)
def test_a_proxy_moves_a_score_by_less_than_what_makes_a_band(name):
    assert max(map(abs, moved(name))) < 2_000


def test_the_model_card_tells_how_far_each_proxy_moves_a_score(tmp_path):
    file = tmp_path / "figures.json"
    file.write_text(json.dumps(list(figures())))
    card = as_markdown(read_figures(file))
    assert all(f"proxy: {name}" in card for name in PROXIES)
