"""The register of reports: which forms there are, who files them, and what was filed.

Owns: forms with their versions; reports with their revisions; submissions that wait.
Publishes: what the reports state, as the source "reports".
Reacts to: nothing yet.
Announces: a version of a form that was approved; a report that was filed.
"""
