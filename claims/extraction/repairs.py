"""Parses put right where the model is known to err, by signs that it does not weigh."""

from __future__ import annotations

from claims.extraction.attribution.antecedents import set_antecedent
from claims.extraction.attribution.cues import cue_verbs, speaker_nouns
from claims.extraction.lexicon import word_set
from claims.extraction.parsing import Parsed

_FINITE = ("VBD", "VBZ", "VBP")
_AUXILIARIES = ("aux", "auxpass")
_SUBJECTS = ("nsubj", "nsubjpass", "expl", "csubj")


# Relations of what heads a clause.
_CLAUSES = ("ROOT", "advcl", "ccomp", "conj", "relcl", "parataxis")

# Verbs whose object is a listener: "told officers he had been burning rubbish" says nothing about the officers.
_TOLD = frozenset({"tell", "told", "tells", "telling", "warned", "informed", "assured", "reminded"})


def repair(parsed: Parsed) -> None:
    """Change the relations of `parsed` where they can't be right; in place."""
    for index in range(len(parsed)):
        _see_verb(parsed, index)
    for index, word in enumerate(parsed.lower):
        if parsed.words[index] == "-":
            _join_halves(parsed, index)
        if word in cue_verbs() and parsed.tags[index].startswith("VB"):
            _close_insertion(parsed, index)
            _make_main_verb(parsed, index)
            _take_clause_before(parsed, index)
            _hand_on(parsed, index)
            _open_content(parsed, index)
            _take_loose_clause(parsed, index)
            _draw_into_content(parsed, index)
    for index, dep in enumerate(parsed.deps):
        if dep == "relcl":
            set_antecedent(parsed, index)
        if dep == "quantmod" and parsed.lower[index] == "as":
            _make_conjunction(parsed, index)
        if dep == "conj" and parsed.is_verb(index) and parsed.child(index, *_SUBJECTS) is None:
            _leave_participle(parsed, index)
            _give_subject(parsed, index)
            _lift_to_reporter(parsed, index)


def _see_verb(parsed: Parsed, index: int) -> None:
    """ "The ferry sank and 43 drowned", "although records of calls show the two met": a past tense that is nothing else, or what
    the model itself gives a subject and a conjunction, is a verb, whatever its tag."""
    tag, dep = parsed.tags[index], parsed.deps[index]
    if tag == "VBN" and dep == "ccomp" and index < parsed.heads[index] and parsed.child(index, "nsubj") is not None:
        if parsed.child(index, *_AUXILIARIES) is None:
            parsed.tags[index] = "VBD"  # "Some 300 attended, officials said"
        return
    if tag not in ("NN", "NNS", "NNP", "JJ") or dep not in _CLAUSES:
        return
    before = index - 1
    if parsed.lower[index] in word_set("en", "only_past") and not parsed.words[index].isupper():
        noun = before >= 0 and parsed.heads[before] == index and parsed.is_noun(before)
        if not noun or any(child > index and parsed.deps[child] == "compound" for child in parsed.children[index]):
            return
        parsed.tags[index] = "VBD"
        left = [child for child in parsed.children[index] if child < before]
        parsed.hang(before, index, "nsubj")
        for child in left:
            if parsed.deps[child] in ("det", "amod", "compound", "poss", "nummod", "nmod"):
                parsed.hang(child, before, parsed.deps[child])
        cue = cue_verbs().get(parsed.lower[parsed.heads[index]])
        if dep == "advcl" and index < parsed.heads[index] and cue is not None and parsed.child(index, "mark") is None:
            parsed.deps[index] = "ccomp"  # "The ferry sank, officials said"
        return
    subject, mark = parsed.child(index, *_SUBJECTS), parsed.child(index, "mark")
    if subject is None or mark is None or not mark < subject < index or parsed.child(index, "det", "poss") is not None:
        return
    if tag == "NN" and parsed.tags[subject] in ("NNS", "NNPS"):
        parsed.tags[index] = "VBP"
    elif tag == "NNS" and parsed.tags[subject] in ("NN", "NNP"):
        parsed.tags[index] = "VBZ"


def _join_halves(parsed: Parsed, hyphen: int) -> None:
    """ "is co-owned": both halves of a word are one verb."""
    left, right = hyphen - 1, hyphen + 1
    if left < 0 or right >= len(parsed) or not (parsed.is_verb(left) and parsed.is_verb(right)):
        return
    if parsed.ends[left] != parsed.starts[hyphen] or parsed.ends[hyphen] != parsed.starts[right]:
        return
    for child in [child for child in parsed.children[left] if child != hyphen]:
        parsed.hang(child, right, parsed.deps[child])
    parsed.hang(left, right, "amod")
    parsed.hang(hyphen, right, "punct")


