"""What checks the tables.

The rules of their text, the catalogue of laws, keys, the ledger of the founding documents, and formats of findings.
"""
