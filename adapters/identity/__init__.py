"""Sign-in: the identity provider's side (OpenID Connect) and ours (sessions as sealed text)."""
