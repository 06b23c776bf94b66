"""Markets that benchmarks make: who says what of which brand, and the way in that users take."""
