"""{% highlighted text span marks %}: the only thing that writes markup around an article's text."""

from __future__ import annotations

from collections.abc import Sequence

from django.template import Library
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from claims.spans import Span
from claims.web.highlighting import Mark, emphasise, highlight

register = Library()


@register.simple_tag
def highlighted(text: str, span: Span, marks: Sequence[Mark], muted: Sequence[Span] = ()) -> SafeString:
    """The words of `text[span]`, escaped, with their claims marked."""
    markup = highlight(text, span, marks, muted=muted, icons=static("claims/icons.svg"))
    return mark_safe(markup)  # noqa: S308  highlight() escapes every character of the text first


@register.simple_tag
def emphasised(text: str, spans: Sequence[Span]) -> SafeString:
    """A wording or quote with its quantities in bold, escaped."""
    return mark_safe(emphasise(text, spans))  # noqa: S308  emphasise() escapes every character of the text first
