"""Texts for visitors."""
