"""Versions of the data: records of releases, their differences, and what a release is written as."""
