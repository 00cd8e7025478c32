"""Stand-ins for outside services: real HTTP servers that behave as their references say."""
