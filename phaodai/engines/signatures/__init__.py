"""Signatures in PDF files: made with a certificate, and read in whatever file comes in.

Source: ETSI EN 319 142-1 (PAdES baseline), by pyHanko.
"""
