"""Engines that check files against a Table Schema without loading them.

`il2data.checking.engines.files` drives them.
"""
