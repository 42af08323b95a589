"""Reports by e-mail: the mailbox is read, what is enclosed is filed, the sender is answered."""
