"""What is new: the record of it, its feeds, and the mails to those who asked for them."""
