"""Engines that check files against a Table Schema without loading them; `il2data.engines.files` drives them."""
