"""The register of directives: dispatches, the obligations read out of them, and who answers.

Owns: documents with their text and original file, their registers (số đến, số đi) and links;
proposals (what the reader found) and what officers made of them; obligations; issues and
assignments down the levels with occurrences, reminders and a timeline; written delegations;
praise, criticism and breaches of heads.
Publishes: targets (indicator, comparison, value, days) of obligations that were issued.
Reacts to: ObligationAssessed (keeps what the figures say beside each assignment).
Announces: DirectiveIssued, AssignmentChanged; both are held thirty seconds for undo.
"""