def _close_insertion(parsed: Parsed, cue: int) -> None:
    """ "The ministry, citing reports it did not share, said that …": what opens the sentence speaks, not what is put in."""
    if parsed.tags[cue] not in _FINITE or parsed.child(cue, *_SUBJECTS) is not None or parsed.words[cue - 1] != ",":
        return
    comma = next((i for i, word in enumerate(parsed.words[: cue - 1]) if word == ","), None)
    if comma is None or comma == 0 or parsed.tags[comma + 1] != "VBG" or "," in parsed.words[comma + 1 : cue - 1]:
        return
    noun = next((i for i in range(comma) if parsed.heads[i] > comma and parsed.deps[i] in _SUBJECTS), None)
    if noun is None or not comma < parsed.heads[noun] < cue:
        return
    parsed.hang(noun, cue, "nsubj")
    put_in = comma + 1
    parsed.hang(put_in, noun, "acl")
    cited = parsed.child(put_in, "dobj", "pobj")
    for verb in [verb for verb in parsed.children[cue] if comma < verb < cue and parsed.is_verb(verb)]:
        parsed.hang(verb, put_in if cited is None else cited, "relcl")


def _leave_participle(parsed: Parsed, verb: int) -> None:
    """ "cancelled 140 flights, stranding 9,000 people, and apologised": a past tense goes on from the last past tense, not from
    a participle between the two."""
    above = parsed.heads[verb]
    if parsed.tags[verb] != "VBD" or parsed.tags[above] != "VBG" or parsed.deps[above] not in ("advcl", "acl"):
        return
    if any(parsed.deps[child] in _AUXILIARIES for child in parsed.children[above]):
        return
    main = parsed.heads[above]
    if main < above and parsed.tags[main] == "VBD":
        joints = [child for child in parsed.children[above] if parsed.deps[child] in ("cc", "punct") and child > above]
        for joint in [child for child in joints if child < verb]:
            parsed.hang(joint, main, parsed.deps[joint])
        parsed.hang(verb, main, "conj")


def _is_finite(parsed: Parsed, index: int) -> bool:
    if parsed.tags[index] in _FINITE:
        return True
    return any(parsed.deps[c] in _AUXILIARIES and parsed.tags[c] in (*_FINITE, "MD") for c in parsed.children[index])


def _give_subject(parsed: Parsed, verb: int) -> None:
    """ "the war in Ukraine and Putin wants …": the noun right before a finite verb, after "and", is its subject."""
    first = min([verb, *(c for c in parsed.children[verb] if parsed.deps[c] in (*_AUXILIARIES, "neg"))])
    noun = first - 1
    while noun > 0 and parsed.tags[noun] in ("RB", "RBR"):
        noun -= 1
    if noun < 1 or not _is_finite(parsed, verb) or parsed.deps[noun] != "conj" or not parsed.is_noun(noun):
        return
    if parsed.is_verb(parsed.heads[noun]) or noun in parsed.subtree(verb):
        return
    between = range(parsed.heads[noun], noun)
    joint = next((i for i in reversed(between) if parsed.deps[i] == "cc"), None)
    if joint is None:
        return
    parsed.hang(noun, verb, "nsubj")
    if joint != parsed.heads[verb]:
        parsed.hang(joint, parsed.heads[verb], "cc")


def _lift_to_reporter(parsed: Parsed, verb: int) -> None:
    """ "confirmed that they had taken it but did not report …": a past tense that steps out of a report in the past
    perfect, or another cue, belongs to the reporter."""
    content = parsed.heads[verb]
    reporter = _reporter_above(parsed, content)
    if reporter is None:
        return
    shifted = any(parsed.lower[c] == "had" and parsed.deps[c] == "aux" for c in parsed.children[content])
    did = any(parsed.lower[c] == "did" for c in parsed.children[verb])
    but = any(parsed.lower[c] == "but" for c in parsed.children[content])
    cue = cue_verbs().get(parsed.lower[verb])
    silent = parsed.lower[verb] in ("made", "gave") and any(
        parsed.lower[c] in ("mention", "details", "comment", "reason") for c in parsed.children[verb]
    )
    speaks = silent or (cue is not None and cue.kind != "thought" and parsed.child(verb, "ccomp", "xcomp") is not None)
    # ``reads "we may extend the time", but gives no date``: what stands behind the marks was not quoted.
    opened = any(parsed.tags[i] == "``" for i in range(reporter, content + 1))
    closed = any(parsed.tags[i] == "''" for i in range(content, verb))
    if speaks or (opened and closed) or (shifted and (did or (but and parsed.tags[verb] == "VBD"))):
        parsed.hang(verb, reporter, "conj")


