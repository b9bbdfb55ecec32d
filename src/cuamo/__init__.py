"""Cửa Mở: the operating platform of a city's Online Public Service Agencies."""

__version__ = "0.2.0"
