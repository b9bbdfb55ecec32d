"""The desk where the post changes hands: one page for counters and for officers."""
