"""Background work: the queue, and the heartbeats that make silence visible.

Owns: heartbeats. The queue lies in a file of its own beside a SQLite database, so that waiting
work never holds up a report, and in tables of its own on PostgreSQL.
Offers: `queue`, whose decorators make tasks (they live in delivery, which reads the clock);
`operations.beat` for whatever must not fall silent unnoticed.

A task that belongs to an act is enqueued after its commit (`transaction.on_commit`).
"""
