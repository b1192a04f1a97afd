"""Demonstration: two published projects, an invented pool, and cases by every kind of manual.

Every person, unit score and figure is invented and marked as demonstration (演示数据) on each page.
"""
