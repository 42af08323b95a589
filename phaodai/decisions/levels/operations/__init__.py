"""Acts: packs brought into force, units assessed, levels proposed, decided and announced."""
