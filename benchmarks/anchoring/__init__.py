"""How well comments are carried over real edit histories, and how fast."""
