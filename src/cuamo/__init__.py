"""Cửa Mở: the operating platform of a city's Online Public Service Agencies."""
