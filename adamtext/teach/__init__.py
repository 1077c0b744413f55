"""What the book needs to teach: figures, still and live, and the ledger of claims."""