def _reporter_above(parsed: Parsed, content: int) -> int | None:
    """The outermost cue verb in the past tense that hands on `content`, before it: "said the figures showed that"."""
    found = None
    while parsed.deps[content] == "ccomp" and parsed.heads[content] < content:
        content = parsed.heads[content]
        if parsed.lower[content] not in cue_verbs() or parsed.tags[content] not in ("VBD", "VBZ", "VBP"):
            break
        found = content
    return found


def _open_content(parsed: Parsed, cue: int) -> None:
    """ "observed that the date coincided", "found reduction of yields exceeded": the object of a cue is the subject of
    the finite verb behind it, when nothing joins the two verbs."""
    if parsed.child(cue, "ccomp") is not None or _take_distant_clause(parsed, cue):
        return
    noun = parsed.child(cue, "dobj")
    if noun is None or noun < cue:
        return
    verb = None
    if parsed.lower[cue + 1] == "that":
        behind = (i for i in parsed.subtree(noun) if i > noun and parsed.tags[i] in _FINITE)
        fitting = (i for i in behind if parsed.deps[i] in ("acl", "relcl") and parsed.child(i, *_SUBJECTS) is None)
        verb = next(fitting, None)
    if verb is None:
        behind = (c for c in parsed.children[cue] if c > noun and parsed.deps[c] == "conj")
        verb = next((c for c in behind if _is_unjoined(parsed, cue, c)), None)
    if verb is None or not _is_finite(parsed, verb) or parsed.child(verb, *_SUBJECTS) is not None:
        return
    between = [c for c in parsed.children[cue] if noun < c < verb and parsed.deps[c] == "prep"]
    parsed.hang(verb, cue, "ccomp")
    for index in (noun, *between):
        if verb not in parsed.subtree(index):
            parsed.hang(index, verb, "nsubj" if index == noun else "prep")


def _make_conjunction(parsed: Parsed, index: int) -> None:
    """ "will close as 410 workers lose their jobs": "as" before a number that counts the subject of a finite verb joins that
    verb to the one before; it is no part of the number."""
    number = parsed.heads[index]
    noun = parsed.heads[number] if parsed.deps[number] == "nummod" else number
    verb = parsed.heads[noun]
    if number != index + 1 or parsed.deps[noun] not in _SUBJECTS or parsed.tags[verb] not in _FINITE or verb < noun:
        return
    if parsed.deps[verb] in ("ccomp", "advcl", "conj", "dep") and parsed.heads[verb] < index:
        parsed.hang(index, verb, "mark")
        parsed.deps[verb] = "advcl"


def _make_main_verb(parsed: Parsed, cue: int) -> None:
    """ "Court rules worship of the sun is legal": a cue in a finite form is no subject of the finite verb behind it; the
    noun before it speaks, and its object is the subject."""
    verb = parsed.heads[cue]
    if parsed.deps[cue] != "nsubj" or parsed.tags[cue] not in _FINITE or verb < cue or not _is_finite(parsed, verb):
        return
    speaker = next((c for c in parsed.children[cue] if c == cue - 1 and parsed.is_noun(c)), None)
    subject = parsed.child(cue, "dobj")
    if speaker is None or subject is None or not cue < subject < verb or parsed.deps[verb] not in ("ROOT", "ccomp"):
        return
    parsed.lift(cue, verb)
    parsed.hang(subject, verb, "nsubj")
    parsed.hang(speaker, cue, "nsubj")


def _take_clause_before(parsed: Parsed, cue: int) -> None:
    """ "Shelling killed nine people, the governor said, as …": a clause before the speaker that nothing subordinates is what is
    said."""
    speaker = parsed.child(cue, "nsubj")
    if speaker is None or parsed.tags[cue] not in _FINITE or parsed.child(cue, "ccomp") is not None:
        return
    for verb in parsed.children[cue]:
        if parsed.deps[verb] == "advcl" and verb < speaker < cue and _is_finite(parsed, verb):
            words = parsed.subtree(verb)
            opened = parsed.child(verb, "mark") is not None or any(parsed.tags[i] == "WRB" for i in words if i < verb)
            if not opened and parsed.child(verb, *_SUBJECTS) is not None and words[-1] < speaker:
                parsed.deps[verb] = "ccomp"
                return


