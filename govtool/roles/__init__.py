"""The roles that people and programs take: founder, member, clerk, auditor, guard."""
