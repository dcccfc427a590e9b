"""Affiliates of a federation: how they join, act, bring people in, quarrel and leave. Stands on all wings before it."""
