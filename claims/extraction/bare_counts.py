"""A bare number as the subject of a headline's second clause: "Mill to close as 410 lose jobs".

The model takes such a verb for an adjective. Whether it is one shows when a pronoun takes the number's place.
"""

from __future__ import annotations

from claims.extraction.parsing import Parsed, parse_all
from claims.spans import Span


def read_bare_counts(parsed: Parsed) -> Parsed:
    """The parse of a headline with the clause behind "as" read as one; as it was where "they" could not stand there."""
    for index in range(2, len(parsed) - 2):
        number, verb = index + 1, index + 2
        if parsed.lower[index] != "as" or parsed.tags[number] != "CD" or not parsed.words[verb].islower():
            continue
        if parsed.child(verb, "nsubj", "nsubjpass") is not None:
            continue
        tried = " ".join(["They", *parsed.words[verb:]])
        (clause,) = parse_all(tried, [Span(0, len(tried))])
        if clause is not None and clause.words[1:] == parsed.words[verb:] and _is_said_of_them(clause):
            return _with_clause(_with_main_verb(parsed, index), index, clause)
    return parsed


def _with_main_verb(parsed: Parsed, end: int) -> Parsed:
    """ "Tyre mill shuts as …": the main word taken for a plural is a verb where "it" can stand before it."""
    main = next(i for i, head in enumerate(parsed.heads) if head == i)
    if not 0 < main < end or parsed.tags[main] != "NNS" or not parsed.is_noun(main - 1):
        return parsed
    tried = " ".join(["It", *parsed.words[main:end]])
    (clause,) = parse_all(tried, [Span(0, len(tried))])
    if clause is None or clause.words[1:] != parsed.words[main:end] or clause.tags[1] != "VBZ" or clause.heads[1] != 1:
        return parsed
    parsed.tags[main] = "VBZ"
    parsed.hang(main - 1, main, "nsubj")
    for child in [child for child in parsed.children[main] if child < main - 1]:
        parsed.hang(child, main - 1, parsed.deps[child])
    return parsed


def _is_said_of_them(clause: Parsed) -> bool:
    return clause.heads[1] == 1 and clause.tags[1] == "VBP" and clause.child(1, "nsubj") == 0


def _with_clause(parsed: Parsed, index: int, clause: Parsed) -> Parsed:
    """The parse with the words behind "as" taken from the clause, which hangs on the main verb."""
    main = next(i for i, head in enumerate(parsed.heads) if head == i)
    if main >= index:
        return parsed
    number, verb = index + 1, index + 2
    kept = parsed.heads[:index]
    heads = [head if head < index else main for head in kept]
    deps = [dep if head < index else "dep" for dep, head in zip(parsed.deps, kept, strict=False)]
    heads += [verb, *(head + number for head in clause.heads)]
    deps += ["mark", *clause.deps]
    heads[verb], deps[verb] = main, "advcl"
    tags = [*parsed.tags[:verb], *clause.tags[1:]]
    return Parsed(parsed.span, parsed.words, parsed.lower, parsed.starts, parsed.ends, tags, deps, heads)
