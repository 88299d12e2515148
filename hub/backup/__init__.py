"""All that the hub holds in one archive, and back again: docs/operations.md, "Back up and restore".

`rows` are the rows of all tables in a form that no database owns, `files` those of the storages, `archive` what both
are kept in, and `whole` the two verbs.
"""
