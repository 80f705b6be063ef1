"""From the log of the hooks to scopes and decisions."""
