"""Events: what one room announces and others react to, never lost in between.

Owns: the outbox (announcements and their deliveries).
Offers: `bus.announce` inside the act's transaction, `bus.subscribe` at start-up (by the batch
where thousands come at once), `bus.deliver_due` for the worker, `queries` and `operations.retry`
for whoever looks after it.

A delivery and what its handler writes are one transaction, so a worker killed between commit
and delivery leaves a delivery that is still due, and one killed in the middle leaves nothing.

A delivery that failed and waits does not hold up later ones: a handler reads the state that it
finds and does not lean on the order of events. It writes to the database alone; whatever leaves
it (a message, a file) is put in the queue of jobs after the commit.
"""
