"""The parse is the one that the model's own pipeline gives, only sooner."""

from __future__ import annotations

import random

import numpy as np
import pytest
import spacy

from claims.extraction import encoder, model
from claims.extraction.encoder import Encoder

SENTENCES = [
    "The ferry carried 40 cars and 212 passengers when it left Port Selin on Monday, the harbour office said.",
    "“We can't say more,” she told the Herald; nobody else was hurt.",
    "Prices rose 3.2 per cent in May, from 2.9 per cent a month before, which economists had not expected.",
    "Why?",
    "…",
    "Xqzt 🙂 brûlée №5 \ufffd and a-very-long-joined-word/with/slashes",
    "Neither the mill in Orlen, whose owner declined to comment, nor its two suppliers paid the 14 drivers.",
    " ".join(["and then the river rose again"] * 40),
]


@pytest.fixture(scope="module")
def pipeline() -> spacy.Language:
    return spacy.load(model.MODEL, exclude=list(model.UNUSED))


def test_the_parse_is_that_of_the_models_own_pipeline(pipeline: spacy.Language) -> None:
    read = model.model()
    assert read is not None
    expected = [[(t.text, t.tag_, t.dep_, t.head.i) for t in doc] for doc in pipeline.pipe(SENTENCES)]
    assert [[(t.text, t.tag_, t.dep_, t.head.i) for t in doc] for doc in read.read(SENTENCES)] == expected


def test_a_sentence_without_words_has_an_empty_parse() -> None:
    read = model.model()
    assert read is not None
    assert [len(doc) for doc in read.read(["", "It rained."])] == [0, 3]


def test_the_vectors_are_the_models_own(pipeline: spacy.Language) -> None:
    tok2vec = pipeline.get_pipe("tok2vec").model  # type: ignore[attr-defined]
    docs = [pipeline.make_doc(sentence) for sentence in SENTENCES]
    for ours, theirs in zip(Encoder(tok2vec)(docs), tok2vec.predict(docs), strict=True):
        assert np.allclose(ours, theirs, rtol=0, atol=1e-5)  # a matrix product of few rows rounds in another way


def test_a_words_own_vector_is_the_same_to_the_last_bit_in_any_company(pipeline: spacy.Language) -> None:
    tok2vec = pipeline.get_pipe("tok2vec").model  # type: ignore[attr-defined]
    docs = [pipeline.make_doc(sentence) for sentence in SENTENCES]
    expected = dict(zip(SENTENCES, Encoder(tok2vec)._embedded(docs), strict=True))
    chance = random.Random(3)
    for _ in range(12):
        encode = Encoder(tok2vec)
        for doc in chance.sample(docs, len(docs)):
            assert np.array_equal(encode._embedded([doc])[0], expected[doc.text])


def test_forgetting_words_changes_no_vector(pipeline: spacy.Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "MOST_WORDS", 300)
    encode = Encoder(pipeline.get_pipe("tok2vec").model)  # type: ignore[attr-defined]
    first = encode([pipeline.make_doc(SENTENCES[0])])
    for number in range(40):
        encode([pipeline.make_doc(" ".join(f"w{number}x{place}" for place in range(20)))])
    again = encode([pipeline.make_doc(SENTENCES[0])])
    assert np.array_equal(first[0], again[0])


def test_many_sentences_are_read_in_groups_that_hold_a_bounded_number_of_words(pipeline: spacy.Language) -> None:
    docs = [pipeline.make_doc(sentence) for sentence in SENTENCES * 30]
    groups = list(model._groups(docs))
    assert [doc for group in groups for doc in group] == docs
    assert all(len(group) == 1 or sum(map(len, group)) <= model.WORDS_AT_ONCE for group in groups)
    assert len(groups) > 1
