"""Events: what one room announces and others react to, never lost in between.

Owns: the outbox (announcements and their deliveries).
Offers: `announce` inside the act's transaction, `subscribe` at start-up, `deliver_due` for the
worker.

A delivery and what its handler writes are one transaction, so a worker killed between commit
and delivery leaves a delivery that is still due, and one killed in the middle leaves nothing.
"""