def _take_loose_clause(parsed: Parsed, cue: int) -> None:
    """ "They estimated by 2050, rising demand would outrun supply": a clause with a subject of its own behind a cue that has
    no content is that content, where no conjunction joins the two."""
    if parsed.child(cue, "ccomp", "xcomp", "dobj") is not None:
        return
    for verb in parsed.children[cue]:
        if verb < cue or parsed.deps[verb] != "conj" or not _is_finite(parsed, verb):
            continue
        words = parsed.subtree(verb)
        between = range(cue + 1, words[0])
        before = [c for c in parsed.children[cue] if c in between and parsed.deps[c] == "prep"]
        covered = {i for c in before for i in parsed.subtree(c)}
        if parsed.child(verb, *_SUBJECTS) is None or len(between) > 6 or not before:
            continue
        if all(i in covered or parsed.words[i] == "," for i in between):
            parsed.hang(verb, cue, "ccomp")
            for preposition in before:
                parsed.hang(preposition, verb, "prep")
            return


def _take_distant_clause(parsed: Parsed, cue: int) -> bool:
    """ "told the paper in a statement that the case was closed": the clause is what was told, no part of "statement"."""
    if cue_verbs()[parsed.lower[cue]].kind == "thought":
        return False  # "saw strikes in countries that nobody expected it of"
    for verb in parsed.subtree(cue):
        if verb <= cue or parsed.deps[verb] not in ("acl", "relcl") or not parsed.is_verb(verb):
            continue
        subject = parsed.child(verb, *_SUBJECTS)
        if subject is None or parsed.tags[subject] in ("WDT", "WP"):
            continue
        mark = parsed.child(verb, "mark")
        holder = parsed.heads[verb]
        told = parsed.lower[cue] in _TOLD and parsed.heads[holder] == cue and _is_finite(parsed, verb)
        listener = told and (parsed.tags[holder] in ("NNS", "NNP", "PRP") or parsed.lower[holder] in speaker_nouns())
        if not listener and (mark is None or parsed.lower[mark] != "that"):
            continue
        holder = parsed.heads[verb]
        if parsed.deps[holder] == "appos":
            continue  # "stresses thrift, the belief that saving pays"
        if parsed.heads[holder] == cue or parsed.heads[parsed.heads[holder]] == cue:
            parsed.hang(verb, cue, "ccomp")
            return True
    return False


def _is_unjoined(parsed: Parsed, cue: int, verb: int) -> bool:
    return not any(parsed.deps[i] == "cc" or parsed.words[i] in (",", ";", "–", "—", "-") for i in range(cue + 1, verb))


def _hand_on(parsed: Parsed, cue: int) -> None:
    """ "told the paper that A, with the radio reporting B": a clause right behind a nearer cue belongs to that one."""
    for content in list(parsed.children[cue]):
        if parsed.deps[content] != "ccomp" or content < cue:
            continue
        nearer = parsed.subtree(content)[0] - 1
        if (
            nearer > cue + 1
            and parsed.lower[nearer] in cue_verbs()
            and parsed.is_verb(nearer)
            and parsed.child(nearer, "ccomp") is None
        ):
            parsed.hang(content, nearer, "ccomp")


def _draw_into_content(parsed: Parsed, cue: int) -> None:
    """ "claims that her passport was taken and she was forced to work": without a comma, "and" joins what is said."""
    content = parsed.child(cue, "ccomp")
    if content is None or content < cue:
        return
    for verb in list(parsed.children[cue]):
        if parsed.deps[verb] != "conj" or verb < content or not parsed.is_verb(verb):
            continue
        joint = parsed.subtree(verb)[0] - 1
        if (
            joint < 1
            or parsed.lower[joint] not in ("and", "or", "but")
            or parsed.words[joint - 1] in (",", ";", "–", "—")
        ):
            continue
        speaks = parsed.lower[verb] in cue_verbs() and parsed.child(verb, "ccomp") is not None
        if speaks or parsed.child(verb, *_SUBJECTS) is None:
            continue
        parsed.hang(verb, content, "conj")
        if parsed.heads[joint] == cue:
            parsed.hang(joint, content, "cc")
