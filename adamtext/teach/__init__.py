"""What the book needs to teach: figures."""
