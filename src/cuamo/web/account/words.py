"""Sentences of the sign-in pages, chosen by the language of the request."""

from django.utils.functional import lazy

from cuamo.web.language import vi_en

say_later = lazy(vi_en, str)
"""Like `vi_en`, but chosen when the text is shown: for class attributes and error tables."""
