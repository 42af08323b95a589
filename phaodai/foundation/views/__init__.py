"""Saved views: filters of a list under a name, one's own or shared with a body.

A view is an address and nothing more: what it shows is asked again in the sight of whoever
opens it, so a view that was shared shows each reader his own rows.
"""
