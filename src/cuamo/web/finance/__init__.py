"""Finance `/tai-chinh`: what came, what waits, what goes back, for accountants."""
