"""How each language writes dates on pages; Django knows its numbers."""
