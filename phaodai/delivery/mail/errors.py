"""What goes wrong with mail."""


class MailDown(Exception):
    """A server of mail cannot be used now; says which and how, and never a password."""
