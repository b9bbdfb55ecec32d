"""Words of accounts for the pages of finance."""

from django import template

from cuamo.web.finance.words import account_words

register = template.Library()
register.filter("account", account_words)
