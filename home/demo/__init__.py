"""Demonstration content: English in the TOML files, Welsh in cy.po, and what turns them into pages."""
