"""What is unlike a brand's own past: more complaints than usual, a fall, customers who leave, a source that fell silent, a rival
that changed something. Pure functions over counts of days."""
