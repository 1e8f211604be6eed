"""4. Claims of other articles about the same thing."""

from __future__ import annotations

from collections.abc import Callable


def link_article(*, article_id: int, on_progress: Callable[[int, int], None] | None = None) -> int:
    """Suggest links of the article's claims within the article and across the desk's articles; return how many are new."""
    return 0
