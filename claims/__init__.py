"""The domain. A document goes this way, one package a step:

intake → cleaning → extraction → linking → review → publishing

`models`, `permissions` and `history` import no step; `extraction`, `cleaning` and the files marked pure import no
Django. Pages (`web`), programs (`api`) and moderators (`admin`) are three doors to the same services.
"""
