"""Where the links of published pages lead, and which lead nowhere."""
