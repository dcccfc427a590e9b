"""What the stories stand on: a co-operative, its people, their computers, a host."""
