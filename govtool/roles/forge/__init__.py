"""The pages of pull requests on a forge: what they should say, and making them say it. They decide nothing."""
