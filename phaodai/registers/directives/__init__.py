"""The register of directives: documents and the obligations they order."""
