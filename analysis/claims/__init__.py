"""From figures to sentences: rules, lines, leads, statements and the quotes behind them."""
