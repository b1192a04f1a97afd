"""How far a panel agrees: concordance, reliability, Delphi figures, and the rules on dispersion.

Figures are exact (Fraction) wherever they are rational; roots, exponentials and quantiles come from
decimal arithmetic of 40 digits, so that they are the same on every machine.
"""
