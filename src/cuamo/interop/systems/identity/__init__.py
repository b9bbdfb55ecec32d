"""The national identity as an OpenID Connect provider; the sign-in library is its client (facts §5.2)."""
