"""Work: the recorded hours, their approval, and the wage of an hour."""
