"""Words of accounts for the pages of finance."""

from django import template

from cuamo.web.finance.words import account_words, source_words

register = template.Library()
register.filter("account", account_words)
register.filter("source", source_words)
