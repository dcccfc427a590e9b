"""How long checking, voting and auditing take, measured on registries made here. No part of the product."""
