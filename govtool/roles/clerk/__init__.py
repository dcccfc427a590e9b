"""The clerk that CI runs, the guard of a server, and the judgement of a change before it lands."""
