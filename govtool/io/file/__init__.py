"""Files: written whole or not at all; YAML, XML, the files of banks, documents kept outside."""
