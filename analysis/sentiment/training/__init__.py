"""Fitting a learned model, and measuring it by cross-validation."""
