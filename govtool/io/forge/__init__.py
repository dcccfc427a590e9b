"""The doors to forges: what lies beside git there, such as pull requests, statuses and comments."""
