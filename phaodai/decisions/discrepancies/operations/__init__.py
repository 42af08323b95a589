"""Writes of this room: finding by the clock, answering by people, changing the rules."""
