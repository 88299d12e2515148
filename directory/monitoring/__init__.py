"""What is counted: the indicators, the yearly returns about them, and the picture that is released from these."""
