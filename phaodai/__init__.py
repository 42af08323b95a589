"""Pháo Đài: the epidemic command centre of Vietnamese local government."""
