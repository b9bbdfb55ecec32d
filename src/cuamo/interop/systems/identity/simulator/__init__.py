"""Plays the national identity (VNeID) as a server of its own."""
