"""How well models label: measures, paired comparisons, and the evaluation cards that admit a model."""
