"""What checks the tables: the rules of their text, the catalogue of laws, keys, the ledger of the founding documents, and formats of findings."""
