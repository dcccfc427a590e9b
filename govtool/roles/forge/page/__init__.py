"""The pages of pull requests: what they should say, and making them say it. They decide nothing."""
