"""What the collected texts, answers and result pages amount to:
units, gaps, trends, shares and their statistics. Pure functions.
"""
