"""The page of a chairman: six numbers, what waits for him, who is late; one sheet of paper."""
