"""The generated pages say what the declarations say."""

from pathlib import Path

import pytest

from docs.generate import PAGES, page

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(name):
    assert (DOCS / name).read_text(encoding="utf-8") == page(name), "run: python docs/generate.py"


def test_every_indicator_has_its_section():
    from indicators.registry import all_indicators

    text = page("indicators.md")
    assert [line.split()[1] for line in text.splitlines() if line.startswith("### ")] == [
        i.id for i in all_indicators()
    ]
