"""Laws: what holds for any history."""
