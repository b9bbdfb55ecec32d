"""Tables of the app, one module per aggregate."""
