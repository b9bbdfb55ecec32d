import re

import pytest

from cuamo.notices.rules.text import render
from cuamo.notices.selectors.templates import templates

GSM = re.compile(r"^[A-Za-z0-9 \n.,:;!?()/+\-@_'\"*&%=<>]*$")


@pytest.mark.parametrize("template_id", sorted(templates()))
def test_every_text_fits_one_part_without_accents(template_id):
    template = templates()[template_id]

    text = render(template, template.example)

    assert text.parts == 1
    assert len(text.body) <= 160
    assert GSM.match(text.body)
    assert "{" not in text.body


@pytest.mark.parametrize("template_id", sorted(templates()))
def test_every_text_has_a_long_form_in_both_languages(template_id):
    template = templates()[template_id]

    for words in (template.long.vi, template.long.en):
        said = words.format(**template.example)
        assert said
        assert "{" not in said


def test_every_variant_names_a_text_of_the_list():
    found = templates()

    assert {t.variant_of for t in found.values() if t.variant_of} <= set(found)
    assert {f"N{n}" for n in range(1, 13)} <= set(found)
