"""Attachments as downloads."""
