"""Practice examples on their way in: asked for, written, signed off, edited and accepted."""
