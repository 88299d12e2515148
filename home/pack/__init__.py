"""The offline pack: the public pages as files that need no server and no network.

`scope` says what belongs in it, `rendering` gets each page as a reader without an account would, `rewriting` turns its
links into relative ones, `finding` makes what search needs, `manifest` lists and signs the files, `building` puts all
of it together, and `taking_back` removes packs whose words were withdrawn.
"""
