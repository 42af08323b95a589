"""Papers signed and sent, and signatures of any file verified."""
