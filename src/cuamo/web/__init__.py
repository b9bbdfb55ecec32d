"""Faces: pages for people."""
