"""Forms as data: what a report asks, when it is due, and the rules that its figures must keep.

A definition is read by `loading`, held as the frozen values of `definition`, and a filled report is
judged by `checking`. `frontend/js/forms/rules.js` judges the same definition in the browser; both
give the same findings in the same order.
"""
