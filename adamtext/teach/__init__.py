"""What the book needs to teach: figures, and the ledger of claims."""
