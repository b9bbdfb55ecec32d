"""What the city decided about queues and booked times; configuration, no law."""

from datetime import timedelta

SLOT_MINUTES = 30
"""Length of a time that can be booked at a counter."""
PLACES_PER_COUNTER = 1
"""Booked people per counter and slot; a visit takes about four minutes, so walk-ins keep most of the time."""
LEAD_MINUTES = 30
"""A time must be booked this long before it starts."""
DAYS_AHEAD = 14
"""How far ahead a time at a counter can be booked."""
MOST_PER_PHONE = 3
"""Times one phone number may hold at once, so that nobody takes a whole day."""
OPENS_BEFORE = timedelta(minutes=30)
"""Numbers are given out this long before the doors open."""
ARRIVES_BEFORE = timedelta(minutes=60)
"""From when a booked person may say that they are here."""
ARRIVES_AFTER = timedelta(hours=3)
"""Until when a booked time still gives a number."""
PACE_DAYS = 14
"""Waiting times are estimated from visits of the last two weeks at the point,"""
PACE_VISITS = 60
"""the newest ones only,"""
PACE_LEAST = 5
"""and from no fewer than these."""
LONGEST_VISIT_SECONDS = 2 * 60 * 60
"""A visit longer than this was left open by mistake and says nothing about the pace."""
