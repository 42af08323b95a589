"""The demo: Ninh Thuận on a morning of December 2021, with invented people and papers."""
