"""The command line: `phaodai NOUN VERB`, one module per noun.

Data goes to standard output, messages and progress to standard error. Exit status: 0 done,
1 failed, 2 wrong usage, 3 done in part (rows rejected), 4 integrity broken, 75 try again.
"""
