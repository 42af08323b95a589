"""Places in the course of a filing where a drill can hold a request, to kill what holds it."""
