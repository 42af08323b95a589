"""The peer: the same intake written with Django REST framework."""
