"""What a release is made of: the dataset in the formats that other tools read.

Each is derived from the tables and schemas.
"""
