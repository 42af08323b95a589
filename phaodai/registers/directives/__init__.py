"""The register of directives: dispatches as they came, and the obligations read out of them.

Owns: documents with their text and original file, the links between documents, proposals (what
the reader found and nobody has confirmed yet) and the bodies that each proposal names.
Publishes: nothing yet; a proposal is not an order.
Reacts to: nothing.
Announces: nothing yet.
"""
