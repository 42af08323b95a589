"""Attachments: evidence, photographs and documents that belong to a row of another room.

Owns: contents (once per SHA-256) and attachments (a content under a name, for one owner).
Offers: `operations.keep` and `operations.remove`, called inside the owner's own act;
`queries.files_of` for its page, `queries.get_content` for the download;
`policies.register_owner`, by which a room says who sees the files of its rows.

A file is seen by whoever sees its owner, and by nobody else. Before anything is kept it is
examined in a confined process that delivery lends (`checking`): only kinds that can neither run
nor show scripts are taken, by their content and never by their name.
"""
