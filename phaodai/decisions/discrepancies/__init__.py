"""Figures that disagree (số liệu vênh): found, explained by the head who answers, judged, closed.

Owns: rules that people changed, findings with all that happened to them, case codes claimed.
Offers: `operations.finding` to whoever runs by the clock, `operations.answering` and
`operations.ruling` to pages and commands, `queries` to all. Reads figures alone: a correction is
heard of as `ReportFiled`, judged again, and closes what it mended.
"""
