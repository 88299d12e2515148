"""OAI-PMH 2.0 (https://www.openarchives.org/OAI/openarchivesprotocol.html): all records, then what is new.

Records are those of `home.catalogue`. What is gone stays as a deleted record for ever.
"""
