"""Citations inside reasons: read as written, and nothing of the text is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskassess.domain.citations import Citation, pieces_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("〔D05 第12页〕", Citation("D05", 1, 12)),
        ("〔D05第12页〕", Citation("D05", 1, 12)),
        ("〔 D05-2 第 3 页 〕", Citation("D05", 2, 3)),
        ("〔D13〕", Citation("D13")),
        ("〔D05 第0页〕", None),
        ("〔D05-0 第1页〕", None),
        ("[D05 第1页]", None),
        ("〔〔D05 第1页", None),
        ("〔国办发〔2021〕11号〕", None),
    ],
)
def test_a_citation_is_what_names_a_document_and_a_page(text, found):
    assert [piece.citation for piece in pieces_of(text) if piece.citation] == [found] * bool(found)


def test_two_citations_side_by_side_stay_two():
    found = pieces_of("据〔D05 第1页〕〔D06 第2页〕")
    assert [str(piece.citation) for piece in found[1:]] == ["〔D05 第1页〕", "〔D06 第2页〕"]


@given(st.lists(st.sampled_from(["〔D05 第1页〕", "〔", "〕", "D05", "第1页", " ", "\n", "理由"])))
def test_the_pieces_together_are_the_text(parts):
    text = "".join(parts)
    assert "".join(piece.text for piece in pieces_of(text)) == text


@given(st.builds(Citation, st.from_regex(r"\A[A-Z][0-9]{2}\Z"), st.integers(1, 99),
                 st.none() | st.integers(1, 999)))  # fmt: skip
def test_what_is_written_is_read_again(citation):
    assert [piece.citation for piece in pieces_of(str(citation))] == [citation]
