"""Pages of papers that go up: worded beside their printed picture, numbered, issued, proved."""
