"""A package, so that its browser closes when its last test ends: two Playwrights cannot run at once."""
