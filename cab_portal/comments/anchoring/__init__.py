"""Where a comment's passage stands, in its own version and in later ones. Pure: no Flask, no SQL."""
