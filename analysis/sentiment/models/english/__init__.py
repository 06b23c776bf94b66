"""English: VADER, and VADER with the words customers use."""
